"""The audit trail and the chain of seals over it: append-only, without personal values."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.timekeeping import now


class TrailEntry(models.Model):
    """Who did what, for whom, when and from where. `detail` holds codes, ids and dates, never names or numbers."""

    at = models.DateTimeField(_("time"), default=now)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("person"),
        null=True,
        related_name="+",
        db_index=False,
    )
    for_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("for"),
        null=True,
        related_name="+",
        db_index=False,
    )
    action = models.CharField(_("action"), max_length=64)
    object_type = models.CharField(max_length=64, blank=True)
    object_id = models.CharField(max_length=64, blank=True)
    dossier = models.ForeignKey("dossiers.Dossier", models.PROTECT, null=True, related_name="trail", db_index=False)
    ip = models.GenericIPAddressField(_("from"), null=True)
    request_id = models.CharField(max_length=32, blank=True)
    detail = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("trail entry")
        verbose_name_plural = _("trail")
        ordering = ["-pk"]
        # Each search of the auditor's page walks one of these from the newest entry on and stops after a page.
        indexes = [
            models.Index(fields=["at", "id"], name="trail_by_time"),
            models.Index(fields=["user", "at", "id"], name="trail_of_person"),
            models.Index(fields=["for_user", "at", "id"], name="trail_for_person", condition=Q(for_user__isnull=False)),
            models.Index(fields=["action", "at", "id"], name="trail_of_action"),
            models.Index(fields=["dossier", "at", "id"], name="trail_of_case", condition=Q(dossier__isnull=False)),
            models.Index(fields=["object_type", "object_id", "at", "id"], name="trail_of_object"),
        ]
        triggers = [
            pgtrigger.Protect(name="trail_append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            # A row trigger does not see TRUNCATE.
            pgtrigger.Trigger(
                name="trail_not_emptied",
                operation=pgtrigger.Truncate,
                when=pgtrigger.Before,
                level=pgtrigger.Statement,
                func="RAISE EXCEPTION 'The trail cannot be emptied.';",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action}"


class TrailSeal(models.Model):
    """One link of the chain over the trail (dossiers.seal): what an entry was when it was sealed, under a keyed hash.

    `floor` is the number up to which all entries were known to be settled before this seal: none of these can come
    any more, so that an entry which does was put into the past. `fingerprints` are four bytes for each column of the
    entry, by which a change is told to be of this or that column.
    """

    position = models.BigIntegerField(primary_key=True)
    # No foreign key in the database: its check would lock, and so write again, each entry that is sealed. The trail's
    # own triggers keep the entries, and the chain tells when one is gone.
    entry = models.OneToOneField(TrailEntry, models.DO_NOTHING, related_name="seal", db_constraint=False)
    floor = models.BigIntegerField()
    digest = models.BinaryField(max_length=32)
    fingerprints = models.BinaryField()
    previous = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)
    key_id = models.CharField(max_length=16)
    sealed_at = models.DateTimeField()

    class Meta:
        ordering = ["position"]
        triggers = [
            pgtrigger.Protect(name="seal_append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="seals_not_emptied",
                operation=pgtrigger.Truncate,
                when=pgtrigger.Before,
                level=pgtrigger.Statement,
                func="RAISE EXCEPTION 'The seals of the trail cannot be emptied.';",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position} → {self.entry_id}"
