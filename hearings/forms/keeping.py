"""The record of a lawsuit kept right."""

from django.utils.translation import gettext_lazy as _

from workflow.fields import text
from workflow.forms import StepForm


class VoidForm(StepForm):
    on_date_label = _("Voided on")
    reason = text(_("Reason"), 2)
