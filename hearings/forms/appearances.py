"""Forms of the appearance of a defendant's head at a sitting: each is about one appearance."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.timekeeping import now
from deadlines.basis import calendar_for, clock_on
from deadlines.engine import reckon
from dossiers.models import Party, PartyRole
from hearings.forms.heads import HeadField, Reason, no_head_of
from hearings.forms.sittings import SittingField
from hearings.models import Appearance, AppearanceState, IdentityResult
from hearings.sittings import reading
from hearings.sittings.words import begun, day_of
from workflow.fields import CHOOSE, CodeField, PartiesField, PartyChoiceField, half, shown_when, text
from workflow.forms import StepForm

NOTICE_CLOCK = "ct_court_notice_3d_before"
LAWYER = "律师"
A = AppearanceState


# --- what stands in the way of a step on one appearance; None: nothing -------------------------------------------


def not_owed(row: Appearance) -> Reason:
    if row.state == A.DROPPED:
        return _("Another defendant appears: nothing is owed here.")
    return None


def already_begun(row: Appearance) -> Reason:
    return _("The hearing has begun.") if begun(row.case.sitting, now()) else None


def not_begun(row: Appearance) -> Reason:
    return None if begun(row.case.sitting, now()) else _("The hearing has not begun yet.")


def no_head_yet(row: Appearance) -> Reason:
    return None if row.head_id else _("Nobody is named yet.")


def head_named(row: Appearance) -> Reason:
    if row.state == A.NOMINATED:
        return _("A head is named already; change it.")
    return None


def record_in(row: Appearance) -> Reason:
    if row.state in {A.SUBMITTED, A.CONFIRMED}:
        return _("The record is handed in already.")
    return None


def no_papers(row: Appearance) -> Reason:
    if row.identity == IdentityResult.NONE:
        return _("No statement of identity is handed in.")
    return None


Bar = Callable[[Appearance], Reason]


class AppearanceForm(StepForm):
    """A step about one defendant at one sitting. `bars` say why it is not open for an appearance."""

    bars: tuple[Bar, ...] = (not_owed,)
    sitting = SittingField(label=_("Court hearing"))
    party = PartyChoiceField(Party.objects.none(), label=_("Defendant"), empty_label=CHOOSE)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        open_ones = [row for row in self.rows if self.bar(row) is None] or self.rows
        sittings = {row.case.sitting_id: row.case.sitting for row in open_ones}
        everywhere = {row.case.sitting_id: row.case.sitting for row in self.rows}
        self.fields["sitting"].offer(list(everywhere.values() if self.is_bound else sittings.values()))
        parties = self.fields["party"]
        parties.queryset = self.context.dossier.parties.filter(pk__in={row.defendant.party_id for row in self.rows})
        if len({row.defendant.party_id for row in open_ones}) == 1:
            parties.initial = open_ones[0].defendant.party_id
        if sittings:
            self.fields["sitting"].initial = next(iter(sittings))

    @property
    def rows(self) -> list[Appearance]:
        """The appearances of the case as it now stands: once the case is locked, as nobody else can change them."""
        return reading.appearances(self.context)

    @classmethod
    def bar(cls, row: Appearance) -> Reason:
        """Why the step is not open for an appearance, or None."""
        return next((reason for test in cls.bars if (reason := test(row)) is not None), None)

    @property
    def offered(self) -> Appearance | None:
        """The appearance that the form is about as it is first shown or was sent; None where it is not clear yet."""
        chosen = [str(self[name].value() or "") for name in ("sitting", "party")]
        keys = [[str(row.case.sitting_id), str(row.defendant.party_id)] for row in self.rows]
        return self.rows[keys.index(chosen)] if chosen in keys else None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        sitting, party = cleaned.get("sitting"), cleaned.get("party")
        if sitting is None or party is None:
            return cleaned
        row = next(
            (one for one in self.rows if (one.case.sitting_id, one.defendant.party_id) == (sitting.pk, party.pk)), None
        )
        if row is None:
            self.add_error("party", _("This defendant owes nothing at this hearing."))
            return cleaned
        cleaned["appearance"] = row
        self._check_open(row)
        self.check(row, cleaned)
        return cleaned

    def _check_open(self, row: Appearance) -> None:
        if not self.corrected_entries:
            if (reason := self.bar(row)) is not None:
                self.add_error("sitting", reason)
            return
        own = [fact for fact in self.context.facts if fact.entry_id in self.corrected_entries and fact.party_id]
        if own and (own[0].value.get("sitting"), own[0].party_id) != (row.case.sitting_id, row.defendant.party_id):
            self.add_error("sitting", _("A correction stays with the hearing and the defendant of its entry."))

    def check(self, row: Appearance, cleaned: dict[str, Any]) -> None:
        """What else must hold of the appearance; errors are added to the form."""


class CallForm(AppearanceForm):
    """The court calls the head (出庭通知书), three clear days before the hearing (规定 5②)."""

    on_date_label = _("Notice of appearance received on")
    number = half(forms.CharField(label=_("Number of the notice of appearance"), max_length=100, required=False))
    ground = CodeField("appearance_call", label=_("Why the head is called"))
    again = forms.BooleanField(label=_("The court calls the head once more in this instance"), required=False)
    notice = forms.FileField(label=_("Notice of appearance"), required=False)

    def check(self, row: Appearance, cleaned: dict[str, Any]) -> None:
        day = cleaned.get("on_date")
        if day is not None and day > day_of(row.case.sitting):
            self.add_error("on_date", _("The notice comes before the hearing."))


def last_day_of_call(row: Appearance, organ: Any) -> Any:
    """The last day on which the notice of appearance comes three clear days before the hearing (规定 5②)."""
    day = day_of(row.case.sitting)
    found = reckon(clock_on(NOTICE_CLOCK, day), day, calendar_for(organ))
    return found.due_on or found.provisional_on


class DesignateForm(StepForm):
    """Which of the joint defendants appears, by agreement or by the court (规定 3)."""

    on_date_label = _("Designated on")
    appearing = PartiesField(label=_("Whose head appears"))
    how = half(
        forms.ChoiceField(
            label=_("Settled by"), choices=[("agreed", _("Agreement of the defendants")), ("court", _("The court"))]
        )
    )
    note = text(_("Remarks"), 2, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["appearing"].queryset = self.context.dossier.parties.standing().filter(role=PartyRole.RESPONDENT)


class NominateForm(AppearanceForm):
    """The agency names the head who appears."""

    bars = (not_owed, already_begun, record_in, head_named)
    on_date_label = _("Named on")
    head = HeadField(label=_("Head who appears"))
    clash_reason = forms.CharField(
        label=_("Why a clash is right all the same"),
        max_length=300,
        required=False,
        help_text=_("Only where the court has really set two sittings in one time."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["head"].offer(self.rows)

    def check(self, row: Appearance, cleaned: dict[str, Any]) -> None:
        head = cleaned.get("head")
        if head is not None and (reason := no_head_of(head, row)) is not None:
            self.add_error("head", reason)


class ChangeHeadForm(NominateForm):
    """Another head, before the hearing (规定 5③)."""

    bars = (not_owed, already_begun, record_in, no_head_yet)
    on_date_label = _("Changed on")
    reason = text(_("Reason"), 2)

    def check(self, row: Appearance, cleaned: dict[str, Any]) -> None:
        super().check(row, cleaned)
        head = cleaned.get("head")
        if head is not None and head.pk == row.head_id and not self.corrected_entries:
            self.add_error("head", _("This head is named already."))


class IdentityForm(AppearanceForm):
    """The statement of identity: name, post, seal of the agency; before the hearing (规定 6①)."""

    bars = (not_owed, already_begun, no_head_yet)
    on_date_label = _("Handed in on")
    statement = forms.FileField(label=_("Statement of identity"))


class JudgeIdentityForm(AppearanceForm):
    """What the court makes of the statement; papers refused count as absence (规定 6②)."""

    bars = (not_owed, no_papers)
    on_date_label = _("Day")
    result = forms.ChoiceField(
        label=_("The court's view"),
        choices=[("accepted", _("Statement accepted")), ("refused", _("Statement refused"))],
        widget=forms.RadioSelect,
    )
    reason = shown_when(text(_("Why it was refused"), 2, required=False), "result=refused")

    def check(self, row: Appearance, cleaned: dict[str, Any]) -> None:
        if cleaned.get("result") == "refused" and not cleaned.get("reason"):
            self.add_error("reason", _("Say why it was refused."))


class ExplainAbsenceForm(AppearanceForm):
    """No head can come: the ground, its stamped paper, and the staff member who goes (规定 8, 9, 11; 解释 128②)."""

    bars = (not_owed, record_in)
    on_date_label = _("Explained on")
    ground = CodeField("absence_ground", label=_("Ground of absence"))
    note = text(_("Circumstances"), 2)
    proof = forms.FileField(
        label=_("Stamped paper"), required=False, help_text=_("With the agency's seal or the principal's signature.")
    )
    staff = half(forms.CharField(label=_("Staff member who goes"), max_length=64))
    staff_post = half(forms.CharField(label=_("Post"), max_length=64))

    def check(self, row: Appearance, cleaned: dict[str, Any]) -> None:
        check_ground(self, cleaned)
        for name in ("staff", "staff_post"):
            if LAWYER in (cleaned.get(name) or ""):
                self.add_error(name, _("A staff member goes, never a lawyer alone (art. 11①)."))


def check_ground(form: StepForm, cleaned: dict[str, Any]) -> None:
    """A good ground of absence is shown by a stamped paper (规定 9①); what is said of it is no longer than is kept."""
    ground = cleaned.get("ground")
    good = ground is not None and ground.pk != "absence_ground.none"
    if good and not cleaned.get("proof") and not form.corrected_entries:
        form.add_error("proof", _("A ground is shown by a stamped paper (art. 9①)."))
    if len(cleaned.get("note") or "") > 300:
        form.add_error("note", _("At most %(n)s characters.") % {"n": 300})


def designatable(context: Any) -> Reason:
    """Whether the suit has several defendants, of whom one may be designated."""
    several = len(context.parties_as(PartyRole.RESPONDENT)) > 1
    return None if several else _("The suit has one defendant; it appears itself.")
