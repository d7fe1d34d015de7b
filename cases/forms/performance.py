"""The duties after a conclusion: letters to agencies, performance, and what follows when there is none (76-79)."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.fields import DateField
from accounts.timekeeping import today
from cases import conclusions, duties
from cases import facts as f
from dossiers.models import Party, PartyRole
from workflow.fields import half, shown_when, text
from workflow.forms import StepForm
from workflow.letters import check_not_registered
from workflow.party_forms import AgencyStepForm, PartyStepForm

DOCUMENTS = [("decision", _("Reconsideration decision")), ("opinion_letter", _("Opinion letter"))]


class CopyToSuperiorForm(PartyStepForm):
    """The copy for the superior department of a respondent of the organ's own level (79②)."""

    on_date_label = _("Copied on")
    not_before = (f.CONCLUDED,)
    document = forms.ChoiceField(label=_("Document"), choices=DOCUMENTS, widget=forms.RadioSelect, initial="decision")
    superior = forms.CharField(label=_("Superior department"), max_length=200)
    number = forms.CharField(label=_("Number of the letter"), max_length=100, required=False)
    letter = forms.FileField(label=_("Letter"), required=False)

    def parties(self) -> QuerySet[Party]:
        return super().parties().filter(pk__in=[party.pk for party in conclusions.of_own_level(self.context)])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        party, document = cleaned.get("party"), cleaned.get("document")
        if (
            party
            and document
            and (party, document) not in conclusions.copies_left(self.context, self.corrected_entries)
        ):
            self.add_error("document", _("There is none in effect for this respondent, or it was copied already."))
        return cleaned


