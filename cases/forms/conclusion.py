"""How a case ends: by a decision, a mediation, a termination or a dismissal."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.fields import MoneyField
from cases import facts as f
from cases.forms.fields import CodeField, text
from dossiers.models import Code
from workflow.forms import StepForm


class ConcludeForm(StepForm):
    """A conclusion of any kind: its outcome comes from the part of the code list that fits the step."""

    on_date_label = _("Date of the document")
    not_before = (
        f.ACCEPTED,
        f.COPY_SENT,
        f.REPLY_RECEIVED,
        f.VIEWS_HEARD,
        f.SUSPENDED,
        f.RESUMED,
        f.EXTENDED,
        f.CONVERTED,
    )
    outcomes: tuple[str, ...] = ()
    outcome = CodeField("outcome", label=_("Outcome"))
    document_number = forms.CharField(label=_("Document number"), max_length=100)
    summary = text(_("Findings in brief"), 4)
    document = forms.FileField(label=_("Document"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = Code.objects.of("outcome").filter(code__in=self.outcomes).valid_on(self.context.today)
        law = self.context.proceeding.law
        self.fields["outcome"].queryset = choices.exclude(
            pk__in=[code.pk for code in choices if code.mapping.get("law") not in {None, law}]
        )
        if len(self.outcomes) == 1:
            self.fields["outcome"].initial = f"outcome.{self.outcomes[0]}"


class DecideForm(ConcludeForm):
    outcomes = (
        "uphold",
        "modify",
        "revoke",
        "revoke_partial",
        "revoke_redo",
        "confirm_illegal",
        "confirm_void",
        "order_performance",
        "dismiss_request",
        "agreement_perform",
        "agreement_remedy",
        "agreement_compensate",
        "compensation_grant",
        "compensation_dismiss",
    )
    redo_days = forms.IntegerField(
        label=_("To act anew within (days)"),
        min_value=1,
        max_value=365,
        required=False,
        help_text=_("Sixty days where no law sets a period (implementing rules 58)."),
    )


class DismissForm(ConcludeForm):
    outcomes = ("dismiss_application",)
    reason = CodeField("decline_reason", label=_("Condition that is not met"))


class MediateForm(ConcludeForm):
    outcomes = ("mediation",)
    amount = MoneyField(label=_("Amount agreed"), required=False)


class TerminateForm(ConcludeForm):
    outcomes = ("terminate_withdraw", "terminate_withdraw_changed", "terminate_settle", "terminate_other")
    ground = CodeField("terminate_ground", label=_("Ground"))
    voluntary = forms.BooleanField(label=_("The withdrawal is voluntary and within the law"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        ground, outcome = cleaned.get("ground"), cleaned.get("outcome")
        by_ground = {
            "withdraw": {"terminate_withdraw", "terminate_withdraw_changed"},
            "settle": {"terminate_settle"},
        }
        if ground and outcome and outcome.code not in by_ground.get(ground.code, {"terminate_other"}):
            self.add_error("outcome", _("The outcome does not fit the ground."))
        if ground and ground.code in by_ground and not cleaned.get("voluntary"):
            self.add_error("voluntary", _("Confirm that the applicant withdraws of free will (art. 41(1), 74)."))
        if ground and ground.code == "suspended_60d" and not self._sixty_days_over():
            self.add_error(
                "ground",
                _("The sixty days of the suspension are not over, or its ground does not end the case (art. 41(5))."),
            )
        return cleaned

    def _sixty_days_over(self) -> bool:
        return any(
            deadline.due_on and self.context.today > deadline.due_on
            for deadline in self.context.dossier.deadlines.alive().filter(
                clock__in=["fy_terminate_after_suspension_60d", "fy17_terminate_60d"]
            )
        )
