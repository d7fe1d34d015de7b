"""A dispute as it is received: by the centre, or as a court, a procuratorate or an agency refers it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.fields import CaseNumberField, DateField, MoneyField
from accounts.models import AGENCY_KINDS, Organ, Organisation, OrganisationKind, Role, User
from accounts.offices import holding
from accounts.timekeeping import today
from disputes import facts as f
from disputes.models import Nature, Phase, Suing
from disputes.suing import AGAINST_THE_ACT, UNTOLD
from dossiers.models import Code, PartyRole
from workflow.fields import (
    CHOOSE,
    CodeField,
    OfficerField,
    OrganisationField,
    OrganisationsField,
    half,
    shown_when,
    text,
)
from workflow.forms import StepForm
from workflow.parties import BasePartyFormSet, PartyForm

ROLES = (
    (PartyRole.APPLICANT, _("Party seeking resolution")),
    (PartyRole.THIRD_PARTY, _("Third party")),
    (PartyRole.REPRESENTATIVE, _("Representative")),
    (PartyRole.AGENT, _("Agent")),
    (PartyRole.STATUTORY_AGENT, _("Statutory agent")),
)
# What refers a dispute, by the role of whoever enters it; the centre's own people say it themselves.
SOURCES = {
    Role.COURT_LIAISON: ("court_before", "court_during"),
    Role.PROCURATORATE_LIAISON: ("procuratorate",),
    Role.AGENCY_LIAISON: ("agency",),
}
# In which proceeding a dispute from a source stands, where the source says it.
PHASES = {
    "court_before": Phase.LITIGATION,
    "court_during": Phase.LITIGATION,
    "procuratorate": Phase.LITIGATION,
    "reconsideration": Phase.RECONSIDERATION,
}
# Periods for suing begin before anybody comes to the centre.
EARLIER = frozenset({f.SUIT_PERIOD, f.SUIT_TOLD, f.ACT_MADE})
REFERRERS = (
    *AGENCY_KINDS,
    OrganisationKind.COURT,
    OrganisationKind.PROCURATORATE,
    OrganisationKind.PETITION_OFFICE,
    OrganisationKind.POLITICAL_LEGAL_COMMITTEE,
    OrganisationKind.DISCIPLINE_INSPECTION,
)


class DisputePartyForm(PartyForm):
    """Somebody who seeks resolution, a third party, and who acts for them."""

    ROLES = ROLES

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = ROLES
        self.fields["group_size"].help_text = _("Where one line stands for several people.")


class BaseDisputePartyFormSet(BasePartyFormSet):
    NONE = _("Enter at least one party that seeks resolution.")
    ORDER = _("Enter the party before the person who acts for them.")


DisputePartyFormSet = forms.formset_factory(
    DisputePartyForm, formset=BaseDisputePartyFormSet, extra=0, min_num=1, can_delete=True, max_num=200
)


def centre_staff(organs: list[Organ]) -> Any:
    """Those who can handle a dispute: the officers of the office and the coordinators of the centre."""
    return holding([Role.OFFICER, Role.CENTRE_COORDINATOR], organs)


class ParticularsForm(forms.Form):
    """What a dispute is about, as it is received and as it is amended."""

    COLUMNS: tuple[str, ...] = (
        *("nature", "phase", "subject", "civil_kind", "act_name", "act_number", "domain", "demands", "amount"),
    )
    nature = half(
        forms.ChoiceField(label=_("Nature of the dispute"), choices=Nature.choices, initial=Nature.ADMINISTRATIVE)
    )
    phase = shown_when(
        half(
            forms.ChoiceField(
                label=_("Stage of the remedy"),
                choices=[("", CHOOSE), *Phase.choices],
                required=False,
                help_text=_("Of a dispute in neither yet: the way that is open to it."),
            )
        ),
        "nature=administrative",
    )
    subject = shown_when(
        half(CodeField("dispute_subject", label=_("Subject"), required=False)), "nature=administrative"
    )
    civil_kind = shown_when(
        half(CodeField("civil_dispute", label=_("Kind of civil dispute"), required=False)), "nature=civil"
    )
    domain = half(CodeField("domain", label=_("Domain"), required=False))
    act_name = forms.CharField(label=_("Act or matter in dispute"), max_length=200)
    act_number = half(CaseNumberField(label=_("Document number"), max_length=100, required=False))
    demands = text(_("Demands"), 3, required=False)
    amount = half(MoneyField(label=_("Amount asked"), required=False))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        civil = cleaned.get("nature") == Nature.CIVIL
        if civil:
            cleaned["phase"], cleaned["subject"] = "", None
            if not cleaned.get("civil_kind"):
                self.add_error("civil_kind", _("Say which kind of civil dispute it is."))
        else:
            cleaned["civil_kind"] = None
            self.check_phase(cleaned)
        return cleaned

    def check_phase(self, cleaned: dict[str, Any]) -> None:
        """An administrative dispute is counted in one of the two proceedings."""
        if cleaned.get("nature") and not cleaned.get("phase"):
            self.add_error("phase", _("Say in which proceeding the dispute is, or which is open to it."))

    def columns(self) -> dict[str, Any]:
        """The cleaned values that are columns of the dispute."""
        return {name: self.cleaned_data[name] for name in self.COLUMNS}


class SuingForm(forms.Form):
    """Which period for suing is open to whoever seeks resolution, and since when it runs."""

    SUING: tuple[str, ...] = ("suing", "known_on", "told_on", "act_on", "immovable")
    suing = half(
        forms.ChoiceField(label=_("Period for suing"), choices=Suing.choices, initial=Suing.ACT, required=False)
    )
    known_on = half(
        DateField(
            label=_("Period for suing begins with"),
            required=False,
            latest=today,
            help_text=_(
                "The day on which the act was known; of a decision, its service; of a failure to act or to decide, the "
                "last day for it."
            ),
        )
    )
    told_on = shown_when(
        half(
            DateField(
                label=_("Period for suing known on"),
                required=False,
                latest=today,
                help_text=_("Where nobody had told it; without this day it lasts a year at most."),
            )
        ),
        "suing=untold|reconsidered_untold",
    )
    act_on = shown_when(
        half(
            DateField(
                label=_("Act made on"),
                required=False,
                latest=today,
                help_text=_("The longest period of five or twenty years runs from here."),
            )
        ),
        "suing=act|untold",
    )
    immovable = shown_when(
        forms.BooleanField(label=_("Over immovable property: twenty years"), required=False), "suing=act|untold"
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        kind = cleaned["suing"] = cleaned.get("suing") or Suing.ACT.value
        if kind not in UNTOLD:
            cleaned["told_on"] = None
        if kind not in AGAINST_THE_ACT:
            cleaned["act_on"], cleaned["immovable"] = None, False
        known, told, made = (cleaned.get(name) for name in ("known_on", "told_on", "act_on"))
        if told and not (known and known <= told):
            self.add_error("told_on", _("The period cannot be known before the act."))
        if made and known and made > known:
            self.add_error("act_on", _("The act cannot be known before it was made."))
        return cleaned


class CourtForm(forms.Form):
    """How a court hands a dispute over: the period in which it wants the mediation back depends on it."""

    COURT: tuple[str, ...] = ("simplified", "online")
    simplified = shown_when(
        forms.BooleanField(label=_("The court hears the suit in the simplified procedure"), required=False),
        "source=dispute_source.court_during",
    )
    online = shown_when(
        forms.BooleanField(label=_("Handed over on the court's on-line mediation platform"), required=False),
        "source=dispute_source.court_before|dispute_source.court_during",
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        source: Code | None = cleaned.get("source")
        code = source.code if source else ""
        cleaned["simplified"] = code == "court_during" and bool(cleaned.get("simplified"))
        cleaned["online"] = code in {"court_before", "court_during"} and bool(cleaned.get("online"))
        return cleaned


class DisputeForm(SuingForm, CourtForm, ParticularsForm):
    """A dispute from any source, with the parties beside it."""

    COLUMNS = (*ParticularsForm.COLUMNS, *SuingForm.SUING)

    organ = forms.ModelChoiceField(Organ.objects.none(), label=_("Organ"))
    source = half(CodeField("dispute_source", label=_("Source of the dispute")))
    referrer = half(OrganisationField(label=_("Referred by"), empty_label=_("Nobody: a party came by itself")))
    referral_number = half(forms.CharField(label=_("Number of the referral"), max_length=100, required=False))
    received_on = half(DateField(label=_("Received on"), latest=today))
    officer = half(OfficerField(label=_("Coordinator"), required=False))
    respondents = OrganisationsField(
        queryset=Organisation.objects.none(), label=_("Agencies concerned"), required=False
    )
    behind = half(
        CaseNumberField(
            label=_("Number of the case behind it"),
            max_length=64,
            required=False,
            help_text=_("A lawsuit or a reconsideration case of this organ."),
        )
    )

    sections: tuple[tuple[Any, tuple[str, ...]], ...] = (
        (
            _("Where it comes from"),
            (
                *("organ", "source", "referrer", "referral_number", "received_on", "officer", "behind"),
                *CourtForm.COURT,
            ),
        ),
        (_("Agencies concerned"), ("respondents",)),
        (
            _("What it is about"),
            (
                *("nature", "phase", "subject", "civil_kind", "domain", "act_name", "act_number", "demands"),
                "amount",
            ),
        ),
        (_("Period for suing"), SuingForm.SUING),
    )

    def __init__(self, *args: Any, actor: Actor, organs: list[Organ], inside: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor, self.inside = actor, inside
        field = self.fields["organ"]
        field.queryset = Organ.objects.filter(pk__in=[organ.pk for organ in organs]).select_related("organisation")
        if len(organs) == 1:
            field.initial, field.widget = organs[0], forms.HiddenInput()
        self.fields["received_on"].initial = today()
        on_day = Organisation.objects.valid_on(today())
        roots = Organisation.objects.none()
        for organ in organs:
            roots = roots | Organisation.objects.within(organ.organisation)
        agencies = roots.filter(kind__in=AGENCY_KINDS).valid_on(today()).distinct().order_by("pk")
        self.fields["respondents"].queryset = agencies
        if inside:
            self.fields["referrer"].queryset = on_day.filter(kind__in=REFERRERS).order_by("kind", "name")
            self.fields["officer"].queryset = centre_staff(organs)
        else:
            self._for_outsiders()

    def _for_outsiders(self) -> None:
        """Whoever refers from outside refers in the name of its own body, and gives the dispute to nobody."""
        del self.fields["officer"]
        codes = [code for role, sources in SOURCES.items() if self.actor.has(role) for code in sources]
        self.fields["source"].queryset = self.fields["source"].queryset.filter(code__in=codes)
        own = {pk for role in SOURCES for pk in self.actor.organisations(role)}
        self.fields["referrer"].queryset = Organisation.objects.filter(pk__in=own).order_by("name")
        self.fields["referrer"].required = True
        if len(own) == 1:
            self.fields["referrer"].initial, self.fields["referrer"].empty_label = own.pop(), None
        if len(codes) == 1:
            self.fields["source"].initial = f"dispute_source.{codes[0]}"

    def check_phase(self, cleaned: dict[str, Any]) -> None:
        source: Code | None = cleaned.get("source")
        if source is not None and not cleaned.get("phase"):
            cleaned["phase"] = PHASES.get(source.code, "")
        super().check_phase(cleaned)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        source: Code | None = cleaned.get("source")
        if source is None:
            return cleaned
        referrer = cleaned.get("referrer")
        if source.code == "party":
            cleaned["referrer"] = None
        elif referrer is None and "referrer" not in self.errors and source.code != "other":
            self.add_error("referrer", _("Say which body refers the dispute."))
        elif referrer is not None and not _may_refer(source.code, referrer):
            self.add_error("referrer", _("This body cannot be the source chosen."))
        if cleaned.get("nature") == Nature.ADMINISTRATIVE and not cleaned.get("respondents"):
            self.add_error("respondents", _("An administrative dispute concerns at least one agency."))
        return cleaned


def _may_refer(source: str, referrer: Organisation) -> bool:
    """Whether a body can be a source: a court for what a court refers, and so on."""
    wanted = {
        "court_before": {OrganisationKind.COURT},
        "court_during": {OrganisationKind.COURT},
        "procuratorate": {OrganisationKind.PROCURATORATE},
        "agency": set(AGENCY_KINDS),
        "reconsideration": {OrganisationKind.GOVERNMENT, OrganisationKind.DEPARTMENT, OrganisationKind.JUDICIAL_BUREAU},
        "petition": {OrganisationKind.PETITION_OFFICE},
        "other": set(REFERRERS) - {OrganisationKind.COURT, OrganisationKind.PROCURATORATE},
    }.get(source)
    return wanted is None or referrer.kind in wanted


class ReceiptForm(SuingForm, CourtForm, StepForm):
    """The receipt as it was registered, put right: its day, the referral, since when the period for suing runs."""

    on_date_label = _("Received on")
    source = half(CodeField("dispute_source", label=_("Source of the dispute")))
    referral_number = half(forms.CharField(label=_("Number of the referral"), max_length=100, required=False))
    field_order = ("on_date", "source", "referral_number", *CourtForm.COURT, *SuingForm.SUING)

    @property
    def opened_on(self) -> Any:
        """The receipt itself can be put on an earlier day."""
        return self.cleaned_data.get("on_date") or super().opened_on

    def clean_on_date(self) -> Any:
        day = super().clean_on_date()
        own = self.corrected_entries
        later = [fact.on_date for fact in self.context.facts if fact.entry_id not in own and fact.kind not in EARLIER]
        if later and day > min(later):
            raise forms.ValidationError(_("The case has steps on earlier days already."), code="out_of_order")
        return day


class AssignDisputeForm(StepForm):
    """Who coordinates the dispute, and who does so besides."""

    on_date_label = _("Assigned on")
    officer = OfficerField(label=_("Coordinator"))
    second = OfficerField(label=_("Second coordinator"), required=False)
    reason = text(_("Reason"), 2, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dossier = self.context.dossier
        staff = centre_staff([dossier.organ]).exclude(pk__in=dossier.recused)
        for name in ("officer", "second"):
            self.fields[name].queryset = staff

    def stored_raw(self) -> dict[str, list[str]]:
        dossier = self.context.dossier
        kept: list[tuple[str, int | None]] = [("officer", dossier.officer_id), ("second", dossier.second_officer_id)]
        return {name: [str(pk)] if pk else [] for name, pk in kept}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first: User | None = cleaned.get("officer")
        if first is not None and cleaned.get("second") == first:
            self.add_error("second", _("The two must be different people."))
        return cleaned
