"""How a case ends without a decision on its merits: by mediation, termination or dismissal; what all endings share."""

import datetime as dt
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.fields import DateField, MoneyField
from accounts.text import chinese_date
from accounts.timekeeping import today
from cases import conclusions
from cases import facts as f
from cases.models import Law
from dossiers.models import Code, Party, PartyRole
from workflow.fields import CHOOSE, CodeField, PartyChoiceField, half, shown_when, text
from workflow.forms import StepForm
from workflow.rows import RowsField, write_row


class ConcludeForm(StepForm):
    """A conclusion of any kind: its outcome comes from the part of the code list that fits the step."""

    on_date_label = _("Date of the document")
    not_before: tuple[str, ...] = (
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
        f.HEARD_ANEW,
    )
    outcomes: tuple[str, ...] = ()
    outcome = CodeField("outcome", label=_("Outcome"))
    document_number = forms.CharField(label=_("Document number"), max_length=100)
    summary = text(_("Findings in brief"), 4)
    document = forms.FileField(label=_("Document"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].queryset = self.known("outcome").filter(code__in=self.outcomes)
        if len(self.outcomes) == 1:
            self.fields["outcome"].initial = f"outcome.{self.outcomes[0]}"

    def known(self, code_list: str) -> QuerySet[Code]:
        """The values of a list that the law of the case knows: its own whatever the day, others while in force."""
        law, day = self.context.proceeding.law, self.context.today
        choices = Code.objects.of(code_list)
        in_force = {code.pk for code in choices.valid_on(day)}
        known = [
            code.pk
            for code in choices
            if code.mapping.get("law") == law or ("law" not in code.mapping and code.pk in in_force)
        ]
        return choices.filter(pk__in=known)

    def needs(self, cleaned: dict[str, Any], *names: str) -> None:
        """Add an error to each of these fields that is empty."""
        for name in names:
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, self.fields[name].error_messages["required"])


def mediable() -> forms.ChoiceField:
    """As what a dispute can be mediated under the rules of 2007; the law of 2023 lets every case be (5①)."""
    return forms.ChoiceField(
        label=_("What is mediated (rules of 2007, art. 50)"),
        choices=list(conclusions.MEDIABLE.items()),
        widget=forms.RadioSelect,
        help_text=_("Under the law of 2017 nothing else can be mediated."),
    )


class DismissForm(ConcludeForm):
    outcomes = ("dismiss_application",)
    reason = CodeField("decline_reason", label=_("Condition that is not met"))


