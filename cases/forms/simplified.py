"""The simplified procedure (53): its grounds, what must be found of the case, and whether the case is one of those."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.fields import MoneyField
from cases import anew
from cases import facts as f
from cases.law import SIMPLE
from cases.models import Nature, Procedure
from workflow.fields import CodeField, PartiesField, shown_when
from workflow.forms import StepForm

# The most that a case of small amount is about (53①(3)), and the matters that the other grounds name.
MOST_SIMPLIFIED = 3000
# The grounds of 53①, all of which hold only for a plain case; that of 53② rests on the consent of the parties.
BY_FINDING = ("on_the_spot", "warning", "small_amount", "disclosure")
WARNINGS = frozenset({"punishment", "punishment_warning"})
DISCLOSURES = frozenset({"information_disclosure", "inaction_information_disclosure"})


class SimplifiedFields(StepForm):
    """The fields and checks of an acceptance in the simplified procedure."""

    procedure = forms.ChoiceField(
        label=_("Procedure"), choices=Procedure.choices, initial=Procedure.ORDINARY, widget=forms.RadioSelect
    )
    ground = shown_when(
        CodeField("simplified_ground", label=_("Ground of the simplified procedure"), required=False),
        "procedure=simplified",
    )
    plain = shown_when(
        forms.MultipleChoiceField(
            label=_("Found of the case (art. 53①)"),
            choices=list(SIMPLE.items()),
            widget=forms.CheckboxSelectMultiple,
            required=False,
        ),
        "ground=" + "|".join(f"simplified_ground.{code}" for code in BY_FINDING),
    )
    amount = shown_when(
        MoneyField(label=_("Amount in the case"), required=False), "ground=simplified_ground.small_amount"
    )
    consenting = shown_when(
        PartiesField(label=_("Parties who agree"), required=False),
        "ground=simplified_ground.consent",
    )
    consent = shown_when(
        forms.FileField(label=_("Paper of consent"), required=False), "ground=simplified_ground.consent"
    )

    def check_simplified(self, cleaned: dict[str, Any]) -> None:
        """Refuse what the simplified procedure does not allow (53, 62②)."""
        if not cleaned.get("ground"):
            self.add_error("ground", _("Give the ground on which the simplified procedure rests (art. 53)."))
        begun = anew.since(self.context.facts)
        if any(begun is None or day < begun for day in self.context.days(f.EXTENDED)):
            self.add_error("procedure", _("The case was extended, which the simplified procedure does not know."))
        if cleaned.get("ground"):
            self._check_ground(cleaned)

    def _check_ground(self, cleaned: dict[str, Any]) -> None:
        """Whether the case is one of those that the ground names (53)."""
        case, ground = self.context.proceeding, cleaned["ground"].code
        if ground in BY_FINDING and (
            left := [str(SIMPLE[item]) for item in SIMPLE if item not in cleaned.get("plain", [])]
        ):
            self.add_error(
                "plain",
                forms.ValidationError(
                    _("The simplified procedure is for plain cases alone (art. 53①); not found: %(items)s."),
                    params={"items": "; ".join(left)},
                ),
            )
        if ground == "on_the_spot" and case.nature == Nature.INACTION:
            self.add_error("ground", _("A failure to act is not an act done on the spot (art. 53①(1))."))
        elif ground == "warning" and case.matter.code not in WARNINGS:
            self._matter_does_not_fit(_("A warning or public criticism (art. 53①(2))"))
        elif ground == "disclosure" and case.matter.code not in DISCLOSURES:
            self._matter_does_not_fit(_("Disclosure of government information (art. 53①(4))"))
        elif ground == "small_amount":
            amount = cleaned.get("amount")
            if amount is None:
                self.add_error("amount", _("Give the amount in the case."))
            elif amount > MOST_SIMPLIFIED:
                self.add_error("amount", _("It is more than 3,000 yuan; this ground does not hold (art. 53①(3))."))
        elif ground == "consent":
            agreeing = set(cleaned.get("consenting") or ())
            left = [party.name for party in self.fields["consenting"].queryset if party not in agreeing]
            if left:
                self.add_error(
                    "consenting",
                    forms.ValidationError(
                        _("Each party must agree (art. 53②); missing: %(names)s."),
                        params={"names": "、".join(left)},
                    ),
                )
            # Without the fields for files the form shows beforehand what follows; a correction leaves the paper.
            if "consent" in self.fields and not cleaned.get("consent") and not self.corrected_entries:
                self.add_error("consent", _("Add the paper in which the parties agree."))

    def _matter_does_not_fit(self, ground: Any) -> None:
        self.add_error(
            "ground",
            forms.ValidationError(
                _("%(ground)s does not fit the matter of the case: %(matter)s."),
                params={"ground": ground, "matter": str(self.context.proceeding.matter)},
            ),
        )
