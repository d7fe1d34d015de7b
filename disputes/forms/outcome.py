"""Forms of the end: the result, the terms of an agreement, confirmation, the report to the source, what came after."""

from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.fields import CaseNumberField, DateField, MoneyField
from accounts.models import Organisation, OrganisationKind, Role
from accounts.templatetags.dates import cn_day
from disputes import facts as f
from disputes import reading
from disputes.forms.common import ENDS_WITH_PAPER, OfRow, RowField, ask_for_paper, rows_of
from disputes.forms.joining import DisputesField, offer_followers
from disputes.models import Agreement, Term, TermState
from dossiers.models import Code, Party
from workflow.fields import CHOOSE, CodeField, OrganisationField, PartyChoiceField, half, shown_when, text
from workflow.forms import MultipleFileField, StepForm
from workflow.rows import RowsField

RESOLVED = "result=dispute_result.agreement|dispute_result.withdrawn|dispute_result.corrected|dispute_result.partly"


def is_resolved(result: Code) -> bool:
    """Whether a result settles the dispute, wholly or in part."""
    return bool(result.mapping.get("resolved"))


class ConcludeForm(StepForm):
    """What the resolution came to. What is settled is settled by an agreement, written or oral, with its terms."""

    on_date_label = _("Resolution ended on")
    not_before = (f.ACCEPTED, f.SESSION_HELD, f.JOINED)
    result = CodeField("dispute_result", label=_("Result"))
    agreement = shown_when(
        half(
            forms.ChoiceField(
                label=_("Form of the agreement"), choices=[("", CHOOSE), *Agreement.choices], required=False
            )
        ),
        RESOLVED,
    )
    terms = shown_when(
        RowsField(
            {
                "what": forms.CharField(label=_("What is to be done"), max_length=500),
                "by": PartyChoiceField(Party.objects.none(), label=_("By whom"), empty_label=CHOOSE),
                "amount": MoneyField(label=_("Amount"), required=False),
                "due_on": DateField(label=_("By when"), required=False),
            },
            label=_("Terms"),
            required=False,
            spare=4,
            most=30,
        ),
        RESOLVED,
    )
    amount = shown_when(
        half(MoneyField(label=_("Amount agreed in all"), required=False, help_text=_("Else the sum of the terms."))),
        RESOLVED,
    )
    summary = text(_("How it was resolved, or why not"), 3)
    joined = DisputesField(
        label=_("Joined disputes that end with it"),
        required=False,
        help_text=_("Those that are not ticked are parted and go on by themselves."),
    )
    performed = shown_when(
        forms.BooleanField(
            label=_("Nothing is left to perform: it was done at once"),
            required=False,
            help_text=_("Of what was agreed without terms; of a term it is entered by itself what became of it."),
        ),
        RESOLVED,
    )
    paper = forms.FileField(
        label=_("Agreement, or notice that the resolution has ended"),
        required=False,
        help_text=_("Of an oral agreement the record of it. The end of the participation is proved by it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sides = [party.pk for party in reading.sides(self.context)]
        self.fields["terms"].columns["by"].queryset = self.context.dossier.parties.filter(pk__in=sides)
        if following := reading.followers(self.context):
            offer_followers(self, "joined")
            self.fields["joined"].initial = [dispute.pk for dispute in following]
        else:
            del self.fields["joined"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        result = cleaned.get("result")
        if result is None:
            return cleaned
        terms = cleaned.get("terms") or []
        if self.context.has(f.CONFIRMED) and not is_resolved(result):
            self.add_error("result", _("The agreement was confirmed by a court; the result stays one of agreement."))
        ask_for_paper(self, "paper", ENDS_WITH_PAPER)
        if not is_resolved(result):
            cleaned["agreement"], cleaned["terms"], cleaned["amount"] = "", [], None
            cleaned["performed"] = False
            return cleaned
        if terms and cleaned.get("performed"):
            self.add_error("performed", _("There are terms: enter of each what became of it."))
        if not cleaned.get("agreement"):
            self.add_error("agreement", _("Say in which form it was agreed."))
        if result.code == "agreement" and not terms and "terms" not in self.errors:
            self.add_error("terms", _("An agreement has at least one term."))
        day = cleaned.get("on_date")
        for number, term in enumerate(terms, start=1):
            if day and term["due_on"] and term["due_on"] < day:
                self.add_error("terms", _("Term %(n)s is due before the agreement.") % {"n": number})
        if cleaned.get("amount") is None:
            amounts = [term["amount"] for term in terms if term["amount"] is not None]
            cleaned["amount"] = sum(amounts, Decimal(0)) if amounts else None
        return cleaned


class TermForm(OfRow):
    """What became of one term: performed, or not."""

    on_date_label = _("Done or failed on")
    ROW = "term"
    FACTS = (f.TERM_DONE, f.TERM_FAILED)
    not_before = (f.CONCLUDED,)
    term = RowField(Term, label=_("Term of the agreement"))
    done = forms.ChoiceField(
        label=_("Performance"),
        choices=[("yes", _("Performed")), ("no", _("Not performed"))],
        widget=forms.RadioSelect,
    )
    note = text(_("How, or why not"), 2)
    papers = MultipleFileField(label=_("Papers"), required=False)

    def rows(self) -> QuerySet[Term]:
        rows, actor = rows_of(self.context, Term, state=TermState.OPEN), self.context.actor
        if reading.is_inside(actor, self.context.dossier):
            return rows
        return rows.filter(by__organisation__in=actor.organisations(Role.AGENCY_LIAISON))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        term, day = cleaned.get("term"), cleaned.get("on_date")
        if term and day and term.due_on and cleaned.get("done") == "no" and day <= term.due_on:
            self.add_error(
                "on_date", _("The term can still be performed until %(day)s.") % {"day": cn_day(term.due_on)}
            )
        return cleaned


class ConfirmForm(StepForm):
    """The agreement is confirmed by a court (司法确认)."""

    on_date_label = _("Confirmed on")
    not_before = (f.CONCLUDED,)
    court = half(forms.ModelChoiceField(Organisation.objects.none(), label=_("Court"), empty_label=CHOOSE))
    number = half(CaseNumberField(label=_("Number of the ruling"), max_length=100, required=False))
    paper = forms.FileField(label=_("Ruling of confirmation"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        courts = Organisation.objects.valid_on(self.context.today).filter(kind=OrganisationKind.COURT)
        self.fields["court"].queryset = courts.order_by("name")


class ReportBackForm(StepForm):
    """The result goes back to whoever referred the dispute."""

    on_date_label = _("Reported on")
    not_before = (f.CONCLUDED,)
    to = OrganisationField(label=_("Reported back to"), empty_label=_("The party that came by itself"))
    content = text(_("What was reported back"), 3)
    paper = forms.FileField(label=_("Letter"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        referrer = self.context.proceeding.referrer_id
        self.fields["to"].queryset = (
            Organisation.objects.filter(pk=referrer) if referrer else Organisation.objects.none()
        )
        if referrer:
            self.fields["to"].initial, self.fields["to"].empty_label, self.fields["to"].required = referrer, None, True


class AfterwardsForm(StepForm):
    """What came after the centre: was there still a suit?"""

    on_date_label = _("Learnt on")
    not_before = (f.CONCLUDED,)
    what = CodeField("dispute_after", label=_("What came after"))
    number = shown_when(
        half(CaseNumberField(label=_("Number there"), max_length=100, required=False)),
        "what=dispute_after.suit|dispute_after.reconsideration|dispute_after.withdrawn|dispute_after.enforcement",
    )
    note = text(_("Remarks"), 2, required=False)


class CloseDisputeForm(StepForm):
    on_date_label = _("Closed on")
    not_before = (f.CONCLUDED, f.REPORTED_BACK, f.DECLINED)
    papers_complete = forms.BooleanField(label=_("The papers are complete and in order"))
    note = text(_("Remarks"), 2, required=False)


class ReopenDisputeForm(StepForm):
    on_date_label = _("Opened again on")
    not_before = (f.CLOSED,)
    reason = text(_("Reason"), 2)
