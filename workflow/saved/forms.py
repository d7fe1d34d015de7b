"""Forms of saved views."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.models import Organisation
from accounts.once import OnceForm
from workflow.saved.queries import directed_by


class ViewForm(OnceForm):
    """The name of a view and whom it is shared with; only who directs an office is asked about sharing.

    With `shared_with` the office with which the view is shared already stays a choice.
    """

    name = forms.CharField(label=_("Name of the view"), max_length=24, widget=forms.TextInput({"autocomplete": "off"}))
    share_with = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Shared with"), required=False, empty_label=_("Nobody: for me alone")
    )

    def __init__(self, *args: Any, actor: Actor, shared_with: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offices = directed_by(actor) | ({shared_with} if shared_with else set())
        if offices:
            self.fields["share_with"].queryset = Organisation.objects.filter(pk__in=offices)
        else:
            del self.fields["share_with"]

    @property
    def office(self) -> Organisation | None:
        """With whom the view is to be shared."""
        return self.cleaned_data.get("share_with")


class NewViewForm(ViewForm):
    """A view as it is saved first; it can be what the list opens with at once."""

    opens = forms.BooleanField(label=_("Open the list with this view"), required=False)
