"""What every entry of a register has: who entered it and when, its paper, and that it is voided and never deleted."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.timekeeping import now


class Entered(models.Model):
    """An entry that somebody made; one made by mistake is voided with a reason."""

    entered_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=now, editable=False)
    voided_at = models.DateTimeField(null=True, blank=True)
    void_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        abstract = True


class WithPaper(models.Model):
    """An entry with one paper, content-addressed as all files are."""

    stored = models.ForeignKey(
        "dossiers.StoredFile", models.PROTECT, verbose_name=_("paper"), null=True, blank=True, related_name="+"
    )
    file_name = models.CharField(max_length=200, blank=True)

    class Meta:
        abstract = True


def void_has_its_reason(name: str) -> models.CheckConstraint:
    """The constraint, under a name, that nothing is voided without a reason."""
    return models.CheckConstraint(condition=Q(voided_at=None) | ~Q(void_reason=""), name=name)
