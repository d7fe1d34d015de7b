"""Cases that belong together."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.timekeeping import now
from dossiers.models.spine import Dossier
from dossiers.queries import LinkQuerySet


class LinkKind(models.TextChoices):
    JOINED = "joined", _("heard together")
    SEPARATED = "separated", _("separated from one application")
    SAME_ACT = "same_act", _("same act")
    FOLLOWS = "follows", _("follows from the other")
    SUED = "sued", _("sued over after reconsideration")
    INSTANCE = "instance", _("another instance of the same suit")
    PARALLEL = "parallel", _("parallel suit")
    CENTRE = "centre", _("before the dispute-resolution centre")
    SUGGESTED = "suggested", _("suggestion over the case")


class DossierLink(models.Model):
    """Two cases of one organ that belong together: `other` is joined to, parted from, or follows `dossier`.

    A lawsuit follows the reconsideration case that was sued over, or the instance before it.

    A link is never removed; one made by mistake is voided.
    """

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="links")
    other = models.ForeignKey(Dossier, models.PROTECT, related_name="linked_from")
    kind = models.CharField(_("kind"), max_length=12, choices=LinkKind)
    on_date = models.DateField(_("day"))
    entry = models.ForeignKey("dossiers.TimelineEntry", models.PROTECT, null=True, related_name="links")
    created_at = models.DateTimeField(default=now, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    voided_at = models.DateTimeField(null=True, blank=True)

    objects = LinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("link between cases")
        verbose_name_plural = _("links between cases")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(dossier=F("other")), name="link_of_two_cases"),
            models.UniqueConstraint(
                "dossier", "other", "kind", name="link_once_of_its_kind", condition=Q(voided_at=None)
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="link_never_deleted", operation=pgtrigger.Delete),
            # A case never moves to another organ, so it is enough to look when the link is made.
            pgtrigger.Trigger(
                name="link_within_one_organ",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                func=(
                    "IF (SELECT count(DISTINCT organ_id) FROM dossiers_dossier WHERE id IN (NEW.dossier_id,"
                    " NEW.other_id)) <> 1 THEN RAISE EXCEPTION 'link_within_one_organ' USING ERRCODE ="
                    " 'check_violation'; END IF; RETURN NEW;"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.kind} {self.other_id}"

    def partner(self, dossier: Dossier) -> Dossier:
        """The other of the two cases, seen from `dossier`."""
        return self.other if self.dossier_id == dossier.pk else self.dossier
