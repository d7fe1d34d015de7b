"""Joint training (集中交流培训): its sessions, who is invited, who takes part, and the materials."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organ, Organisation
from accounts.text import normalise_name
from disputes.models.kept import Entered, WithPaper, void_has_its_reason
from disputes.models.study import StudySession
from disputes.study.queries import InvitationQuerySet, MaterialQuerySet, ParticipantQuerySet, TrainingQuerySet
from dossiers.models.codes import of_list


class Training(Entered):
    """A training that the office organises for judges, procurators, public lawyers and those who enforce the law."""

    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+")
    title = models.CharField(_("title"), max_length=200)
    topic = models.ForeignKey("dossiers.Code", models.PROTECT, verbose_name=_("topic"), related_name="+")
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    place = models.CharField(_("place"), max_length=200)
    organisers = models.CharField(_("organisers"), max_length=300, blank=True)
    teachers = models.CharField(_("teachers"), max_length=300, blank=True)
    kinds = models.ManyToManyField("dossiers.Code", verbose_name=_("kinds of participants"), related_name="+")
    capacity = models.PositiveIntegerField(_("places"), null=True, blank=True)
    enrol_until = models.DateField(_("enrolment until"))
    note = models.CharField(_("remarks"), max_length=500, blank=True)
    feedback_count = models.PositiveIntegerField(_("feedback forms returned"), null=True, blank=True)
    feedback = models.TextField(_("summary of the feedback"), blank=True)

    objects = TrainingQuerySet.as_manager()

    class Meta:
        verbose_name = _("joint training")
        verbose_name_plural = _("joint trainings")
        ordering = ["-first_day", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")),
                name="training_ends_after_it_begins",
                violation_error_message=_("The last day lies before the first day."),
            ),
            models.CheckConstraint(
                condition=Q(enrol_until__lte=F("first_day")),
                name="training_enrolment_ends_before_it",
                violation_error_message=_("Enrolment ends on the first day of the training at the latest."),
            ),
            models.CheckConstraint(condition=Q(capacity=None) | Q(capacity__gte=1), name="training_has_places"),
            models.CheckConstraint(condition=of_list("topic", "study_topic"), name="training_topic_of_its_list"),
            void_has_its_reason("training_void_has_its_reason"),
        ]
        indexes = [models.Index(fields=["organ", "-first_day"], name="training_by_day")]
        triggers = [pgtrigger.Protect(name="training_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.title


class Invitation(Entered):
    """A unit that may send people to a training, with how many places it has."""

    training = models.ForeignKey(Training, models.PROTECT, related_name="invitations")
    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name=_("unit"), related_name="+")
    quota = models.PositiveIntegerField(_("places of the unit"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation to a training")
        verbose_name_plural = _("invitations to trainings")
        ordering = ["training", "organisation__name", "pk"]
        constraints = [
            models.UniqueConstraint("training", "organisation", name="invitation_once", condition=Q(voided_at=None)),
            models.CheckConstraint(condition=Q(quota=None) | Q(quota__gte=1), name="invitation_has_places"),
            void_has_its_reason("invitation_void_has_its_reason"),
        ]
        indexes = [models.Index(fields=["organisation", "training"], name="invitation_by_unit")]
        triggers = [pgtrigger.Protect(name="invitation_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return str(self.organisation)


class Participant(Entered):
    """Somebody who is enrolled, and whether they came. The unit stands in words; a known one is named too."""

    training = models.ForeignKey(Training, models.PROTECT, related_name="participants")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    unit = models.CharField(_("unit"), max_length=200)
    name = models.CharField(_("name"), max_length=64)
    normalised = models.CharField(max_length=64, editable=False)
    kind = models.ForeignKey("dossiers.Code", models.PROTECT, verbose_name=_("kind"), related_name="+")
    post = models.CharField(_("post"), max_length=64, blank=True)
    came = models.BooleanField(_("came"), null=True, blank=True)

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        verbose_name = _("participant of a training")
        verbose_name_plural = _("participants of trainings")
        ordering = ["training", "unit", "pk"]
        constraints = [
            models.UniqueConstraint(
                "training",
                "unit",
                "normalised",
                name="participant_once",
                condition=Q(voided_at=None),
                violation_error_message=_("This person is enrolled already."),
            ),
            models.CheckConstraint(condition=of_list("kind", "training_kind"), name="participant_kind_of_its_list"),
            void_has_its_reason("participant_void_has_its_reason"),
        ]
        triggers = [pgtrigger.Protect(name="participant_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.name}（{self.unit}）"

    def save(self, *args, **kwargs) -> None:
        self.normalised = normalise_name(self.name)
        super().save(*args, **kwargs)


class Material(Entered, WithPaper):
    """A file of a study session or of a training."""

    session = models.ForeignKey(StudySession, models.PROTECT, null=True, blank=True, related_name="materials")
    training = models.ForeignKey(Training, models.PROTECT, null=True, blank=True, related_name="materials")

    objects = MaterialQuerySet.as_manager()

    class Meta:
        verbose_name = _("study material")
        verbose_name_plural = _("study materials")
        ordering = ["entered_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(session=None, training__isnull=False) | Q(session__isnull=False, training=None),
                name="material_of_a_session_or_a_training",
            ),
            models.CheckConstraint(condition=Q(stored__isnull=False), name="material_is_a_file"),
            void_has_its_reason("material_void_has_its_reason"),
        ]
        triggers = [pgtrigger.Protect(name="material_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.file_name
