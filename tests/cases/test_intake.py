"""Applications as they come in, are examined, and end before they are heard; by order, by a higher organ, together."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.timekeeping import at
from cases.models import ReconsiderationCase
from cases.services import enter_running_case, register_application
from deadlines.models import Deadline
from dossiers.models import Code, DossierLink, Party
from tests import factories as make
from tests.factories import Office
from tests.lists.conftest import signed_in
from workflow.queries import options
from workflow.services import context_for
from workflow.steps import StepRefused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sound", "english")]


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def clock(case: ReconsiderationCase, name: str) -> tuple[str, dt.date | None, bool | None]:
    found: Deadline = case.dossier.deadlines.get(clock=name)
    return found.state, found.due_on, found.late


def open_steps(office: Office, case: ReconsiderationCase) -> set[str]:
    return {option.step.code for option in options(context_for(office.officer, case.dossier)) if option.open}


def applicants(office: Office, count: int, elected: int = 0, **row: Any) -> ReconsiderationCase:
    """A case of so many applicants, in one line, with the representatives whom they elected."""
    head = {"role": "applicant", "kind": "natural", "name": "水某", "group_size": count}
    representatives = [
        {"role": "representative", "kind": "natural", "name": f"代{n}", "empowered_on": day("2026-03-02"), **row}
        for n in range(elected)
    ]
    return register_application(
        actor=office.officer,
        organ=office.organ,
        received_on=make.today(),
        case=make.case_fields(),
        parties=[head, *representatives],
        respondents=[make.agency_of(office.organ)],
        officer=office.officer.user,
    )


def page(office: Office, case: ReconsiderationCase, actor: Any = None) -> str:
    html = signed_in((actor or office.officer).user).get(f"/reconsideration/{case.pk}/").content.decode()
    return html[html.index("<main") : html.index("</main>")]


# --- receipt ---------------------------------------------------------------------------------------------------


def test_an_application_through_the_agency_tells_whether_it_was_forwarded_in_time(office: Office) -> None:
    with at("2026-09-30"):
        case = office.register(
            channel=Code.objects.get(pk="channel.forwarded_by_agency"),
            application={"filed_with_agency_on": "2026-09-17"},
            known_on=day("2026-07-20"),
        )
        # The 17th does not count; the 20th is a Sunday that is worked, the 25th and the weekend after are off.
        assert clock(case, "fy_forward_by_agency_5wd") == ("met", day("2026-09-23"), True)
        assert not case.dossier.deadlines.filter(clock="fy_agency_self_correct_5wd").exists()
        html = page(office, case)
        assert "forwarded the application on" in html
        assert "filed with the agency on" in html
        register = case.dossier.timeline.get(step="register")
        make.correct(
            office.director, case, register, on_date="2026-09-30", channel="channel.forwarded_by_agency",
            filed_with_agency_on="2026-09-24", agency_told_on="2026-09-28",
        )  # fmt: skip
        assert not case.dossier.deadlines.filter(clock="fy_forward_by_agency_5wd").exclude(state="ended").exists()
        assert clock(case, "fy_agency_self_correct_5wd")[0::2] == ("met", False)
        assert case.said.agency_told_on == day("2026-09-28")
        make.correct(office.director, case, register, on_date="2026-09-30", channel="channel.in_person", oral="on")
        assert case.application == {"oral": True}
        assert not case.dossier.facts.current().filter(kind="filed_with_agency").exists()


def test_the_particulars_of_an_application_are_put_right_and_shown(office: Office) -> None:
    with at("2026-09-30"):
        case = office.register(application={"postmark_on": "2026-09-28"}, known_on=day("2026-07-01"))
        office.take(
            case, "amend", act_name="不予答复", nature="inaction", matter="matter.inaction", domain="domain.market",
            requests="责令答复", duty="答复投诉", asked_on="2026-05-06", norm_asked="on",
            norm_document="某规〔2025〕3号", stay_asked="on", elsewhere="court", elsewhere_what="甲区人民法院，9月立案",
        )  # fmt: skip
        assert (case.nature, case.norm_asked, case.stay_asked) == ("inaction", True, True)
        assert case.said.postmark_on == day("2026-09-28")
        assert case.said.duty == "答复投诉"
        html = page(office, case)
        for words in ("答复投诉", "某规〔2025〕3号", "甲区人民法院，9月立案", "a failure to act", "art. 23(1), item 3"):
            assert words in html
        with pytest.raises(ValidationError) as error:
            office.take(
                case, "amend", act_name="x", matter="matter.inaction", domain="domain.market", requests="x",
                norm_asked="on", elsewhere="court", period_more="on", suit_from="2026-08-01", longer_days="90",
            )  # fmt: skip
        assert set(error.value.message_dict) == {"norm_document", "elsewhere_what", "suit_until", "longer_by"}


# --- representatives, agents -----------------------------------------------------------------------------------


def test_a_large_group_is_accepted_with_its_representatives(office: Office) -> None:
    with at("2026-06-30"):
        few = applicants(office, 6, elected=1)
        office.accept(few)
    with at("2026-09-30"):
        many = applicants(office, 11, elected=1)
        with pytest.raises(StepRefused, match="more than 10 elect 2 to 5"):
            office.accept(many)
        assert "more than 10 elect 2 to 5" in page(office, many)
        head = many.dossier.parties.get(role="applicant")
        office.take(many, "add_party", role="representative", kind="natural", name="代二", represents=head)
        assert "election paper" in page(office, many)
        office.accept(many)
        for n in range(3):
            office.take(many, "add_party", role="representative", kind="natural", name=f"丙{n}", represents=head)
        with pytest.raises(ValidationError, match="At most 5"):
            office.take(many, "add_party", role="representative", kind="natural", name="丁", represents=head)
        with pytest.raises(ValidationError, match="At most 5"):
            applicants(office, 11, elected=6)
        assert applicants(office, 10).state == "review"


def test_a_respondent_acts_through_its_staff_and_never_through_a_lawyer_alone(office: Office) -> None:
    with at("2026-06-30"):
        before = office.register()
        respondent = before.dossier.parties.get(role="respondent")
        lawyer = {"role": "agent", "kind": "natural", "name": "律某", "agent_kind": "agent_kind.lawyer"}
        office.take(before, "add_party", represents=respondent, **lawyer)
    with at("2026-09-30"):
        assert "is represented by no member of its staff" in page(office, before)
        case = office.register()
        respondent = case.dossier.parties.get(role="respondent")
        staff = {"role": "agent", "kind": "natural", "represents": respondent, "agent_kind": "agent_kind.staff"}
        with pytest.raises(ValidationError, match="never by a lawyer alone"):
            office.take(case, "add_party", represents=respondent, **lawyer)
        office.take(case, "add_party", name="工一", empowered_on="2026-09-29", **staff)
        papers = {"authority": "special", "licence": "1500120201", "legal_aid": "on"}
        office.take(case, "add_party", represents=respondent, **papers, **lawyer)
        office.take(case, "add_party", name="工二", **staff)
        with pytest.raises(ValidationError, match="two members of its staff already"):
            office.take(case, "add_party", name="工三", **staff)
        agent = case.dossier.parties.get(name="律某")
        assert (agent.authority, agent.licence, agent.legal_aid) == ("special", "1500120201", True)
        html = page(office, case)
        assert "no member of its staff" not in html
        assert "律某: power of attorney" in html
        office.take(case, "amend_party", party=agent, empowered_on="2026-09-30", reason="补交委托书")
        assert Party.objects.unscoped("test").get(pk=agent.pk).empowered_on == day("2026-09-30")


# --- examination -----------------------------------------------------------------------------------------------


def test_the_seven_conditions_are_gone_through_before_acceptance(office: Office) -> None:
    with at("2026-09-30"):
        case = office.register(known_on=day("2026-05-06"))
        form = make.form_for(office.officer, case, "accept", procedure="ordinary")
        shown = form.as_p()
        for words in ("too late", "a department of this government", "no case of the same act or applicant"):
            assert words in shown
        for met in (None, ["1", "2", "3", "5", "6", "7"]):
            with pytest.raises(ValidationError, match="all seven conditions"):
                office.take(case, "accept", procedure="ordinary", met=met)
        two = {"first_examiner": office.officer.user, "second_examiner": office.director.user}
        with pytest.raises(ValidationError, match="name another one"):
            office.accept(case, first_examiner=office.director.user, second_examiner=office.director.user)
        found = make.rows({"item": "4", "evidence": "病历，卷第3页"}, {"item": "2", "evidence": "处罚决定书"})
        with pytest.raises(ValidationError) as error:
            office.accept(case, **two, evidence=make.rows({"item": "4"}))
        assert "Row 1, Evidence" in str(error.value)
        office.accept(case, **two, examination="当事人住院，有病历。", evidence=found)
        entry = case.dossier.timeline.get(step="accept")
        assert entry.data["form"]["met"] == list("1234567")
        inside, outside = page(office, case), page(office, case, office.liaison)
        assert "当事人住院" in inside
        assert "(4) Within the period for applying: 病历，卷第3页" in inside
        assert "Accept" in outside
        for words in ("当事人住院", "病历", "too late", "Second examiner", "Examination of the application"):
            assert words not in outside


def test_declining_says_which_condition_is_not_met(office: Office) -> None:
    with at("2026-09-30"):
        for reason, item in (("out_of_time", "4"), ("scope_petition", "5"), ("other_organ", "6")):
            case = office.register()
            # The director examines with the officer and approves.
            two = {"first_examiner": office.officer.user, "second_examiner": office.director.user}
            office.approved(
                case, "decline", reason=f"decline_reason.{reason}", explanation="x", competent="某市人民政府", **two
            )
            assert case.dossier.facts.get(kind="declined").value["item"] == item
            assert f"({item})" in page(office, case)


# --- ends before the hearing -----------------------------------------------------------------------------------


def test_an_application_made_again_is_not_handled_further(office: Office) -> None:
    with at("2026-06-30"):
        early = office.register()
        with pytest.raises(StepRefused, match="since 1 July 2026"):
            office.take(early, "no_further", earlier="甲区府复〔2025〕1号", explanation="同一事实")
    with at("2026-09-30"):
        case = office.register()
        approval = office.approved(case, "no_further", earlier="甲区府复〔2025〕1号", explanation="同一事实和理由")
        assert approval.permission == "approve.director"
        assert case.state == "not_handled"
        assert clock(case, "fy_review_5wd")[0::2] == ("met", False)
        assert case.dossier.facts.get(kind="not_handled").value["result"] == "review_result.no_further"
        assert {"close", "amend", "void"} <= open_steps(office, case)
        assert not {"accept", "decline", "serve"} & open_steps(office, case)
        assert "Not handled" in page(office, case)
        office.take(case, "close", papers_complete="on")
        assert case.state == "closed"


def test_what_is_settled_before_acceptance_is_told_apart_from_a_withdrawal(office: Office) -> None:
    with at("2026-09-30"):
        case = office.register()
        office.take(case, "settle_before", how="退还罚款", corrected="on")
        assert case.state == "withdrawn"
        assert case.dossier.facts.get(kind="settled_before").value == {
            "result": "review_result.settled_before",
            "corrected": True,
        }
        assert clock(case, "fy_review_5wd")[0] == "ended"
        assert "Settled" in page(office, case)
        plain = office.register()
        office.take(plain, "withdraw_before")
        assert not plain.dossier.facts.filter(kind="settled_before").exists()


def test_the_law_of_2017_refers_to_the_competent_organ(office: Office) -> None:
    with at("2026-09-30"):
        assert "refer" not in open_steps(office, office.register())
    with at("2023-09-18"):
        case = office.register()
        data = {"result": "review_result.forwarded", "competent": "某市人民政府"}
        assert "refer" in open_steps(office, case)
        assert not case.dossier.deadlines.filter(clock="fy17_forward_7wd").exists()
    with at("2023-10-09"):
        office.approved(case, "refer", **data)
        assert case.state == "transferred"
        assert clock(case, "fy17_forward_7wd") == ("met", day("2023-09-27"), True)
        assert clock(case, "fy17_decide_60d")[0] == "ended"
        told = office.register(received_on=day("2023-10-08"))
        office.approved(told, "refer", **data | {"result": "review_result.informed"})
        assert not told.dossier.deadlines.filter(clock="fy17_forward_7wd").exists()


# --- by order, by a higher organ -------------------------------------------------------------------------------


def test_of_several_organs_that_received_it_one_accepts_under_the_rules_of_2007(office: Office) -> None:
    with at("2026-03-02"), pytest.raises(StepRefused, match="does not know this step"):
        office.take(office.register(), "organs_contend", others="某市公安局")
    with at("2023-12-01"):
        case = office.register()
        with pytest.raises(StepRefused, match="not entered that several"):
            office.take(case, "organ_settled", how="agreed", accepts="here")
        office.take(case, "organs_contend", others="某市公安局")
        assert clock(case, "fy17_jurisdiction_agree_10d") == ("running", day("2023-12-11"), False)
        assert clock(case, "fy17_decide_60d")[0] == "paused"
        with pytest.raises(StepRefused, match="entered already"):
            office.take(case, "organs_contend", others="某市公安局")
        with pytest.raises(ValidationError) as error:
            office.take(case, "organ_settled", how="designated", accepts="here")
        assert "how" in error.value.message_dict
    with at("2023-12-11"):
        office.approved(case, "ask_designation", superior="某市人民政府", reason="协商不成")
        assert clock(case, "fy17_jurisdiction_agree_10d")[0] == "met"
        assert clock(case, "fy17_jurisdiction_designate_10d") == ("running", day("2023-12-21"), False)
    with at("2023-12-15"):
        settled = office.take(case, "organ_settled", how="designated", accepts="here")
        assert (case.state, clock(case, "fy17_jurisdiction_designate_10d")[0]) == ("review", "met")
        # Sixty days from the receipt and the fourteen that do not count.
        assert clock(case, "fy17_decide_60d")[1] == day("2024-02-18")
        office.accept(case)
        make.correct(office.director, case, settled, how="designated", accepts="here", on_date="2023-12-13")
        assert clock(case, "fy17_decide_60d")[1] == day("2024-02-18")
        assert case.state == "handling"
        with pytest.raises(ValidationError) as error:
            make.correct(office.director, case, settled, how="designated", accepts="there", organ="某市公安局")
        assert "accepted here" in str(error.value.message_dict["accepts"])
        other = office.register()
        office.take(other, "organs_contend", others="某市公安局")
        with pytest.raises(ValidationError) as error:
            office.take(other, "organ_settled", how="agreed", accepts="there")
        assert "organ" in error.value.message_dict
        office.take(other, "organ_settled", how="agreed", accepts="there", organ="某市公安局")
        assert other.state == "transferred"
        assert clock(other, "fy17_decide_60d")[0] == "ended"


def test_a_higher_organ_orders_the_acceptance(office: Office) -> None:
    with at("2026-09-07"):
        case = office.register()
        office.approved(case, "decline", reason="decline_reason.no_interest", explanation="无利害关系")
        office.serve(case, "applicant")
        office.take(case, "close", papers_complete="on")
    with at("2026-09-21"):
        heard = office.heard()
        with pytest.raises(StepRefused):
            office.take(heard, "order_acceptance", ordered_by="某市人民政府")
        office.take(case, "order_acceptance", ordered_by="某市人民政府", order_number="某府令〔2026〕2号")
        assert (case.state, case.accepted_on, case.dossier.status) == ("handling", day("2026-09-21"), "open")
        assert case.dossier.number
        assert clock(case, "fy_review_5wd")[0::2] == ("met", False)
        assert clock(case, "fy_decide_60d")[:2] == ("running", day("2026-11-20"))
        assert not case.dossier.facts.current().filter(kind__in=["served", "closed"]).exists()
        make.take(office.director, case, "assign", officer=office.officer.user, second=office.second.user)
        # It is served anew, and on everybody.
        office.send_copies(case)
        office.reply(case)
        office.hear(case)
        office.decide(case, "revoke")
        office.serve(case, "applicant")
        assert case.state == "decided"
        office.serve(case, "respondent")
        assert case.state == "served"
        assert "Decided" in page(office, case)
        entry = case.dossier.timeline.get(step="order_acceptance")
        make.correct(office.director, case, entry, ordered_by="某市人民政府", on_date="2026-09-21")
        assert case.dossier.facts.current().filter(kind="served").count() == 2


def test_a_case_goes_to_the_higher_organ_within_five_working_days_of_its_notice(office: Office) -> None:
    with at("2026-06-30"):
        early = office.heard()
        with pytest.raises(StepRefused, match="since 1 July 2026"):
            office.take(early, "escalation_notice", higher="某市人民政府")
    with at("2026-09-23"):
        case = office.heard()
        with pytest.raises(StepRefused, match="not entered when the notice"):
            office.take(case, "escalate")
        office.take(case, "escalation_notice", higher="某市人民政府")
        assert clock(case, "fy_escalate_transfer_5wd")[:2] == ("running", day("2026-10-08"))
        with pytest.raises(StepRefused, match="entered already"):
            office.take(case, "escalation_notice", higher="某市人民政府")
    with at("2026-10-08"):
        approval = office.approved(case, "escalate")
        assert approval.permission == "approve.organ_leader"
        assert case.state == "escalated"
        assert clock(case, "fy_escalate_transfer_5wd")[0::2] == ("met", False)
        assert clock(case, "fy_decide_60d")[0] == "ended"
        assert not {"decide", "suspend", "escalation_notice"} & open_steps(office, case)
        assert "Taken over" in page(office, case)
        office.take(case, "close", papers_complete="on")


def test_a_case_taken_over_from_a_lower_organ_has_its_sixty_days_anew(office: Office) -> None:
    with at("2026-09-30"):
        case = enter_running_case(
            actor=office.officer,
            organ=office.organ,
            number="甲区府复〔2026〕9号",
            received_on=day("2026-07-06"),
            accepted_on=day("2026-07-08"),
            taken_over_on=day("2026-09-14"),
            procedure="ordinary",
            case=make.case_fields(),
            parties=[{"role": "applicant", "kind": "natural", "name": "周某"}],
            respondents=[make.agency_of(office.organ)],
        )
        assert clock(case, "fy_escalate_restart")[:2] == ("running", day("2026-11-13"))
        assert not case.dossier.deadlines.filter(clock="fy_decide_60d").exists()
        assert "extend" in open_steps(office, case)


# --- together and apart ----------------------------------------------------------------------------------------


def test_cases_are_joined_and_parted_in_both_timelines(office: Office, other_office: Office) -> None:
    with at("2026-09-30"):
        first = office.heard()
        second = office.heard(applicant="吴某", act_number="", act_name="扣押决定")
        foreign = other_office.heard()
        version = second.dossier.version
        office.take(first, "join", kind="joined", number=second.dossier.number)
        second.dossier.refresh_from_db()
        assert second.dossier.version == version + 1
        assert second.dossier.timeline.get(step="linked").data["form"]["case"] == [first.dossier.number]
        for here, there in ((first, second), (second, first)):
            html = page(office, here)
            assert f'href="/reconsideration/{there.pk}/"' in html
            assert "heard together" in html
        assert "heard together" not in page(office, first, office.liaison)
        for data, words in (
            ({"kind": "joined", "number": second.dossier.number}, "linked like this already"),
            ({"kind": "joined", "number": first.dossier.number}, "no other case of this organ"),
            ({"kind": "follows", "number": foreign.dossier.number}, "no other case of this organ"),
        ):
            with pytest.raises(ValidationError, match=words):
                office.take(first, "join", **data)
        with pytest.raises(IntegrityError), transaction.atomic():
            DossierLink.objects.create(
                dossier=first.dossier, other=foreign.dossier, kind="follows", on_date=day("2026-09-30")
            )
        with pytest.raises(ValidationError, match="not linked with"):
            office.take(second, "part", number=second.dossier.number, reason="误录")
        office.take(second, "part", number=first.dossier.number, reason="案情不同")
        assert first.dossier.timeline.filter(step="parted").exists()
        assert f'href="/reconsideration/{second.pk}/"' not in page(office, first)
        office.decide(second)
        with pytest.raises(ValidationError, match="not concluded yet"):
            office.take(first, "join", kind="joined", number=second.dossier.number)


def test_one_act_of_several_becomes_a_case_of_its_own(office: Office) -> None:
    with at("2026-09-30"):
        case = office.register(known_on=day("2026-09-01"), stay_asked=True)
        head = case.dossier.parties.get(role="applicant")
        head.set_identity("500234199001011232")
        head.save()
        office.take(case, "add_party", role="agent", kind="natural", name="钱某", represents=head)
    with at("2026-10-08"):
        new = {"act_name": "扣押决定", "matter": "matter.coercive_measure", "requests": "撤销扣押"}
        office.take(case, "separate", **new)
        made = ReconsiderationCase.objects.unscoped("test").exclude(pk=case.pk).get()
        assert (made.state, made.received_on, made.act_name) == ("review", day("2026-09-30"), "扣押决定")
        assert (made.known_on, made.stay_asked) == (day("2026-09-01"), True)
        assert made.dossier.title == "周某 不服 甲区公安局 扣押决定"
        kept = {party.name: party for party in made.dossier.parties.all()}
        assert set(kept) == {"周某", "钱某", "甲区公安局"}
        assert kept["钱某"].represents == kept["周某"]
        assert kept["周某"].identity_mask == head.identity_mask
        assert clock(made, "fy_review_5wd")[:2] == clock(case, "fy_review_5wd")[:2]
        assert DossierLink.objects.unscoped("test").get().kind == "separated"
        assert "separated from one application" in page(office, made)
        assert made.dossier.timeline.filter(step="separated_from").exists()
        office.accept(case)
        office.take(case, "separate", **new | {"act_name": "没收决定"})
        heard = ReconsiderationCase.objects.unscoped("test").get(act_name="没收决定")
        assert (heard.state, heard.accepted_on) == ("handling", day("2026-10-08"))
        assert heard.dossier.number != case.dossier.number
        assert clock(heard, "fy_decide_60d")[:2] == clock(case, "fy_decide_60d")[:2]
