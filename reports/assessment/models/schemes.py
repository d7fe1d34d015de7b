"""The scheme of an assessment: its items, who is exempted from what, and points given by hand."""

from typing import Any

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Organ, Organisation
from accounts.timekeeping import now
from reports.circulars.models import ReadOnlySince
from reports.dimensions import DIMENSIONS

# The kinds of agency by which items apply and which are ranked apart, with their names.
KINDS: dict[str, Any] = dict(DIMENSIONS["agency_kind"].words)


class OnlyWhile(pgtrigger.Trigger):
    """Lets rows be written only while another row that they belong to is in some states.

    `table` and `column` name that row, `states` those states; the row is kept from others meanwhile, so that none is
    written beside a change of its state.
    """

    when = pgtrigger.Before

    def __init__(self, *, table: str, column: str, states: tuple[str, ...], **kwargs: Any) -> None:
        self.table, self.column, self.states = table, column, states
        super().__init__(**kwargs)

    def get_func(self, model: type[models.Model]) -> str:
        listed = ", ".join(f"'{state}'" for state in self.states)
        # The names are those of this module.
        return (
            f"IF (SELECT p.state FROM {self.table} p WHERE p.id = NEW.{self.column} FOR SHARE) NOT IN ({listed}) "  # noqa: S608
            f"THEN RAISE EXCEPTION 'pgtrigger: Cannot write to % any more', TG_TABLE_NAME; END IF; RETURN NEW;"
        )


WRITTEN = pgtrigger.Insert | pgtrigger.Update


class SchemeState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("assessment", "Draft")
    IN_FORCE = "in_force", pgettext_lazy("assessment", "In force")
    CLOSED = "closed", pgettext_lazy("assessment", "Result published")


