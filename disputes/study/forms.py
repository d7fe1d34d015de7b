"""Forms of study plans, study sessions and joint training."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.fields import DateField, NameField
from accounts.lists import FIRST_YEAR
from accounts.models import Organ, Organisation
from accounts.offices import agencies_kept, organs_kept
from accounts.once import OnceForm
from accounts.timekeeping import today
from disputes.models import Invitation, Participant, StudyPlan, StudySession, Training
from dossiers.content import check_upload
from dossiers.models import Code
from workflow.fields import CHOOSE, CodeField, CodesField, OrganisationsField, half, shown_when, text
from workflow.rows import RowsField

OTHER = "study_topic.other"


def file_field(label: Any, **kwargs: Any) -> forms.FileField:
    """A file whose content is checked, not its name."""
    return forms.FileField(label=label, validators=[check_upload], max_length=200, **kwargs)


def month_field() -> forms.IntegerField:
    """The month in which a topic is planned."""
    return forms.IntegerField(label=_("Planned month (1–12)"), min_value=1, max_value=12)


class AgencyForm(OnceForm):
    """A form about an agency: whoever keeps one alone is not asked which."""

    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("Agency"), empty_label=CHOOSE)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = agencies_kept(actor).valid_on(today())
        self.fields["organisation"].queryset = kept
        found = list(kept[:2])
        if len(found) == 1:
            field = self.fields["organisation"]
            field.initial, field.required, field.widget = found[0].pk, False, forms.HiddenInput()
            self._only = found[0]

    def clean_organisation(self) -> Organisation:
        return self.cleaned_data["organisation"] or self._only


class PlanChangeForm(OnceForm):
    """What a plan says beside its topics."""

    title = forms.CharField(label=_("Title of the plan"), max_length=200)
    adopted_on = DateField(label=_("Adopted on"), latest=today)
    paper = file_field(_("Plan as issued"), required=False)
    note = forms.CharField(label=_("Remarks"), max_length=500, required=False)

    @classmethod
    def of(cls, plan: StudyPlan, data: Any, files: Any) -> "PlanChangeForm":
        """The form with what the plan says."""
        return cls(data, files, initial={name: getattr(plan, name) for name in ("title", "adopted_on", "note")})

    def values(self) -> dict[str, Any]:
        """What was typed, as `change_plan` takes it."""
        data = self.cleaned_data
        return {"file": data["paper"], **{name: data[name] for name in ("title", "adopted_on", "note")}}


class PlanForm(PlanChangeForm, AgencyForm):
    """A plan for a year with its topics."""

    year = half(forms.IntegerField(label=_("Year"), min_value=FIRST_YEAR))
    topics = RowsField(
        {
            "topic": CodeField("study_topic", label=_("Topic")),
            "title": forms.CharField(label=_("What exactly"), max_length=200, required=False),
            "month": month_field(),
        },
        label=_("Topics"),
        spare=4,
        most=24,
    )
    field_order = ("once_key", "organisation", "year", "adopted_on", "title", "paper", "topics", "note")

    def clean_year(self) -> int:
        year = self.cleaned_data["year"]
        if year > today().year + 1:
            raise ValidationError(_("Plans are made for next year at the latest."), code="max_value")
        return year

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        topics = [(row["topic"], row["title"], row["month"]) for row in data["topics"]]
        return super().values() | {name: data[name] for name in ("organisation", "year")} | {"topics": topics}


class TopicForm(OnceForm):
    """One more topic of a plan."""

    topic = half(CodeField("study_topic", label=_("Topic")))
    month = half(month_field())
    title = forms.CharField(label=_("What exactly"), max_length=200, required=False)


class SessionForm(AgencyForm):
    """A study session that was held."""

    on_date = DateField(label=_("Held on"), latest=today)
    form = half(CodeField("study_form", label=_("Form")))
    place = half(forms.CharField(label=_("Place"), max_length=100))
    speaker = half(forms.CharField(label=_("Speaker"), max_length=200, required=False))
    topics = CodesField("study_topic", label=_("Topics"))
    other_topic = forms.CharField(
        label=_("Which other topic"), max_length=200, required=False, help_text=_("When “Other” is ticked.")
    )
    summary = text(_("What was studied"), 3, required=False)

    @classmethod
    def of(cls, session: StudySession, data: Any, actor: Actor) -> "SessionForm":
        """The form with what a session says; whose it is stays as it was."""
        topics = list(session.topics.filter(dropped_at=None))
        names = ("on_date", "form", "place", "speaker", "summary")
        initial = {name: getattr(session, name) for name in names}
        initial["topics"] = [row.topic_id for row in topics]
        initial["other_topic"] = next((row.title for row in topics if row.topic_id == OTHER), "")
        form = cls(data, actor=actor, initial=initial)
        del form.fields["organisation"]
        return form

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        others = [topic for topic in cleaned.get("topics") or [] if topic.pk == OTHER]
        if others and not cleaned.get("other_topic"):
            self.add_error("other_topic", ValidationError(_("Say which topic it was."), code="required"))
        return cleaned

    def values(self) -> dict[str, Any]:
        """What was typed, as `add_session` and `change_session` take it."""
        data = self.cleaned_data
        topics = [(topic, data["other_topic"] if topic.pk == OTHER else "") for topic in data["topics"]]
        names = ("organisation", "on_date", "form", "place", "speaker", "summary")
        return {"topics": topics, **{name: data[name] for name in names if name in data}}


class OthersForm(OnceForm):
    """Those who came and are no heads; the heads stand in the list above."""

    others = RowsField(
        {
            "name": NameField(label=_("Person's name"), max_length=64),
            "post": forms.CharField(label=_("Post"), max_length=64, required=False),
        },
        label=_("Others who came"),
        spare=2,
        most=60,
        required=False,
    )


class FileForm(OnceForm):
    """One file of a session or a training."""

    file = file_field(_("File"))


# --- joint training --------------------------------------------------------------------------------------------


class TrainingForm(OnceForm):
    """What is announced of a training."""

    organ = forms.ModelChoiceField(Organ.objects.none(), label=_("Reconsideration organ"))
    title = forms.CharField(label=_("Title of the training"), max_length=200)
    topic = half(CodeField("study_topic", label=_("Topic")))
    place = half(forms.CharField(label=_("Place"), max_length=200))
    first_day = DateField(label=_("Begins on"))
    last_day = DateField(label=_("Ends on"))
    organisers = half(forms.CharField(label=_("Organisers"), max_length=300, required=False))
    teachers = half(forms.CharField(label=_("Teachers"), max_length=300, required=False))
    kinds = CodesField("training_kind", label=_("For whom"))
    enrol_until = DateField(label=_("Enrolment until"))
    capacity = half(
        forms.IntegerField(
            label=_("Places"), min_value=1, max_value=100_000, required=False, help_text=_("Empty: without a limit.")
        )
    )
    note = forms.CharField(label=_("Remarks"), max_length=500, required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organs = organs_kept(actor)
        self.fields["organ"].queryset = organs
        found = list(organs[:2])
        if len(found) == 1:
            self.fields["organ"].initial, self.fields["organ"].widget = found[0].pk, forms.HiddenInput()

    @classmethod
    def of(cls, training: Training, data: Any, actor: Actor) -> "TrainingForm":
        """The form with what a training says; its organ stays."""
        initial = {name: getattr(training, name) for name in cls.base_fields if hasattr(training, name)}
        initial["kinds"] = list(training.kinds.values_list("pk", flat=True))
        form = cls(data, actor=actor, initial=initial)
        del form.fields["organ"]
        return form

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last, until = (cleaned.get(name) for name in ("first_day", "last_day", "enrol_until"))
        if first and last and last < first:
            self.add_error("last_day", ValidationError(_("The last day lies before the first day."), code="order"))
        if first and until and until > first:
            words = _("Enrolment ends on the first day of the training at the latest.")
            self.add_error("enrol_until", ValidationError(words, code="order"))
        return cleaned

    def values(self) -> dict[str, Any]:
        """What was typed, as the services take it."""
        return {name: value for name, value in self.cleaned_data.items() if name != "once_key"}


class InviteForm(OnceForm):
    """Units that are invited."""

    organisations = OrganisationsField(queryset=Organisation.objects.none(), label=_("Units"))
    quota = half(
        forms.IntegerField(
            label=_("Places of each unit"), min_value=1, required=False, help_text=_("Empty: without a limit.")
        )
    )

    def __init__(self, *args: Any, training: Training, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Organisation.objects.within(training.organ.organisation).valid_on(today())
        invited = training.invitations.filter(voided_at=None).values("organisation")
        self.fields["organisations"].queryset = units.exclude(pk__in=invited).order_by("name")


class EnrolForm(OnceForm):
    """People whom a unit sends; the office may name units that are not known here."""

    invitation = forms.ModelChoiceField(
        Invitation.objects.unscoped("which ones can be chosen is for the form to say").none(),
        label=_("Unit"),
        required=False,
        empty_label=_("Another unit"),
    )
    unit = shown_when(forms.CharField(label=_("Name of the other unit"), max_length=200, required=False), "invitation=")
    people = RowsField(
        {
            "name": NameField(label=_("Person's name"), max_length=64),
            "kind": CodeField("training_kind", label=_("Kind")),
            "post": forms.CharField(label=_("Post"), max_length=64, required=False),
        },
        label=_("People"),
        spare=3,
        most=40,
    )

    def __init__(
        self, *args: Any, units: QuerySet[Invitation], kinds: QuerySet[Code], office: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.office, self.fields["invitation"].queryset = office, units
        found = list(units[:2])
        if not office:
            field = self.fields["invitation"]
            field.required, field.empty_label = True, CHOOSE
            if len(found) == 1:
                field.initial, field.widget = found[0].pk, forms.HiddenInput()
            del self.fields["unit"]
        self.fields["people"].columns["kind"].queryset = kinds

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.office and not cleaned.get("invitation") and not cleaned.get("unit"):
            self.add_error("unit", ValidationError(_("Name the unit."), code="required"))
        return cleaned


class FeedbackForm(OnceForm):
    """What the participants said of a training."""

    count = half(forms.IntegerField(label=_("Feedback forms returned"), min_value=0, required=False))
    summary = text(_("Summary of the feedback"), 4)


def presence_of(data: Any, participants: list[Participant]) -> dict[int, bool | None]:
    """What was ticked on the sign-in list, by participant: came, did not come, not entered."""
    words = {"yes": True, "no": False}
    return {row.pk: words.get(data.get(f"came_{row.pk}", "")) for row in participants}


def typed_reason(data: Any, pk: int) -> str:
    """The reason of absence typed beside a head."""
    return str(data.get(f"reason_{pk}", "")).strip()[:200]
