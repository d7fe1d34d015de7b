"""What the office does towards a conclusion: mediation, its opinion, discussion, the seal, slips of the pen."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.fields import DateField
from accounts.timekeeping import today
from cases import conclusions
from cases import facts as f
from cases.forms.conclusion import mediable
from cases.models import Law
from dossiers.models import Code
from workflow.fields import CodeField, half, text
from workflow.forms import StepForm
from workflow.rows import RowsField

# The paper in which a case ends, by its outcome, where it is not a decision on the merits.
PAPERS = {
    "mediation": "paper.mediation_statement",
    "dismiss_application": "paper.dismissal_decision",
}


class MediationSessionForm(StepForm):
    """A session of mediation (5, 73), one that failed too."""

    on_date_label = _("Held on")
    not_before = (f.ACCEPTED,)
    place = half(forms.CharField(label=_("Place"), max_length=100, required=False))
    chaired_by = half(forms.CharField(label=_("Led by"), max_length=100, required=False))
    mediable = mediable()
    present = text(_("Present"), 2)
    proposal = text(_("Proposal"), 2, required=False)
    views = text(_("Views of the parties"), 2, required=False)
    result = CodeField("mediation_result", label=_("Result"))
    record = forms.FileField(label=_("Record"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.context.proceeding.law != Law.LAW_2017:
            del self.fields["mediable"]


class DraftOpinionForm(StepForm):
    """The office's opinion (61①): the trial report with what each examiner thinks."""

    on_date_label = _("Trial report of")
    not_before = (f.ACCEPTED,)
    proposed = CodeField("outcome", label=_("Proposed outcome"), required=False)
    opinion = text(_("Opinion of the office"), 4)
    views = RowsField(
        {
            "person": forms.CharField(label=_("Examiner"), max_length=50),
            "view": forms.CharField(label=_("View expressed"), max_length=1000, widget=forms.Textarea({"rows": 2})),
        },
        label=_("Opinions of the examiners"),
        required=False,
    )
    report = forms.FileField(label=_("Trial report"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["proposed"].queryset = (
            Code.objects.of("outcome").valid_on(self.context.today).exclude(mapping__has_key="ledger_only")
        )


class DiscussForm(StepForm):
    """A collective discussion (61①): who was there, what each said, what came of it."""

    on_date_label = _("Discussed on")
    not_before = (f.ACCEPTED,)
    place = half(forms.CharField(label=_("Place"), max_length=100))
    chaired_by = half(forms.CharField(label=_("Presided by"), max_length=100))
    views = RowsField(
        {
            "person": forms.CharField(label=_("Present"), max_length=50),
            "post": forms.CharField(label=_("Post"), max_length=100, required=False),
            "view": forms.CharField(label=_("View expressed"), max_length=1000, widget=forms.Textarea({"rows": 2})),
        },
        label=_("Those present and their views"),
        spare=3,
        most=30,
    )
    conclusion = text(_("What was concluded"), 3)
    record = forms.FileField(label=_("Record of the discussion"), required=False)

    def clean_views(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self.cleaned_data["views"]
        if len(rows) < 2:
            raise forms.ValidationError(_("A discussion has two people at least."), code="alone")
        return rows


class SealForm(StepForm):
    """An entry of the seal register (用印登记)."""

    on_date_label = _("Sealed on")
    kind = CodeField("paper", label=_("Document"))
    number = half(forms.CharField(label=_("Document number"), max_length=100, required=False))
    copies = half(forms.IntegerField(label=_("Copies"), min_value=1, max_value=999))
    sealed_by = half(forms.CharField(label=_("Sealed by"), max_length=50))
    allowed_by = half(forms.CharField(label=_("Use approved by"), max_length=50, required=False))
    scan = forms.FileField(label=_("Page of the register"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].initial = concluding_paper(self.context.facts)
        self.fields["number"].initial = self.context.proceeding.decision_number


def concluding_paper(facts: list[Any]) -> str:
    """The kind of paper with which a case was concluded, as a key of the list."""
    if any(fact.kind == f.DECLINED for fact in facts):
        return "paper.decline_decision"
    outcome = conclusions.outcome_of(conclusions.concluded(facts))
    if outcome.startswith("terminate"):
        return "paper.termination_decision"
    return PAPERS.get(outcome, "paper.decision")


class CorrectSlipForm(StepForm):
    """A slip of the pen or of reckoning in a document; its substance stays."""

    on_date_label = _("Corrected on")
    not_before = (f.CONCLUDED, f.DECLINED)
    kind = CodeField("paper", label=_("Document"))
    number = forms.CharField(label=_("Number of the notice of correction"), max_length=100, required=False)
    wrong = text(_("As it stands"), 2)
    right = text(_("Corrected to"), 2)
    served_on = DateField(label=_("Sent to the parties on"), required=False, latest=today)
    document = forms.FileField(label=_("Notice of correction"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].initial = concluding_paper(self.context.facts)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("wrong") and cleaned.get("wrong") == cleaned.get("right"):
            self.add_error("right", _("Nothing is changed."))
        if cleaned.get("served_on") and cleaned.get("on_date") and cleaned["served_on"] < cleaned["on_date"]:
            self.add_error("served_on", _("It cannot have been sent before it was made."))
        return cleaned
