"""Tokens by which an agency, a court or a procuratorate speaks to the interface for programs."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models.organisations import Organisation
from accounts.models.people import User
from accounts.models.roles import Role
from accounts.timekeeping import now

# The roles that a token can carry: whoever enters for an agency, a court or a procuratorate.
TOKEN_ROLES = (Role.AGENCY_LIAISON, Role.COURT_LIAISON, Role.PROCURATORATE_LIAISON)


class Scope(models.TextChoices):
    """What a token may be used for; each beside what its person may do at all."""

    READ = "read", _("Read cases, sittings and appearances")
    SITTINGS = "sittings", _("Set, move, cancel and hold sittings")
    APPEARANCES = "appearances", _("Nominations and appearance records")
    SUITS = "suits", _("Answers, judgments and other steps of lawsuits")
    DISPUTES = "disputes", _("Disputes referred to the centre, and steps in them")
    SUGGESTIONS = "suggestions", _("Suggestions made, replies to them")
    STUDY = "study", _("Study sessions, enrolment for training, own rules handed in")


class ApiToken(models.Model):
    """A token of one person for one organisation; of the secret a digest alone is kept.

    It carries one role of that person, as long as they hold it, and dies with the role, the account, its last day or
    its revocation.
    """

    user = models.ForeignKey(User, models.PROTECT, verbose_name=_("person who answers for it"), related_name="tokens")
    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name=_("organisation"), related_name="+")
    role = models.CharField(_("role"), max_length=32, choices=[(role.value, role.label) for role in TOKEN_ROLES])
    name = models.CharField(_("name"), max_length=64)
    scopes = ArrayField(models.CharField(max_length=16, choices=Scope.choices), verbose_name=_("what it is for"))
    digest = models.CharField(max_length=64, unique=True)
    hint = models.CharField(_("begins with"), max_length=16)
    created_at = models.DateTimeField(_("made at"), default=now, editable=False)
    expires_on = models.DateField(_("last day"))
    used_at = models.DateTimeField(_("last used at"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    class Meta:
        verbose_name = _("interface token")
        verbose_name_plural = _("interface tokens")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(scopes__len__gt=0), name="token_is_for_something"),
            models.CheckConstraint(
                condition=Q(scopes__contained_by=[scope.value for scope in Scope]), name="token_scopes_are_known"
            ),
            models.CheckConstraint(condition=Q(role__in=[role.value for role in TOKEN_ROLES]), name="token_role"),
            models.CheckConstraint(condition=Q(expires_on__gte=F("created_at__date")), name="token_lasts_a_day"),
        ]
        triggers = [
            pgtrigger.Protect(name="token_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="token_stays_what_it_is",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("digest", "user", "organisation", "role", "scopes", "expires_on"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.hint}…"
