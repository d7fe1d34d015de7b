"""The record kept right: voiding, amending, assigning; a running case entered where it stands."""

import pytest
from django.core.exceptions import ValidationError

from accounts.timekeeping import at
from cases.models import ReconsiderationCase
from cases.services import enter_running_case
from dossiers.models import Code
from tests import factories as make
from tests.cases.lines import day, due, messages
from tests.factories import Office

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sound", "english")]


def test_a_voided_case_keeps_its_number_for_ever(office: Office) -> None:
    with at("2026-03-02"):
        case = office.heard()
        office.approved(case, "void", reason="重复登记")
        assert (case.state, case.dossier.status, case.dossier.void_reason) == ("void", "void", "重复登记")
        assert not case.dossier.deadlines.alive().exists()
        another = office.heard(applicant="吴某")
        assert another.dossier.number == "甲区府复〔2026〕2号"


def test_voiding_after_service_ends_the_period_for_suing(office: Office) -> None:
    with at("2026-03-02"):
        case = office.heard()
        office.decide(case)
        office.serve(case)
        office.approved(case, "void", reason="重复登记")
        assert due(case, "xs_sue_after_fy_15d")[0] == "ended"


def test_what_the_application_says_is_put_right(office: Office) -> None:
    data = {"matter": "matter.punishment", "domain": "domain.public_security", "requests": "撤销"}
    with at("2026-03-02"):
        case = office.register()
        with pytest.raises(ValidationError) as error:
            office.take(case, "amend", act_name="拘留决定", act_on="2026-03-01", known_on="2026-02-20", **data)
        assert messages(error, "known_on")
        office.take(case, "amend", act_name="拘留决定", act_number="甲公〔2026〕9号", **data)
        assert case.act_name == "拘留决定"
        assert case.dossier.title == "周某 不服 甲区公安局 拘留决定"
        found = type(case.dossier).objects.visible_to(office.officer).containing("留决")
        assert [dossier.pk for dossier in found] == [case.pk]


def test_assigning_hands_the_case_over(office: Office) -> None:
    from accounts.models import Role  # noqa: PLC0415 - the one test that needs it

    another = make.make_actor(Role.OFFICER, office.organ)
    with at("2026-03-02"):
        case = office.register()
        make.take(office.director, case, "assign", officer=another.user)
        assert case.dossier.officer == another.user
        with pytest.raises(Exception, match=r"dossier\.handle"):
            office.accept(case)
        make.take(another, case, "accept", procedure="ordinary")


def test_an_acceptance_corrected_later_leaves_the_case_with_its_officer(office: Office) -> None:
    from accounts.models import Role  # noqa: PLC0415 - the one test that needs it

    another = make.make_actor(Role.OFFICER, office.organ)
    with at("2026-03-02"):
        case = office.register()
        office.accept(case, officer=office.officer.user)
        make.take(office.director, case, "assign", officer=another.user)
        entry = case.dossier.timeline.get(step="accept")
        make.correct(office.director, case, entry, procedure="ordinary", officer=office.officer.user)
        assert case.dossier.officer == another.user


def _running(office: Office, **fields: object) -> ReconsiderationCase:
    return enter_running_case(
        actor=office.officer, organ=office.organ, case=make.case_fields(),
        parties=[{"role": "applicant", "kind": "natural", "name": "周某"}],
        respondents=[make.agency_of(office.organ)], officer=office.officer.user,
        **{
            "number": "甲区府复〔2026〕17号", "received_on": day("2026-03-02"), "accepted_on": day("2026-03-05"),
            "procedure": "ordinary", **fields,
        },
    )  # fmt: skip


def test_a_running_case_is_entered_where_it_stands(office: Office) -> None:
    with at("2026-03-30"):
        case = _running(
            office,
            copy_received_on=day("2026-03-10"),
            reply_received_on=day("2026-03-20"),
            suspended_on=day("2026-03-24"),
            suspend_ground=Code.objects.get(pk="suspend_ground.g8"),
            extension_days=10,
            extended_on=day("2026-03-23"),
        )
        assert (case.state, case.dossier.status, case.dossier.number) == (
            "handling",
            "suspended",
            "甲区府复〔2026〕17号",
        )
        assert due(case, "fy_decide_60d")[0] == "paused"
        assert due(case, "fy_review_5wd")[0] == "met"
        assert due(case, "fy_reply_10wd")[0] == "met"
        office.take(case, "resume", reason="x")
        # 60 + 10 days from 5 March and six given back: 20 May
        assert due(case, "fy_decide_60d") == ("running", day("2026-05-20"))
        new = office.register(applicant="吴某")
        office.accept(new)
        assert new.dossier.number == "甲区府复〔2026〕18号"


@pytest.mark.parametrize("number", ["乙区府复〔2026〕1号", "〔2026〕1号", "甲区府复2026年1号", "甲区府复〔2026〕0号",
                                    "甲区府复〔2026〕99999999999号", "甲区府复〔2099〕1号"])  # fmt: skip
def test_a_number_that_cannot_be_is_refused(office: Office, number: str) -> None:
    with at("2026-03-30"), pytest.raises(ValidationError):
        _running(office, number=number)


def test_a_number_is_taken_once(office: Office) -> None:
    with at("2026-03-30"):
        _running(office)
        with pytest.raises(ValidationError, match="already given"):
            _running(office)


def test_only_the_office_registers(office: Office, other_office: Office) -> None:
    with at("2026-03-30"):
        for actor in (other_office.officer, office.leader, office.liaison):
            with pytest.raises(Exception, match=r"case\.register"):
                make.make_case(office.organ, actor=actor)
