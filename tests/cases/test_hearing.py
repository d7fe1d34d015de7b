"""Hearings (听证): notice to the day, who presides, what a major case needs; and where they stand in the calendar."""

from datetime import datetime

import pytest
from django.core.exceptions import ValidationError

from accounts.models import Role
from accounts.timekeeping import SHANGHAI, at
from cases.models import ReconsiderationCase
from cases.reading import sittings
from deadlines.agenda import Ask, Entry, entries
from dossiers.models import Party
from tests import factories as make
from tests.cases.steps import day, entry, hint, messages, open_steps, page, party
from tests.factories import Office
from workflow.steps import StepRefused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sound", "english")]


def held(case: ReconsiderationCase, **data: object) -> dict[str, object]:
    both = [party(case, "applicant"), party(case, "respondent")]
    heads = make.rows({"respondent": both[1].pk, "head": "came", "people": "王局长"})
    return {"came": both, "signed": both, "heads": heads, "points": "各方陈述", **data}


def heads(*answers: tuple[Party, str, str, str]) -> list[str]:
    """How the heads of respondents stood to a hearing, as rows of its form."""
    return make.rows(
        *({"respondent": one.pk, "head": how, "people": people, "reason": why} for one, how, people, why in answers)
    )


def in_calendar(actor: make.Actor, **ask: object) -> list[Entry]:
    return entries(Ask(actor=actor, **ask), "hearing")


def test_the_notice_leaves_five_clear_working_days(office: Office) -> None:
    # Reckoned backward from Monday 13 April 2026: 10, 9, 8, 7 and 3 April are five working days (4 to 6 April is the
    # Qingming festival), so that 2 April is the last day for the notice.
    with at("2026-04-03"):
        case = office.heard()
        with pytest.raises(ValidationError) as error:
            office.order_hearing(case, "2026-04-13")
        assert "by 2 April 2026" in messages(error, "hearing_on") or "2026年4月2日" in messages(error, "hearing_on")
        with pytest.raises(ValidationError) as error:
            office.order_hearing(case, "2026-04-02")
        assert "before its notice" in messages(error, "hearing_on")
        office.order_hearing(case, "2026-04-14")
        assert case.dossier.timeline.filter(step="order_hearing", visibility="parties").exists()
    with at("2026-04-02"):
        other = office.heard()
        office.order_hearing(other, "2026-04-13")


def test_who_holds_a_hearing(office: Office) -> None:
    with at("2026-03-05"):
        case = office.heard()
        wrong = (
            ({"listeners": [office.second.user]}, "listeners", "two listeners"),
            ({"presider": office.second.user}, "listeners", "presider"),
            ({"recorder": office.second.user.display_name}, "recorder", "recorder"),
            ({"presider": office.leader.user}, "presider", "valid"),
            ({"presider": office.liaison.user}, "presider", "valid"),
        )
        for data, field, said in wrong:
            with pytest.raises(ValidationError) as error:
                office.order_hearing(case, "2026-03-20", **data)
            assert said in messages(error, field), data
        # A person who has withdrawn from the case cannot preside.
        office.take(
            case, "ask_recusal", by="self", person=office.third.user, ground="recusal_ground.interest", reason="x"
        )
        office.order_hearing(case, "2026-03-20")
        office.approved(case, "decide_recusal", result="granted", reason="属实")
    with at("2026-03-20"):
        with pytest.raises(StepRefused, match="recused"):
            office.take(case, "hold_hearing", **held(case))
        fourth = make.make_actor(Role.OFFICER, office.organ)
        with pytest.raises(ValidationError) as error:
            office.take(case, "postpone_hearing", **office.hearing("2026-03-31"))
        assert messages(error, "listeners")
        listeners = [office.second.user, fourth.user]
        office.take(case, "postpone_hearing", **office.hearing("2026-03-31", listeners=listeners))
    with at("2026-03-31"):
        office.take(case, "hold_hearing", **held(case))


