"""Tables of administrative reconsideration."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.text import normalise_name
from cases.application import Application
from cases.queries import CaseQuerySet
from dossiers.models.codes import of_list


class Law(models.TextChoices):
    """The reconsideration law that a case lives by to its end (reading R9)."""

    LAW_2017 = "2017", _("Reconsideration Law of 2017")
    LAW_2023 = "2023", _("Reconsideration Law of 2023")


class State(models.TextChoices):
    FILED = "filed", _("Filed with the agency")
    REVIEW = "review", _("Under review")
    SUPPLEMENT = "supplement", _("Awaiting supplement")
    HANDLING = "handling", _("Being heard")
    DECLINED = "declined", _("Not accepted")
    DECIDED = "decided", _("Decided")
    SERVED = "served", _("Served")
    ABANDONED = "abandoned", _("Deemed abandoned")
    WITHDRAWN = "withdrawn", _("Withdrawn before acceptance")
    NOT_HANDLED = "not_handled", _("Not handled further")
    TRANSFERRED = "transferred", _("Referred to the competent organ")
    ESCALATED = "escalated", _("Taken over by the higher organ")
    CLOSED = "closed", _("Closed")
    VOID = "void", _("Void")


class Procedure(models.TextChoices):
    ORDINARY = "ordinary", _("Ordinary procedure")
    SIMPLIFIED = "simplified", _("Simplified procedure")


class Nature(models.TextChoices):
    ACT = "act", _("An act")
    INACTION = "inaction", _("A failure to act")


def _of_list(field: str, code_list: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=of_list(field, code_list),
        name=f"case_{field}_of_its_list",
    )


class ReconsiderationCase(models.Model):
    """An application for reconsideration and what became of it, one-to-one with its dossier.

    The dated facts of the case are the authority for every figure; the dates here are the current values, for lists.
    """

    dossier = models.OneToOneField("dossiers.Dossier", models.PROTECT, primary_key=True, related_name="reconsideration")
    state = models.CharField(_("stage"), max_length=12, choices=State, default=State.REVIEW)
    law = models.CharField(_("law"), max_length=4, choices=Law)

    channel = models.ForeignKey("dossiers.Code", models.PROTECT, verbose_name=_("how it came"), related_name="+")
    received_on = models.DateField(_("received on"))
    act_name = models.CharField(_("act"), max_length=200)
    act_number = models.CharField(_("document number"), max_length=100, blank=True)
    act_key = models.CharField(max_length=100, blank=True, editable=False)
    act_on = models.DateField(_("date of the act"), null=True, blank=True)
    nature = models.CharField(_("nature"), max_length=8, choices=Nature, default=Nature.ACT)
    matter = models.ForeignKey("dossiers.Code", models.PROTECT, verbose_name=_("matter"), related_name="+")
    domain = models.ForeignKey("dossiers.Code", models.PROTECT, verbose_name=_("domain"), related_name="+")
    known_on = models.DateField(_("known on"), null=True, blank=True)
    known_how = models.ForeignKey(
        "dossiers.Code",
        models.PROTECT,
        verbose_name=_("how it became known"),
        null=True,
        blank=True,
        related_name="+",
    )
    rights_told = models.BooleanField(_("right to apply and period were told"), null=True, blank=True)
    requests = models.TextField(_("requests"), blank=True)
    reasons = models.TextField(_("facts and reasons"), blank=True)
    compensation = models.DecimalField(
        _("compensation asked (yuan)"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    hearing_asked = models.BooleanField(_("hearing asked for"), default=False)
    willing_to_mediate = models.BooleanField(_("willing to mediate"), default=False)
    prior = models.ForeignKey(
        "dossiers.Code",
        models.PROTECT,
        verbose_name=_("reconsideration before a suit"),
        null=True,
        blank=True,
        related_name="+",
    )
    stay_asked = models.BooleanField(_("stay of execution asked"), default=False)
    norm_asked = models.BooleanField(_("review of a normative document asked"), default=False)
    # The other particulars of the application, of the fields and types of cases.application.
    application = models.JSONField(default=dict, blank=True)

    procedure = models.CharField(_("procedure"), max_length=12, choices=Procedure, blank=True)
    accepted_on = models.DateField(_("accepted on"), null=True, blank=True)
    deemed_accepted = models.BooleanField(_("deemed accepted"), default=False)
    concluded_on = models.DateField(_("concluded on"), null=True, blank=True)
    outcome = models.ForeignKey(
        "dossiers.Code", models.PROTECT, verbose_name=_("outcome"), null=True, blank=True, related_name="+"
    )
    decision_number = models.CharField(_("number of the decision"), max_length=100, blank=True)
    sued_on = models.DateField(_("sued on"), null=True, blank=True)
    # A ledger says only that a suit followed, not when.
    sued = models.BooleanField(_("sued afterwards"), default=False)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("reconsideration case")
        verbose_name_plural = _("reconsideration cases")
        constraints = [
            models.CheckConstraint(
                condition=Q(accepted_on=None) | Q(accepted_on__gte=F("received_on")),
                name="case_accepted_after_received",
                violation_error_message=_("A case cannot be accepted before it was received."),
            ),
            models.CheckConstraint(
                condition=Q(concluded_on=None) | Q(concluded_on__gte=F("accepted_on")),
                name="case_concluded_after_accepted",
                violation_error_message=_("A case cannot be concluded before it was accepted."),
            ),
            models.CheckConstraint(
                condition=Q(concluded_on=None, outcome=None) | Q(concluded_on__isnull=False, outcome__isnull=False),
                name="case_concluded_with_outcome",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["handling", "decided", "served"])
                | Q(accepted_on__isnull=False)
                | Q(state="served"),
                name="case_heard_was_accepted",
            ),
            models.CheckConstraint(condition=Q(sued=True) | Q(sued_on=None), name="case_sued_on_a_day"),
            _of_list("channel", "channel"),
            _of_list("matter", "matter"),
            _of_list("domain", "domain"),
            _of_list("known_how", "known_how"),
            _of_list("outcome", "outcome"),
            _of_list("prior", "prior"),
            models.CheckConstraint(
                condition=models.Func(
                    F("application"),
                    template="jsonb_typeof(%(expressions)s) = 'object'",
                    output_field=models.BooleanField(),
                ),
                name="case_application_is_an_object",
            ),
        ]
        indexes = [
            models.Index(fields=["act_key"], name="case_same_act", condition=~Q(act_key="")),
            models.Index(fields=["accepted_on"], name="case_accepted"),
            models.Index(fields=["concluded_on"], name="case_concluded"),
        ]
        triggers = [pgtrigger.Protect(name="case_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return str(self.dossier)

    def save(self, *args, **kwargs) -> None:
        self.application = self.said.as_json()
        self.act_key = normalise_name(self.act_number)
        super().save(*args, **kwargs)

    @property
    def said(self) -> Application:
        """What the application says beside the columns. Raises ValueError where it was kept otherwise."""
        return Application.from_json(self.application)


class AssignmentMode(models.TextChoices):
    BY_HAND = "hand", _("By hand alone")
    PROPOSED = "proposed", _("The rule proposes, a person decides")
    AT_ONCE = "at_once", _("By the rule, as soon as a case is registered")


class AssignmentRule(models.Model):
    """How the cases of an organ come to their officers; without a row the rule proposes."""

    organ = models.OneToOneField("accounts.Organ", models.PROTECT, primary_key=True, related_name="assignment_rule")
    mode = models.CharField(_("assignment"), max_length=8, choices=AssignmentMode, default=AssignmentMode.PROPOSED)

    class Meta:
        triggers = [pgtrigger.Protect(name="assignment_rule_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.organ} · {self.get_mode_display()}"


class OfficerWork(models.Model):
    """What an officer takes on in an office: whether new cases, what share of a full load, which domains."""

    organ = models.ForeignKey("accounts.Organ", models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    takes_new = models.BooleanField(_("takes new cases"), default=True)
    share = models.PositiveSmallIntegerField(_("share of a full load (%)"), default=100)
    domains = models.ManyToManyField("dossiers.Code", verbose_name=_("domains"), related_name="+", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("organ", "user", name="officer_works_once_in_organ"),
            models.CheckConstraint(condition=Q(share__gte=10, share__lte=100), name="officer_share_is_a_percentage"),
        ]
        triggers = [pgtrigger.Protect(name="officer_work_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.user} · {self.organ}"
