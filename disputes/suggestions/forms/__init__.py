"""Forms of the steps of a suggestion and of its registration."""

from disputes.suggestions.forms.course import (
    AgainForm,
    CheckForm,
    CloseForm,
    IssueForm,
    ReceiveForm,
    RectificationForm,
    ReopenForm,
    ReplyForm,
    ReportUpForm,
    WithdrawForm,
)
from disputes.suggestions.forms.keeping import (
    AddAgencyForm,
    AmendForm,
    AssignForm,
    LinkForm,
    RemoveAgencyForm,
    VoidForm,
)
from disputes.suggestions.forms.registration import RegistrationForm, SuggestionForm

__all__ = [
    "AddAgencyForm",
    "AgainForm",
    "AmendForm",
    "AssignForm",
    "CheckForm",
    "CloseForm",
    "IssueForm",
    "LinkForm",
    "ReceiveForm",
    "RectificationForm",
    "RegistrationForm",
    "RemoveAgencyForm",
    "ReopenForm",
    "ReplyForm",
    "ReportUpForm",
    "SuggestionForm",
    "VoidForm",
    "WithdrawForm",
]
