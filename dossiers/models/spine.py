"""The dossier: the spine that every proceeding shares."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organ
from accounts.timekeeping import now
from dossiers.queries import DossierQuerySet


class DossierKind(models.TextChoices):
    RECONSIDERATION = "reconsideration", _("Reconsideration")
    LITIGATION = "litigation", _("Litigation")
    DISPUTE = "dispute", _("Dispute resolution")
    SUGGESTION = "suggestion", _("Suggestion")


# In these an agency sees what concerns itself alone, though several stand in one case.
AGENCIES_APART = frozenset({DossierKind.SUGGESTION})


class DossierStatus(models.TextChoices):
    OPEN = "open", _("Open")
    SUSPENDED = "suspended", _("Suspended")
    CLOSED = "closed", _("Closed")
    VOID = "void", _("Void")


class DossierSource(models.TextChoices):
    ENTERED = "entered", _("Entered here")
    LEDGER = "ledger", _("From a ledger")
    RUNNING = "running", _("Entered while running")


class Dossier(models.Model):
    """A case of any proceeding: whose it is, what it is called, who works on it, where it stands, what is next due."""

    organ = models.ForeignKey(Organ, models.PROTECT, verbose_name=_("organ"), related_name="dossiers")
    kind = models.CharField(_("kind"), max_length=16, choices=DossierKind)
    number = models.CharField(_("case number"), max_length=64, null=True, blank=True)
    # What lists are sorted by: year and serial of 渝府复〔2026〕12号, as 2026000000012.
    number_key = models.GeneratedField(
        expression=Func(F("number"), function="dossiers_number_key"),
        output_field=models.BigIntegerField(null=True),
        db_persist=True,
    )
    title = models.CharField(_("title"), max_length=300)
    cause = models.CharField(_("cause"), max_length=200, blank=True)
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("case officer"),
        null=True,
        blank=True,
        related_name="dossiers",
    )
    # The officer above answers for the case; the second one handles it too, where the law wants two.
    second_officer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("second officer"),
        null=True,
        blank=True,
        related_name="+",
    )
    # The ids of those whose recusal (回避) was granted; the facts say why. Each permission of the case asks it.
    recused = ArrayField(models.BigIntegerField(), default=list, db_default=[], blank=True, editable=False)
    status = models.CharField(_("status"), max_length=12, choices=DossierStatus, default=DossierStatus.OPEN)
    stage = models.CharField(_("stage"), max_length=32)
    opened_on = models.DateField(_("received on"))
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    next_due_on = models.DateField(_("next due"), null=True, blank=True)
    source = models.CharField(max_length=8, choices=DossierSource, default=DossierSource.ENTERED)
    version = models.PositiveIntegerField(default=1)
    # What the search finds: number, title, parties, act; normalised by accounts.text.normalise_name.
    search_text = models.TextField(blank=True, editable=False)
    grams = models.GeneratedField(
        expression=Func(F("search_text"), function="dossiers_grams"),
        output_field=ArrayField(models.TextField()),
        db_persist=True,
    )
    created_at = models.DateTimeField(default=now, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    voided_at = models.DateTimeField(null=True, blank=True)
    void_reason = models.CharField(_("reason for voiding"), max_length=300, blank=True)

    objects = DossierQuerySet.as_manager()

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        constraints = [
            models.UniqueConstraint("organ", "number", name="dossier_number_once_in_organ"),
            models.CheckConstraint(
                condition=Q(officer=None) | Q(second_officer=None) | ~Q(officer=F("second_officer")),
                name="dossier_two_different_officers",
                violation_error_message=_("The two case officers must be different people."),
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(closed_on__gte=F("opened_on")),
                name="dossier_closes_after_it_opens",
                violation_error_message=_("A case cannot be closed before it was received."),
            ),
            models.CheckConstraint(
                condition=(Q(status="closed") & Q(closed_on__isnull=False))
                | (~Q(status="closed") & (Q(closed_on=None) | Q(status="void"))),
                name="dossier_closed_has_its_day",
            ),
            models.CheckConstraint(
                condition=(Q(status="void") & Q(voided_at__isnull=False) & ~Q(void_reason=""))
                | (~Q(status="void") & Q(voided_at=None)),
                name="dossier_void_has_its_reason",
            ),
        ]
        indexes = [
            GinIndex(fields=["grams"], name="dossier_grams"),
            models.Index(fields=["officer", "next_due_on"], name="dossier_officer_due", condition=Q(status="open")),
        ]
        triggers = [
            pgtrigger.Protect(name="dossier_never_deleted", operation=pgtrigger.Delete),
            # For the statement and not for the row: a notice of days off moves the next day of a hundred thousand. By
            # EXECUTE, since a plan kept from a great statement would read the whole list for a single case.
            pgtrigger.Trigger(
                name="worklist_columns_follow",
                level=pgtrigger.Statement,
                operation=pgtrigger.Update,
                when=pgtrigger.After,
                referencing=pgtrigger.Referencing(old="old_rows", new="new_rows"),
                func=(
                    "EXECUTE 'UPDATE dossiers_dossieraccess a SET kind = n.kind, status = n.status, stage = n.stage, "
                    "officer_id = n.officer_id, second_officer_id = n.second_officer_id, next_due_on = n.next_due_on, "
                    "opened_on = n.opened_on, number_key = n.number_key FROM new_rows n JOIN old_rows o ON o.id = n.id "
                    "WHERE a.dossier_id = n.id AND (n.kind, n.status, n.stage, n.officer_id, n.second_officer_id, "
                    "n.next_due_on, n.opened_on, n.number_key) IS DISTINCT FROM (o.kind, o.status, o.stage, "
                    "o.officer_id, o.second_officer_id, o.next_due_on, o.opened_on, o.number_key)'; RETURN NULL;"
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.number or self.title

    @property
    def is_running(self) -> bool:
        return self.status in {DossierStatus.OPEN, DossierStatus.SUSPENDED}
