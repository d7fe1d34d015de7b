"""The decision on the merits (61-72): what is decided on which request against whom, and how it was decided."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.fields import MoneyField
from cases import conclusions
from cases import facts as f
from cases.forms.conclusion import ConcludeForm
from cases.law import RULES_2026, rules_on
from cases.models import Law
from cases.reading import Failing, failings, third_party_evidence
from dossiers.models import Party, PartyRole
from workflow.fields import CodeField, PartyChoiceField, half, shown_when, text
from workflow.rows import RowsField

# Outcomes that leave the act as it is.
UPHOLDING = frozenset({"uphold", "dismiss_request"})


def _by(*codes: str) -> str:
    """The condition of being shown with these outcomes; an empty one stands for none chosen for the whole."""
    return "outcome=" + "|".join(f"outcome.{code}" if code else "" for code in codes)


def _failing_words(failing: Failing) -> str:
    """How a respondent failed to reply, as the decision must weigh it."""
    words = {
        "none": _("%(party)s has not replied in time."),
        "late": _("%(party)s replied late."),
        "no_evidence": _("%(party)s handed in no evidence."),
    }
    return str(words[failing.how]) % {"party": failing.party.name}


class DecideForm(ConcludeForm):
    """A decision (61): its outcome for the whole, and where they differ those of its parts."""

    outcomes = conclusions.DISPOSITIONS
    not_before = (*ConcludeForm.not_before, f.DRAFTED)
    office_only = frozenset({"decided_by", "on_hearing"})
    outcome = CodeField(
        "outcome",
        label=_("Outcome"),
        required=False,
        help_text=_("Of the whole. It may be left empty where the parts are given below."),
    )
    dispositions = RowsField(
        {
            "request": forms.CharField(label=_("Request decided on"), max_length=200, required=False),
            "respondent": PartyChoiceField(
                Party.objects.none(), label=_("Respondent"), required=False, empty_label=_("all of them")
            ),
            "outcome": CodeField("outcome", label=_("Outcome")),
        },
        label=_("Outcome by request and respondent"),
        required=False,
        help_text=_("Only where requests or respondents are decided differently. Each outcome brings its article."),
    )
    ground = CodeField("decision_ground", label=_("Ground of the decision"), required=False)
    redo_days = shown_when(
        half(
            forms.IntegerField(
                label=_("To act anew within (days)"),
                min_value=1,
                max_value=365,
                required=False,
                help_text=_(
                    "Sixty days where no law sets a period (implementing rules 58). The same act on the same facts and"
                    " grounds is barred, unless it was revoked for its procedure (art. 64②)."
                ),
            )
        ),
        _by("revoke_redo", ""),
    )
    perform_days = shown_when(
        half(forms.IntegerField(label=_("To be performed within (days)"), min_value=1, max_value=365, required=False)),
        _by(
            *("order_performance", "agreement_perform", "agreement_remedy", "agreement_compensate"),
            *("compensation_grant", "modify", ""),
        ),
    )
    compensation = shown_when(
        MoneyField(label=_("Compensation granted"), required=False),
        _by("compensation_grant", "agreement_compensate", "revoke", "confirm_illegal", "confirm_void", ""),
    )
    no_evidence = shown_when(
        forms.BooleanField(
            label=_("Rests on the lack of evidence: no reply or no evidence in time (art. 70)"), required=False
        ),
        _by(*sorted(conclusions.WITHOUT_EVIDENCE), ""),
    )
    less_favourable = shown_when(
        forms.BooleanField(
            label=_("The change could be less favourable to the applicant"),
            required=False,
            help_text=_(
                "A decision may not modify the act to the applicant's disadvantage, unless a third party asked for the"
                " contrary (art. 63②)."
            ),
        ),
        _by("modify"),
    )
    less_favourable_reason = shown_when(
        text(_("The third party's contrary request"), 2, required=False), "less_favourable=on"
    )
    claim_ground = shown_when(
        CodeField(
            "decision_ground",
            label=_("Case in which the claim for compensation is dismissed"),
            required=False,
            help_text=_("One of the five cases of article 64 of the Implementing Regulations, by its item."),
        ),
        _by(conclusions.CLAIM_DISMISSED, ""),
    )
    claim_why = shown_when(
        text(_("Facts that make it such a case"), 2, required=False), _by(conclusions.CLAIM_DISMISSED, "")
    )
    decided_by = forms.ChoiceField(
        label=_("How it was decided"),
        choices=[
            ("head", _("Consent of the organ's head")),
            ("discussion", _("Collective discussion")),
        ],
        initial="head",
        required=False,
        widget=forms.RadioSelect,
    )
    on_hearing = forms.BooleanField(label=_("Rests on the record of the hearing (art. 61②)"), required=False)
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
    sections = (
        (_("Document"), ("on_date", "document_number", "summary", "document")),
        (
            _("What is decided"),
            (
                *("failing", "failing_why", "outcome", "dispositions", "ground", "redo_days", "perform_days"),
                *("compensation", "claim_ground", "claim_why", "no_evidence"),
                *("less_favourable", "less_favourable_reason"),
            ),
        ),
        (_("Basis of the decision"), ("decided_by", "on_hearing", "committee", "committee_why")),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = self.fields["dispositions"]
        rows.columns["respondent"].queryset = self.context.dossier.parties.standing().filter(role=PartyRole.RESPONDENT)
        rows.columns["outcome"].queryset = self.fields["outcome"].queryset
        grounds, claims = self.known("decision_ground"), {"mapping__outcome": conclusions.CLAIM_DISMISSED}
        self.fields["ground"].queryset = grounds.exclude(**claims)
        self.fields["claim_ground"].queryset = grounds.filter(**claims)
        if rules_on(self.context.proceeding.law, self.context.today) != RULES_2026:
            # The rules of 2007 list no cases.
            del self.fields["claim_ground"], self.fields["claim_why"]
        if not self.context.has(f.HEARING_HELD):
            del self.fields["on_hearing"]
        if not self.context.has(f.COMMITTEE_OPINION):
            del self.fields["committee"], self.fields["committee_why"]
        if found := failings(self.context):
            # Whether the decision rests on the lack of evidence is then asked by `failing`.
            del self.fields["no_evidence"]
            self.fields["failing"].help_text = "；".join(_failing_words(failing) for failing in found)
        else:
            del self.fields["failing"], self.fields["failing_why"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        rows: list[dict[str, Any]] = cleaned.get("dispositions") or []
        self._settle_outcome(cleaned, rows)
        outcome = cleaned.get("outcome")
        if outcome is None:
            return cleaned
        codes = {row["outcome"].code for row in rows} | {outcome.code}
        fits = (cleaned["ground"].mapping.get("outcome", "") if cleaned.get("ground") else "") or ""
        if fits and not any(code.startswith(fits) for code in codes):
            self.add_error("ground", _("The ground does not fit the outcome."))
        if cleaned.get("no_evidence") and not codes & conclusions.WITHOUT_EVIDENCE:
            self.add_error("no_evidence", _("This outcome cannot rest on a lack of evidence."))
        if cleaned.get("redo_days") and "revoke_redo" not in codes:
            self.add_error("redo_days", _("Nothing is to be done anew."))
        if cleaned.get("compensation") is None and "compensation_grant" in codes:
            self.add_error("compensation", _("Give the amount that is granted (art. 72)."))
        elif cleaned.get("compensation") is not None and not codes & conclusions.COMPENSATING:
            self.add_error(
                "compensation",
                _("An amount is granted by a part of its own: add “compensation granted” to the parts (art. 72)."),
            )
        if "compensation_grant" in codes and not codes & conclusions.WITH_COMPENSATION:
            self.add_error(
                "dispositions",
                _("Compensation is granted beside a revocation, a change or a finding of illegality (art. 72①)."),
            )
        self._check_claim(cleaned, codes)
        if "modify" in codes and cleaned.get("less_favourable"):
            self._check_less_favourable(cleaned)
        self._check_failing(cleaned, codes)
        if "on_hearing" in self.fields and not cleaned.get("on_hearing"):
            self.add_error("on_hearing", _("A hearing was held: the decision rests on its record (art. 61②)."))
        if cleaned.get("committee") == "not_followed" and not cleaned.get("committee_why"):
            self.add_error("committee_why", _("Say why the committee's opinion is not followed (rules 52)."))
        if cleaned.get("decided_by") == "discussion" and not self.context.has(f.DISCUSSED):
            self.add_error("decided_by", _("No collective discussion is entered (art. 61①)."))
        return cleaned

    def _check_claim(self, cleaned: dict[str, Any], codes: set[str]) -> None:
        """A claim for compensation is dismissed in one of the five cases of the rules of 2026 (64), and in no other."""
        if "claim_ground" not in self.fields:
            return
        if conclusions.CLAIM_DISMISSED in codes:
            self.needs(cleaned, "claim_ground", "claim_why")
        elif cleaned.get("claim_ground"):
            self.add_error("claim_ground", _("No claim for compensation is dismissed."))
        else:
            cleaned["claim_why"] = ""

    def _check_failing(self, cleaned: dict[str, Any], codes: set[str]) -> None:
        """What a missing, late or empty reply means for the decision (70)."""
        failing = cleaned.get("failing")
        if failing == "deemed":
            cleaned["no_evidence"] = True
            if codes & UPHOLDING:
                self.add_error("outcome", _("An act that counts as having no evidence cannot be upheld (art. 70)."))
        elif failing == "third_party" and not third_party_evidence(self.context):
            self.add_error("failing", _("No evidence of a third party is entered."))
        elif failing == "excused":
            self.needs(cleaned, "failing_why")

    def _settle_outcome(self, cleaned: dict[str, Any], rows: list[dict[str, Any]]) -> None:
        """The outcome of the whole: as chosen, or as it follows from the parts; both when they agree."""
        outcome = cleaned.get("outcome")
        if not rows:
            if outcome is None and not {"outcome", "dispositions"} & set(self.errors):
                self.add_error("outcome", _("Choose the outcome."))
            return
        derived = conclusions.overall(row["outcome"].code for row in rows)
        if outcome is not None and outcome.code != derived:
            named = self.fields["outcome"].queryset.get(code=derived)
            self.add_error(
                "outcome",
                forms.ValidationError(
                    _("By its parts the outcome of the whole is “%(outcome)s”."), params={"outcome": named}
                ),
            )
            return
        cleaned["outcome"] = self.fields["outcome"].queryset.get(code=derived)

    def _check_less_favourable(self, cleaned: dict[str, Any]) -> None:
        if self.context.proceeding.law == Law.LAW_2023 and not self.context.parties_as(PartyRole.THIRD_PARTY):
            self.add_error(
                "less_favourable",
                _("No third party takes part: the act cannot be changed to the applicant's disadvantage (art. 63②)."),
            )
        else:
            self.needs(cleaned, "less_favourable_reason")
