"""The form of a step and of a correction, for every kind of proceeding."""

import datetime as dt
import uuid
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.actors import Actor
from accounts.guards import requires_sign_in
from accounts.permissions import can, require
from accounts.timekeeping import today
from deadlines.basis import calendar_for
from dossiers.models import Dossier, TimelineEntry
from workflow import display, preview, services
from workflow.describing import names_for, parties_of, words_of
from workflow.forms import ApprovalForm, CorrectionReasonForm, StepForm
from workflow.merging import Merge, bring_together, choice_name
from workflow.models import Approval
from workflow.steps import Context, Paper, ProceedingType, StaleCase, Step, StepRefused, proceeding_type


@dataclass
class Desk:
    """One form of a step or of a correction while it is being worked on."""

    request: HttpRequest
    dossier: Dossier
    kind: ProceedingType
    step: Step
    context: Context
    corrected: TimelineEntry | None = None
    form: StepForm = field(init=False)
    approval_form: ApprovalForm | None = None
    reason_form: CorrectionReasonForm | None = None
    key: str = ""
    refused: str = ""
    merge: Merge = field(default_factory=Merge)
    conflict: dict[str, Any] | None = None
    consequences: preview.Consequences | None = None
    confirming: bool = False

    @property
    def actor(self) -> Actor:
        return self.request.actor

    @property
    def code(self) -> str:
        """The name under which this form is counted once."""
        return f"correct:{self.corrected.pk}" if self.corrected else self.step.code

    @property
    def url(self) -> str:
        if self.corrected:
            return reverse("workflow:correct", args=[self.dossier.pk, self.corrected.pk])
        return reverse("workflow:step", args=[self.dossier.pk, self.step.code])

    @property
    def page(self) -> str:
        return reverse(self.kind.page, args=[self.dossier.pk])

    @property
    def inner(self) -> bool:
        """Whether the office's own matters are open to who works here."""
        return can(self.actor, "dossier.office_matter", self.dossier)

    @property
    def title(self) -> str:
        return _("Correction: %(step)s") % {"step": self.step.title} if self.corrected else str(self.step.title)

    def prepare(self) -> None:
        """Make the forms, bound to what was sent or filled with what is known."""
        bound = self.request.method == "POST"
        data, files = (self.request.POST, self.request.FILES) if bound else (None, None)
        initial = None
        if self.corrected:
            latest = self.corrected.corrections.order_by("pk").last() or self.corrected
            initial = self.step.form.initial_from({"on_date": [latest.on_date.isoformat()], **latest.data["form"]})
            self.reason_form = CorrectionReasonForm(data, prefix="correction")
        self.form = self._form(data, files, initial)
        if bound and self.opened < self.dossier.version:
            self._bring_together(files)
        permission = preview.approver_of(self.step, self.context, self.kind, self.corrected)
        if permission and not services.approves_alone(self.actor, permission, self.dossier):
            people = services.approvers(permission, self.dossier)
            self.approval_form = ApprovalForm(data, files, prefix="approval", approvers=people, today=today())
        self.key = self.request.POST.get("key", "") if bound else ""
        if not self.key or len(self.key) > 64:
            self.key = uuid.uuid4().hex

    def _form(self, data: Any, files: Any, initial: dict[str, Any] | None = None) -> StepForm:
        form = self.step.form(data=data, files=files, context=self.context, initial=initial)
        if self.corrected:
            services.bind_correction(form, self.corrected)
        return form

    @property
    def opened(self) -> int:
        """The version of the case on which the form was first opened, however often it was shown again since."""
        version = _number(self.request.POST.get("opened") or self.request.POST.get("version"))
        return min(version, self.dossier.version) if self.request.method == "POST" else self.dossier.version

    @cached_property
    def since(self) -> list[TimelineEntry]:
        """What was entered since the form was opened."""
        return list(services.entries_since(self.dossier, self.opened))

    @property
    def choices(self) -> list[tuple[str, str]]:
        """What was chosen where two people had changed the same, to go on with the form."""
        return [(choice_name(name), whose) for name, whose in self.merge.chosen.items()]

    def _bring_together(self, files: Any) -> None:
        """Put into the form what only others changed since it was opened, and what was chosen where both did."""
        post = self.request.POST
        chosen = {name: post[key] for name in self.form.fields if (key := choice_name(name)) in post}
        self.merge = bring_together(self.form, self.step.code, self.since, chosen, self.corrected)
        self.form = self._form(self.merge.apply(post, self.step.form), files)

    @property
    def on_paper(self) -> bool:
        """Whether an approval on paper is being entered."""
        form = self.approval_form
        return form is not None and form.is_bound and form["how"].value() == "paper"

    @property
    def signed_on(self) -> dt.date | None:
        """The day on which an approval on paper was signed, when one is being entered and its day can be read."""
        form = self.approval_form
        if form is None or not self.on_paper:
            return None
        form.is_valid()
        return form.cleaned_data.get("approved_on")

    @property
    def open_on_paper(self) -> bool:
        """Whether the step, closed today, may have been approved on paper while it was open."""
        state = self.context.proceeding.state
        return bool(self.refused and self.approval_form and not self.corrected and state in self.step.sources)

    def forms(self) -> list[Any]:
        return [form for form in (self.form, self.approval_form, self.reason_form) if form is not None]

    def is_valid(self) -> bool:
        checked = [form.is_valid() for form in self.forms()]
        return all(checked)

    def rehearse(self) -> preview.Consequences | None:
        """What the form as it stands will cause; it is kept for the page."""
        self.consequences = preview.rehearse(
            actor=self.actor,
            dossier=self.dossier,
            step=self.step,
            raw=self.form.raw() if self.form.is_bound else _initial_raw(self.form),
            corrected=self.corrected,
            signed_on=self.signed_on,
            asks=not self.on_paper,
        )
        return self.consequences

    def carry_out(self) -> TimelineEntry | Approval:
        """Take the step or correct the entry. Raises what the services raise."""
        paper = None
        if self.approval_form is not None and self.approval_form.on_paper:
            given = self.approval_form.cleaned_data
            paper = Paper(given["approved_by"], given["approved_on"], given["scan"], given["written"])
        version = _number(self.request.POST.get("version"))
        act = partial(
            services.correct,
            actor=self.actor,
            form=self.form,
            version=version,
            key=self.key,
            paper=paper,
        )
        if self.corrected and self.reason_form:
            return act(entry=self.corrected, reason=self.reason_form.cleaned_data["reason"])
        return services.take(
            actor=self.actor,
            dossier=self.dossier,
            step_code=self.step.code,
            form=self.form,
            version=version,
            key=self.key,
            paper=paper,
        )


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 10 else 0


