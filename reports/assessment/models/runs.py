"""The versions of an assessment: what each agency came to with the cases behind it, and objections to it."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Organ, Organisation
from accounts.timekeeping import now
from reports.assessment.models.schemes import KINDS, AssessmentItem, AssessmentMark, AssessmentScheme, OnlyWhile
from reports.circulars.models import ReadOnlySince


class RunState(models.TextChoices):
    KEPT = "kept", pgettext_lazy("assessment", "Kept")
    ANNOUNCED = "announced", pgettext_lazy("assessment", "Open to objections")
    SUBMITTED = "submitted", _("Waiting for approval")
    PUBLISHED = "published", pgettext_lazy("assessment", "Published")


class AssessmentRun(models.Model):
    """A version of the result: what was computed at a moment by the scheme as it stood, never changed.

    It is opened to the agencies for objections, handed in, and published when another than who computed it approves.
    `snapshot` is the scheme with its items, exemptions and points by hand.
    """

    scheme = models.ForeignKey(AssessmentScheme, models.PROTECT, related_name="runs")
    number = models.PositiveSmallIntegerField(_("version"))
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    as_of = models.DateField(_("as known on"), null=True)
    first_day = models.DateField(_("from"))
    last_day = models.DateField(_("to"))
    counted_at = models.DateTimeField(_("figures as of"))
    snapshot = models.JSONField()
    run_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    state = models.CharField(_("state"), max_length=9, choices=RunState, default=RunState.KEPT)
    announced_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    announced_at = models.DateTimeField(null=True)
    objections_until = models.DateField(_("objections until"), null=True)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    returned_because = models.CharField(_("returned because"), max_length=300, blank=True)
    paper_number = models.CharField(_("document number"), max_length=60, blank=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)
    stored = models.ForeignKey("dossiers.StoredFile", models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("version of an assessment")
        verbose_name_plural = _("versions of assessments")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint("scheme", "number", name="run_number_once"),
            models.UniqueConstraint("scheme", name="run_published_once", condition=Q(state=RunState.PUBLISHED)),
            models.UniqueConstraint("scheme", name="run_submitted_once", condition=Q(state=RunState.SUBMITTED)),
            models.CheckConstraint(condition=Q(state__in=RunState.values), name="run_state_known"),
            models.CheckConstraint(condition=Q(first_day__lte=F("last_day")), name="run_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(announced_by=None, announced_at=None, objections_until=None)
                | Q(announced_by__isnull=False, announced_at__isnull=False, objections_until__isnull=False),
                name="run_announced_with_a_last_day",
            ),
            models.CheckConstraint(
                condition=~Q(state=RunState.ANNOUNCED) | Q(announced_at__isnull=False), name="run_announced_whole"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[RunState.SUBMITTED, RunState.PUBLISHED], submitted_by__isnull=False)
                | Q(state__in=[RunState.KEPT, RunState.ANNOUNCED], submitted_by=None),
                name="run_submitted_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(
                    state=RunState.PUBLISHED,
                    approved_by__isnull=False,
                    published_at__isnull=False,
                    stored__isnull=False,
                )
                | (~Q(state=RunState.PUBLISHED) & Q(approved_by=None, published_at=None, stored=None)),
                name="run_published_whole",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | (~Q(approved_by=F("run_by")) & ~Q(approved_by=F("submitted_by"))),
                name="run_approved_by_another",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="run_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="run_kept_as_computed",
                fields=[
                    *("scheme", "number", "reason", "as_of", "first_day", "last_day", "counted_at", "snapshot"),
                    "run_by",
                ],
            ),
            ReadOnlySince(name="run_frozen_when_published", since="published_at", exclude=["id"]),
            pgtrigger.FSM(
                name="run_comes_from_its_state",
                field="state",
                transitions=[
                    ("kept", "announced"),
                    ("kept", "submitted"),
                    ("announced", "submitted"),
                    ("submitted", "kept"),
                    ("submitted", "announced"),
                    ("submitted", "published"),
                ],
            ),
            OnlyWhile(
                name="run_of_a_scheme_in_force",
                operation=pgtrigger.Insert,
                table="reports_assessmentscheme",
                column="scheme_id",
                states=("in_force",),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scheme_id} ({self.number})"

    @property
    def organ(self) -> Organ:
        """Whose assessment it is."""
        return self.scheme.organ

    @property
    def is_open(self) -> bool:
        """Whether the agencies see their scores in it."""
        return self.announced_at is not None or self.state == RunState.PUBLISHED


def _of_a_kept_run(name: str, column: str) -> OnlyWhile:
    return OnlyWhile(
        name=name, operation=pgtrigger.Insert, table="reports_assessmentrun", column=column, states=("kept",)
    )


class AssessmentScore(models.Model):
    """What an agency came to in a version, and its place among those of its kind; none where it is exempted."""

    run = models.ForeignKey(AssessmentRun, models.PROTECT, related_name="scores")
    agency = models.ForeignKey(Organisation, models.PROTECT, verbose_name=_("agency"), related_name="+")
    kind = models.CharField(_("kind of agency"), max_length=12, choices=list(KINDS.items()))
    base = models.DecimalField(_("scored items"), max_digits=7, decimal_places=2, null=True)
    bonus = models.DecimalField(_("bonuses"), max_digits=7, decimal_places=2, default=0)
    deducted = models.DecimalField(_("deductions"), max_digits=7, decimal_places=2, default=0)
    total = models.DecimalField(_("score"), max_digits=7, decimal_places=2, null=True)
    rank = models.PositiveSmallIntegerField(_("rank"), null=True)

    class Meta:
        verbose_name = _("score of an agency")
        verbose_name_plural = _("scores of agencies")
        ordering = ["kind", F("rank").asc(nulls_last=True), "pk"]
        constraints = [
            models.UniqueConstraint("run", "agency", name="score_once_of_an_agency"),
            models.CheckConstraint(condition=Q(kind__in=sorted(KINDS)), name="score_of_a_known_kind"),
            models.CheckConstraint(
                condition=Q(total=None, rank=None, base=None)
                | Q(total__gte=0, rank__gte=1, base__gte=0, bonus__gte=0, deducted__gte=0),
                name="score_ranked",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="score_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="score_never_changed"),
            _of_a_kept_run("score_of_a_kept_run", "run_id"),
        ]

    def __str__(self) -> str:
        return f"{self.agency_id}: {self.total}"


class Standing(models.TextChoices):
    """How the points of an item came about."""

    COUNTED = "counted", _("By the scoring function")
    HAND = "hand", _("By hand")
    FULL = "full", _("No case: full points")
    NONE = "none", _("No case: no points")
    SPREAD = "spread", _("No case: left out")
    EXEMPT = "exempt", _("Exempted")
    MISSING = "missing", _("Not scored yet")


class AssessmentPoints(models.Model):
    """The points of an agency for an item in a version: its figure, how they were found, and the cases behind it.

    Deductions are below zero. None where the item is left out or exempted.
    """

    score = models.ForeignKey(AssessmentScore, models.PROTECT, related_name="points")
    item = models.ForeignKey(AssessmentItem, models.PROTECT, related_name="+")
    standing = models.CharField(max_length=8, choices=Standing)
    numerator = models.FloatField(null=True)
    denominator = models.FloatField(null=True)
    value = models.FloatField(null=True)
    points = models.DecimalField(_("points"), max_digits=6, decimal_places=2, null=True)
    words = models.CharField(max_length=500)
    numerator_cases = ArrayField(models.BigIntegerField(), default=list)
    denominator_cases = ArrayField(models.BigIntegerField(), default=list)

    class Meta:
        verbose_name = _("points for an item")
        verbose_name_plural = _("points for items")
        ordering = ["item__position", "item_id"]
        constraints = [
            models.UniqueConstraint("score", "item", name="points_once_for_an_item"),
            models.CheckConstraint(
                condition=Q(standing__in=[Standing.SPREAD, Standing.EXEMPT, Standing.MISSING], points=None)
                | Q(
                    standing__in=[Standing.COUNTED, Standing.HAND, Standing.FULL, Standing.NONE],
                    points__isnull=False,
                ),
                name="points_where_counted",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="points_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="points_never_changed"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id}: {self.points}"


class ObjectionState(models.TextChoices):
    OPEN = "open", pgettext_lazy("objection", "Open")
    UPHELD = "upheld", pgettext_lazy("objection", "Upheld")
    REFUSED = "refused", pgettext_lazy("objection", "Not upheld")


class Remedy(models.TextChoices):
    """What follows when an objection is upheld."""

    RECOUNT = "recount", _("The cases are put right and it is computed anew")
    POINTS = "points", _("The points are given by hand")


class AssessmentObjection(models.Model):
    """An objection (异议) of an agency to its points for an item, with its paper, and the office's answer (复核)."""

    points = models.ForeignKey(AssessmentPoints, models.PROTECT, related_name="objections")
    reason = models.TextField(_("reason"), max_length=2000)
    stored = models.ForeignKey("dossiers.StoredFile", models.PROTECT, null=True, related_name="+")
    file_name = models.CharField(max_length=200, blank=True)
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    filed_at = models.DateTimeField(default=now)
    state = models.CharField(_("state"), max_length=7, choices=ObjectionState, default=ObjectionState.OPEN)
    remedy = models.CharField(_("remedy"), max_length=7, choices=Remedy, blank=True)
    mark = models.ForeignKey(AssessmentMark, models.PROTECT, null=True, related_name="+")
    answer = models.TextField(_("answer"), max_length=2000, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("objection to an assessment")
        verbose_name_plural = _("objections to assessments")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint("points", name="objection_once_to_points"),
            models.CheckConstraint(condition=~Q(reason=""), name="objection_with_a_reason"),
            models.CheckConstraint(
                condition=Q(state=ObjectionState.OPEN, answered_by=None, answered_at=None, answer="", remedy="")
                | (
                    Q(state__in=[ObjectionState.UPHELD, ObjectionState.REFUSED])
                    & Q(answered_by__isnull=False, answered_at__isnull=False)
                    & ~Q(answer="")
                ),
                name="objection_answered_whole",
            ),
            models.CheckConstraint(
                condition=Q(state=ObjectionState.UPHELD, remedy=Remedy.RECOUNT, mark=None)
                | Q(state=ObjectionState.UPHELD, remedy=Remedy.POINTS, mark__isnull=False)
                | (~Q(state=ObjectionState.UPHELD) & Q(remedy="", mark=None)),
                name="objection_upheld_with_a_remedy",
            ),
            models.CheckConstraint(
                condition=Q(answered_by=None) | ~Q(answered_by=F("filed_by")), name="objection_answered_by_another"
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="objection_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="objection_kept_as_filed",
                fields=["points", "reason", "stored", "file_name", "filed_by", "filed_at"],
            ),
            ReadOnlySince(name="objection_answered_for_good", since="answered_at", exclude=["id"]),
        ]

    def __str__(self) -> str:
        return f"{self.points_id} {self.state}"

    @property
    def organ(self) -> Organ:
        """Whose assessment it concerns."""
        return self.points.score.run.scheme.organ