def test_a_major_case_is_heard_and_brought_before_the_committee_before_its_decision(office: Office) -> None:
    with at("2026-03-05"):
        case = office.heard()
        assert hint(office, case, "decide") is None
        office.approved(case, "mark_major", ground="major_ground.complex", reason="涉及多部门")
        assert "50①" in hint(office, case, "decide")
        with pytest.raises(StepRefused, match="marked already"):
            office.take(case, "mark_major", ground="major_ground.major", reason="x")
        office.order_hearing(case, "2026-03-16", ground="major")
        with pytest.raises(StepRefused, match="set already"):
            office.order_hearing(case, "2026-03-17")
        with pytest.raises(StepRefused, match="not come"):
            office.take(case, "hold_hearing", **held(case))
    with at("2026-03-17"):
        with pytest.raises(ValidationError) as error:
            office.take(case, "hold_hearing", **held(case))
        assert "2026年3月16日" in messages(error)
        office.take(case, "hold_hearing", on_date="2026-03-16", **held(case))
        assert "52②" in hint(office, case, "decide")
        office.take(case, "refer_to_committee", ground="committee_ground.major", question="是否适当")
        assert "opinion" in hint(office, case, "decide")
        office.take(
            case, "committee_opinion", members="甲\n乙\n丙", opinions="甲乙同意，丙不同意", agreed=2, conclusion="维持"
        )
        assert hint(office, case, "decide") is None
        # The marking is put right, not taken back.
        make.correct(office.director, case, entry(case, "mark_major"), ground="major_ground.difficult", reason="x")
        assert case.dossier.facts.current().get(kind="marked_major").value["ground"] == "major_ground.difficult"


def test_what_became_of_a_hearing(office: Office, client) -> None:
    with at("2026-03-05"):
        case = office.heard(respondents=[make.agency_of(office.organ), make.make_organisation("甲区林业局")])
        office.order_hearing(case, "2026-03-16")
        assert "neither held" in hint(office, case, "decide")
    with at("2026-03-16"):
        both, only = held(case)["came"], [party(case, "respondent")]
        police, forest = case.dossier.parties.filter(role="respondent").order_by("position")
        came = (police, "came", "王局长", "")
        each = heads(came, (forest, "nobody", "", "未收到通知"))
        wrong = (
            ({"heads": heads(came)}, "heads", "missing: 甲区林业局"),
            ({"heads": heads(came, came)}, "heads", "twice"),
            ({"heads": heads(came, (forest, "came", "", ""))}, "heads", "甲区林业局: name the head"),
            ({"heads": heads(came, (forest, "sent", "李科长", ""))}, "heads", "甲区林业局: the head must attend"),
            ({"heads": heads(came, (forest, "sent", "", "外出开会"))}, "heads", "甲区林业局: name the staff"),
            ({"heads": heads(came, (forest, "nobody", "", ""))}, "heads", "51③"),
            ({"came": only, "signed": only}, "absence", "51②"),
            ({"came": both, "signed": only}, "refusal", "refused"),
        )
        for data, field, said in wrong:
            with pytest.raises(ValidationError) as error:
                office.take(case, "hold_hearing", **held(case, **{"heads": each, **data}))
            assert said in messages(error, field), data
        office.take(case, "hold_hearing", **held(case, heads=each, came=only, signed=only, absence="unexcused"))
        fact = case.dossier.facts.current().get(kind="hearing_held")
        assert fact.value["given_up"] is True
        assert fact.value["came"] == [police.pk]
        assert hint(office, case, "decide") is None
        made = entry(case, "hold_hearing")
        make.correct(
            office.director, case, made, **held(case, heads=heads(came, (forest, "sent", "李科长", "外出开会")))
        )
        fact = case.dossier.facts.current().get(kind="hearing_held")
        assert fact.value["given_up"] is False
        assert [(head["party"], head["how"]) for head in fact.value["heads"]] == [
            (police.pk, "came"),
            (forest.pk, "sent"),
        ]
        text = page(client, office.officer, case)
        assert "甲区公安局：负责人王局长参加听证" in text
        assert "甲区林业局：负责人未参加，委托李科长参加听证" in text
        assert "order_hearing" in open_steps(office.officer, case)


