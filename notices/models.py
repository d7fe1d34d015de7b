"""Messages in the application, the outbox of those that leave it, idempotency keys, and runs of background work."""

import hashlib

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.crypto import encrypt
from accounts.models import Organ
from accounts.text import mask_phone
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
        triggers = [pgtrigger.Protect(name="idempotency_key_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.scope}:{self.key}"


class Notice(models.Model):
    """A message to one person, shown in the application. It names a case by its number, never a party."""

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("recipient"),
        related_name="notices",
        # The index of what is sent once begins with it.
        db_index=False,
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
        indexes = [models.Index(fields=["recipient", "-id"], name="notice_unread", condition=Q(read_at=None))]
        triggers = [pgtrigger.Protect(name="notice_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        """The words in the reader's language."""
        return self.texts.get(get_language() or "", "") or self.texts[settings.LANGUAGE_CODE]


class Channel(models.TextChoices):
    MAIL = "mail", pgettext_lazy("channel", "E-mail")
    TEXT = "text", _("Text message")
    WEBHOOK = "webhook", _("Group message")


class Contact(models.Model):
    """How a person wants to be told outside the application; inside it everybody always is.

    Without a row: by e-mail where the account has an address, with the morning digest, in Chinese.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="contact")
    by_mail = models.BooleanField(_("by e-mail"), default=True)
    by_text = models.BooleanField(_("by text message"), default=False)
    digest = models.BooleanField(_("morning digest"), default=True)
    language = models.CharField(_("language"), max_length=8, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE)
    phone_cipher = models.TextField(blank=True, editable=False)
    phone_mask = models.CharField(_("telephone"), max_length=32, blank=True, editable=False)

    class Meta:
        verbose_name = _("way of being told")
        verbose_name_plural = _("ways of being told")
        constraints = [
            models.CheckConstraint(condition=Q(by_text=False) | ~Q(phone_cipher=""), name="contact_text_has_its_number")
        ]
        triggers = [pgtrigger.Protect(name="contact_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.user_id}"

    def set_phone(self, number: str) -> None:
        """Keep a telephone number encrypted, with its mask; not saved yet."""
        self.phone_cipher, self.phone_mask = encrypt(number), mask_phone(number)


class Webhook(models.Model):
    """A group of an office in a messenger, told what is due and late. Its address is a secret and lies encrypted."""

    organ = models.ForeignKey(Organ, models.PROTECT, verbose_name=_("organ"), related_name="webhooks")
    name = models.CharField(_("name of the group"), max_length=64)
    url_cipher = models.TextField(editable=False)
    # Scheme and host alone, for the page.
    shown = models.CharField(_("address"), max_length=200, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(_("entered"), default=now, editable=False)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("group in a messenger")
        verbose_name_plural = _("groups in a messenger")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint("organ", "name", name="webhook_name_once", condition=Q(ended_at=None)),
            models.CheckConstraint(condition=~Q(url_cipher=""), name="webhook_has_its_address"),
        ]
        triggers = [pgtrigger.Protect(name="webhook_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.name


class MessageState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    CLAIMED = "claimed", _("Being sent")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Not delivered")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Message(models.Model):
    """One message on its way out, on one channel: the outbox. Written with what it tells of, sent afterwards.

    It goes to a person, or to an opaque address (``party:12``) that is resolved when it is sent: no number and no
    name of a party lies here. `key` says what is told; one channel tells it to one recipient once.
    """

    channel = models.CharField(_("channel"), max_length=8, choices=Channel)
    # Nobody asks by recipient or organ alone, and a sweep writes ten thousand rows: no index of their own.
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("recipient"),
        null=True,
        related_name="+",
        db_index=False,
    )
    address = models.CharField(max_length=64, blank=True)
    organ = models.ForeignKey(Organ, models.PROTECT, null=True, related_name="+", db_index=False)
    kind = models.CharField(max_length=32)
    texts = models.JSONField()
    path = models.CharField(max_length=200, blank=True)
    key = models.CharField(max_length=200)
    state = models.CharField(_("state"), max_length=9, choices=MessageState, default=MessageState.WAITING)
    created_at = models.DateTimeField(_("written"), default=now)
    next_attempt_at = models.DateTimeField(default=now)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    claimed_at = models.DateTimeField(null=True)
    # Whoever claimed it has until then; afterwards it is claimed anew, with the same key.
    lease_until = models.DateTimeField(null=True)
    # A code, never what a server said: that may hold an address.
    last_error = models.CharField(max_length=32, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True)
    recalled_at = models.DateTimeField(null=True)
    recalled_because = models.CharField(max_length=16, blank=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                "channel",
                "recipient",
                "address",
                "key",
                name="message_once_by_channel",
                # What was taken back before it went out may be told again.
                condition=~Q(state="withdrawn"),
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(recipient__isnull=False, address="") | (Q(recipient=None) & ~Q(address="")),
                name="message_to_person_or_address",
            ),
            models.CheckConstraint(
                condition=(Q(state="claimed") & Q(claimed_at__isnull=False, lease_until__isnull=False))
                | (~Q(state="claimed") & Q(lease_until=None)),
                name="message_claimed_for_a_time",
            ),
            models.CheckConstraint(
                condition=(Q(state="sent") & Q(sent_at__isnull=False)) | (~Q(state="sent") & Q(sent_at=None)),
                name="message_sent_at_a_moment",
            ),
            models.CheckConstraint(condition=~Q(state="failed") | ~Q(last_error=""), name="message_failed_for_a_cause"),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | Q(recalled_at__isnull=False), name="message_withdrawn_was_recalled"
            ),
            models.CheckConstraint(
                condition=Q(recalled_at=None, recalled_because="")
                | (Q(recalled_at__isnull=False) & ~Q(recalled_because="")),
                name="message_recalled_for_a_cause",
            ),
            models.CheckConstraint(condition=~Q(key=""), name="message_has_its_key"),
        ]
        indexes = [
            models.Index(fields=["next_attempt_at", "id"], name="message_waiting", condition=Q(state="waiting")),
            models.Index(fields=["lease_until"], name="message_claimed", condition=Q(state="claimed")),
            models.Index(fields=["-id"], name="message_failed", condition=Q(state="failed")),
            models.Index(fields=["key"], name="message_by_key"),
        ]
        triggers = [pgtrigger.Protect(name="message_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.channel} {self.key}"

    @property
    def idempotency_key(self) -> str:
        """The key that goes out with it. The same message has the same key also after a restore of the database."""
        named = f"{self.channel}\n{self.recipient_id or ''}\n{self.address}\n{self.key}"
        return hashlib.sha256(named.encode()).hexdigest()[:40]

    def text(self, language: str | None = None) -> str:
        """The words in a language of the pages."""
        return self.texts.get(language or "", "") or self.texts[settings.LANGUAGE_CODE]


class RunState(models.TextChoices):
    RUNNING = "running", _("Running now")
    DONE = "done", _("Completed")
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
                condition=Q(state="running", finished_at=None) | (~Q(state="running") & Q(finished_at__isnull=False)),
                name="task_run_finished_at_a_moment",
            ),
        ]
        indexes = [models.Index(fields=["name", "-id"], name="task_run_latest")]
        triggers = [pgtrigger.Protect(name="task_run_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.name} {self.state}"