def _initial_raw(form: StepForm) -> dict[str, list[str]]:
    """The form as it is first shown, in the shape of `StepForm.raw()`."""
    raw = {}
    for bound in form:
        value = bound.value()
        if value in (None, "", [], False):
            continue
        values = value if isinstance(value, list | tuple) else [value]
        raw[bound.name] = [str(getattr(one, "pk", one)) for one in values]
    return raw


def _dossier(request: HttpRequest, pk: int) -> Dossier:
    dossiers = Dossier.objects.visible_to(request.actor).select_related("organ", "officer")
    return get_object_or_404(dossiers, pk=pk)


# --- steps and corrections -------------------------------------------------------------------------------------


@requires_sign_in
@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """The form of a step, what it will cause, and its taking."""
    dossier = _dossier(request, pk)
    kind = proceeding_type(dossier.kind)
    declared = kind.steps.get(code)
    if declared is None or declared.automatic or declared.together or not declared.sources:
        raise Http404
    require(request.actor, declared.permission, dossier)
    context = services.context_for(request.actor, dossier)
    return _work(Desk(request, dossier, kind, declared, context))


@requires_sign_in
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, pk: int, entry: int) -> HttpResponse:
    """The form by which an entry of the timeline is put right."""
    dossier = _dossier(request, pk)
    kind = proceeding_type(dossier.kind)
    require(request.actor, "dossier.office_matter", dossier)
    original = services.original_of(get_object_or_404(dossier.timeline.select_related("corrects"), pk=entry))
    require(request.actor, kind.correct_permission, dossier)
    context = services.context_for(request.actor, dossier)
    return _work(Desk(request, dossier, kind, kind.steps[original.step], context, corrected=original))


def _work(desk: Desk) -> HttpResponse:
    request = desk.request
    if request.method == "POST" and (key := request.POST.get("key")):
        made = services.taken_before(dossier=desk.dossier, step_code=desk.code, key=key)
        if made is not None:
            return _done(desk, made)
    desk.prepare()
    desk.refused = _refused(desk)
    if request.method == "GET":
        if not desk.refused:
            desk.rehearse()
        return _show(desk)
    if request.POST.get("preview"):
        if not desk.refused:
            desk.rehearse()
        return render(request, "workflow/_consequences.html", {"desk": desk, "wrong": _wrong(desk), **_said(desk)})
    return _submit(desk)


def _wrong(desk: Desk) -> list[str]:
    """What is typed wrongly so far, in words; what is only missing still is not wrong."""
    if desk.consequences is not None or desk.refused:
        return []
    form = desk.form.without_files()
    return [
        _("%(label)s: %(value)s") % {"label": form[name].label, "value": message} if name in form.fields else message
        for name, errors in form.errors.as_data().items()
        for error in errors
        if error.code != "required"
        for message in error.messages
    ]


def _refused(desk: Desk) -> str:
    """Why the step is closed: today, or on the day on which its approval was signed on paper."""
    if desk.corrected:
        return services.fixed_because(desk.step, desk.dossier, desk.corrected) or ""
    then = desk.context.on(desk.signed_on) if desk.signed_on else desk.context
    return services.closed_to(desk.step, then) or ""


