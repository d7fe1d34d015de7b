"""The incidental review of a normative document (附带审查), and the order to resume a case."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from accounts.timekeeping import today
from cases import facts as f
from cases.models import Law
from cases.reading import own_review, since
from workflow.fields import OrganisationField, half, shown_when, text
from workflow.forms import StepForm
from workflow.party_forms import DayForm


class OtherOrganForm(StepForm):
    """A step that names another organ: chosen from the organisations that are known, or by its name."""

    # The field for an organisation, and that for a name.
    organ: tuple[str, str]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[self.organ[0]].queryset = Organisation.objects.agencies().valid_on(today()).order_by("pk")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        chosen, name = self.organ
        if organisation := cleaned.get(chosen):
            cleaned[name] = organisation.name
        elif not cleaned.get(name):
            self.add_error(name, _("Choose the organ, or give its name."))
        return cleaned


class OpenNormForm(OtherOrganForm):
    """Which clauses are reviewed, and whether this organ may; the case is suspended from that day (39①(9))."""

    organ = ("maker_organisation", "maker")
    on_date_label = _("Suspended from")
    not_before = (f.ACCEPTED, f.RESUMED)
    origin = forms.ChoiceField(
        label=_("How it came up"),
        choices=[
            ("asked", _("The applicant asked for it (art. 13)")),
            ("found", _("The organ finds the basis of the act unlawful (art. 57)")),
        ],
        initial="asked",
        widget=forms.RadioSelect,
    )
    title = forms.CharField(label=_("Normative document"), max_length=200)
    number = half(forms.CharField(label=_("Document number"), max_length=100, required=False))
    clauses = half(forms.CharField(label=_("Clauses"), max_length=200))
    maker_organisation = OrganisationField(
        label=_("Who made it"), help_text=_("An organisation that is chosen is reminded of its period for the reply.")
    )
    maker = shown_when(
        forms.CharField(label=_("Name of the maker"), max_length=200, required=False), "maker_organisation="
    )
    competent = forms.ChoiceField(
        label=_("This organ"),
        choices=[("yes", _("may handle it: within thirty days")), ("no", _("may not: forward it within seven days"))],
        widget=forms.RadioSelect,
    )
    reason = text(_("Why the clauses are in doubt"), 3)
    sections = (
        (_("How it came up"), ("on_date", "origin")),
        (_("Normative document"), ("title", "number", "clauses", "maker_organisation", "maker")),
        (_("Who reviews it"), ("competent", "reason")),
    )


class NormNotifiedForm(DayForm):
    on_date_label = _("Notice given on")
    not_before = (f.NORM_OPENED,)


class NormForwardedForm(OtherOrganForm):
    organ = ("to_organisation", "to")
    on_date_label = _("Forwarded on")
    not_before = (f.NORM_OPENED,)
    to_organisation = OrganisationField(
        label=_("To which organ"), help_text=_("An organisation that is chosen is reminded of its period.")
    )
    to = shown_when(forms.CharField(label=_("Name of the organ"), max_length=200, required=False), "to_organisation=")
    document_number = forms.CharField(label=_("Document number"), max_length=100, required=False)


class NormReceivedForm(DayForm):
    on_date_label = _("Received on")
    not_before = (f.NORM_OPENED, f.NORM_MAKER_NOTIFIED, f.NORM_FORWARDED)


class MakerRepliedForm(StepForm):
    on_date_label = _("Reply received on")
    not_before = (f.NORM_MAKER_NOTIFIED, f.NORM_MAKER_RECEIVED)
    reply = text(_("Reply in brief"), 3)
    explained = forms.BooleanField(label=_("Explained in person (art. 58②)"), required=False)
    paper = forms.FileField(label=_("Written reply"), required=False)


class NormResultForm(StepForm):
    """What the review comes to; with it the case resumes (39②, 59)."""

    on_date_label = _("Review concluded on")
    not_before = (f.NORM_OPENED, f.NORM_MAKER_REPLIED, f.NORM_FORWARDED, f.NORM_FORWARD_RECEIVED)
    result = forms.ChoiceField(
        label=_("Result"),
        choices=[
            ("lawful", _("The clauses are lawful: told with the decision")),
            ("unlawful", _("The clauses are unlawful: execution stopped, the maker ordered to correct them")),
            ("dropped", _("The request was withdrawn or is no longer needed")),
        ],
        widget=forms.RadioSelect,
    )
    handled_by = forms.CharField(label=_("Handled by"), max_length=200, required=False)
    explanation = text(_("Findings"), 3)
    correct_by = shown_when(
        forms.CharField(label=_("What the maker must correct"), max_length=300, required=False), "result=unlawful"
    )
    document = forms.FileField(label=_("Document"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("result") == "unlawful" and not cleaned.get("correct_by"):
            self.add_error("correct_by", _("Say what the maker must correct (art. 59)."))
        if cleaned.get("result") in {"lawful", "unlawful"} and (missing := self._missing()):
            self.add_error("result", missing)
        return cleaned

    def _missing(self) -> Any:
        """What must come before a result in substance: the maker heard (58①), or the other organ asked (56)."""
        case = self.context
        opened = own_review(case.facts, self.corrected_entries)
        if opened is None:
            return None
        if not opened.value["competent"]:
            return (
                None if since(case.facts, opened, f.NORM_FORWARDED) else _("It has not been forwarded yet (art. 56).")
            )
        if case.proceeding.law == Law.LAW_2017 or since(case.facts, opened, f.NORM_MAKER_NOTIFIED):
            return None
        return _("The maker has not been asked for its written reply yet (art. 58①).")


class OrderedToResumeForm(StepForm):
    on_date_label = _("Resumed on")
    not_before = (f.SUSPENDED,)
    organ = forms.CharField(label=_("Ordered by"), max_length=200)
    document_number = forms.CharField(label=_("Number of the order"), max_length=100, required=False)
    reason = text(_("Reason"), 2)
    document = forms.FileField(label=_("Order"), required=False)
