"""The appearance of an agency's head at a sitting: called, nominated, recorded, confirmed, compared."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import HeadRank, RosterEntry
from dossiers.models.codes import of_list
from hearings.models.lawsuits import Defendant
from hearings.models.sittings import SittingCase
from hearings.queries import AppearanceQuerySet


class AppearanceState(models.TextChoices):
    AWAITED = "awaited", _("Nobody named yet")
    NOMINATED = "nominated", _("Head named")
    EXCUSED = "excused", _("Absence explained")
    SUBMITTED = "submitted", _("Record handed in")
    RETURNED = "returned", _("Record returned")
    CONFIRMED = "confirmed", _("Record confirmed")
    DROPPED = "dropped", _("No longer owed")


class IdentityResult(models.TextChoices):
    """What the court made of the statement of identity (负责人出庭应诉规定 6)."""

    NONE = "", _("Not handed in")
    IN = "in", _("Statement handed in")
    ACCEPTED = "accepted", _("Statement accepted")
    REFUSED = "refused", _("Statement refused")


def _of_list(field: str, code_list: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=of_list(field, code_list), name=f"appearance_{field}_of_its_list")


class Appearance(models.Model):
    """What one defendant owes at one sitting in one case. The facts of the case are the authority, this is the present.

    `came` and `court_came` are values of the list ``appearance``; what is settled is what holds after the two records
    differed. `present` follows from them and from the identity papers (hearings.appearances).
    """

    case = models.ForeignKey(SittingCase, models.PROTECT, related_name="appearances")
    defendant = models.ForeignKey(Defendant, models.PROTECT, related_name="appearances")
    state = models.CharField(_("state"), max_length=10, choices=AppearanceState, default=AppearanceState.AWAITED)

    # The court's call (出庭通知书), which the court serves three clear days before the hearing.
    notice_number = models.CharField(_("number of the notice of appearance"), max_length=100, blank=True)
    notice_on = models.DateField(_("notice received on"), null=True, blank=True)
    called_again = models.BooleanField(_("the court calls the head again"), default=False)
    obligatory = models.ForeignKey(
        "dossiers.Code", models.PROTECT, verbose_name=_("why appearance is obligatory"), null=True, related_name="+"
    )

    # Whom the agency sends.
    head = models.ForeignKey(
        RosterEntry, models.PROTECT, verbose_name=_("head who appears"), null=True, related_name="appearances"
    )
    identity = models.CharField(
        _("statement of identity"), max_length=10, choices=IdentityResult, default=IdentityResult.NONE, blank=True
    )
    identity_on = models.DateField(_("statement handed in on"), null=True, blank=True)
    identity_reason = models.CharField(_("why it was refused"), max_length=300, blank=True)
    absence = models.ForeignKey(
        "dossiers.Code", models.PROTECT, verbose_name=_("ground of absence"), null=True, related_name="+"
    )
    absence_note = models.CharField(_("circumstances"), max_length=300, blank=True)
    staff = models.CharField(_("staff member who goes"), max_length=64, blank=True)
    staff_post = models.CharField(_("post"), max_length=64, blank=True)

    # The agency's record.
    came = models.ForeignKey("dossiers.Code", models.PROTECT, verbose_name=_("who came"), null=True, related_name="+")
    came_head = models.ForeignKey(
        RosterEntry, models.PROTECT, verbose_name=_("head who came"), null=True, related_name="+"
    )
    rank = models.CharField(_("rank"), max_length=12, choices=HeadRank, blank=True)
    spoke = models.BooleanField(_("spoke"), null=True)
    spoke_on = models.CharField(_("spoke on"), max_length=500, blank=True)
    resolving = models.CharField(_("part in resolving the dispute"), max_length=500, blank=True)
    left_early = models.BooleanField(_("left without leave"), null=True)
    others = models.CharField(_("others who came"), max_length=300, blank=True)
    submitted_at = models.DateTimeField(_("handed in at"), null=True, blank=True)
    submitted_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    return_reason = models.CharField(_("why it was returned"), max_length=300, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)

    # The court's own record, and what was settled.
    court_came = models.ForeignKey(
        "dossiers.Code", models.PROTECT, verbose_name=_("who came by the court's record"), null=True, related_name="+"
    )
    court_left_early = models.BooleanField(_("left without leave, by the court's record"), null=True)
    court_spoke = models.BooleanField(_("spoke, by the court's record"), null=True)
    court_note = models.CharField(_("the court's remarks"), max_length=300, blank=True)
    court_at = models.DateTimeField(_("recorded by the court at"), null=True, blank=True)
    settled_came = models.ForeignKey(
        "dossiers.Code", models.PROTECT, verbose_name=_("who came, as settled"), null=True, related_name="+"
    )
    settled_left_early = models.BooleanField(_("left without leave, as settled"), null=True)
    settled_spoke = models.BooleanField(_("spoke, as settled"), null=True)
    settled_reason = models.CharField(_("why it was settled so"), max_length=300, blank=True)

    # Whether a head was present who counts; None while nobody has said.
    present = models.BooleanField(_("head present"), null=True)

    objects = AppearanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("appearance")
        verbose_name_plural = _("appearances")
        ordering = ["case", "defendant"]
        constraints = [
            models.UniqueConstraint("case", "defendant", name="appearance_once_for_defendant"),
            models.CheckConstraint(
                condition=~Q(state="nominated") | Q(head__isnull=False), name="appearance_nominated_has_a_head"
            ),
            models.CheckConstraint(
                condition=~Q(state="excused") | (Q(absence__isnull=False) & ~Q(staff="")),
                name="appearance_excused_has_its_ground",
                violation_error_message=_("Give the ground of the absence and the staff member who goes instead."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["submitted", "confirmed"]) | Q(came__isnull=False),
                name="appearance_recorded_says_who_came",
            ),
            models.CheckConstraint(
                condition=~Q(identity="refused") | ~Q(identity_reason=""), name="appearance_refused_with_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(settled_came=None, settled_left_early=None, settled_spoke=None) | ~Q(settled_reason=""),
                name="appearance_settled_with_a_reason",
            ),
            _of_list("obligatory", "appearance_call"),
            _of_list("absence", "absence_ground"),
            _of_list("came", "appearance"),
            _of_list("court_came", "appearance"),
            _of_list("settled_came", "appearance"),
        ]
        triggers = [pgtrigger.Protect(name="appearance_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.case_id} {self.defendant_id}"