def _submit(desk: Desk) -> HttpResponse:
    version = _number(desk.request.POST.get("version"))
    if version != desk.dossier.version:
        desk.is_valid()
        desk.conflict = _conflict(desk)
        if not desk.refused:
            desk.rehearse()
        return _show(desk, 409)
    if desk.refused:
        return _show(desk, 409)
    if desk.merge.left:
        desk.is_valid()
        desk.conflict = _conflict(desk) | {"unanswered": True}
        desk.rehearse()
        return _show(desk, 422)
    if not desk.is_valid():
        desk.rehearse()
        return _show(desk, 422)
    found = desk.rehearse()
    if found and found.refused:
        return _answer_refusal(desk, found.refused)
    if found and found.seal != desk.request.POST.get("seen", ""):
        desk.confirming = True
        return _show(desk)
    try:
        made = desk.carry_out()
    except StaleCase:
        return _submit(_afresh(desk))
    except StepRefused as refusal:
        return _answer_refusal(desk, " ".join(refusal.messages))
    except ValidationError as error:
        desk.form.add_error(None, error if not hasattr(error, "error_dict") else ValidationError(error.messages))
        return _show(desk, 422)
    except IntegrityError:
        desk.form.add_error(None, _("This does not agree with the other dates of the case."))
        return _show(desk, 422)
    return _done(desk, made)


def _answer_refusal(desk: Desk, reason: str) -> HttpResponse:
    """Say why not; unless the very same form was carried out meanwhile, by a second click."""
    made = services.taken_before(dossier=desk.dossier, step_code=desk.code, key=desk.key)
    if made is not None:
        return _done(desk, made)
    desk.refused = reason
    return _show(desk, 409)


def _done(desk: Desk, made: TimelineEntry | Approval) -> HttpResponse:
    words = {"step": desk.title}
    if isinstance(made, Approval):
        messages.success(desk.request, _("Approval was asked for: %(step)s.") % words)
    else:
        messages.success(desk.request, _("Recorded: %(step)s.") % words)
    if not Dossier.objects.visible_to(desk.request.actor).filter(pk=desk.dossier.pk).exists():
        # Whoever has given a case back does not see it any more.
        return redirect(desk.kind.list_page)
    return redirect(desk.page)


def _afresh(desk: Desk) -> Desk:
    """The same form once more, over the case as it is now: somebody was faster while this one was being sent."""
    dossier = _dossier(desk.request, desk.dossier.pk)
    context = services.context_for(desk.actor, dossier)
    afresh = Desk(desk.request, dossier, desk.kind, desk.step, context, corrected=desk.corrected)
    afresh.prepare()
    afresh.refused = _refused(afresh)
    return afresh


def _conflict(desk: Desk) -> dict[str, Any]:
    """What others did since the form was opened, what of it was taken over, and where a choice is to be made."""
    desk.confirming = False
    typed, merged = desk.form.typed_raw(), desk.merge
    kept = [(desk.kind.steps[entry.step].form, entry.data.get("form", {})) for entry in desk.since]
    kept += [(desk.kind.steps[entry.step].form, entry.data.get("before", {})) for entry in desk.since]
    own = [(desk.step.form, raw) for raw in (typed, merged.taken, merged.clashes)]
    names = names_for([*kept, *own], parties_of(desk.dossier))
    fields, masks = desk.form.fields, desk.form.masks()

    def words(name: str, raw: list[str], theirs: bool) -> str:
        return masks[name][theirs] if name in masks else words_of(fields[name], raw, names)

    return {
        "events": display.show_timeline(desk.since, desk.kind, names, inner=desk.inner, correctable=False),
        "taken": [
            {"label": fields[name].label, "value": words(name, raw, theirs=True)} for name, raw in merged.taken.items()
        ],
        "clashes": [
            {
                "name": choice_name(name),
                "label": fields[name].label,
                "yours": words(name, typed.get(name, []), theirs=False),
                "theirs": words(name, raw, theirs=True),
                "chosen": merged.chosen.get(name, ""),
            }
            for name, raw in merged.clashes.items()
        ],
    }


def _said(desk: Desk) -> dict[str, Any]:
    found = desk.consequences
    return {
        "consequences": preview.as_context(found),
        "seal": found.seal if found and not found.refused else "",
        "refused": desk.refused or (found.refused if found else ""),
    }


def _show(desk: Desk, status: int = 200) -> HttpResponse:
    request, dossier = desk.request, desk.dossier
    parties = {party.pk: party.name for party in desk.context.parties}
    running, _ended = display.show_clocks(
        [deadline for deadline in desk.context.deadlines if desk.inner or deadline.organisation_id is not None],
        parties,
        partial(calendar_for, dossier.organ),
        today(),
    )
    context = {
        "desk": desk,
        "dossier": dossier,
        "article": display.article_words(desk.step.article_for(desk.kind.law_of(desk.context.proceeding))),
        "clocks": running,
        "needs_files": bool(request.FILES),
        "case": dossier.number or _("No number yet"),
        **_said(desk),
    }
    template = "workflow/_panel.html" if request.htmx else "workflow/step.html"
    return render(request, template, context, status=status)