class AssessmentScheme(models.Model):
    """The scheme (考核方案) by which the agencies of an organ are assessed for a year.

    Its items are changed while it is a draft and never after it is in force; a scheme of another year is another one.
    `total` is what the scored items of each kind of agency add up to. `version` counts the changes of the scheme and
    its items, so that nobody saves over what they have not read.
    """

    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(_("year"))
    title = models.CharField(pgettext_lazy("assessment", "title"), max_length=200)
    total = models.DecimalField(_("full points"), max_digits=6, decimal_places=2, default=100)
    copied_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    state = models.CharField(_("state"), max_length=8, choices=SchemeState, default=SchemeState.DRAFT)
    version = models.PositiveIntegerField(default=1)
    drawn_up_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    drawn_up_at = models.DateTimeField(default=now)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(default=now)
    in_force_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    in_force_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("scheme of an assessment")
        verbose_name_plural = _("schemes of assessments")
        ordering = ["-year", "-pk"]
        constraints = [
            models.UniqueConstraint("organ", "year", name="scheme_once_a_year"),
            models.CheckConstraint(condition=Q(state__in=SchemeState.values), name="scheme_state_known"),
            models.CheckConstraint(condition=Q(total__gt=0), name="scheme_total_positive"),
            models.CheckConstraint(
                condition=Q(state=SchemeState.DRAFT, in_force_by=None, in_force_at=None)
                | (~Q(state=SchemeState.DRAFT) & Q(in_force_by__isnull=False, in_force_at__isnull=False)),
                name="scheme_put_in_force_by_somebody",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="scheme_never_deleted", operation=pgtrigger.Delete),
            ReadOnlySince(name="scheme_frozen_in_force", since="in_force_at", exclude=["state", "version"]),
            pgtrigger.ReadOnly(name="scheme_of_its_year", fields=["organ", "year", "drawn_up_by", "drawn_up_at"]),
            pgtrigger.FSM(
                name="scheme_comes_from_its_state",
                field="state",
                transitions=[("draft", "in_force"), ("in_force", "closed")],
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ItemKind(models.TextChoices):
    SCORED = "scored", _("Scored item")
    DEDUCTION = "deduction", _("Deduction")
    BONUS = "bonus", _("Bonus")


class Method(models.TextChoices):
    LINEAR = "linear", _("In proportion between floor and target")
    STEPS = "steps", _("By steps")
    EACH = "each", _("So many points for each case")
    HAND = "hand", _("By hand")


class Way(models.TextChoices):
    MORE = "more", _("The more the better")
    LESS = "less", _("The less the better")


class Counted(models.TextChoices):
    NUMERATOR = "numerator", _("The cases counted (numerator)")
    REST = "rest", _("The other cases (denominator less numerator)")


class Nothing(models.TextChoices):
    """What an item is worth to an agency of which it counts no case at all (0/0)."""

    FULL = "full", _("Full points")
    NONE = "none", _("No points")
    SPREAD = "spread", _("Left out, its points spread over the other items")


class AssessmentItem(models.Model):
    """An item (考核指标) of a scheme: what is looked at, how many points it is worth, and how these are found.

    `weight` are the points of a scored item and the most that a deduction takes or a bonus gives. The function is data:
    `floor` and `target` of a proportion, `steps` as pairs of bound and points, `each` for each case. An item without an
    indicator is scored by hand.
    """

    scheme = models.ForeignKey(AssessmentScheme, models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField(default=0)
    heading = models.CharField(_("heading"), max_length=60, blank=True)
    title = models.CharField(_("item"), max_length=120)
    kind = models.CharField(_("kind"), max_length=9, choices=ItemKind, default=ItemKind.SCORED)
    indicator = models.CharField(_("indicator"), max_length=40, blank=True)
    reading = models.CharField(max_length=20, default="default")
    method = models.CharField(_("scoring"), max_length=6, choices=Method)
    counted = models.CharField(_("counts"), max_length=9, choices=Counted, default=Counted.NUMERATOR)
    way = models.CharField(pgettext_lazy("assessment", "direction"), max_length=4, choices=Way, default=Way.MORE)
    weight = models.DecimalField(_("points"), max_digits=6, decimal_places=2)
    floor = models.DecimalField(_("floor"), max_digits=9, decimal_places=2, null=True)
    target = models.DecimalField(_("target"), max_digits=9, decimal_places=2, null=True)
    steps = models.JSONField(_("steps"), default=list)
    each = models.DecimalField(_("points for each case"), max_digits=6, decimal_places=2, null=True)
    nothing = models.CharField(_("without any case"), max_length=6, choices=Nothing, default=Nothing.FULL)
    kinds = ArrayField(models.CharField(max_length=12), verbose_name=_("applies to"))
    basis = models.CharField(_("basis"), max_length=300, blank=True)
    voided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    voided_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("item of an assessment")
        verbose_name_plural = _("items of assessments")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=ItemKind.values, method__in=Method.values, way__in=Way.values)
                & Q(counted__in=Counted.values, nothing__in=Nothing.values),
                name="item_of_known_kinds",
            ),
            models.CheckConstraint(condition=Q(weight__gt=0), name="item_worth_something"),
            models.CheckConstraint(
                condition=Q(kinds__len__gt=0, kinds__contained_by=sorted(KINDS)), name="item_of_known_agencies"
            ),
            models.CheckConstraint(
                condition=Q(method=Method.HAND, indicator="") | (~Q(method=Method.HAND) & ~Q(indicator="")),
                name="item_by_hand_or_indicator",
            ),
            models.CheckConstraint(
                condition=Q(kind=ItemKind.SCORED) | Q(method__in=[Method.EACH, Method.HAND]),
                name="item_beside_the_points_by_case",
            ),
            models.CheckConstraint(
                condition=Q(method=Method.LINEAR, way=Way.MORE, floor__lt=F("target"))
                | Q(method=Method.LINEAR, way=Way.LESS, floor__gt=F("target"))
                | (~Q(method=Method.LINEAR) & Q(floor=None, target=None)),
                name="item_between_floor_and_target",
            ),
            models.CheckConstraint(
                condition=Q(method=Method.EACH, each__gt=0) | (~Q(method=Method.EACH) & Q(each=None)),
                name="item_points_for_each_case",
            ),
            models.CheckConstraint(
                condition=(Q(method=Method.STEPS) & ~Q(steps=[])) | (~Q(method=Method.STEPS) & Q(steps=[])),
                name="item_steps_where_by_steps",
            ),
            models.CheckConstraint(
                condition=Q(voided_by=None, voided_at=None) | Q(voided_by__isnull=False, voided_at__isnull=False),
                name="item_voided_by_somebody",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="item_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="item_of_its_scheme", fields=["scheme"]),
            ReadOnlySince(name="item_voided_for_good", since="voided_at", exclude=["id"]),
            OnlyWhile(
                name="item_of_a_draft",
                operation=WRITTEN,
                table="reports_assessmentscheme",
                column="scheme_id",
                states=("draft",),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def counts_the_rest(self) -> bool:
        """Whether it is the cases outside the numerator that cost points, or give them where it is a bonus."""
        if self.method == Method.EACH:
            return self.counted == Counted.REST
        return self.way == Way.MORE


def _open_scheme(name: str) -> OnlyWhile:
    return OnlyWhile(
        name=name,
        operation=WRITTEN,
        table="reports_assessmentscheme",
        column="scheme_id",
        states=("draft", "in_force"),
    )


class AssessmentExemption(models.Model):
    """That an agency is exempted (免予考核) from an item, or from the whole assessment, and for what reason."""

    scheme = models.ForeignKey(AssessmentScheme, models.PROTECT, related_name="exemptions")
    agency = models.ForeignKey(Organisation, models.PROTECT, verbose_name=_("agency"), related_name="+")
    item = models.ForeignKey(AssessmentItem, models.PROTECT, verbose_name=_("item"), null=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=300)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(default=now)
    voided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    voided_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("exemption from an assessment")
        verbose_name_plural = _("exemptions from assessments")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="exemption_with_a_reason"),
            models.UniqueConstraint(
                "scheme",
                "agency",
                "item",
                name="exemption_once",
                condition=Q(voided_at=None),
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(voided_by=None, voided_at=None) | Q(voided_by__isnull=False, voided_at__isnull=False),
                name="exemption_voided_by_somebody",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="exemption_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="exemption_only_voided", exclude=["voided_by", "voided_at"]),
            ReadOnlySince(name="exemption_voided_for_good", since="voided_at", exclude=["id"]),
            _open_scheme("exemption_of_an_open_scheme"),
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.item_id}"


class AssessmentMark(models.Model):
    """Points that an agency is given by hand for an item, with their ground and paper; the later takes its place.

    For an item scored by an indicator they are given where an objection was upheld and stand in the place of what the
    indicator gives.
    """

    scheme = models.ForeignKey(AssessmentScheme, models.PROTECT, related_name="marks")
    agency = models.ForeignKey(Organisation, models.PROTECT, verbose_name=_("agency"), related_name="+")
    item = models.ForeignKey(AssessmentItem, models.PROTECT, verbose_name=_("item"), related_name="+")
    points = models.DecimalField(_("points"), max_digits=6, decimal_places=2)
    ground = models.CharField(_("ground"), max_length=500)
    stored = models.ForeignKey("dossiers.StoredFile", models.PROTECT, null=True, related_name="+")
    file_name = models.CharField(max_length=200, blank=True)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    given_at = models.DateTimeField(default=now)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("points given by hand")
        verbose_name_plural = _("points given by hand")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(points__gte=0) & ~Q(ground=""), name="mark_with_a_ground"),
            models.UniqueConstraint("scheme", "agency", "item", name="mark_once", condition=Q(ended_at=None)),
            models.CheckConstraint(
                condition=Q(ended_by=None, ended_at=None) | Q(ended_by__isnull=False, ended_at__isnull=False),
                name="mark_ended_by_somebody",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="mark_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="mark_only_ended", exclude=["ended_by", "ended_at"]),
            ReadOnlySince(name="mark_ended_for_good", since="ended_at", exclude=["id"]),
            _open_scheme("mark_of_an_open_scheme"),
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.item_id}: {self.points}"
