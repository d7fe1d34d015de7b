"""Approvals on-line and on paper: by another person, once, for whom, and carried out as the case then stands."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.actors import actor_for
from accounts.models import Delegation, Role, User
from accounts.timekeeping import at
from dossiers.models import Dossier
from tests import factories as make
from tests.factories import Office
from workflow import services
from workflow.describing import Names
from workflow.display import show_timeline
from workflow.models import Approval, ApprovalStatus
from workflow.queries import options, waiting_for
from workflow.steps import Paper, StepRefused, proceeding_type

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sound", "english")]

SUSPEND = {"ground": "suspend_ground.g8", "reason": "另案未结"}


def deputise(principal: User, deputy: User, first: str, last: str) -> Delegation:
    return Delegation.objects.create(
        principal=principal,
        deputy=deputy,
        valid_from=dt.date.fromisoformat(first),
        valid_to=dt.date.fromisoformat(last),
        created_by=principal,
    )


def test_a_step_waits_once_and_is_carried_out_when_approved(office: Office) -> None:
    with at("2026-03-02"):
        case = office.heard()
        version = case.dossier.version
        approval = office.take(case, "suspend", **SUSPEND)
        assert isinstance(approval, Approval)
        assert (case.dossier.status, case.dossier.version) == ("open", version)
        assert not case.dossier.timeline.filter(step="suspend").exists()
        with pytest.raises(StepRefused, match="waits"):
            office.take(case, "suspend", **SUSPEND)
        waits = [o for o in options(services.context_for(office.officer, case.dossier)) if o.waits]
        assert [o.step.code for o in waits] == ["suspend"]
        assert office.director.user.notices.get(key=f"approval:{approval.pk}:asked")
        assert not office.leader.user.notices.exists()
        assert [a.pk for a in waiting_for(office.director)] == [approval.pk]
        assert waiting_for(office.officer) == waiting_for(office.leader) == []
    with at("2026-03-03"):
        services.decide(actor=office.director, approval=approval, approve=True, opinion="同意")
        make.reload(case)
        assert case.dossier.status == "suspended"
        entry = case.dossier.timeline.get(step="suspend")
        assert (entry.taken_by, entry.approved_by, entry.on_date) == (
            office.officer.user,
            office.director.user,
            dt.date(2026, 3, 2),
        )
        approval.refresh_from_db()
        assert (approval.status, approval.entry, approval.opinion) == ("approved", entry, "同意")
        again = services.decide(actor=office.director, approval=approval, approve=False)
        assert again.status == ApprovalStatus.APPROVED
        assert office.officer.user.notices.filter(key=f"approval:{approval.pk}:decided").count() == 1


def test_nobody_approves_what_they_asked_for(office: Office) -> None:
    both = make.make_user(Role.OFFICER, office.organ.office)
    make.RoleAssignment.objects.create(
        user=both, role=Role.ORGAN_LEADER, organisation=office.organ.organisation, valid_from=dt.date(2020, 1, 1)
    )
    with at("2026-03-02"):
        case = office.heard()
        case.dossier.officer = both
        case.dossier.save(update_fields=["officer"])
        approval = make.take(actor_for(both), case, "suspend", **SUSPEND)
        make.RoleAssignment.objects.create(
            user=both, role=Role.DIRECTOR, organisation=office.organ.office, valid_from=dt.date(2020, 1, 1)
        )
        with pytest.raises(PermissionDenied):
            services.decide(actor=actor_for(both), approval=approval, approve=True)
        assert waiting_for(actor_for(both)) == []


@pytest.mark.parametrize("who", ["officer", "leader", "liaison"])
def test_only_the_right_person_approves(office: Office, other_office: Office, who: str) -> None:
    with at("2026-03-02"):
        case = office.heard()
        approval = office.take(case, "suspend", **SUSPEND)
        for actor in (getattr(office, who), other_office.director, other_office.leader):
            with pytest.raises(PermissionDenied):
                services.decide(actor=actor, approval=approval, approve=True)


def test_a_director_who_handles_a_case_acts_at_once(office: Office) -> None:
    with at("2026-03-02"):
        case = office.heard()
        entry = make.take(office.director, case, "suspend", **SUSPEND)
        assert (entry.taken_by, entry.approved_by) == (office.director.user, office.director.user)


# --- deputies --------------------------------------------------------------------------------------------------


def test_a_deputy_approves_and_the_record_says_for_whom(office: Office) -> None:
    deputy = make.make_user(Role.OFFICER, office.organ.office)
    with at("2026-03-02"):
        case = office.heard()
        approval = office.take(case, "suspend", **SUSPEND)
        assert isinstance(approval, Approval)
        with pytest.raises(PermissionDenied):
            services.decide(actor=actor_for(deputy), approval=approval, approve=True)
        deputise(office.director.user, deputy, "2026-03-02", "2026-03-10")
        assert [a.pk for a in waiting_for(actor_for(deputy))] == [approval.pk]
        services.decide(actor=actor_for(deputy), approval=approval, approve=True)
        approval.refresh_from_db()
        assert (approval.decided_by, approval.decided_for) == (deputy, office.director.user)
        trail = case.dossier.trail.get(action="approval.give")
        assert (trail.user, trail.for_user) == (deputy, office.director.user)
        entry = case.dossier.timeline.get(step="suspend")
        assert entry.approved_by == deputy
        names = f"{deputy.display_name} (for {office.director.user.display_name})"
        shown = show_timeline(
            [entry], proceeding_type(case.dossier.kind), Names(), approvals=[approval], inner=True, correctable=False
        )
        assert f"approved by {names}" in shown[0]["who"]


def test_a_deputy_of_another_organisation_is_told_too(office: Office) -> None:
    deputy = make.make_user(Role.LEADERSHIP, office.organ.organisation)
    deputise(office.director.user, deputy, "2026-03-01", "2026-03-31")
    with at("2026-03-02"):
        case = office.heard()
        office.take(case, "suspend", **SUSPEND)
    assert deputy.notices.count() == office.director.user.notices.count() == 1


def test_an_officer_who_deputises_for_the_director_does_not_approve_their_own_step(office: Office) -> None:
    deputise(office.director.user, office.officer.user, "2026-03-01", "2026-03-31")
    with at("2026-03-02"):
        officer = actor_for(office.officer.user)
        case = office.heard()
        made = make.take(officer, case, "suspend", **SUSPEND)
        assert isinstance(made, Approval)
        with pytest.raises(PermissionDenied):
            services.decide(actor=officer, approval=made, approve=True)
        services.decide(actor=office.director, approval=made, approve=True)


def test_a_deputy_takes_steps_for_the_officer_and_the_entry_says_so(office: Office) -> None:
    deputy = make.make_user(Role.OFFICER, office.organ.office)
    with at("2026-03-02"):
        case = office.register()
        with pytest.raises(PermissionDenied):
            make.take(actor_for(deputy), case, "accept", procedure="ordinary")
        deputise(office.officer.user, deputy, "2026-03-02", "2026-03-02")
        entry = make.take(actor_for(deputy), case, "accept", procedure="ordinary")
        assert (entry.taken_by, entry.for_user) == (deputy, office.officer.user)
    with at("2026-03-03"), pytest.raises(PermissionDenied):
        make.take(actor_for(deputy), case, "hear_views")


# --- refused, withdrawn, outdated ------------------------------------------------------------------------------


def test_a_refusal_carries_nothing_out_and_can_be_asked_again(office: Office) -> None:
    with at("2026-03-02"):
        case = office.heard()
        approval = office.take(case, "suspend", **SUSPEND)
        services.decide(actor=office.director, approval=approval, approve=False, opinion="理由不足")
        make.reload(case)
        assert case.dossier.status == "open"
        assert not case.dossier.timeline.filter(step="suspend").exists()
        assert isinstance(office.take(case, "suspend", **SUSPEND), Approval)


def test_what_waits_can_be_withdrawn_by_who_asked(office: Office) -> None:
    with at("2026-03-02"):
        case = office.heard()
        approval = office.take(case, "suspend", **SUSPEND)
        for stranger in (office.liaison, office.leader):
            with pytest.raises(PermissionDenied):
                services.withdraw_approval(actor=stranger, approval=approval)
        services.withdraw_approval(actor=office.officer, approval=approval)
        approval.refresh_from_db()
        assert approval.status == ApprovalStatus.WITHDRAWN
        services.decide(actor=office.director, approval=approval, approve=True)
        make.reload(case)
        assert case.dossier.status == "open"


def test_what_no_longer_fits_is_refused_and_nothing_is_written(office: Office) -> None:
    with at("2026-03-02"):
        case = office.heard()
        approval = office.take(case, "extend", days=20, reason="x")
        make.take(office.director, case, "extend", days=20, reason="y")
        entries = case.dossier.timeline.count()
        with pytest.raises(StepRefused, match="no longer fits"):
            services.decide(actor=office.director, approval=approval, approve=True)
        approval.refresh_from_db()
        assert approval.status == ApprovalStatus.PENDING
        assert case.dossier.timeline.count() == entries


def test_a_suspended_case_is_not_decided_by_an_approval_that_waited(office: Office) -> None:
    with at("2026-03-02"):
        case = office.heard()
        decision = office.take(case, "decide", outcome="outcome.uphold", document_number="1", summary="x")
        office.suspend(case)
        with pytest.raises(StepRefused, match="suspended"):
            services.decide(actor=office.leader, approval=decision, approve=True)


def test_another_approver_is_asked_when_the_law_of_the_case_has_changed(office: Office) -> None:
    with at("2024-01-05"):
        case = office.register(received_on=dt.date(2024, 1, 2))
        office.accept(case, on_date="2024-01-05")
        approval = office.take(case, "extend", days=20, reason="x")
        assert approval.permission == "approve.director"
        register = case.dossier.timeline.get(step="register")
        make.correct(office.director, case, register, on_date="2023-12-29", channel="channel.mail")
        with pytest.raises(StepRefused, match="no longer fits"):
            services.decide(actor=office.director, approval=approval, approve=True)


def test_files_handed_in_wait_with_the_step(office: Office) -> None:
    with at("2026-03-02"):
        case = office.heard()
        approval = office.take(
            case,
            "decide",
            outcome="outcome.uphold",
            document_number="1",
            summary="x",
            document=make.pdf("决定书稿.pdf", make.PDF + b"draft"),
        )
        draft = case.dossier.files.get()
        assert (draft.name, draft.visibility, draft.entry) == ("决定书稿.pdf", "office", None)
        services.decide(actor=office.leader, approval=approval, approve=True)
        file = case.dossier.files.get()
        assert (file.pk, file.visibility, file.paper_id) == (draft.pk, "parties", "paper.decision")
        assert file.entry.step == "decide"


def test_a_draft_that_was_voided_does_not_come_back_with_the_approval(office: Office) -> None:
    from dossiers.services import void_file  # noqa: PLC0415 - the one test that needs it

    with at("2026-03-02"):
        case = office.heard()
        approval = office.take(
            case, "decide", outcome="outcome.uphold", document_number="1", summary="x", document=make.pdf()
        )
        void_file(actor=office.officer, file=case.dossier.files.get(), reason="误传")
        services.decide(actor=office.leader, approval=approval, approve=True)
        assert not case.dossier.files.filter(voided_at=None).exists()


# --- on paper --------------------------------------------------------------------------------------------------


def test_an_approval_on_paper_is_judged_by_the_day_it_was_signed(office: Office) -> None:
    with at("2026-03-02"):
        case = office.heard()
    with at("2026-05-07"):  # the day after the sixtieth
        late = Paper(office.director.user, dt.date(2026, 5, 7), make.pdf("审批.pdf"))
        with pytest.raises(StepRefused, match="run out"):
            office.take(case, "extend", paper=late, on_date="2026-05-06", days=10, reason="x")
        signed = Paper(office.director.user, dt.date(2026, 5, 6), make.pdf("审批.pdf"))
        with pytest.raises(ValidationError):
            office.take(case, "extend", paper=signed, on_date="2026-05-07", days=10, reason="x")
        entry = office.take(case, "extend", paper=signed, on_date="2026-05-06", days=10, reason="x")
        approval = case.dossier.approvals.get()
        assert (approval.on_paper, approval.decided_on, approval.entry) == (True, dt.date(2026, 5, 6), entry)
        assert approval.paper.name == "审批.pdf"
        assert entry.approved_by == office.director.user
        assert case.dossier.deadlines.get(clock="fy_decide_60d").due_on == dt.date(2026, 5, 11)


@pytest.mark.parametrize("signed_on", ["2026-03-01", "2026-05-08"])
def test_a_paper_is_not_signed_before_the_case_or_tomorrow(office: Office, signed_on: str) -> None:
    with at("2026-03-02"):
        case = office.heard()
    with at("2026-05-06"):
        paper = Paper(office.director.user, dt.date.fromisoformat(signed_on), make.pdf())
        with pytest.raises(StepRefused):
            office.take(case, "extend", paper=paper, days=10, reason="x")
        assert not case.dossier.files.exists()


def test_the_signer_must_have_held_the_office_on_that_day(office: Office) -> None:
    former = make.make_user(name="前主任")
    make.RoleAssignment.objects.create(
        user=former,
        role=Role.DIRECTOR,
        organisation=office.organ.office,
        valid_from=dt.date(2020, 1, 1),
        valid_to=dt.date(2026, 3, 10),
    )
    with at("2026-03-02"):
        case = office.heard()
    with at("2026-03-20"):
        with pytest.raises(StepRefused, match="could not give"):
            office.take(case, "suspend", paper=Paper(former, dt.date(2026, 3, 11), make.pdf()), **SUSPEND)
        with pytest.raises(StepRefused, match="could not give"):
            office.take(case, "suspend", paper=Paper(office.leader.user, dt.date(2026, 3, 10), make.pdf()), **SUSPEND)
        office.take(
            case, "suspend", paper=Paper(former, dt.date(2026, 3, 10), make.pdf()), on_date="2026-03-10", **SUSPEND
        )
        assert case.dossier.status == "suspended"


def test_a_scan_that_is_none_leaves_nothing_behind(office: Office) -> None:
    with at("2026-03-02"):
        case = office.heard()
        fake = make.pdf("审批.pdf", b"MZ this is a program")
        with pytest.raises(ValidationError):
            office.take(case, "suspend", paper=Paper(office.director.user, dt.date(2026, 3, 2), fake), **SUSPEND)
        assert not case.dossier.approvals.exists()
        assert Dossier.objects.unscoped("a test").get(pk=case.pk).version == case.dossier.version
