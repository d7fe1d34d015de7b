"""Steps that wait for somebody's consent: asked for, given on-line or on paper, refused, taken back."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import chain

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.forms import FileField
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from accounts.acting import acting_for
from accounts.actors import Actor, actor_for
from accounts.models import Delegation, Role, RoleAssignment, User
from accounts.permissions import can, require
from accounts.timekeeping import now, today
from dossiers.models import Dossier, TimelineEntry
from dossiers.services import KeptFile, add_file, lock
from dossiers.trail import record
from notices.services import notify
from workflow.forms import StepForm
from workflow.models import Approval, ApprovalStatus
from workflow.services.alongside import carry_out_in_all, companions, in_all, lock_with
from workflow.services.conduct import bind_correction, check_day, check_open, context_for, fixed_because, named
from workflow.steps import (
    Context,
    Paper,
    ProceedingType,
    Step,
    StepRefused,
    proceeding_type,
)


def approves_alone(actor: Actor, permission: str, dossier: Dossier) -> bool:
    """Whether `actor` approves what they do themselves: by a role of their own, never by one they deputise in."""
    return can(actor, permission, dossier) and acting_for(actor, permission, dossier) is None


def approvers(permission: str, dossier: Dossier) -> list[User]:
    """The people whose roles today, their own or as deputies, let them give an approval in this case."""
    organ = dossier.organ
    holders = (
        RoleAssignment.objects.on(today())
        .filter(
            role__in=[Role.DIRECTOR, Role.ORGAN_LEADER, Role.OFFICER],
            organisation_id__in=[organ.office_id, organ.organisation_id],
        )
        .values("user_id")
    )
    deputies = Delegation.objects.on(today()).filter(principal__in=holders).values("deputy_id")
    people = User.objects.filter(Q(pk__in=holders) | Q(pk__in=deputies), is_active=True).order_by("pk")
    return [user for user in people if can(actor_for(user), permission, dossier)]


def ask(
    step: Step, context: Context, form: StepForm, permission: str, corrects: TimelineEntry | None = None
) -> Approval:
    """Keep the form of a step (of a correction of `corrects`) until somebody with `permission` has approved it.

    Raises StepRefused (code ``pending``) when the step waits already.
    """
    dossier, actor = context.dossier, context.actor
    if dossier.approvals.filter(status=ApprovalStatus.PENDING, step=step.code, corrects=corrects).exists():
        raise StepRefused(_("This step already waits for approval."), code="pending")
    raw = {"form": form.raw(), "version": dossier.version, "files": _keep_files(actor, dossier, form)}
    if corrects is not None:
        raw["reason"] = form.correction_reason
    approval = Approval.objects.create(
        dossier=dossier,
        step=step.code,
        data=raw,
        corrects=corrects,
        permission=permission,
        requested_by=actor.user,
        requested_for=acting_for(actor, step.permission, dossier),
    )
    record(
        actor=actor,
        action="approval.ask",
        obj=approval,
        dossier=dossier,
        for_user=approval.requested_for,
        detail={"step": step.code, "permission": permission},
    )
    notify(
        recipients=approvers(permission, dossier),
        kind="approval",
        words=lambda: _("%(step)s in %(case)s waits for your approval.") % named(step, dossier),
        path=reverse("workflow:approval", args=[approval.pk]),
        key=f"approval:{approval.pk}:asked",
    )
    return approval


def _keep_files(actor: Actor, dossier: Dossier, form: StepForm) -> dict[str, list[int]]:
    """Put the files of a form that waits for approval into the case, for the office alone. Their ids by field."""
    kept: dict[str, list[int]] = {}
    for name, field in form.fields.items():
        value = form.cleaned_data.get(name) if isinstance(field, FileField) else None
        for file in value if isinstance(value, list) else [value] if value else []:
            kept.setdefault(name, []).append(add_file(actor=actor, dossier=dossier, file=file).pk)
    return kept


@contextmanager
def _kept_files(approval: Approval) -> Iterator[MultiValueDict]:
    """The files that were handed in with what waits, but for those taken out of use since; closed afterwards."""
    ids = approval.data.get("files", {})
    standing = approval.dossier.files.standing().filter(pk__in=chain(*ids.values())).select_related("stored")
    with ExitStack() as opened:
        present = {file.pk: opened.enter_context(KeptFile(file)) for file in standing}
        yield MultiValueDict({name: [present[pk] for pk in pks if pk in present] for name, pks in ids.items()})


def approve_on_paper(
    kind: ProceedingType,
    step: Step,
    context: Context,
    form: StepForm,
    permission: str,
    paper: Paper,
    corrected: TimelineEntry | None = None,
    reason: str = "",
) -> TimelineEntry:
    """Carry out a step with the approval that `paper` gives, judged by who could give it on the day of the signature.

    Raises StepRefused (codes ``approver``, ``signed``).
    """
    dossier, actor = context.dossier, context.actor
    signed = actor_for(paper.approver, paper.signed_on)
    others = [other.dossier for other in companions(corrected)] if corrected is not None else []
    if not in_all([dossier, *others], lambda each: can(signed, permission, each)):
        raise StepRefused(
            _("%(person)s could not give this approval on that day.") % {"person": paper.approver.display_name},
            code="approver",
        )
    if not dossier.opened_on <= paper.signed_on <= today():
        raise StepRefused(_("It cannot have been signed on that day."), code="signed")
    scan = add_file(actor=actor, dossier=dossier, file=paper.scan)
    entry = carry_out_in_all(kind, step, context, form, approved_by=paper.approver, corrected=corrected, reason=reason)
    approval = Approval.objects.create(
        dossier=dossier,
        step=step.code,
        data=entry.data,
        corrects=corrected,
        permission=permission,
        status=ApprovalStatus.APPROVED,
        requested_by=actor.user,
        requested_for=entry.for_user,
        decided_by=paper.approver,
        decided_at=now(),
        decided_on=paper.signed_on,
        on_paper=True,
        opinion=paper.opinion,
        paper=scan,
        entry=entry,
    )
    record(
        actor=actor,
        action="approval.paper",
        obj=approval,
        dossier=dossier,
        detail={"step": step.code, "signed": paper.signed_on, "by": paper.approver.pk},
    )
    return entry


@transaction.atomic
def decide(*, actor: Actor, approval: Approval, approve: bool, opinion: str = "") -> Approval:
    """Approve a waiting step, which carries it out, or refuse it with an opinion.

    Deciding twice changes nothing. Raises PermissionDenied for anyone but a person who may approve it and did not
    ask for it, StepRefused when the case has moved on so that the step is no longer open.
    """
    dossiers = lock_with(approval.corrects) if approval.corrects is not None else [lock(approval.dossier_id)]
    dossier = dossiers[0]
    approval = Approval.objects.unscoped("locked with its dossier").select_for_update().get(pk=approval.pk)
    if approval.status != ApprovalStatus.PENDING:
        return approval
    for each in dossiers:
        require(actor, approval.permission, each)
    if actor.user_id == approval.requested_by_id:
        raise PermissionDenied("approval.own")
    principal = acting_for(actor, approval.permission, dossier)
    kind = proceeding_type(dossier.kind)
    step = kind.steps[approval.step]
    approval.decided_by, approval.decided_for = actor.user, principal
    approval.decided_at, approval.decided_on, approval.opinion = now(), today(), opinion
    approval.status = ApprovalStatus.APPROVED if approve else ApprovalStatus.REJECTED
    if approve:
        with _kept_files(approval) as files:
            approval.entry = _carry_out_approved(actor, approval, dossier, files)
    approval.save()
    record(
        actor=actor,
        action="approval.give" if approve else "approval.refuse",
        obj=approval,
        dossier=dossier,
        for_user=principal,
        detail={"step": approval.step},
    )
    notify(
        recipients=[approval.requested_by],
        kind="approval",
        words=lambda: (
            (_("%(step)s in %(case)s was approved.") if approve else _("%(step)s in %(case)s was not approved."))
            % named(step, dossier)
        ),
        path=reverse("dossier", args=[dossier.pk]),
        key=f"approval:{approval.pk}:decided",
    )
    return approval


def _carry_out_approved(actor: Actor, approval: Approval, dossier: Dossier, files: MultiValueDict) -> TimelineEntry:
    kind = proceeding_type(dossier.kind)
    step = kind.steps[approval.step]
    context = context_for(actor, dossier)
    form = step.form.from_raw(approval.data["form"], context, files)
    if approval.corrects is not None:
        bind_correction(form, approval.corrects)
    else:
        check_open(step, context)
    if form.is_valid() and approval.corrects is None:
        check_day(step, form)
    if not form.is_valid() or _superseded(approval, step, context):
        raise StepRefused(_("What was asked for no longer fits the case; it must be asked for again."), code="outdated")
    return carry_out_in_all(
        kind,
        step,
        context,
        form,
        approved_by=actor.user,
        requested_by=approval.requested_by,
        requested_for=approval.requested_for,
        corrected=approval.corrects,
        reason=approval.data.get("reason", ""),
        approval=approval,
    )


def _superseded(approval: Approval, step: Step, context: Context) -> bool:
    """Whether somebody else must approve by now, or the entry to be corrected was corrected since or cannot be."""
    if approval.corrects is not None:
        since = approval.corrects.corrections.filter(data__version__gt=approval.data["version"])
        return since.exists() or fixed_because(step, context.dossier, approval.corrects) is not None
    return step.approver is None or step.approver(context) != approval.permission


@transaction.atomic
def withdraw_approval(*, actor: Actor, approval: Approval) -> Approval:
    """Take back a step that still waits. Raises PermissionDenied for anyone but who asked or handles the case."""
    dossier = lock(approval.dossier_id)
    approval = Approval.objects.unscoped("locked with its dossier").select_for_update().get(pk=approval.pk)
    if approval.requested_by_id not in actor.people:
        require(actor, "dossier.handle", dossier)
    if approval.status == ApprovalStatus.PENDING:
        approval.status, approval.decided_by, approval.decided_at = (
            ApprovalStatus.WITHDRAWN,
            actor.user,
            now(),
        )
        approval.save()
        record(
            actor=actor,
            action="approval.withdraw",
            obj=approval,
            dossier=dossier,
            detail={"step": approval.step},
        )
    return approval
