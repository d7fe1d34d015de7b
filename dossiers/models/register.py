"""The register of what comes in and goes out, and of visitors received."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organ
from accounts.timekeeping import now
from dossiers.models.codes import of_list
from dossiers.models.personal import PersonalNumbers
from dossiers.queries import OrganDataQuerySet


class Direction(models.TextChoices):
    IN = "in", _("Incoming")
    OUT = "out", _("Outgoing")


class Correspondence(models.Model):
    """A piece of mail, in or out. The postmark is what a period is kept by, the day of receipt what starts one."""

    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+")
    direction = models.CharField(_("direction"), max_length=3, choices=Direction)
    counterpart = models.CharField(_("sender or addressee"), max_length=200)
    post = models.ForeignKey("dossiers.Code", models.PROTECT, verbose_name=_("kind of post"), related_name="+")
    tracking_number = models.CharField(_("tracking number"), max_length=64, blank=True)
    postmark_on = models.DateField(_("postmark"), null=True, blank=True)
    on_date = models.DateField(_("received or sent on"))
    papers = models.CharField(_("papers"), max_length=300)
    document_number = models.CharField(_("document number"), max_length=100, blank=True)
    pages = models.PositiveIntegerField(_("pages"), null=True, blank=True)
    dossier = models.ForeignKey(
        "dossiers.Dossier",
        models.PROTECT,
        verbose_name=_("case"),
        null=True,
        blank=True,
        related_name="correspondence",
    )
    delivered_on = models.DateField(_("signed for on"), null=True, blank=True)
    returned_on = models.DateField(_("returned on"), null=True, blank=True)
    return_reason = models.CharField(_("why returned"), max_length=200, blank=True)
    note = models.CharField(_("remarks"), max_length=300, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(default=now)
    voided_at = models.DateTimeField(null=True, blank=True)
    void_reason = models.CharField(max_length=300, blank=True)

    objects = OrganDataQuerySet.as_manager()

    class Meta:
        verbose_name = _("correspondence")
        verbose_name_plural = _("correspondence")
        ordering = ["-on_date", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(postmark_on=None) | Q(direction="out") | Q(postmark_on__lte=F("on_date")),
                name="mail_posted_before_received",
                violation_error_message=_("The postmark is later than the day of receipt."),
            ),
            models.CheckConstraint(
                condition=Q(returned_on=None) | Q(direction="out", returned_on__gte=F("on_date")),
                name="mail_returned_after_sent",
                violation_error_message=_("The mail came back before it was sent."),
            ),
            models.CheckConstraint(
                condition=Q(returned_on=None) | Q(delivered_on=None), name="mail_returned_or_delivered"
            ),
            models.CheckConstraint(condition=of_list("post", "post"), name="mail_post_of_its_list"),
        ]
        indexes = [models.Index(fields=["organ", "-on_date", "-id"], name="mail_by_day")]
        triggers = [pgtrigger.Protect(name="mail_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.on_date} {self.papers}"


class Visit(models.Model):
    """A reception of visitors, whether or not an application came of it."""

    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("time"))
    place = models.CharField(_("place"), max_length=100, blank=True)
    purpose = models.ForeignKey("dossiers.Code", models.PROTECT, verbose_name=_("purpose"), related_name="+")
    receivers = models.CharField(_("received by"), max_length=200)
    number_of_visitors = models.PositiveIntegerField(_("number of visitors"), default=1)
    said = models.TextField(_("what was said"), blank=True)
    told = models.TextField(_("what was told"), blank=True)
    referred_to = models.ForeignKey(
        "dossiers.Code",
        models.PROTECT,
        verbose_name=_("referred to"),
        null=True,
        blank=True,
        related_name="+",
    )
    papers = models.CharField(_("papers received"), max_length=300, blank=True)
    incident = models.CharField(_("safety incident"), max_length=200, blank=True)
    dossier = models.ForeignKey(
        "dossiers.Dossier",
        models.PROTECT,
        verbose_name=_("case"),
        null=True,
        blank=True,
        related_name="visits",
    )
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(default=now)
    voided_at = models.DateTimeField(null=True, blank=True)
    void_reason = models.CharField(max_length=300, blank=True)

    objects = OrganDataQuerySet.as_manager()

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(number_of_visitors__gte=1), name="visit_of_at_least_one"),
            models.CheckConstraint(condition=of_list("purpose", "visit_purpose"), name="visit_purpose_of_its_list"),
            models.CheckConstraint(
                condition=of_list("referred_to", "referral"),
                name="visit_referral_of_its_list",
            ),
        ]
        indexes = [models.Index(fields=["organ", "-at", "-id"], name="visit_by_time")]
        triggers = [pgtrigger.Protect(name="visit_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.purpose_id}"


class Visitor(PersonalNumbers):
    """A person who came, with numbers kept as those of a party are."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="visitors")
    name = models.CharField(_("name"), max_length=100)
    address = models.CharField(_("address"), max_length=300, blank=True)

    class Meta:
        ordering = ["pk"]
        triggers = [pgtrigger.Protect(name="visitor_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.name
