"""Study of law by leaders (领导干部学法): plans of a year, what was held of them, and who came."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import HeadRank, Organ, Organisation, RosterEntry
from accounts.text import normalise_name
from disputes.models.kept import Entered, WithPaper, void_has_its_reason
from disputes.study.queries import AttendanceQuerySet, OfPlanQuerySet, PlanQuerySet, SessionQuerySet
from dossiers.models.codes import of_list


class StudyPlan(Entered, WithPaper):
    """What the leaders of an agency are to study in a year; that of the organ itself is the district's plan."""

    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name=_("agency"), related_name="+")
    year = models.PositiveSmallIntegerField(_("year"))
    title = models.CharField(_("title"), max_length=200)
    adopted_on = models.DateField(_("adopted on"))
    note = models.CharField(_("remarks"), max_length=500, blank=True)

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("study plan")
        verbose_name_plural = _("study plans")
        ordering = ["-year", "organisation", "pk"]
        constraints = [
            models.UniqueConstraint(
                "organisation",
                "year",
                name="study_plan_once_a_year",
                condition=Q(voided_at=None),
                violation_error_message=_("The agency has a plan for this year already."),
            ),
            void_has_its_reason("study_plan_void_has_its_reason"),
        ]
        triggers = [pgtrigger.Protect(name="study_plan_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.title


class StudyTopic(Entered):
    """What is to be studied, and in which month."""

    plan = models.ForeignKey(StudyPlan, models.PROTECT, related_name="topics")
    topic = models.ForeignKey("dossiers.Code", models.PROTECT, verbose_name=_("topic"), related_name="+")
    title = models.CharField(_("what exactly"), max_length=200, blank=True)
    month = models.PositiveSmallIntegerField(_("month"))

    objects = OfPlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("topic of a study plan")
        verbose_name_plural = _("topics of study plans")
        ordering = ["plan", "month", "pk"]
        constraints = [
            models.CheckConstraint(condition=of_list("topic", "study_topic"), name="study_topic_of_its_list"),
            models.CheckConstraint(condition=Q(month__gte=1, month__lte=12), name="study_topic_in_a_month"),
            models.CheckConstraint(
                condition=~Q(topic="study_topic.other") | ~Q(title=""), name="study_topic_other_says_what"
            ),
            void_has_its_reason("study_topic_void_has_its_reason"),
        ]
        triggers = [pgtrigger.Protect(name="study_topic_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return topic_words(self)


class StudyState(models.TextChoices):
    OPEN = "open", _("Not looked at yet")
    ACCEPTED = "accepted", _("Checked")
    RETURNED = "returned", _("Returned")


class StudySession(Entered):
    """A study session that was held; what an agency enters is checked by the office before it counts."""

    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name=_("held by"), related_name="+")
    on_date = models.DateField(_("day"))
    place = models.CharField(_("place"), max_length=100)
    form = models.ForeignKey("dossiers.Code", models.PROTECT, verbose_name=_("form"), related_name="+")
    speaker = models.CharField(_("speaker"), max_length=200, blank=True)
    summary = models.TextField(_("what was studied"), blank=True)
    state = models.CharField(_("result"), max_length=10, choices=StudyState, default=StudyState.OPEN)
    state_note = models.CharField(_("what is missing"), max_length=300, blank=True)
    checked_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    checked_at = models.DateTimeField(null=True, blank=True)

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("study session")
        verbose_name_plural = _("study sessions")
        ordering = ["-on_date", "-pk"]
        constraints = [
            models.CheckConstraint(condition=of_list("form", "study_form"), name="study_session_form_of_its_list"),
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(state_note=""), name="study_session_returned_with_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(state="open") | Q(checked_by__isnull=False, checked_at__isnull=False),
                name="study_session_checked_by_somebody",
            ),
            void_has_its_reason("study_session_void_has_its_reason"),
        ]
        indexes = [models.Index(fields=["organisation", "-on_date"], name="study_session_by_day")]
        triggers = [pgtrigger.Protect(name="study_session_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.on_date} {self.organisation}"


class SessionTopic(models.Model):
    """What was studied in a session. A topic that a correction took off stays, marked."""

    session = models.ForeignKey(StudySession, models.PROTECT, related_name="topics")
    topic = models.ForeignKey("dossiers.Code", models.PROTECT, verbose_name=_("topic"), related_name="+")
    title = models.CharField(_("what exactly"), max_length=200, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("topic of a study session")
        verbose_name_plural = _("topics of study sessions")
        ordering = ["session", "pk"]
        constraints = [
            models.CheckConstraint(condition=of_list("topic", "study_topic"), name="session_topic_of_its_list"),
            models.CheckConstraint(
                condition=~Q(topic="study_topic.other") | ~Q(title=""), name="session_topic_other_says_what"
            ),
            models.UniqueConstraint(
                "session", "topic", "title", name="session_topic_once", condition=Q(dropped_at=None)
            ),
        ]
        triggers = [pgtrigger.Protect(name="session_topic_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return topic_words(self)


class StudyRank(models.TextChoices):
    """As what somebody came: the ranks of heads, and all others."""

    PRINCIPAL = HeadRank.PRINCIPAL.value, HeadRank.PRINCIPAL.label
    DEPUTY = HeadRank.DEPUTY.value, HeadRank.DEPUTY.label
    IN_CHARGE = HeadRank.IN_CHARGE.value, HeadRank.IN_CHARGE.label
    OTHER = "other", _("Other staff")


class Attendance(Entered):
    """One person and whether they came: a head of the roster as of the day, or somebody typed."""

    session = models.ForeignKey(StudySession, models.PROTECT, related_name="attendance")
    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name=_("agency"), related_name="+")
    head = models.ForeignKey(RosterEntry, models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(_("name"), max_length=64)
    normalised = models.CharField(max_length=64, editable=False)
    rank = models.CharField(_("rank"), max_length=12, choices=StudyRank)
    post = models.CharField(_("post"), max_length=64, blank=True)
    came = models.BooleanField(_("came"))
    reason = models.CharField(_("reason of absence"), max_length=200, blank=True)

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("attendance of a study session")
        verbose_name_plural = _("attendance of study sessions")
        ordering = ["session", "organisation", "pk"]
        constraints = [
            models.UniqueConstraint(
                "session",
                "organisation",
                "normalised",
                name="attendance_once",
                condition=Q(voided_at=None),
                violation_error_message=_("This person is on the list already."),
            ),
            models.CheckConstraint(condition=Q(came=True) | ~Q(reason=""), name="attendance_absence_has_its_reason"),
            models.CheckConstraint(
                condition=Q(head=None, rank="other") | (Q(head__isnull=False) & ~Q(rank="other")),
                name="attendance_rank_of_a_head",
            ),
            void_has_its_reason("attendance_void_has_its_reason"),
        ]
        indexes = [models.Index(fields=["organisation", "normalised"], name="attendance_by_person")]
        triggers = [pgtrigger.Protect(name="attendance_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        self.normalised = normalise_name(self.name)
        super().save(*args, **kwargs)


def topic_words(row: StudyTopic | SessionTopic) -> str:
    """A topic with what exactly was studied of it."""
    if row.topic_id == "study_topic.other":
        return row.title
    return f"{row.topic}（{row.title}）" if row.title else str(row.topic)
