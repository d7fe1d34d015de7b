"""A dispute as a program refers it: with its parties in rows."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.fields import NameField
from accounts.models import Organ, Organisation
from disputes.forms.registration import DisputeForm
from dossiers.models import PartyRole
from workflow.parties import PartyForm
from workflow.rows import RowsField


class ReferralForm(DisputeForm):
    """The form of a dispute with who seeks its resolution and the third parties."""

    parties = RowsField(
        {
            "name": NameField(label=_("Name of the party"), max_length=200),
            "kind": forms.ChoiceField(label=_("Kind"), choices=PartyForm.KINDS),
            "role": forms.ChoiceField(
                label=_("Role"),
                choices=[
                    (PartyRole.APPLICANT, _("Party seeking resolution")),
                    (PartyRole.THIRD_PARTY, _("Third party")),
                ],
                required=False,
            ),
            "group_size": forms.IntegerField(
                label=_("Number of persons"), required=False, min_value=1, max_value=10000
            ),
            "address": forms.CharField(label=_("Address for service"), max_length=300, required=False),
        },
        label=_("Parties"),
        most=50,
    )

    def __init__(self, *args: Any, organs: list[Organ], **kwargs: Any) -> None:
        super().__init__(*args, organs=organs, **kwargs)
        if len(organs) == 1:
            # There is one centre: nobody need name it.
            self.fields["organ"].required = False
        if self.fields["referrer"].initial:
            self.fields["referrer"].required = False

    def clean_referrer(self) -> Organisation | None:
        """The body itself, where whoever refers acts for one alone."""
        typed: Organisation | None = self.cleaned_data["referrer"]
        return typed or self.fields["referrer"].queryset.filter(pk=self.fields["referrer"].initial).first()

    def clean_organ(self) -> Organ:
        organ: Organ = self.cleaned_data["organ"] or self.fields["organ"].initial
        return organ

    def clean_parties(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self.cleaned_data["parties"]
        for row in rows:
            row["role"] = row["role"] or PartyRole.APPLICANT
        if not any(row["role"] == PartyRole.APPLICANT for row in rows):
            raise forms.ValidationError(_("Enter at least one party that seeks resolution."), code="applicant")
        return rows
