"""Files: content-addressed in storage, named and placed in a case here."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.timekeeping import now
from dossiers.models.codes import of_list
from dossiers.models.facts import Visibility
from dossiers.queries import CaseDataQuerySet


class StoredFile(models.Model):
    """Content, once: its SHA-256 is its name in the storage."""

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    content_type = models.CharField(max_length=100)
    stored_at = models.DateTimeField(default=now)

    class Meta:
        triggers = [pgtrigger.Protect(name="stored_file_kept", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.sha256[:12]

    @property
    def path(self) -> str:
        """Where the content lies in the default storage."""
        return f"{self.sha256[:2]}/{self.sha256[2:4]}/{self.sha256}"


class DossierFile(models.Model):
    """A paper in a case: what it is called, what it is, who may see it."""

    dossier = models.ForeignKey("dossiers.Dossier", models.PROTECT, related_name="files")
    stored = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=200)
    paper = models.ForeignKey(
        "dossiers.Code", models.PROTECT, verbose_name=_("kind of paper"), null=True, related_name="+"
    )
    visibility = models.CharField(max_length=8, choices=Visibility, default=Visibility.OFFICE)
    party = models.ForeignKey("dossiers.Party", models.PROTECT, null=True, related_name="files")
    entry = models.ForeignKey("dossiers.TimelineEntry", models.PROTECT, null=True, related_name="files")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    uploaded_at = models.DateTimeField(_("added"), default=now)
    voided_at = models.DateTimeField(null=True, blank=True)
    void_reason = models.CharField(max_length=300, blank=True)

    objects = CaseDataQuerySet.as_manager()

    class Meta:
        ordering = ["uploaded_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=of_list("paper", "paper"),
                name="file_paper_of_its_list",
            ),
        ]
        triggers = [pgtrigger.Protect(name="file_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.name
