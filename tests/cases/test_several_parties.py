"""Several applicants and respondents: a clock, a reply and a service for each."""

import pytest
from django.core.exceptions import ValidationError

from accounts.models import Organisation
from accounts.timekeeping import at
from cases.models import ReconsiderationCase
from dossiers.models import Code, Party
from tests import factories as make
from tests.cases.lines import applicant, clock, day, due, messages, respondent
from tests.factories import Office
from workflow.steps import StepRefused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sound", "english")]


def _two_respondents(office: Office) -> ReconsiderationCase:
    second = make.make_organisation("甲区市场监督管理局", parent=office.organ.organisation)
    return office.register(respondents=[make.agency_of(office.organ), second])


def test_each_respondent_has_its_own_clock_and_the_copies_are_complete_with_the_last(office: Office) -> None:
    with at("2026-03-05"):
        case = _two_respondents(office)
        office.accept(case)
        first, second = case.dossier.parties.filter(role="respondent").order_by("position")
        office.take(case, "send_copy", party=first, manner="post.ems", received_on="2026-03-05")
        assert due(case, "fy_send_copy_7wd")[0] == "running"
        with pytest.raises(ValidationError):
            office.take(case, "send_copy", party=first, manner="post.ems")
    with at("2026-03-09"):
        office.take(case, "send_copy", party=second, manner="post.ems", received_on="2026-03-09")
        assert (due(case, "fy_send_copy_7wd")[0], clock(case, "fy_send_copy_7wd").ended_on) == (
            "met",
            day("2026-03-09"),
        )
        assert due(case, "fy_reply_10wd", first) == ("running", day("2026-03-19"))
        assert due(case, "fy_reply_10wd", second) == ("running", day("2026-03-23"))
        assert {d.organisation_id for d in case.dossier.deadlines.filter(clock="fy_reply_10wd")} == {
            first.organisation_id,
            second.organisation_id,
        }
        office.take(case, "reply", party=first, opinion="x", with_evidence="yes")
        with pytest.raises(ValidationError):
            office.take(case, "reply", party=first, opinion="again", with_evidence="yes")
        assert due(case, "fy_reply_10wd", second)[0] == "running"
        office.hear(case)
        with pytest.raises(StepRefused, match="still running"):
            office.decide(case)


def test_the_reply_comes_from_the_respondents_own_liaison(office: Office) -> None:
    with at("2026-03-05"):
        case = _two_respondents(office)
        office.accept(case)
        office.send_copies(case)
        first, second = case.dossier.parties.filter(role="respondent").order_by("position")
        with pytest.raises(ValidationError):
            make.take(office.liaison, case, "reply", party=second, opinion="x", with_evidence="yes")
        entry = make.take(
            office.liaison, case, "reply", party=first, opinion="x", with_evidence="yes", reply=make.pdf("答复.pdf")
        )
        assert entry.taken_by == office.liaison.user
        file = case.dossier.files.get()
        assert (file.party, file.visibility, file.paper_id) == (first, "parties", "paper.reply")


def test_a_reply_does_not_come_before_the_copy(office: Office) -> None:
    with at("2026-03-05"):
        case = office.register()
        office.accept(case)
    with at("2026-03-09"):
        office.take(case, "send_copy", party=respondent(case), manner="post.ems")
        with pytest.raises(ValidationError) as error:
            office.reply(case, on_date="2026-03-06")
        assert "copy" in messages(error)
        office.reply(case)
    with at("2026-03-11"):
        with pytest.raises(ValidationError) as error:
            office.take(case, "copy_received", party=respondent(case))
        assert "2026年3月9日" in messages(error)
        office.take(case, "copy_received", party=respondent(case), on_date="2026-03-09")
        assert due(case, "fy_reply_10wd")[0] == "met"


