"""The duties after a conclusion: copies, letters, performance and what follows when nothing is performed."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.timekeeping import at
from tests import factories as make
from tests.cases.ways import clock, day, due, errors, fact, page, party, second_agency
from tests.factories import Office
from workflow import services
from workflow.models import Approval
from workflow.steps import StepRefused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sound", "english")]


def test_a_decision_against_a_department_of_the_own_level_is_copied_to_its_superior(office: Office) -> None:
    with at("2026-03-02"):
        town = make.make_organisation("甲区某镇人民政府", "township", office.organ.organisation)
        case, other = office.heard(), office.heard(applicant="吴某", respondents=[town])
        for one in (case, other):
            office.decide(one)
            office.serve(one)
        copy = {"party": party(case), "document": "decision", "superior": "某市公安局", "number": "抄1号"}
        with pytest.raises(StepRefused, match="own level"):
            office.take(other, "copy_to_superior", **copy | {"party": party(other)})
        reminder = "to be copied to the superior department of 甲区公安局"
        assert reminder in page(office.officer, case)
        assert "to be copied to the superior department" not in page(office.officer, other)
        entry = office.take(case, "copy_to_superior", **copy)
        make.correct(office.director, case, entry, **copy | {"superior": "某市公安局（本级）"})
        assert fact(case, "copied_to_superior").value == {"document": "decision"}
        assert reminder not in page(office.officer, case)
        assert "抄1号" not in page(office.liaison, case)
        with pytest.raises(StepRefused, match="Nothing in effect is left"):
            office.take(case, "copy_to_superior", **copy)
        office.approved(case, "opinion_letter", party=party(case), number="意1号", problems="整改")
        with pytest.raises(ValidationError) as error:
            office.take(case, "copy_to_superior", **copy)
        assert "copied already" in errors(error, "document")
        office.take(case, "copy_to_superior", **copy | {"document": "opinion_letter"})
        assert case.dossier.facts.current().filter(kind="copied_to_superior").count() == 2


def test_an_opinion_letter_is_answered_within_sixty_days_of_its_receipt(office: Office) -> None:
    with at("2026-03-02"):
        case = office.register(respondents=[make.agency_of(office.organ), second_agency(office)])
        office.accept(case)
        first, second = case.dossier.parties.filter(role="respondent").order_by("position")
        letter = {"number": "意1号", "problems": "规范送达程序"}
        with pytest.raises(StepRefused, match="No opinion letter"):
            office.take(case, "opinion_letter_received", party=first)
        approval = office.take(case, "opinion_letter", party=first, **letter)
        assert isinstance(approval, Approval)
        with pytest.raises(PermissionDenied):
            services.decide(actor=office.director, approval=approval, approve=True)
        services.decide(actor=office.leader, approval=approval, approve=True)
        assert clock(case, "fy_opinion_letter_60d") is None
        with pytest.raises(StepRefused, match="received an opinion letter"):
            make.take(office.liaison, case, "opinion_letter_answer", party=first, measures="x")
    with at("2026-03-06"):
        received = office.take(case, "opinion_letter_received", party=first)
        assert due(case, "fy_opinion_letter_60d", first) == ("running", day("2026-05-06"))
        found = clock(case, "fy_opinion_letter_60d")
        assert found is not None
        assert (found.owner, found.organisation_id) == ("agency", first.organisation_id)
        with pytest.raises(StepRefused, match="every opinion letter"):
            office.take(case, "opinion_letter_received", party=first)
        make.correct(office.director, case, received, party=first, on_date="2026-03-05")
        assert due(case, "fy_opinion_letter_60d", first) == ("running", day("2026-05-06"))  # rolled over the holiday
        text = page(office.liaison, case)
        for words in ("意1号", "not answered yet", "Report on an opinion letter"):
            assert words in text
    with at("2026-04-01"):
        with pytest.raises(ValidationError):
            make.take(office.liaison, case, "opinion_letter_answer", party=second, measures="x")
        entry = make.take(
            office.liaison,
            case,
            "opinion_letter_answer",
            party=first,
            measures="已规范送达",
            report=make.pdf("整改.pdf"),
        )
        assert entry.taken_by == office.liaison.user
        assert due(case, "fy_opinion_letter_60d", first)[0] == "met"
        with pytest.raises(StepRefused, match="has been answered"):
            office.take(case, "opinion_letter_answer", party=first, measures="x")
        assert case.dossier.files.get(name="整改.pdf").party == first
        office.approved(case, "suggest", to="甲区人民政府", content="修订程序规定")
        assert "修订程序规定" in page(office.officer, case)
        assert "修订程序规定" not in page(office.liaison, case)


def test_acting_anew_is_followed_to_its_end(office: Office) -> None:
    with at("2026-03-02"):
        case = office.heard()
        office.decide(case, "revoke_redo")
        with pytest.raises(StepRefused, match="nothing to perform"):
            office.approved(office.heard(applicant="吴某"), "demand", until="2026-04-01", content="x")
    with at("2026-03-06"):
        office.serve(case)
        respondent = party(case)
        found = clock(case, "t07_redo_60d")
        assert found is not None
        assert (found.due_on, found.owner, found.party) == (day("2026-05-06"), "agency", respondent)
        assert "to be performed by Wed 6 May" in page(office.liaison, case)
        for field, more in (("new_act", {"differs": "on"}), ("differs", {"new_act": "新决定"})):
            with pytest.raises(ValidationError) as error:
                make.take(office.liaison, case, "perform", party=respondent, how="重作", **more)
            assert set(error.value.message_dict) == {field}
    with at("2026-05-07"):
        assert "to be performed by Wed 6 May" in page(office.officer, case)
        order = {"party": respondent, "content": "重新作出决定"}
        with pytest.raises(ValidationError) as error:
            office.take(case, "demand", **order, until="2026-05-07")
        assert errors(error, "until")
        office.approved(case, "demand", **order, until="2026-05-27")
        with pytest.raises(ValidationError) as error:
            office.take(case, "admonish", party=respondent, measure="interview", content="约谈")
        assert errors(error, "whom")
        office.approved(case, "admonish", party=respondent, measure="interview", whom="郑局长", content="约谈")
        theirs, ours = page(office.liaison, case), page(office.officer, case)
        assert "ordered to perform by Wed 27 May" in theirs
        assert "head interviewed on" in ours
        assert "郑局长" not in theirs
    with at("2026-05-20"):
        done = {
            "how": "重新作出处罚决定",
            "new_act": "甲公罚〔2026〕9号",
            "differs": "on",
            "proof": make.pdf("新决定.pdf"),
        }
        entry = make.take(office.liaison, case, "perform", party=respondent, **done)
        found.refresh_from_db()
        assert (found.state, found.late) == ("met", True)
        assert "performed on Wed 20 May, late" in page(office.officer, case)
        for step in ("perform", "demand"):
            with pytest.raises(StepRefused, match=r"has (been )?performed"):
                office.take(case, step, party=respondent)
        make.correct(office.director, case, entry, party=respondent, **done | {"proof": None}, on_date="2026-05-06")
        found.refresh_from_db()
        assert (found.state, found.late) == ("met", False)


def test_a_letter_that_is_ignored_brings_an_order_to_perform_and_an_interview(office: Office) -> None:
    with at("2026-03-02"):
        case = office.register(respondents=[make.agency_of(office.organ), second_agency(office)])
        office.accept(case)
        first, second = case.dossier.parties.filter(role="respondent").order_by("position")
        letter = {"party": first, "number": "意1号", "problems": "规范送达程序", "received_on": "2026-03-02"}
        office.approved(case, "opinion_letter", **letter)
        order = {"party": first, "until": "2026-06-20", "content": "反馈整改情况"}
    with at("2026-05-06"):  # the last day of its sixty
        for step in ("demand", "admonish"):
            with pytest.raises(StepRefused, match="no opinion letter is left"):
                office.take(case, step, **order)
    with at("2026-05-07"):
        office.suspend(case)
        for who, on in ((second, None), (first, "2026-05-06")):
            with pytest.raises(ValidationError) as error:
                office.take(case, "demand", **{**order, "party": who}, **({"on_date": on} if on else {}))
            assert errors(error, "on_date" if on else "party")
        office.approved(case, "demand", **order)  # while the case is suspended, and long before its decision
        demanded = case.dossier.timeline.get(step="demand")
        assert fact(case, "demanded").value["document"] == "opinion_letter"
        assert due(case, "fy_demand_set", first) == ("running", day("2026-06-20"))
        assert "ordered to perform by" in page(office.liaison, case)
        measure = {"party": first, "measure": "interview", "whom": "郑局长", "content": "约谈"}
        office.approved(case, "admonish", **measure)
        assert "head interviewed on" in page(office.officer, case)
        assert "head interviewed on" not in page(office.liaison, case)
    with at("2026-05-11"):
        # A decision is to be performed too: the order says which of the two it is about.
        office.take(case, "resume", reason="另案审结")
        office.send_copies(case)
        office.reply(case)
        office.hear(case)
        office.decide(case, "revoke_redo")
        office.serve(case)
        with pytest.raises(ValidationError) as error:
            office.take(case, "demand", **order)
        assert errors(error, "over")
        office.approved(case, "demand", **order, over="decision")
        assert {row.key.split("/")[2] for row in case.dossier.deadlines.filter(clock="fy_demand_set")} == {
            "1",
            "opinion_letter-1",
        }
        make.take(office.liaison, case, "opinion_letter_answer", party=first, measures="已规范送达")
        states = dict(case.dossier.deadlines.filter(clock="fy_demand_set").values_list("key", "state"))
        assert {key.split("/")[2]: state for key, state in states.items()} == {
            "1": "running",
            "opinion_letter-1": "met",
        }
        with pytest.raises(ValidationError) as error:
            office.take(case, "demand", **order, over="opinion_letter")
        assert "has done it" in errors(error, "party")
        make.correct(office.director, case, demanded, **{**order, "until": "2026-06-30"}, over="opinion_letter")
        assert case.dossier.facts.current().filter(kind="demanded", value__until="2026-06-30").count() == 1


def test_nothing_is_performed_where_nothing_was_ordered(office: Office) -> None:
    with at("2026-03-02"):
        case = office.heard()
        office.decide(case)
        office.serve(case)
        for step in ("perform", "demand", "admonish"):
            with pytest.raises(StepRefused, match="nothing to perform"):
                office.take(case, step, party=party(case))


@pytest.mark.parametrize(
    ("outcome", "route", "fits"),
    [
        ("uphold", "agency", True),
        ("uphold", "agency_court", True),
        ("uphold", "organ", False),
        ("modify", "organ", True),
        ("modify", "agency", False),
        ("mediation", "organ_court", True),
    ],
)
def test_it_is_enforced_by_whom_the_law_says(office: Office, outcome: str, route: str, fits: bool) -> None:
    with at("2026-03-02"):
        case = office.heard()
        data = {"party": party(case, "applicant"), "route": route, "content": "罚款"}
        if outcome == "mediation":
            office.mediate(case)
        else:
            office.decide(case, outcome)
        # A mediation statement has effect by its signatures and the seal (73②).
        if outcome != "mediation":
            with pytest.raises(StepRefused, match="before it is served"):
                office.take(case, "enforce", **data, court="甲区人民法院")
        office.serve(case)
        if outcome != "mediation":
            # Whoever may still sue is not enforced against.
            with pytest.raises(StepRefused, match="without a suit"):
                office.take(case, "enforce", **data, court="甲区人民法院")
    with at("2026-03-25"):
        if route.endswith("_court"):
            with pytest.raises(ValidationError) as error:
                office.take(case, "enforce", **data)
            assert errors(error, "court")
        if fits:
            office.take(case, "enforce", **data, court="甲区人民法院")
            assert fact(case, "enforced").value == {"route": route}
            assert "Enforcement" in page(office.officer, case)
        else:
            with pytest.raises(ValidationError) as error:
                office.take(case, "enforce", **data, court="甲区人民法院")
            assert "article 78" in errors(error, "route")


def test_only_what_can_be_enforced_is(office: Office) -> None:
    with at("2026-03-02"):
        case = office.heard()
        office.decide(case, "revoke")
        office.serve(case)
        with pytest.raises(StepRefused, match="upheld, modified or mediated"):
            office.take(case, "enforce", party=party(case, "applicant"), route="agency", content="x")


def test_the_law_of_2017_knows_no_publication_and_no_copy_to_superiors(office: Office) -> None:
    with at("2023-12-04"):
        case = office.register()
        office.accept(case)
        office.send_copies(case)
        office.reply(case)
        office.decide(case)
        office.serve(case)
        for step in ("publish", "copy_to_superior", "admonish"):
            with pytest.raises(StepRefused, match="does not know this step"):
                office.take(case, step)
        letter = {"party": party(case), "number": "意1号", "problems": "x", "received_on": "2023-12-04"}
        office.approved(case, "opinion_letter", **letter)
        assert due(case, "fy17_opinion_letter_60d") == ("running", day("2024-02-02"))
        assert fact(case, "concluded").value["article"] == "第28条第1款第1项"
