"""A dispute before the dispute-resolution centre (行政争议化解中心)."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Organisation
from accounts.text import normalise_name
from disputes.queries import DisputeQuerySet
from dossiers.models.codes import of_list


class State(models.TextChoices):
    """Where a dispute stands between its receipt and the end of its file."""

    SCREENING = "screening", _("Being examined")
    ACCEPTED = "accepted", pgettext_lazy("dispute", "Accepted")
    RESOLVING = "resolving", _("Being resolved")
    CONCLUDED = "concluded", pgettext_lazy("dispute", "Concluded")
    CLOSED = "closed", _("Closed")
    VOID = "void", _("Void")


class Nature(models.TextChoices):
    """The quarterly return parts administrative from civil disputes."""

    ADMINISTRATIVE = "administrative", _("Administrative dispute")
    CIVIL = "civil", _("Civil dispute")


class Phase(models.TextChoices):
    """The proceeding in which an administrative dispute is, or that is open to it: the return counts it there."""

    RECONSIDERATION = "reconsideration", _("Reconsideration stage")
    LITIGATION = "litigation", _("Litigation stage")


class Suing(models.TextChoices):
    """Which period for suing is open to whoever seeks resolution (行政诉讼法 45–47; 行诉解释 64, 66)."""

    ACT = "act", _("Against the act: six months")
    UNTOLD = "untold", _("Against an act that did not tell the period: one year at most")
    INACTION = "inaction", _("Against a failure to act: six months")
    RECONSIDERED = "reconsidered", _("Against a reconsideration decision: fifteen days")
    RECONSIDERED_UNTOLD = "reconsidered_untold", _("Against a decision that did not tell the period: one year at most")
    TIMEOUT = "timeout", _("No reconsideration decision in time: fifteen days")


class Agreement(models.TextChoices):
    WRITTEN = "written", _("Written agreement")
    ORAL = "oral", _("Oral agreement")


class Performance(models.TextChoices):
    """How far the terms of an agreement are performed: worked out from the terms, kept for lists."""

    NONE = "", _("nothing to perform")
    RUNNING = "running", _("Being performed")
    DONE = "done", _("Performed")
    FAILED = "failed", _("Not performed")


def _of_list(field: str, code_list: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=of_list(field, code_list), name=f"dispute_{field}_of_its_list")


class Dispute(models.Model):
    """A dispute before the centre, one-to-one with its dossier.

    Who seeks something is an applicant of the dossier, the agency concerned a respondent. The dated facts are the
    authority for every figure and for the time that does not count towards the period for suing; the values here are
    the current ones, for lists.
    """

    dossier = models.OneToOneField("dossiers.Dossier", models.PROTECT, primary_key=True, related_name="dispute")
    state = models.CharField(_("stage"), max_length=12, choices=State, default=State.SCREENING)
    source = models.ForeignKey("dossiers.Code", models.PROTECT, verbose_name=_("source"), related_name="+")
    # The body that referred it; none where a party came by itself.
    referrer = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name=_("referred by"), null=True, blank=True, related_name="+"
    )
    referral_number = models.CharField(_("number of the referral"), max_length=100, blank=True)
    received_on = models.DateField(_("received on"))
    nature = models.CharField(_("nature"), max_length=14, choices=Nature, default=Nature.ADMINISTRATIVE)
    phase = models.CharField(_("stage of the remedy"), max_length=16, choices=Phase, blank=True)
    subject = models.ForeignKey(
        "dossiers.Code", models.PROTECT, verbose_name=_("subject"), null=True, blank=True, related_name="+"
    )
    civil_kind = models.ForeignKey(
        "dossiers.Code",
        models.PROTECT,
        verbose_name=_("kind of civil dispute"),
        null=True,
        blank=True,
        related_name="+",
    )
    act_name = models.CharField(_("act"), max_length=200, blank=True)
    act_number = models.CharField(_("document number"), max_length=100, blank=True)
    act_key = models.CharField(max_length=100, blank=True, editable=False)
    # Which period for suing it is and since when it runs, so that what the centre takes out of it can be shown.
    # `known_on` is the day on which the act was known, the decision served, the time for acting or deciding over;
    # `told_on` when the period became known that nobody had told; `act_on` when the act was made, for the longest one.
    suing = models.CharField(_("period for suing"), max_length=20, choices=Suing, default=Suing.ACT)
    known_on = models.DateField(_("period for suing begins with"), null=True, blank=True)
    told_on = models.DateField(_("period for suing known on"), null=True, blank=True)
    act_on = models.DateField(_("act made on"), null=True, blank=True)
    immovable = models.BooleanField(_("over immovable property"), default=False)
    domain = models.ForeignKey(
        "dossiers.Code", models.PROTECT, verbose_name=_("domain"), null=True, blank=True, related_name="+"
    )
    demands = models.TextField(_("demands"), blank=True)
    amount = models.DecimalField(_("amount asked (yuan)"), max_digits=14, decimal_places=2, null=True, blank=True)
    # The dispute with which it is resolved (并案化解), and with which it ends; none where it is resolved by itself.
    lead = models.ForeignKey(
        "self", models.PROTECT, verbose_name=_("leading dispute"), null=True, blank=True, related_name="followers"
    )
    accepted_on = models.DateField(_("accepted on"), null=True, blank=True)
    concluded_on = models.DateField(_("concluded on"), null=True, blank=True)
    result = models.ForeignKey(
        "dossiers.Code", models.PROTECT, verbose_name=_("result"), null=True, blank=True, related_name="+"
    )
    agreement = models.CharField(_("form of the agreement"), max_length=8, choices=Agreement, blank=True)
    agreed_amount = models.DecimalField(
        _("amount agreed (yuan)"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    confirmed_on = models.DateField(_("judicially confirmed on"), null=True, blank=True)
    performance = models.CharField(_("performance"), max_length=8, choices=Performance, default="", blank=True)
    reported_on = models.DateField(_("reported back on"), null=True, blank=True)

    objects = DisputeQuerySet.as_manager()

    class Meta:
        verbose_name = _("dispute")
        verbose_name_plural = _("disputes")
        constraints = [
            models.CheckConstraint(
                condition=Q(accepted_on=None) | Q(accepted_on__gte=F("received_on")),
                name="dispute_accepted_after_received",
                violation_error_message=_("A dispute cannot be accepted before it was received."),
            ),
            models.CheckConstraint(
                condition=Q(concluded_on=None) | Q(concluded_on__gte=F("received_on")),
                name="dispute_concluded_after_received",
                violation_error_message=_("A dispute cannot be concluded before it was received."),
            ),
            models.CheckConstraint(
                condition=Q(concluded_on=None, result=None) | Q(concluded_on__isnull=False, result__isnull=False),
                name="dispute_concluded_with_result",
            ),
            models.CheckConstraint(
                condition=Q(reported_on=None) | Q(reported_on__gte=F("received_on")),
                name="dispute_reported_after_received",
            ),
            models.CheckConstraint(
                condition=Q(nature="administrative", civil_kind=None) | Q(nature="civil", subject=None, phase=""),
                name="dispute_classified_by_its_nature",
            ),
            models.CheckConstraint(
                condition=Q(agreement="", agreed_amount=None, confirmed_on=None, performance="")
                | Q(result__isnull=False),
                name="dispute_agreement_with_result",
            ),
            models.CheckConstraint(condition=~Q(lead=F("dossier")), name="dispute_leads_others_alone"),
            _of_list("source", "dispute_source"),
            _of_list("subject", "dispute_subject"),
            _of_list("civil_kind", "civil_dispute"),
            _of_list("domain", "domain"),
            _of_list("result", "dispute_result"),
        ]
        indexes = [
            models.Index(fields=["received_on"], name="dispute_received"),
            models.Index(fields=["concluded_on"], name="dispute_concluded"),
            models.Index(fields=["act_key"], name="dispute_same_act", condition=~Q(act_key="")),
        ]
        triggers = [pgtrigger.Protect(name="dispute_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return str(self.dossier)

    def save(self, *args, **kwargs) -> None:
        self.act_key = normalise_name(self.act_number)
        super().save(*args, **kwargs)
