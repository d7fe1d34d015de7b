"""What stops an accepted case for a time, and what lets it go on (39)."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.fields import DateField
from accounts.text import chinese_date
from accounts.timekeeping import today
from cases import conclusions
from cases import facts as f
from cases.models import Law
from dossiers.models import Code
from workflow.fields import CodeField, shown_when, text
from workflow.forms import StepForm


def check_told(form: StepForm, cleaned: dict[str, Any]) -> None:
    """Nobody is told of what has not been done yet."""
    told, day = cleaned.get("told_on"), cleaned.get("on_date")
    if told and day and told < day:
        form.add_error("told_on", _("The parties cannot have been told before it was done."))


def told_on() -> DateField:
    return DateField(
        label=_("Parties told in writing on"),
        required=False,
        latest=today,
        help_text=_("It can be entered later."),
    )


class SuspensionGroundField(CodeField):
    """The grounds of suspension, each with what becomes of the case when it lasts."""

    def label_from_instance(self, code: Code) -> str:
        if code.mapping.get("sixty_days"):
            return gettext("%(ground)s (ends the case after sixty days)") % {"ground": code}
        return str(code)


class SuspendForm(StepForm):
    on_date_label = _("Suspended from")
    not_before = (f.ACCEPTED, f.RESUMED)
    ground = SuspensionGroundField(
        "suspend_ground",
        label=_("Ground"),
        help_text=_(
            "Under the first, second and fourth ground the case is terminated when the ground persists after sixty days"
            " (art. 41(5)); under the others no lapse of time ends it."
        ),
    )
    applicant_agrees = shown_when(
        forms.BooleanField(label=_("The applicant agrees to the suspension"), required=False),
        "ground=suspend_ground.g6",
    )
    respondent_agrees = shown_when(
        forms.BooleanField(label=_("The respondent agrees to the suspension"), required=False),
        "ground=suspend_ground.g6",
    )
    other_case = shown_when(
        forms.CharField(label=_("The other case (organ or court, number)"), max_length=200, required=False),
        "ground=suspend_ground.g8",
    )
    reviewed = shown_when(
        forms.CharField(label=_("Document or basis under review"), max_length=200, required=False),
        "ground=suspend_ground.g9",
    )
    reason = text(_("Circumstances"), 2)
    told_on = told_on()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.context.proceeding.law == Law.LAW_2017:
            self.fields["ground"].help_text = _(
                "Under the first, second and fourth ground the case is terminated when the ground persists after sixty"
                " days (rules of 2007, art. 42)."
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        ground = cleaned.get("ground")
        if ground and ground.code == "g6":
            for name in ("applicant_agrees", "respondent_agrees"):
                if not cleaned.get(name):
                    self.add_error(
                        name, _("Mediation and settlement suspend a case only when both sides agree (art. 39①(6)).")
                    )
        check_told(self, cleaned)
        return cleaned


class ResumeForm(StepForm):
    on_date_label = _("Resumed on")
    not_before = (f.SUSPENDED,)
    reason = text(_("How the ground fell away"), 2)
    told_on = told_on()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        check_told(self, cleaned)
        return cleaned


class ToldForm(StepForm):
    """When the parties were told of a suspension or resumption (39③)."""

    on_date_label = _("Parties told in writing on")
    not_before = (f.ACCEPTED,)
    note = text(_("Remarks"), 2, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        untold = self.untold()
        if cleaned.get("on_date") and untold and cleaned["on_date"] < untold[0].on_date:
            self.add_error(
                "on_date",
                forms.ValidationError(
                    _("It was done on %(day)s only; the parties cannot have been told before."),
                    params={"day": chinese_date(untold[0].on_date)},
                ),
            )
        return cleaned

    def untold(self) -> list[Any]:
        """The suspensions and resumptions that this notice is about: those not told before."""
        return conclusions.untold(self.context)
