"""How a case ends: by a decision, a mediation, a termination or a dismissal."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.fields import MoneyField
from cases import facts as f
from cases.forms.fields import CodeField, shown_when, text
from cases.reading import Failing, failings, third_party_evidence
from dossiers.models import Code
from workflow.forms import StepForm

# Outcomes that leave the act as it is.
UPHOLDING = frozenset({"uphold", "dismiss_request"})


def failing_words(failing: Failing) -> str:
    """How a respondent failed to reply, as the decision must weigh it."""
    words = {
        "none": _("%(party)s has not replied in time."),
        "late": _("%(party)s replied late."),
        "no_evidence": _("%(party)s handed in no evidence."),
    }
    return str(words[failing.how]) % {"party": failing.party.name}


class ConcludeForm(StepForm):
    """A conclusion of any kind: its outcome comes from the part of the code list that fits the step."""

    on_date_label = _("Date of the document")
    not_before = (
        f.ACCEPTED,
        f.COPY_SENT,
        f.REPLY_RECEIVED,
        f.VIEWS_HEARD,
        f.HEARING_HELD,
        f.COMMITTEE_OPINION,
        f.INSPECTION_ENDED,
        f.APPRAISAL_ENDED,
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
    committee = forms.ChoiceField(
        label=_("Opinion of the committee"),
        choices=[("followed", _("Followed")), ("not_followed", _("Not followed"))],
        widget=forms.RadioSelect,
    )
    committee_why = shown_when(text(_("Why it is not followed"), 2, required=False), "committee=not_followed")
    failing = forms.ChoiceField(
        label=_("Reply missing, late or without evidence (art. 70)"),
        choices=[
            ("deemed", _("The act counts as having no evidence and no ground")),
            ("third_party", _("Excepted: a third party handed in evidence")),
            ("excused", _("Not so, for the reason given")),
        ],
        widget=forms.RadioSelect,
    )
    failing_why = shown_when(text(_("Reason"), 2, required=False), "failing=excused")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.context.has(f.COMMITTEE_OPINION):
            del self.fields["committee"], self.fields["committee_why"]
        if found := failings(self.context):
            self.fields["failing"].help_text = "；".join(failing_words(failing) for failing in found)
        else:
            del self.fields["failing"], self.fields["failing_why"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("committee") == "not_followed" and not cleaned.get("committee_why"):
            self.add_error("committee_why", _("Say why the committee's opinion is not followed (rules 52)."))
        failing, outcome = cleaned.get("failing"), cleaned.get("outcome")
        if failing == "deemed" and outcome and outcome.code in UPHOLDING:
            self.add_error("outcome", _("An act that counts as having no evidence cannot be upheld (art. 70)."))
        if failing == "third_party" and not third_party_evidence(self.context):
            self.add_error("failing", _("No evidence of a third party is entered."))
        if failing == "excused" and not cleaned.get("failing_why"):
            self.add_error("failing_why", _("Give the reason."))
        return cleaned


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