class MediateForm(ConcludeForm):
    """A mediation statement has effect when every party has signed and the organ's seal stands on it (73)."""

    SOMEBODY = "performer=respondents|applicants|both"
    on_date_label = _("In effect on (the last signature or the seal)")
    outcomes = ("mediation",)
    mediable = mediable()
    content = text(_("What was agreed"), 3, required=False)
    amount = MoneyField(label=_("Amount agreed"), required=False)
    performer = forms.ChoiceField(
        label=_("Who has something to perform"),
        choices=list(conclusions.PERFORMERS.items()),
        initial="respondents",
        required=False,
        widget=forms.RadioSelect,
    )
    perform_by = shown_when(
        half(
            DateField(
                label=_("To be performed by"),
                required=False,
                help_text=_("The day that the statement names; whoever owes it is reminded."),
            )
        ),
        SOMEBODY,
    )
    perform_within = shown_when(
        half(
            forms.IntegerField(
                label=_("Or within (days)"),
                min_value=1,
                max_value=3650,
                required=False,
                help_text=_("From the day on which the statement takes effect."),
            )
        ),
        SOMEBODY,
    )
    signatures = RowsField(
        {
            "party": PartyChoiceField(Party.objects.none(), label=_("Party"), empty_label=CHOOSE),
            "day": DateField(label=_("Signed by the party on"), latest=today),
        },
        label=_("Signatures of the parties"),
        help_text=_("The statement has effect when every party has signed it and it is sealed (art. 73)."),
    )
    sealed_on = DateField(label=_("Sealed on"), latest=today)
    sections = (
        (_("Document"), ("on_date", "outcome", "document_number", "summary", "document")),
        (
            _("Agreement and performance"),
            ("mediable", "content", "amount", "performer", "perform_by", "perform_within"),
        ),
        (_("Signatures and seal"), ("signatures", "sealed_on")),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        signing = self.context.dossier.parties.standing().filter(
            represents=None, role__in=[PartyRole.APPLICANT, PartyRole.RESPONDENT, PartyRole.THIRD_PARTY]
        )
        if self.context.proceeding.law != Law.LAW_2017:
            del self.fields["mediable"]
        field = self.fields["signatures"]
        field.columns["party"].queryset = signing
        field.initial = [write_row(party=party.pk) for party in signing]
        field.most = field.widget.most = max(field.most, len(field.initial))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self._check_period(cleaned)
        rows: list[dict[str, Any]] = cleaned.get("signatures") or []
        if not rows:
            return cleaned
        signed = [row["party"] for row in rows]
        if len(set(signed)) < len(signed):
            self.add_error("signatures", _("A party stands there twice."))
        left = [party.name for party in self.fields["signatures"].columns["party"].queryset if party not in signed]
        if left:
            self.add_error(
                "signatures",
                forms.ValidationError(
                    _("Not signed yet: %(names)s. Until all have signed the statement has no effect (art. 73)."),
                    params={"names": "、".join(left)},
                ),
            )
        days: list[dt.date] = [row["day"] for row in rows]
        if cleaned.get("sealed_on"):
            days.append(cleaned["sealed_on"])
        effective = max(days)
        if cleaned.get("on_date") and cleaned["on_date"] != effective:
            self.add_error(
                "on_date",
                forms.ValidationError(
                    _("The statement took effect with the last signature or the seal, on %(day)s."),
                    params={"day": chinese_date(effective)},
                ),
            )
        return cleaned

    def _check_period(self, cleaned: dict[str, Any]) -> None:
        """A period is a day or a length, and nobody's where nobody has anything to perform."""
        if cleaned.get("performer") == "nobody":
            cleaned |= dict.fromkeys(("perform_by", "perform_within"))
        by, day = cleaned.get("perform_by"), cleaned.get("on_date")
        if by and cleaned.get("perform_within"):
            self.add_error("perform_within", _("The statement sets a day or a number of days, not both."))
        if by and day and by < day:
            self.add_error("perform_by", _("This day lies before the statement takes effect."))


class TerminateForm(ConcludeForm):
    """The case ends by one of the five grounds (41), each with what it needs."""

    WITHDRAWN = "ground=terminate_ground.withdraw|terminate_ground.settle"
    ENDED = "ground=terminate_ground.death|terminate_ground.ended"
    outcomes = ("terminate_withdraw", "terminate_withdraw_changed", "terminate_settle", "terminate_other")
    BY_GROUND = {
        "withdraw": {"terminate_withdraw", "terminate_withdraw_changed"},
        "settle": {"terminate_settle"},
    }
    ground = CodeField("terminate_ground", label=_("Ground"))
    voluntary = shown_when(
        forms.BooleanField(
            label=_("Leave is given: the withdrawal is voluntary and within the law"),
            required=False,
            help_text=_(
                "The applicant cannot apply again on the same facts and grounds, unless the withdrawal is shown to be"
                " against their true will (art. 74②)."
            ),
        ),
        WITHDRAWN,
    )
    changed_what = shown_when(
        text(_("How the respondent changed its act"), 2, required=False), "outcome=outcome.terminate_withdraw_changed"
    )
    changed_on = shown_when(
        DateField(label=_("Changed on"), required=False, latest=today), "outcome=outcome.terminate_withdraw_changed"
    )
    settled_on = shown_when(
        DateField(label=_("Settlement reached on"), required=False, latest=today), "ground=terminate_ground.settle"
    )
    settlement = shown_when(
        forms.FileField(label=_("Settlement agreement"), required=False), "ground=terminate_ground.settle"
    )
    discretion = shown_when(
        forms.BooleanField(
            label=_("The act was made in the exercise of discretion given by law (rules of 2007, art. 40)"),
            required=False,
            help_text=_("Under the law of 2017 no other act can be settled over."),
        ),
        "ground=terminate_ground.settle",
    )
    successors = shown_when(
        forms.ChoiceField(
            label=_("Who could take part in place of the applicant"),
            required=False,
            choices=[("", CHOOSE), ("none", _("nobody: no relative or successor")), ("waived", _("they waive it"))],
        ),
        ENDED,
    )
    measure = shown_when(
        forms.CharField(label=_("Criminal coercive measure"), max_length=200, required=False),
        "ground=terminate_ground.criminal",
    )
    measure_on = shown_when(
        DateField(label=_("Taken on"), required=False, latest=today), "ground=terminate_ground.criminal"
    )
    persists = shown_when(
        text(_("How it was checked that the ground persists"), 2, required=False),
        "ground=terminate_ground.suspended_60d",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.context.proceeding.law != Law.LAW_2017:
            del self.fields["discretion"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        ground, outcome = cleaned.get("ground"), cleaned.get("outcome")
        if ground is None:
            return cleaned
        if outcome and outcome.code not in self.BY_GROUND.get(ground.code, {"terminate_other"}):
            self.add_error("outcome", _("The outcome does not fit the ground."))
        if ground.code in self.BY_GROUND and not cleaned.get("voluntary"):
            self.add_error("voluntary", _("Confirm that the applicant withdraws of free will (art. 41(1), 74)."))
        if outcome and outcome.code == "terminate_withdraw_changed":
            self.needs(cleaned, "changed_what", "changed_on")
        if ground.code == "settle" and self.context.proceeding.law == Law.LAW_2017:
            if not cleaned.get("discretion"):
                self.add_error("discretion", _("Only an act of discretion can be settled (rules of 2007, art. 40)."))
            # Without the fields for files the form shows beforehand what follows; a correction leaves the paper.
            if "settlement" in self.fields and not cleaned.get("settlement") and not self.corrected_entries:
                self.add_error("settlement", _("Add the written settlement agreement (rules of 2007, art. 40)."))
        if ground.code in {"death", "ended"}:
            self.needs(cleaned, "successors")
        if ground.code == "criminal":
            self.needs(cleaned, "measure", "measure_on")
        if ground.code == "suspended_60d" and not self._sixty_days_over():
            self.add_error(
                "ground",
                _("The sixty days of the suspension are not over, or its ground does not end the case (art. 41(5))."),
            )
        for name in ("changed_on", "settled_on", "measure_on"):
            if cleaned.get(name) and cleaned.get("on_date") and cleaned[name] > cleaned["on_date"]:
                self.add_error(name, _("This day lies after the document."))
        return cleaned

    def _sixty_days_over(self) -> bool:
        return any(
            deadline.due_on and self.context.today > deadline.due_on
            for deadline in self.context.alive("fy_terminate_after_suspension_60d", "fy17_terminate_60d")
        )