def test_hearings_stand_in_the_calendar_of_those_concerned(office: Office, other_office: Office) -> None:
    with at("2026-03-05"):
        case = office.heard()
        assert in_calendar(office.officer) == []
        office.order_hearing(case, "2026-03-20")
        for actor in (office.officer, office.second, office.third, office.director, office.liaison):
            (found,) = in_calendar(actor, own=True)
            assert (found.on, found.place) == (day("2026-03-20"), "第一听证室")
            assert found.starts_at == datetime(2026, 3, 20, 9, 30, tzinfo=SHANGHAI)
            assert "周某" not in found.title + found.number
        bystander = make.make_actor(Role.OFFICER, office.organ)
        assert in_calendar(bystander, own=True) == []
        assert len(in_calendar(bystander)) == 1
        assert len(in_calendar(office.director, officers=frozenset({office.third.user.pk}))) == 1
        assert in_calendar(other_office.officer) == in_calendar(other_office.liaison) == []
        assert in_calendar(office.officer, first=day("2026-03-21")) == []
        assert len(in_calendar(office.director, officers=frozenset({office.second.user.pk}))) == 1
        with pytest.raises(ValidationError) as error:
            office.take(case, "postpone_hearing", **office.hearing("2026-03-12"))
        assert messages(error, "hearing_on")
        office.take(case, "postpone_hearing", **office.hearing("2026-03-30", time="14:00"))
        (found,) = in_calendar(office.officer)
        assert (found.on, f"{found.starts_at:%H:%M}") == (day("2026-03-30"), "14:00")
        # The order put right stays behind the new day; the postponement put right moves the hearing.
        make.correct(office.director, case, entry(case, "order_hearing"), **office.hearing("2026-03-19"))
        assert in_calendar(office.officer)[0].on == day("2026-03-30")
        make.correct(office.director, case, entry(case, "postpone_hearing"), **office.hearing("2026-03-27"))
        (found,) = in_calendar(office.officer)
        assert found.on == day("2026-03-27")
        assert [s.turn for s in sittings(case.dossier.facts.current())] == [1]
    with at("2026-03-20"):
        office.take(case, "cancel_hearing", reason="申请人撤回听证请求")
        assert in_calendar(office.officer) == []
        assert hint(office, case, "decide") is None
        with pytest.raises(StepRefused, match="No hearing"):
            office.take(case, "cancel_hearing", reason="x")
        office.order_hearing(case, "2026-04-01")
    with at("2026-04-02"):
        (found,) = in_calendar(office.officer, last=day("2026-04-01"))
        assert (found.tone, found.words) == ("late", "not entered yet")
        office.take(case, "hold_hearing", on_date="2026-04-01", **held(case))
        assert in_calendar(office.officer) == []


def test_the_page_shows_the_hearing_to_both_sides_and_the_inner_matters_to_the_office(office: Office, client) -> None:
    with at("2026-03-05"):
        case = office.heard()
        office.approved(case, "mark_major", ground="major_ground.complex", reason="涉及多部门")
        office.order_hearing(case, "2026-03-20")
        seen = page(client, office.officer, case)
        of_agency = page(client, office.liaison, case)
        for text in ("第一听证室", "09:30", f"主持人：{office.officer.user.display_name}"):
            assert text in seen, text
            assert text in of_agency, text
        assert "涉及多部门" in seen
        # What goes on with something that is not begun is not named among the steps that are not possible yet.
        for text in ("没有待决定的回避申请", "没有正在进行的鉴定", "没有正在附带审查的规范性文件"):
            assert text not in seen, text
        assert "应当组织听证" in seen.partition("暂不能办理")[2]
        assert "应当组织听证（第50条第1款）" in seen
        for text in ("涉及多部门", "应当组织听证", "案件认定"):
            assert text not in of_agency, text


def test_a_hearing_under_the_law_of_2017_has_no_period_of_notice(office: Office) -> None:
    with at("2023-11-01"):
        case = office.register()
        office.accept(case)
        office.order_hearing(case, "2023-11-02")
        with pytest.raises(StepRefused, match="does not know"):
            office.take(case, "mark_major", ground="major_ground.complex", reason="x")
