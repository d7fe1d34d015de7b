"""Forms of the page of a sitting: its acts, the cases that join it, and one step for all cases of an agency."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.fields import DateField
from accounts.once import OnceForm
from accounts.timekeeping import today
from dossiers.models import Dossier, DossierKind, DossierStatus
from dossiers.queries import DossierQuerySet
from hearings.forms.sittings import WhenForm
from hearings.models import Sitting, SittingKind
from hearings.numbers import numbers_in
from hearings.sittings.words import day_of, hours_of
from hearings.steps.common import BEFORE_JUDGMENT
from workflow.fields import FilteredChoices, half, text

MOST_OFFERED = 400


class CasesField(forms.ModelMultipleChoiceField):
    """Cases of a court, ticked in a list that is narrowed by typing."""

    widget = FilteredChoices

    def __init__(self, **kwargs: Any) -> None:
        none = Dossier.objects.unscoped("which ones can be chosen is for the form to say").none()
        super().__init__(none, **{"label": _("Cases"), **kwargs})

    def label_from_instance(self, dossier: Dossier) -> str:
        return f"{dossier.number} {dossier.title}"

    def offer(self, actor: Actor, sitting: Sitting | None = None) -> None:
        """Let the cases that the actor sees and that are not judged yet be chosen; with a sitting, its court's."""
        rows = Dossier.objects.visible_to(actor).filter(
            kind=DossierKind.LITIGATION,
            status__in=[DossierStatus.OPEN, DossierStatus.SUSPENDED],
            lawsuit__state__in=BEFORE_JUDGMENT,
        )
        if sitting is not None:
            rows = rows.filter(lawsuit__court=sitting.court_id, organ=sitting.organ_id)
            rows = rows.exclude(pk__in=sitting.cases.standing().values("lawsuit_id"))
        self._choose_from(rows)

    def offer_heard(self, actor: Actor, sitting: Sitting) -> None:
        """Let the cases that a sitting hears be chosen, as far as the actor sees them."""
        heard = sitting.cases.standing().values("lawsuit_id")
        self._choose_from(Dossier.objects.visible_to(actor).filter(pk__in=heard))

    def by_numbers(self, numbers: list[str]) -> dict[str, Dossier]:
        """Of the cases that can be chosen those with some numbers, by number."""
        return {dossier.number: dossier for dossier in self.rows.filter(number__in=numbers)}

    def _choose_from(self, rows: DossierQuerySet) -> None:
        self.rows = rows
        ids = list(rows.order_by("-opened_on", "-pk").values_list("pk", flat=True)[:MOST_OFFERED])
        self.queryset = (
            Dossier.objects.unscoped("those that the actor sees").filter(pk__in=ids).order_by("-opened_on", "-pk")
        )


class CasesForm(OnceForm):
    """Cases ticked in a list, named by their numbers, or both."""

    cases = CasesField(required=False)
    numbers = forms.CharField(
        label=_("Or by their numbers"),
        widget=forms.Textarea({"rows": 2}),
        required=False,
        help_text=_("Pasted, one a line; 31—50 stands for all that lie between."),
    )

    def clean_numbers(self) -> list[Dossier]:
        typed = numbers_in(self.cleaned_data["numbers"])
        found = self.fields["cases"].by_numbers(typed)
        if missing := [number for number in typed if number not in found]:
            words = _("There is no such case that could be chosen: %(numbers)s.")
            raise forms.ValidationError(words % {"numbers": "、".join(missing)}, code="unknown")
        return [found[number] for number in typed]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        chosen = [*(cleaned.get("cases") or []), *(cleaned.get("numbers") or [])]
        cleaned["cases"] = list({dossier.pk: dossier for dossier in chosen}.values())
        if not chosen and not {"cases", "numbers"} & self.errors.keys():
            self.add_error("cases", forms.ValidationError(_("Select at least one case."), code="none"))
        return cleaned


class SetSittingForm(CasesForm, WhenForm):
    """A sitting of one or many cases."""

    on_date = DateField(label=_("Summons received on"), initial=today, latest=today)
    kind = half(forms.ChoiceField(label=_("Kind of sitting"), choices=SittingKind.choices))
    field_order = ("once_key", "on_date", "kind", "mode", "hearing_on", "starts", "ends", "courtroom", "presider")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cases"].offer(actor)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.check_when(cleaned)
        return cleaned

    def raw(self) -> dict[str, list[str]]:
        """What was typed as the step `set_hearing` keeps it."""
        names = ("kind", "mode", "courtroom", "presider", "clash_reason")
        raw = {name: [str(self.cleaned_data[name])] for name in names if self.cleaned_data[name]}
        raw |= {name: [f"{self.cleaned_data[name]:%H:%M}"] for name in ("starts", "ends")}
        return raw | {name: [self.cleaned_data[name].isoformat()] for name in ("on_date", "hearing_on")}


class MoveForm(OnceForm, WhenForm):
    """Another time or place for a sitting; it begins with what is set."""

    on_date = DateField(label=_("Told by the court on"), initial=today, latest=today)
    reason = text(_("Reason"), 2)
    field_order = ("once_key", "on_date", "mode", "hearing_on", "starts", "ends", "courtroom", "presider", "reason")

    def __init__(self, *args: Any, sitting: Sitting, **kwargs: Any) -> None:
        first, _mark, last = hours_of(sitting).partition("–")
        initial = {"mode": sitting.mode, "hearing_on": day_of(sitting), "starts": first, "ends": last}
        initial |= {"courtroom": sitting.courtroom, "presider": sitting.presider}
        super().__init__(*args, initial=initial, **kwargs)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.check_when(cleaned)
        return cleaned


class CancelForm(OnceForm):
    on_date = DateField(label=_("Told by the court on"), initial=today, latest=today)
    reason = text(_("Reason"), 2)


class HoldForm(OnceForm):
    observers = half(forms.IntegerField(label=_("Observers invited"), min_value=0, max_value=9999, required=False))
    remarks = forms.CharField(label=_("Remarks"), max_length=300, required=False)


class JoinForm(CasesForm):
    on_date = DateField(label=_("Summons received on"), initial=today, latest=today)
    clash_reason = forms.CharField(label=_("Why a clash is right all the same"), max_length=300, required=False)

    def __init__(self, *args: Any, actor: Actor, sitting: Sitting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cases"].offer(actor, sitting)


class LeaveForm(CasesForm):
    """Cases that are heard apart from now on; one at least stays in the sitting."""

    on_date = DateField(label=_("Told by the court on"), initial=today, latest=today)
    reason = text(_("Reason"), 2)

    def __init__(self, *args: Any, actor: Actor, sitting: Sitting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cases"].offer_heard(actor, sitting)
