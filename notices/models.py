"""Messages in the application, and the one table of idempotency keys."""

from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.timekeeping import now


class IdempotencyKey(models.Model):
    """Something done once: a form sent, an API call, a row imported, a task. The second try finds the result."""

    scope = models.CharField(max_length=64)
    key = models.CharField(max_length=200)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    result = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [models.UniqueConstraint("scope", "key", name="idempotency_key_used_once")]

    def __str__(self) -> str:
        return f"{self.scope}:{self.key}"


class Notice(models.Model):
    """A message to one person, shown in the application. It names a case by its number, never a party."""

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("recipient"), related_name="notices"
    )
    kind = models.CharField(max_length=32)
    # The words in each language of the pages: who sends may read another language than who receives.
    texts = models.JSONField(_("text"))
    path = models.CharField(_("opens"), max_length=200, blank=True)
    key = models.CharField(max_length=200)
    created_at = models.DateTimeField(_("sent"), default=now)
    read_at = models.DateTimeField(_("read"), null=True, blank=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint("recipient", "key", name="notice_sent_once")]
        indexes = [models.Index(fields=["recipient", "-id"], name="notice_unread", condition=models.Q(read_at=None))]

    def __str__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        """The words in the reader's language."""
        return self.texts.get(get_language() or "", "") or self.texts[settings.LANGUAGE_CODE]