class OpinionLetterForm(PartyStepForm):
    """An opinion letter on illegal or improper acts found while the case was handled (76)."""

    on_date_label = _("Date of the letter")
    not_before = (f.ACCEPTED,)
    number = forms.CharField(label=_("Document number"), max_length=100)
    problems = text(_("What is to be put right"), 3)
    received_on = DateField(
        label=_("Received by the agency on"),
        required=False,
        latest=today,
        help_text=_("The sixty days for its report begin then. It can be entered later."),
    )
    document = forms.FileField(label=_("Opinion letter"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        check_not_registered(self)
        if cleaned.get("received_on") and cleaned.get("on_date") and cleaned["received_on"] < cleaned["on_date"]:
            self.add_error("received_on", _("It cannot have been received before it was sent."))
        return cleaned


class OpinionLetterReceivedForm(PartyStepForm):
    on_date_label = _("Received by the agency on")
    not_before = (f.OPINION_LETTER,)
    once = f.OPINION_LETTER_RECEIVED


class OpinionLetterAnswerForm(AgencyStepForm):
    """What the agency put right, as it reports it (76)."""

    on_date_label = _("Reported on")
    not_before = (f.OPINION_LETTER_RECEIVED,)
    once = f.OPINION_LETTER_ANSWERED
    measures = text(_("What was put right"), 3)
    report = forms.FileField(label=_("Report"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        party = cleaned.get("party")
        if party is not None and not self.context.has(f.OPINION_LETTER_RECEIVED, party):
            self.add_error("party", _("It is not entered when this agency received an opinion letter."))
        return cleaned


class SuggestForm(StepForm):
    """A suggestion to whoever can better a rule or its execution (rules 69)."""

    on_date_label = _("Date of the suggestion")
    not_before = (f.ACCEPTED,)
    to = forms.CharField(label=_("Addressed to"), max_length=200)
    number = forms.CharField(label=_("Document number"), max_length=100, required=False)
    content = text(_("What is suggested"), 3)
    answer = text(_("What came of it"), 2, required=False)
    document = forms.FileField(label=_("Suggestion letter"), required=False)


class DutyForm(PartyStepForm):
    """What is done about a respondent that does not perform a conclusion, or leaves an opinion letter unanswered."""

    OVER = ((duties.CONCLUSION, _("Decision or mediation statement")), (duties.LETTER, _("Opinion letter")))
    # Whether it comes into question only while the duty is not done.
    left_alone = False
    not_before = (f.CONCLUDED, f.SERVED)
    over = forms.ChoiceField(label=_("Not performed"), choices=OVER, required=False, widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(["on_date", "party", "over"])
        self.owed = duties.duties(self.context)
        documents = {document for _party, document in self.owed}
        over = self.fields["over"]
        over.choices = [(document, label) for document, label in self.OVER if document in documents]
        if len(documents) == 1:
            over.initial = next(iter(documents))

    def parties(self) -> QuerySet[Party]:
        return super().parties().filter(pk__in=[party.pk for party, _document in duties.duties(self.context)])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["over"] = cleaned.get("over") or self.fields["over"].initial
        if cleaned["over"] is None:
            self.add_error("over", _("Say which of the two is not performed."))
        party, document = cleaned.get("party"), cleaned.get("over")
        if party is None or document is None:
            return cleaned
        # Put right later, it is judged by whether there was such a duty, done since or not.
        owed = duties.left(self.context) if self.left_alone and not self.corrected_entries else self.owed
        if (party, document) not in owed:
            self.add_error("party", _("This respondent owes nothing of the kind, or has done it."))
        return cleaned


class DemandForm(DutyForm):
    """An order to perform within a period, to a respondent that refuses or delays (77②)."""

    on_date_label = _("Ordered on")
    left_alone = True
    number = forms.CharField(label=_("Document number"), max_length=100, required=False)
    until = DateField(label=_("To be performed by"))
    content = text(_("What is to be performed"), 2)
    document = forms.FileField(label=_("Order to perform"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("until") and cleaned.get("on_date") and cleaned["until"] <= cleaned["on_date"]:
            self.add_error("until", _("The period ends after the order."))
        return cleaned


class AdmonishForm(DutyForm):
    """An interview of the respondent's head, or criticism in a circular (77②)."""

    on_date_label = _("Done on")
    measure = forms.ChoiceField(
        label=_("Measure"),
        choices=[("interview", _("Admonitory interview")), ("circular", _("Criticism in a circular"))],
        widget=forms.RadioSelect,
    )
    whom = shown_when(
        forms.CharField(label=_("Person interviewed and post"), max_length=100, required=False), "measure=interview"
    )
    content = text(_("Content"), 2)
    document = forms.FileField(label=_("Notice or circular"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("measure") == "interview" and not cleaned.get("whom"):
            self.add_error("whom", _("Name the person who was interviewed."))
        return cleaned


class PerformForm(AgencyStepForm):
    """What a respondent has performed (77①), as it reports or the office finds; an applicant, what it agreed to."""

    party_roles = (PartyRole.RESPONDENT, PartyRole.APPLICANT)
    on_date_label = _("Performed on")
    not_before = (f.CONCLUDED,)
    once = f.PERFORMED
    how = text(_("How it was performed"), 2)
    new_act = half(forms.CharField(label=_("The new act and its number"), max_length=200, required=False))
    differs = forms.BooleanField(
        label=_("Not the same act on the same facts and grounds, or the old one fell for its procedure (art. 64②)"),
        required=False,
    )
    proof = forms.FileField(label=_("Proof"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self._anew():
            del self.fields["new_act"], self.fields["differs"]

    def _anew(self) -> bool:
        return "revoke_redo" in conclusions.codes_of(conclusions.concluded(self.context.facts))

    def parties(self) -> QuerySet[Party]:
        return super().parties().filter(pk__in=[party.pk for party in conclusions.performing(self.context)])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        party = cleaned.get("party")
        anew = conclusions.concerned(
            conclusions.concluded(self.context.facts), {"revoke_redo"}, self.context.respondents
        )
        if party is not None and party in anew:
            if not cleaned.get("new_act"):
                self.add_error("new_act", _("Name the act that was made anew."))
            if not cleaned.get("differs"):
                self.add_error(
                    "differs",
                    _("The same act on the same facts and grounds is no performance (art. 64②)."),
                )
        return cleaned


class EnforceForm(PartyStepForm):
    """Enforcement against an applicant or third party who neither sues nor complies (78)."""

    ROUTES = [
        ("agency", _("by the agency that made the act")),
        ("agency_court", _("by the court, asked by the agency that made the act")),
        ("organ", _("by the reconsideration organ")),
        ("organ_court", _("by the court, asked by the reconsideration organ")),
    ]
    on_date_label = _("Enforced or asked for on")
    party_roles = (PartyRole.APPLICANT, PartyRole.THIRD_PARTY)
    not_before = (f.CONCLUDED, f.SERVED)
    route = forms.ChoiceField(
        label=_("Enforced"),
        choices=ROUTES,
        widget=forms.RadioSelect,
        help_text=_(
            "What was upheld is enforced by the agency that made the act, what was modified and a mediation statement"
            " by the reconsideration organ (art. 78); either may ask the court."
        ),
    )
    court = shown_when(
        forms.CharField(label=_("Court"), max_length=100, required=False), "route=agency_court|organ_court"
    )
    number = shown_when(
        forms.CharField(label=_("Number of the enforcement"), max_length=100, required=False),
        "route=agency_court|organ_court",
    )
    content = text(_("What is enforced, and what came of it"), 2)
    attachment = forms.FileField(label=_("Paper of the enforcement"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        route = cleaned.get("route") or ""
        codes = conclusions.codes_of(conclusions.concluded(self.context.facts))
        wanted = {"uphold"} if route.startswith("agency") else {"modify", "mediation"}
        if route and not codes & wanted:
            self.add_error("route", _("By article 78 another enforces what this case was concluded with."))
        if route.endswith("_court") and not cleaned.get("court"):
            self.add_error("court", _("Name the court."))
        return cleaned
