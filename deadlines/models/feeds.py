"""The secret addresses of calendar subscriptions."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.timekeeping import now


class FeedToken(models.Model):
    """A person's secret address of their due dates for the calendar of a telephone or Outlook; kept as a digest alone.

    A new one takes the place of the old; one that is revoked opens nothing any more.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="feed_tokens")
    digest = models.CharField(max_length=64, unique=True)
    alarm_days = models.PositiveSmallIntegerField(_("remind beforehand (days)"), null=True)
    created_at = models.DateTimeField(default=now)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("calendar subscription")
        verbose_name_plural = _("calendar subscriptions")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint("user", name="feed_one_in_use", condition=Q(revoked_at=None)),
        ]
        triggers = [pgtrigger.Protect(name="feed_token_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.user} {self.created_at:%Y-%m-%d}"
