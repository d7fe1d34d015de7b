"""Forms of the rosters: a head, other posts of a head, the end of an entry, a workbook."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.fields import DateField, NameField
from accounts.models import HeadRank
from accounts.once import OnceForm
from accounts.timekeeping import today
from workflow.fields import CHOOSE, half

POSTS = ("rank", "post", "party_post", "field", "valid_from", "valid_to")


class PostsForm(OnceForm):
    """The posts of a head from a day on."""

    rank = half(forms.ChoiceField(label=_("Rank"), choices=[("", CHOOSE), *HeadRank.choices]))
    post = half(forms.CharField(label=_("Administrative post"), max_length=64))
    party_post = half(forms.CharField(label=_("Party post"), max_length=64, required=False))
    field = half(forms.CharField(label=_("Field in charge"), max_length=200, required=False))
    valid_from = DateField(label=_("In post from"))
    valid_to = DateField(label=_("In post until"), required=False, help_text=_("Empty: until it is ended."))

    def posts(self) -> dict[str, Any]:
        """What was typed, as columns of the roster."""
        return {name: self.cleaned_data[name] for name in POSTS}


class HeadForm(PostsForm):
    """A head of the agency."""

    name = NameField(label=_("Person's name"), max_length=64)
    field_order = ("once_key", "name", *POSTS)


class LastDayForm(forms.Form):
    last_day = DateField(label=_("Last day"), initial=today)


class WorkbookForm(forms.Form):
    """A roster as a workbook."""

    file = forms.FileField(
        label=_("Roster (.xlsx)"), widget=forms.ClearableFileInput({"accept": ".xlsx"}), max_length=200
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > 5 * 1024 * 1024:
            raise ValidationError(_("The file is too large."), code="size")
        return file