def test_service_on_several_parties_each_with_its_own_period_for_suing(office: Office) -> None:
    with at("2026-03-02"):
        case = make.make_case(office.organ, actor=office.officer)
        from dossiers.services import refresh_search  # noqa: PLC0415 - the search follows the added party

        third = Party.objects.create(dossier=case.dossier, role="third_party", kind="natural", name="王某")
        refresh_search(case.dossier)
        office.accept(case)
        office.send_copies(case)
        office.reply(case)
        office.hear(case)
        office.decide(case)
    with at("2026-03-10"):
        office.serve(case, "applicant", "respondent")
        assert case.state == "decided"
        with pytest.raises(ValidationError):
            office.serve(case, "applicant")  # a second time
        notice = {"manner": "service_manner.public_notice", "unsealed_reason": "x"}
        with pytest.raises(ValidationError) as error:
            office.take(case, "serve", party=third, **notice, effective_on="2026-03-10")
        assert messages(error, "effective_on")
        office.take(case, "serve", party=third, **notice)
        # thirty days after the notice, not rolled (R13), and fifteen days from then
        assert case.dossier.facts.get(kind="served", party=third).on_date == day("2026-04-09")
        assert due(case, "xs_sue_after_fy_15d", third) == ("running", day("2026-04-24"))
        assert due(case, "xs_sue_after_fy_15d", applicant(case)) == ("running", day("2026-03-25"))
        assert not case.dossier.deadlines.filter(clock="xs_sue_after_fy_15d", party=respondent(case)).exists()
        assert case.state == "served"
        with pytest.raises(ValidationError):
            office.take(case, "close", papers_complete="on")  # the notice has not taken effect yet
        office.take(case, "sued", party=applicant(case), court="甲区人民法院")
        assert due(case, "xs_sue_after_fy_15d", applicant(case))[0] == "met"
        assert due(case, "xs_sue_after_fy_15d", third)[0] == "running"
    with at("2026-04-10"):
        office.take(case, "close", papers_complete="on")


def test_electronic_service_needs_the_partys_consent(office: Office) -> None:
    with at("2026-03-02"):
        case = office.heard()
        office.decide(case)
        with pytest.raises(ValidationError) as error:
            office.serve(case, "applicant", manner="service_manner.electronic")
        assert "agreed" in messages(error, "manner")
        case.dossier.parties.filter(role="applicant").update(electronic_service=True)
        office.serve(case, "applicant", manner="service_manner.electronic")


def test_several_applicants_with_those_who_act_for_them(office: Office) -> None:
    people = [
        {"role": "applicant", "kind": "natural", "name": "周某"},
        {"role": "agent", "kind": "natural", "name": "华某", "agent_kind": Code.objects.get(pk="agent_kind.lawyer")},
        {"role": "applicant", "kind": "legal", "name": "某某有限公司", "group_size": 1},
        {"role": "third_party", "kind": "natural", "name": "王某"},
    ]
    with at("2026-03-02"):
        case = make.register_application(
            actor=office.officer, organ=office.organ, received_on=day("2026-03-02"), case=make.case_fields(),
            parties=people, respondents=[make.agency_of(office.organ)], officer=office.officer.user,
        )  # fmt: skip
        assert case.dossier.title.startswith("周某、某某有限公司 不服 甲区公安局")
        assert case.dossier.parties.get(role="agent").represents.name == "周某"
        office.accept(case)
        office.send_copies(case)
        office.reply(case)
        office.hear(case)
        office.decide(case)
        office.serve(case)  # those who act for others are not served on their own
        assert case.dossier.facts.filter(kind="served").count() == 4
        assert case.state == "served"


@pytest.mark.parametrize("missing", ["applicant", "respondent"])
def test_an_application_has_an_applicant_and_a_respondent(office: Office, missing: str) -> None:
    people = [{"role": "third_party" if missing == "applicant" else "applicant", "kind": "natural", "name": "周某"}]
    against: list[Organisation] = [] if missing == "respondent" else [make.agency_of(office.organ)]
    with at("2026-03-02"), pytest.raises(ValidationError):
        make.register_application(
            actor=office.officer, organ=office.organ, received_on=day("2026-03-02"), case=make.case_fields(),
            parties=people, respondents=against,
        )  # fmt: skip
