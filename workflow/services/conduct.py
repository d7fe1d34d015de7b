"""How a step is carried out: whether it is open, what it writes; the only code that writes a state."""

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.acting import acting_for
from accounts.actors import Actor
from accounts.models import User
from accounts.timekeeping import now, today
from deadlines import services as deadlines
from dossiers.following import changed
from dossiers.models import Dossier, DossierStatus, Fact, TimelineEntry
from dossiers.trail import record
from notices.services import notify
from workflow.forms import StepForm
from workflow.models import Approval, ApprovalStatus
from workflow.steps import (
    Context,
    Execution,
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


def check_open(step: Step, context: Context) -> None:
    """Raise StepRefused (code ``closed``) with the reason unless `step` is open where the case stands."""
    if reason := closed_to(step, context):
        raise StepRefused(reason, code="closed")


def check_version(dossier: Dossier, version: int | None) -> None:
    """Raise StaleCase with what was entered since when the case no longer has `version` (None: it may have any)."""
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


def check_day(step: Step, form: StepForm) -> None:
    """Judge the conditions as of the day of the act too: what is entered later was no more allowed on its day."""
    then = form.context.on(form.cleaned_data["on_date"])
    if reason := step.obstacle(then):
        form.add_error("on_date", ValidationError(str(reason), code="closed"))


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
    changed([dossier.pk])
    return entry


def named(step: Step, dossier: Dossier) -> dict[str, str]:
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
                _("%(step)s in %(case)s no longer waits for approval: the case has moved on.") % named(step, dossier)
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


def original_of(entry: TimelineEntry) -> TimelineEntry:
    """The entry that was first made, when `entry` is a correction of it."""
    return entry.corrects or entry


def fixed_because(step: Step, dossier: Dossier, entry: TimelineEntry) -> str | None:
    """Why `entry`, of `step`, cannot be corrected, or None."""
    if not step.correctable or step.automatic:
        return _("This entry cannot be corrected.")
    if dossier.status == DossierStatus.VOID:
        return _("The case is void.")
    fixed = proceeding_type(dossier.kind).fixed(entry)
    return str(fixed) if fixed is not None else None


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
    form.know_correction()
