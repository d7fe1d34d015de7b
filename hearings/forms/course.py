"""What stops a suit for a time, lets it go on, or changes its procedure."""

from django.utils.translation import gettext_lazy as _

from hearings import facts as f
from workflow.fields import CodeField, text
from workflow.forms import StepForm


class StayForm(StepForm):
    """The court stays the suit (行诉解释 87)."""

    on_date_label = _("Stayed on")
    not_before = (f.CONTINUED,)
    ground = CodeField(
        "suit_stay",
        label=_("Ground"),
        help_text=_("Under the first three grounds the court may end the suit when nobody goes on after ninety days."),
    )
    reason = text(_("Circumstances"), 2, required=False)


class ContinueForm(StepForm):
    on_date_label = _("Continued on")
    not_before = (f.STAYED,)
    note = text(_("Remarks"), 2, required=False)


class ConvertForm(StepForm):
    """From the simplified to the ordinary procedure (行政诉讼法 84; 行诉解释 105)."""

    on_date_label = _("Converted on")
    not_before = (f.FILED,)
    reason = text(_("Reason"), 2)
