"""The form of the evidence of a duty."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.fields import DateField
from accounts.once import OnceForm
from accounts.timekeeping import today
from dossiers.content import check_upload
from workflow.fields import CodeField, text


class EvidenceForm(OnceForm):
    """What was done for a duty."""

    duty = CodeField("head_duty", label=gettext_lazy("Duty"))
    on_date = DateField(label=gettext_lazy("Day"), latest=today)
    what = text(gettext_lazy("What was done for the duty"), 3)
    paper = forms.FileField(
        label=gettext_lazy("Supporting paper"), required=False, validators=[check_upload], max_length=200
    )

    def clean_what(self) -> str:
        what = self.cleaned_data["what"]
        if len(what) > 500:
            raise ValidationError(_("At most %(n)s characters.") % {"n": 500}, code="max_length")
        return what
