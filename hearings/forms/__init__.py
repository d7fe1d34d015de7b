"""Forms of the steps of a lawsuit and of its registration."""

from hearings.forms.appearances import (
    CallForm,
    ChangeHeadForm,
    ConfirmRecordForm,
    CourtRecordForm,
    DesignateForm,
    ExplainAbsenceForm,
    IdentityForm,
    JudgeIdentityForm,
    NominateForm,
    RecordForm,
    ReturnRecordForm,
    SettleForm,
)
from hearings.forms.keeping import VoidForm
from hearings.forms.sittings import (
    CancelHearingForm,
    HoldHearingForm,
    JoinHearingForm,
    MoveHearingForm,
    SetHearingForm,
    WithoutHearingForm,
)
from workflow.party_forms import DayForm

__all__ = [
    "CallForm",
    "CancelHearingForm",
    "ChangeHeadForm",
    "ConfirmRecordForm",
    "CourtRecordForm",
    "DayForm",
    "DesignateForm",
    "ExplainAbsenceForm",
    "HoldHearingForm",
    "IdentityForm",
    "JoinHearingForm",
    "JudgeIdentityForm",
    "MoveHearingForm",
    "NominateForm",
    "RecordForm",
    "ReturnRecordForm",
    "SetHearingForm",
    "SettleForm",
    "VoidForm",
    "WithoutHearingForm",
]
