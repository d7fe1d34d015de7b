"""What is entered for an agency: for which one, and why an entry is taken back."""

from typing import Any

from django import forms
from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.models import Organisation
from accounts.offices import agencies_kept


class OfAgency(forms.Form):
    """The agency for which something is entered; it need not be named by whoever acts for one alone."""

    agency = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=_("Agency"),
        required=False,
        help_text=_("Needed where one acts for several agencies."),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = agencies_kept(actor)

    def clean_agency(self) -> Organisation:
        agency: Organisation | None = self.cleaned_data["agency"]
        kept = list(self.fields["agency"].queryset[:2]) if agency is None else [agency]
        if len(kept) != 1:
            raise forms.ValidationError(_("Say for which agency."), code="required")
        return kept[0]


class TakenBackForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=300)


def kept_rows(model: type[Model], actor: Actor) -> QuerySet[Any]:
    """The rows of a table of agencies that belong to those for which the actor may act."""
    return model._default_manager.filter(organisation__in=agencies_kept(actor)).select_related("organisation")
