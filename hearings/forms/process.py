"""The file of the whole process (全过程跟踪) of the government's own cases."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.fields import DateField
from dossiers.models import Code, TimelineEntry
from hearings import closing
from hearings import facts as f
from hearings.forms.fields import EntryField
from workflow.fields import CHOOSE, CodeField, half, text, tick
from workflow.forms import StepForm
from workflow.party_forms import AgencyStepForm
from workflow.rows import RowsField

LAWYERS = frozenset({"public_lawyer", "outside_lawyer"})


class ResponseOpinionForm(StepForm):
    """What the department that did the act thinks of the suit."""

    on_date_label = _("Given on")
    by = half(forms.CharField(label=_("Department that gives it"), max_length=100))
    view = half(
        forms.ChoiceField(
            label=_("Expected result"),
            choices=[
                ("win", _("Likely to be upheld")),
                ("doubtful", _("Doubtful")),
                ("lose", _("Likely to be lost")),
                ("settle", _("To be settled")),
            ],
        )
    )
    opinion = text(pgettext_lazy("view", "Opinion"), 4)
    paper = forms.FileField(label=_("Written opinion"), required=False)


class ResponsePlanForm(StepForm):
    on_date_label = _("Settled on")
    points = text(_("Points in dispute and arguments"), 4)
    settling = text(_("Way of resolving the dispute"), 2, required=False)
    paper = forms.FileField(label=_("Response plan"), required=False)


class TeamForm(StepForm):
    """Who prepares the suit of the organ, and who acts in court: never lawyers only (行政诉讼法 3③, 31; 行诉解释 128②).

    The team may be larger than those who go: head, staff of the department, public lawyer, outside lawyer.
    """

    on_date_label = _("Named on")
    members = RowsField(
        {
            "name": forms.CharField(label=_("Name"), max_length=64),
            "role": CodeField("team_member", label=_("As what"), empty_label=CHOOSE),
            "unit": forms.CharField(label=_("Unit and post"), max_length=100, required=False),
            "agent": tick(_("Agent in court")),
        },
        label=_("Members of the team"),
        help_text=_("At most two members are agents in court, beside the head; lawyers never alone."),
        spare=3,
    )

    def clean_members(self) -> list[dict[str, Any]]:
        members: list[dict[str, Any]] = self.cleaned_data["members"]
        agents = [member for member in members if member["agent"] and member["role"].code != HEAD]
        going = [*agents, *(member for member in members if member["role"].code == HEAD)]
        for group in (members, going):
            if group and all(member["role"].code in LAWYERS for member in group):
                raise forms.ValidationError(
                    _("Lawyers alone cannot act for the agency: name its head or a member of its staff too."),
                    code="lawyers_alone",
                )
        if len(agents) > MOST_AGENTS:
            raise forms.ValidationError(_("Beside the head at most two agents act in the suit."), code="too_many")
        return members


HEAD = "head"
# 行政诉讼法 31①; 行诉解释 128②: beside the head one or two agents.
MOST_AGENTS = 2


class InstructionForm(StepForm):
    on_date_label = _("Given on")
    leader = half(forms.CharField(label=_("Leader"), max_length=64))
    content = text(_("Instruction"), 2)


class LeaderForm(StepForm):
    """Which leader appears in court, arranged before the hearing (行政诉讼法 3③)."""

    on_date_label = _("Arranged on")
    leader = half(forms.CharField(label=_("Leader who appears"), max_length=64))
    post = half(forms.CharField(label=_("Post"), max_length=64, required=False))
    note = text(_("Remarks"), 2, required=False)


class RiskForm(StepForm):
    on_date_label = _("Found on")
    level = half(CodeField("risk_level", label=_("Level")))
    person = half(forms.CharField(label=_("Person in charge"), max_length=64))
    what = text(_("Risk"), 2)
    measure = text(_("Measure"), 2)


class RiskHandledForm(StepForm):
    """What became of one risk of the register."""

    on_date_label = _("Dealt with on")
    not_before = (f.RISK_FOUND,)
    risk = EntryField(label=_("Risk"))
    result = text(_("Result"), 2)
    feedback = text(_("Feedback"), 2, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = closing.open_risks(self.context.facts)
        risks = [fact for fact in self.context.facts if fact.kind == f.RISK_FOUND]
        words = [(str(fact.value["risk"]), str(fact.value["what"])) for fact in risks]
        self.fields["risk"].offer(self.context.dossier, "find_risk", words)
        if len(found) == 1:
            self.fields["risk"].initial = str(found[0].value["risk"])

    def clean_risk(self) -> TimelineEntry:
        risk: TimelineEntry = self.cleaned_data["risk"]
        if _dealt_with(self, f.RISK_HANDLED, risk=str(risk.pk)):
            raise forms.ValidationError(_("It is entered already what became of this risk."), code="handled")
        return risk


def _dealt_with(form: StepForm, kind: str, **value: str) -> bool:
    """Whether an entry other than the one that is corrected left a fact with this value."""
    others = (fact for fact in form.context.facts if fact.entry_id not in form.corrected_entries)
    return any(fact.kind == kind and value.items() <= fact.value.items() for fact in others)


class MajorForm(StepForm):
    on_date_label = _("Marked on")
    reason = text(_("Why it is a major case"), 2)


class ReportUpForm(StepForm):
    on_date_label = _("Reported on")
    not_before = (f.MAJOR,)
    to = half(forms.CharField(label=_("Reported to"), max_length=100))
    content = text(_("What was reported"), 2)
    paper = forms.FileField(label=_("Report"), required=False)


class AskGuidanceForm(AgencyStepForm):
    """A defendant agency asks the office how to meet the suit."""

    on_date_label = _("Asked on")
    question = text(_("What guidance is asked for"), 3)
    wanted_by = DateField(label=_("Wanted by"), required=False, help_text=_("Else until the answer is due."))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        day, wanted = cleaned.get("on_date"), cleaned.get("wanted_by")
        if day and wanted and wanted < day:
            self.add_error("wanted_by", _("It is wanted by a day that lies before the request."))
        return cleaned


class GiveGuidanceForm(StepForm):
    """What the office answers to one request for guidance."""

    on_date_label = _("Given on")
    not_before = (f.GUIDANCE_ASKED,)
    asked = EntryField(label=_("Request for guidance"))
    manner = half(
        forms.ChoiceField(
            label=_("How"),
            choices=[("written", _("In writing")), ("meeting", _("In a meeting")), ("telephone", _("By telephone"))],
        )
    )
    content = text(_("Guidance"), 3)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agencies = {party.pk: party.name for party in self.context.parties}
        words = [
            (str(fact.value["asked"]), f"{agencies.get(fact.party_id or 0, '')}：{fact.value['question']}")
            for fact in self.context.facts
            if fact.kind == f.GUIDANCE_ASKED
        ]
        self.fields["asked"].offer(self.context.dossier, "ask_guidance", words)
        if found := closing.open_questions(self.context.facts):
            self.fields["asked"].initial = str(found[0].value["asked"])

    def clean_asked(self) -> TimelineEntry:
        asked: TimelineEntry = self.cleaned_data["asked"]
        if _dealt_with(self, f.GUIDANCE_GIVEN, asked=str(asked.pk)):
            raise forms.ValidationError(_("Guidance has been given on this request."), code="handled")
        return asked


def role_codes(members: list[dict[str, Any]]) -> list[str]:
    """The kinds of members in a team."""
    return sorted({str(member["role"].pk) for member in members if isinstance(member["role"], Code)})
