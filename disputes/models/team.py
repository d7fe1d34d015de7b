"""Who can mediate, and who does in a dispute."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organ, Organisation, User
from accounts.text import normalise_name
from accounts.timekeeping import now, today
from disputes.models.centre import Dispute
from disputes.queries import DisputeDataQuerySet, MediatorQuerySet
from dossiers.models.codes import of_list


class Mediator(models.Model):
    """Somebody of the pool from which the centre of an organ takes its mediators, for a time."""

    organ = models.ForeignKey(Organ, models.PROTECT, related_name="mediators")
    name = models.CharField(_("name"), max_length=64)
    name_key = models.CharField(max_length=64, editable=False)
    kind = models.ForeignKey("dossiers.Code", models.PROTECT, verbose_name=_("kind of mediator"), related_name="+")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name=_("unit"), null=True, blank=True, related_name="+"
    )
    # A unit that is none of the organisations known here: a law firm, a village, a university.
    unit = models.CharField(_("firm or unit"), max_length=200, blank=True)
    post = models.CharField(_("post"), max_length=64, blank=True)
    # Codes of the list domain in which the person is at home.
    domains = ArrayField(models.CharField(max_length=100), default=list, blank=True)
    user = models.ForeignKey(User, models.PROTECT, verbose_name=_("account"), null=True, blank=True, related_name="+")
    valid_from = models.DateField(_("from"), default=today)
    valid_to = models.DateField(_("to"), null=True, blank=True)
    end_reason = models.CharField(_("why the entry ended"), max_length=300, blank=True)
    entered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    entered_at = models.DateTimeField(default=now, editable=False)

    objects = MediatorQuerySet.as_manager()

    class Meta:
        verbose_name = _("mediator")
        verbose_name_plural = _("mediators")
        ordering = ["kind__position", "name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="mediator_ends_after_beginning",
                violation_error_message=_("The last day lies before the first day."),
            ),
            models.CheckConstraint(
                condition=Q(organisation__isnull=False) | ~Q(unit=""),
                name="mediator_has_a_unit",
                violation_error_message=_("Say of which unit the mediator is."),
            ),
            models.UniqueConstraint(
                "organ",
                "name_key",
                "organisation",
                "unit",
                name="mediator_once_in_the_pool",
                condition=Q(valid_to=None),
                nulls_distinct=False,
                violation_error_message=_("This person of this unit is in the pool already."),
            ),
            models.CheckConstraint(condition=of_list("kind", "mediator_kind"), name="mediator_kind_of_its_list"),
        ]
        triggers = [pgtrigger.Protect(name="mediator_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        self.name_key = normalise_name(self.name)
        super().save(*args, **kwargs)

    @property
    def of_unit(self) -> str:
        return str(self.organisation) if self.organisation else self.unit


class TeamMember(models.Model):
    """A mediator in a dispute, from one day to another; one of them leads."""

    dispute = models.ForeignKey(Dispute, models.PROTECT, related_name="team")
    mediator = models.ForeignKey(Mediator, models.PROTECT, verbose_name=_("mediator"), related_name="disputes")
    lead = models.BooleanField(_("leads"), default=False)
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)
    # Why somebody sits who has to do with a party's unit; nobody sits who is a party.
    conflict_reason = models.CharField(_("why the mediator sits all the same"), max_length=300, blank=True)
    entry = models.ForeignKey("dossiers.TimelineEntry", models.PROTECT, null=True, related_name="+")

    objects = DisputeDataQuerySet.as_manager()

    class Meta:
        verbose_name = _("member of the team")
        verbose_name_plural = _("members of the team")
        ordering = ["dispute", "-lead", "pk"]
        constraints = [
            models.UniqueConstraint("dispute", "mediator", name="mediator_once_in_a_team", condition=Q(until=None)),
            models.UniqueConstraint("dispute", name="team_has_one_leader", condition=Q(until=None, lead=True)),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="team_member_leaves_later"),
        ]
        indexes = [models.Index(fields=["mediator"], name="team_load", condition=Q(until=None))]
        triggers = [pgtrigger.Protect(name="team_member_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.dispute_id} {self.mediator}"
