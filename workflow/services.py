"""Taking a step, approving one, correcting one: the only code that writes a state."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from itertools import chain
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.forms import FileField
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from accounts.acting import acting_for
from accounts.actors import SYSTEM, Actor, actor_for
from accounts.models import Delegation, Role, RoleAssignment, User
from accounts.permissions import can, require
from accounts.timekeeping import now, today
from deadlines import services as deadlines
from dossiers.models import Dossier, DossierStatus, Fact, TimelineEntry
from dossiers.services import KeptFile, add_file, lock
from dossiers.trail import record
from notices.services import done, notify, once
from workflow.forms import StepForm
from workflow.models import Approval, ApprovalStatus
from workflow.steps import (
    Context,
    Execution,
    Paper,
    ProceedingType,
    StaleCase,
    Step,
    StepRefused,
    proceeding_type,
)


def context_for(actor: Actor, dossier: Dossier) -> Context:
    """The case with its current facts, as the steps see it."""
    proceeding = proceeding_type(dossier.kind).load(dossier)
    proceeding.dossier = dossier
    return Context(
        actor=actor,
        proceeding=proceeding,
        today=today(),
        facts=list(dossier.facts.current().order_by("on_date", "pk")),
    )


def closed_to(step: Step, context: Context) -> str | None:
    """Why `step` is not open in the state in which the case stands, or None."""
    dossier = context.dossier
    if context.proceeding.state not in step.sources:
        return _("The case is not at this stage.")
    if not step.known_to(proceeding_type(dossier.kind).law_of(context.proceeding)):
        return _("The law by which the case lives does not know this step.")
    if dossier.status == DossierStatus.SUSPENDED and not step.while_suspended:
        return _("The case is suspended; resume it first.")
    if (reason := step.obstacle(context)) is not None:
        return str(reason)
    return None


def _check_open(step: Step, context: Context) -> None:
    if reason := closed_to(step, context):
        raise StepRefused(reason, code="closed")


def _check_version(dossier: Dossier, version: int | None) -> None:
    if version is None or version == dossier.version:
        return
    raise StaleCase(
        _("The case was changed while the form was open. Check what is new and confirm again."),
        list(entries_since(dossier, version)),
    )


def entries_since(dossier: Dossier, version: int) -> QuerySet[TimelineEntry]:
    """What was entered after the case had `version`, in order."""
    entries = dossier.timeline.filter(data__version__gt=version).order_by("pk")
    return entries.select_related("taken_by", "for_user", "approved_by")


def take(
    *,
    actor: Actor,
    dossier: Dossier,
    step_code: str,
    form: StepForm,
    version: int | None = None,
    key: str | None = None,
    paper: Paper | None = None,
    together: bool = False,
) -> TimelineEntry | Approval:
    """Take a step with a valid form, or ask for its approval when it needs one.

    `version` is that of the case when the form was opened; `key` lets a repeated submission do nothing twice: the
    first result comes back. With `paper` an approval given on paper is entered with the step. `together` says that it
    is taken in all cases that share something, which alone can take such a step.
    Raises PermissionDenied, StepRefused when the case is not where the step begins or a condition does not hold,
    StaleCase when somebody else was faster, ValidationError when the form is not valid.
    """

    def make() -> TimelineEntry | Approval:
        return _take(actor, dossier, step_code, form, version, paper, together)

    return _at_most_once(f"step:{dossier.pk}:{step_code}", key, actor, make)


def _at_most_once(
    scope: str, key: str | None, actor: Actor, make: Callable[[], TimelineEntry | Approval]
) -> TimelineEntry | Approval:
    """What `make` makes, in one transaction; with a key that was used in `scope` before, what it made then."""
    result: dict[str, Any] = {}

    def act() -> dict[str, Any]:
        made = make()
        result["made"] = made
        return {"model": made._meta.label_lower, "pk": made.pk}

    if key is None:
        with transaction.atomic():
            act()
        return result["made"]
    value, ran = once(scope=scope, key=key, actor=actor, act=act)
    return result["made"] if ran else _made(value)


def _made(value: dict[str, Any]) -> TimelineEntry | Approval:
    model = Approval if value["model"] == Approval._meta.label_lower else TimelineEntry
    return model.objects.unscoped("the same form sent again finds what it made").get(pk=value["pk"])


def taken_before(*, dossier: Dossier, step_code: str, key: str) -> TimelineEntry | Approval | None:
    """What the form with `key` made when it was sent before, or None; `step_code` is ``correct:<entry>`` for those."""
    value = done(scope=f"step:{dossier.pk}:{step_code}", key=key)
    return _made(value) if value is not None else None


def _take(
    actor: Actor,
    dossier: Dossier,
    step_code: str,
    form: StepForm,
    version: int | None,
    paper: Paper | None,
    together: bool,
) -> TimelineEntry | Approval:
    locked = lock(dossier.pk)
    kind = proceeding_type(locked.kind)
    step = kind.steps[step_code]
    if step.automatic:
        raise PermissionDenied("step.automatic")
    if step.together and not together:
        raise PermissionDenied("step.together")
    require(actor, step.permission, locked)
    context = context_for(actor, locked)
    _check_version(locked, version)
    # An approval on paper is judged as of the day on which it was signed, also when it is entered later.
    _check_open(step, context if paper is None else replace(context, today=paper.signed_on))
    form.context = context
    form.full_clean()
    if form.is_valid():
        check_day(step, form)
    if not form.is_valid():
        raise ValidationError(form.errors.as_data() if form.errors else _("The form is not complete."))
    approver = step.approver(context) if step.approver else None
    if approver is None:
        return carry_out(kind, step, context, form)
    if paper is not None:
        return _approve_on_paper(kind, step, context, form, approver, paper)
    if approves_alone(actor, approver, locked):
        return carry_out(kind, step, context, form, approved_by=actor.user)
    return _ask(step, context, form, approver)


def check_day(step: Step, form: StepForm) -> None:
    """Judge the conditions as of the day of the act too: what is entered later was no more allowed on its day."""
    then = replace(form.context, today=form.cleaned_data["on_date"])
    if reason := step.obstacle(then):
        form.add_error("on_date", ValidationError(str(reason), code="closed"))


def approves_alone(actor: Actor, permission: str, dossier: Dossier) -> bool:
    """Whether `actor` approves what they do themselves: by a role of their own, never by one they deputise in."""
    return can(actor, permission, dossier) and acting_for(actor, permission, dossier) is None


def carry_out(
    kind: ProceedingType,
    step: Step,
    context: Context,
    form: StepForm,
    *,
    approved_by: User | None = None,
    requested_by: User | None = None,
    requested_for: User | None = None,
    corrected: TimelineEntry | None = None,
    reason: str = "",
    approval: Approval | None = None,
) -> TimelineEntry:
    """Write a step whose form is valid: entry, facts, state, deadlines, trail. The caller holds the dossier's lock.

    `approval` is the one that is being given, when the step waited for it.
    """
    dossier, proceeding, actor = context.dossier, context.proceeding, context.actor
    from_state = proceeding.state
    by = requested_by or actor.user
    principal = requested_for if requested_by else acting_for(actor, step.permission, dossier)
    dossier.version += 1
    replaced = form.replaces()
    entry = TimelineEntry(
        dossier=dossier,
        step=step.code,
        on_date=form.cleaned_data["on_date"],
        taken_at=now(),
        taken_by=by,
        for_user=principal,
        approved_by=approved_by,
        from_state=from_state,
        article=step.article_for(kind.law_of(proceeding)),
        data={"form": form.raw(), "version": dossier.version} | ({"before": replaced} if replaced else {}),
        visibility=step.visibility,
        corrects=corrected,
        reason=reason,
    )
    execution = Execution(context=context, step=step, entry=entry, data=form.cleaned_data, corrected=corrected)
    if corrected is not None:
        execution.begin_correction(_facts_of(corrected))
    target = step.target(execution) if callable(step.target) else step.target
    # A correction leaves the state as it is, unless the step itself works out where the case then stands.
    entry.to_state = from_state if target is None or (corrected and not callable(step.target)) else target
    entry.save()
    step.effect(execution)
    execution.void_remaining()
    proceeding.state = entry.to_state
    proceeding.save()
    dossier.stage = kind.stage_of(proceeding)
    dossier.save()
    deadlines.refresh(dossier)
    record(
        actor=actor,
        action=f"step.{'correct' if corrected else 'take'}",
        obj=entry,
        dossier=dossier,
        for_user=principal,
        detail={"step": step.code, "on": entry.on_date, "to": entry.to_state},
    )
    _withdraw_stranded(kind, context, approval)
    # Last, since it may take the next case number and others then wait for this transaction.
    kind.after(execution)
    return entry


def _named(step: Step, dossier: Dossier) -> dict[str, str]:
    """A step and its case as a notice names them: never by a party."""
    return {"step": str(step.title), "case": dossier.number or _("a case without number")}


def _withdraw_stranded(kind: ProceedingType, context: Context, given: Approval | None) -> None:
    """Take back what waits for an approval that the case can no longer use, and tell those who asked for it."""
    dossier = context.dossier
    waiting = dossier.approvals.filter(status=ApprovalStatus.PENDING, corrects=None).select_related("requested_by")
    for approval in waiting.exclude(pk=given.pk if given else None):
        if context.proceeding.state in kind.steps[approval.step].sources:
            continue
        approval.status, approval.decided_at = ApprovalStatus.WITHDRAWN, now()
        approval.decided_by = context.actor.user or approval.requested_by
        approval.save()
        detail = {"step": approval.step, "state": context.proceeding.state}
        record(actor=context.actor, action="approval.strand", obj=approval, dossier=dossier, detail=detail)
        notify(
            recipients=[approval.requested_by],
            kind="approval",
            words=lambda step=kind.steps[approval.step]: (
                _("%(step)s in %(case)s no longer waits for approval: the case has moved on.") % _named(step, dossier)
            ),
            path=reverse("dossier", args=[dossier.pk]),
            key=f"approval:{approval.pk}:stranded",
        )


def _facts_of(entry: TimelineEntry) -> list[Fact]:
    """What the facts that an entry or its corrections brought up are now, also when another entry moved them."""
    entries = {entry.pk, *entry.corrections.values_list("pk", flat=True)}
    facts = list(entry.dossier.facts.order_by("pk"))
    follows = {fact.superseded_by_id: fact for fact in facts if fact.superseded_by_id}
    found = []
    for fact in facts:
        if fact.superseded_at is not None or fact.void:
            continue
        first = fact
        while first.pk in follows:
            first = follows[first.pk]
        if first.entry_id in entries:
            found.append(fact)
    return found


# --- approvals -------------------------------------------------------------------------------------------------


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


def _ask(
    step: Step, context: Context, form: StepForm, permission: str, corrects: TimelineEntry | None = None
) -> Approval:
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
        words=lambda: _("%(step)s in %(case)s waits for your approval.") % _named(step, dossier),
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


def _approve_on_paper(
    kind: ProceedingType,
    step: Step,
    context: Context,
    form: StepForm,
    permission: str,
    paper: Paper,
    corrected: TimelineEntry | None = None,
    reason: str = "",
) -> TimelineEntry:
    dossier, actor = context.dossier, context.actor
    if not can(actor_for(paper.approver, paper.signed_on), permission, dossier):
        raise StepRefused(
            _("%(person)s could not give this approval on that day.") % {"person": paper.approver.display_name},
            code="approver",
        )
    if not dossier.opened_on <= paper.signed_on <= today():
        raise StepRefused(_("It cannot have been signed on that day."), code="signed")
    scan = add_file(actor=actor, dossier=dossier, file=paper.scan)
    entry = carry_out(kind, step, context, form, approved_by=paper.approver, corrected=corrected, reason=reason)
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
    dossier = lock(approval.dossier_id)
    approval = Approval.objects.unscoped("locked with its dossier").select_for_update().get(pk=approval.pk)
    if approval.status != ApprovalStatus.PENDING:
        return approval
    require(actor, approval.permission, dossier)
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
            % _named(step, dossier)
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
        _check_open(step, context)
    if form.is_valid() and approval.corrects is None:
        check_day(step, form)
    if not form.is_valid() or _superseded(approval, step, context):
        raise StepRefused(_("What was asked for no longer fits the case; it must be asked for again."), code="outdated")
    return carry_out(
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
    """Whether somebody else must approve by now, or the entry to be corrected was corrected since this was asked."""
    if approval.corrects is not None:
        return approval.corrects.corrections.filter(data__version__gt=approval.data["version"]).exists()
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


# --- corrections -----------------------------------------------------------------------------------------------


def original_of(entry: TimelineEntry) -> TimelineEntry:
    """The entry that was first made, when `entry` is a correction of it."""
    return entry.corrects or entry


def correct(
    *,
    actor: Actor,
    entry: TimelineEntry,
    form: StepForm,
    reason: str,
    version: int | None = None,
    key: str | None = None,
    paper: Paper | None = None,
) -> TimelineEntry | Approval:
    """Put right an entry with a new form and a reason; the clocks follow, the timeline keeps both.

    An approver carries it out, anyone else who may correct asks for approval; `key` lets a repeated submission do
    nothing twice. Raises PermissionDenied, StepRefused for a step that cannot be corrected, StaleCase, ValidationError.
    """

    def make() -> TimelineEntry | Approval:
        return _correct(actor, entry, form, reason, version, paper)

    return _at_most_once(f"step:{entry.dossier_id}:correct:{original_of(entry).pk}", key, actor, make)


def _correct(
    actor: Actor, entry: TimelineEntry, form: StepForm, reason: str, version: int | None, paper: Paper | None
) -> TimelineEntry | Approval:
    dossier = lock(entry.dossier_id)
    kind = proceeding_type(dossier.kind)
    entry = original_of(entry)
    step = kind.steps[entry.step]
    require(actor, kind.correct_permission, dossier)
    if (fixed := fixed_because(step, dossier)) is not None:
        raise StepRefused(fixed, code="fixed")
    if not reason.strip():
        raise StepRefused(_("Give the reason for the correction."), code="reason")
    context = context_for(actor, dossier)
    _check_version(dossier, version)
    form.context = context
    bind_correction(form, entry)
    form.full_clean()
    if not form.is_valid():
        raise ValidationError(form.errors.as_data())
    if paper is not None:
        return _approve_on_paper(
            kind, step, context, form, kind.correct_approver, paper, corrected=entry, reason=reason
        )
    if approves_alone(actor, kind.correct_approver, dossier):
        return carry_out(kind, step, context, form, approved_by=actor.user, corrected=entry, reason=reason)
    form.correction_reason = reason
    return _ask(step, context, form, kind.correct_approver, corrects=entry)


def fixed_because(step: Step, dossier: Dossier) -> str | None:
    """Why an entry of `step` cannot be corrected, or None."""
    if not step.correctable or step.automatic:
        return _("This entry cannot be corrected.")
    if dossier.status == DossierStatus.VOID:
        return _("The case is void.")
    return None


def bind_correction(form: StepForm, entry: TimelineEntry) -> None:
    """Tell a form which entry it puts right: whose facts do not count against it, and what came after it."""
    context = form.context
    kind = proceeding_type(context.dossier.kind)
    latest = entry.corrections.order_by("pk").last() or entry
    form.corrected_entries = frozenset({entry.pk, *entry.corrections.values_list("pk", flat=True)})
    form.corrected_day = latest.on_date
    left = {fact.kind for fact in context.facts if fact.entry_id in form.corrected_entries}
    codes = dict(context.dossier.timeline.values_list("pk", "step"))
    followed = [
        (fact.on_date, kind.steps[codes[fact.entry_id]].title)
        for fact in context.facts
        if fact.entry_id not in form.corrected_entries
        and fact.on_date >= latest.on_date
        and left & set(kind.steps[codes[fact.entry_id]].form.not_before)
    ]
    form.next_step = min(followed, key=lambda row: row[0], default=None)


def take_by_clock(
    *, dossier: Dossier, step_code: str, on_date: Callable[[Context], dt.date | None]
) -> TimelineEntry | None:
    """Let the clock take a step (as a review that lapses) on the day that `on_date` gives for the locked case.

    None when the case has moved on meanwhile or the clock has not run out. Raises ValidationError for a wrong day.
    """
    with transaction.atomic():
        locked = lock(dossier.pk)
        kind = proceeding_type(locked.kind)
        step = kind.steps[step_code]
        context = context_for(SYSTEM, locked)
        day = on_date(context)
        if day is None or closed_to(step, context):
            return None
        form = step.form.from_raw({"on_date": [day.isoformat()]}, context)
        if not form.is_valid():
            raise ValidationError(form.errors.as_data())
        return carry_out(kind, step, context, form)
