"""Messages in the application, the one table of idempotency keys, and what background work came to."""

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


class RunState(models.TextChoices):
    RUNNING = "running", _("Being carried out")
    DONE = "done", _("Carried out")
    # It was carried out, and what it found is not as it should be.
    PROBLEM = "problem", _("Found a problem")
    FAILED = "failed", _("Failed")


class TaskRun(models.Model):
    """Once that background work or a command was carried out: when, what it came to, what it counted."""

    name = models.CharField(max_length=64)
    started_at = models.DateTimeField(default=now)
    finished_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=8, choices=RunState, default=RunState.RUNNING)
    counts = models.JSONField(default=dict)
    detail = models.JSONField(default=dict)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="running", finished_at=None)
                | (~models.Q(state="running") & models.Q(finished_at__isnull=False)),
                name="task_run_finished_at_a_moment",
            ),
        ]
        indexes = [models.Index(fields=["name", "-id"], name="task_run_latest")]

    def __str__(self) -> str:
        return f"{self.name} {self.state}"
