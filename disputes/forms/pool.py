"""Forms of the pool of mediators."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.fields import DateField, NameField
from accounts.models import Organ, Organisation, User
from accounts.once import OnceForm
from accounts.timekeeping import today
from dossiers.models import Code
from workflow.fields import CHOOSE, CodeField, FilteredChoices, OrganisationField, half, text

COLUMNS = ("name", "kind", "organisation", "unit", "post", "domains", "user", "valid_from")


class MediatorForm(OnceForm):
    """Somebody who can mediate, with unit and fields."""

    organ = forms.ModelChoiceField(Organ.objects.none(), label=_("Organ"))
    name = half(NameField(label=_("Person's name"), max_length=64))
    kind = half(CodeField("mediator_kind", label=_("Kind of mediator")))
    organisation = half(OrganisationField(label=_("Unit"), empty_label=_("Another unit")))
    unit = half(
        forms.CharField(
            label=_("Firm or unit"), max_length=200, required=False, help_text=_("Where it is none of those listed.")
        )
    )
    post = half(forms.CharField(label=_("Post"), max_length=64, required=False))
    user = half(forms.ModelChoiceField(User.objects.none(), label=_("Account"), required=False, empty_label=CHOOSE))
    valid_from = half(DateField(label=_("In the pool from")))
    domains = forms.ModelMultipleChoiceField(
        Code.objects.none(),
        label=_("Fields of the mediator"),
        required=False,
        widget=FilteredChoices,
    )
    field_order = ("once_key", "organ", *COLUMNS)

    def __init__(self, *args: Any, organs: list[Organ], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["organ"]
        field.queryset = Organ.objects.filter(pk__in=[organ.pk for organ in organs]).select_related("organisation")
        if len(organs) == 1:
            field.initial, field.widget = organs[0], forms.HiddenInput()
        self.fields["organisation"].queryset = Organisation.objects.valid_on(today()).order_by("kind", "name")
        self.fields["user"].queryset = User.objects.filter(is_active=True, assignments__isnull=False).distinct()
        self.fields["domains"].queryset = Code.objects.of("domain").on_offer(today())
        self.fields["valid_from"].initial = today()

    def columns(self) -> dict[str, Any]:
        """What was typed, as columns of the pool."""
        kept = {name: self.cleaned_data[name] for name in COLUMNS}
        return kept | {"domains": [code.pk for code in kept["domains"]]}


class EndMediatorForm(forms.Form):
    last_day = DateField(label=_("Last day in the pool"), initial=today)
    reason = text(_("Reason"), 2)
