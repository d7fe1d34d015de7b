"""A lawsuit in one instance, and each defendant agency in it."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from accounts.text import normalise_name
from accounts.timekeeping import now
from dossiers.models.codes import of_list
from hearings.queries import LawsuitDataQuerySet, LawsuitQuerySet


class State(models.TextChoices):
    """Where a lawsuit stands. Suspension (诉讼中止) is a status of the dossier beside it."""

    ANSWERING = "answering", _("Answer and evidence due")
    TRIAL = "trial", _("Being tried")
    JUDGED = "judged", _("Judged, not yet effective")
    APPEALED = "appealed", _("Under appeal")
    EFFECTIVE = "effective", _("Effective")
    CLOSED = "closed", _("Closed")
    VOID = "void", _("Void")


class Procedure(models.TextChoices):
    ORDINARY = "ordinary", _("Ordinary procedure")
    SIMPLIFIED = "simplified", _("Simplified procedure")


class Trial(models.TextChoices):
    """How the court tried the case; one that it did not hear is in no denominator."""

    ORAL = "oral", _("Heard in court")
    WRITTEN = "written", _("Tried on the papers")
    NONE = "none", _("Ended without a hearing")


def _of_list(model: str, field: str, code_list: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=of_list(field, code_list), name=f"{model}_{field}_of_its_list")


class Lawsuit(models.Model):
    """One instance (审级) of a dispute before a court, one-to-one with its dossier; its number is the dossier's.

    Plaintiffs are the dossier's applicants, defendants its respondents. The dated facts are the authority for every
    figure; the values here are the current ones, for lists. The instances of one dispute are linked dossiers.
    """

    dossier = models.OneToOneField("dossiers.Dossier", models.PROTECT, primary_key=True, related_name="lawsuit")
    state = models.CharField(_("stage"), max_length=12, choices=State, default=State.ANSWERING)
    instance = models.ForeignKey("dossiers.Code", models.PROTECT, verbose_name=_("instance"), related_name="+")
    court = models.ForeignKey(Organisation, models.PROTECT, verbose_name=_("court"), related_name="+")
    procedure = models.CharField(_("procedure"), max_length=12, choices=Procedure, default=Procedure.ORDINARY)
    notice_number = models.CharField(_("number of the notice to respond"), max_length=100, blank=True)
    filed_on = models.DateField(_("docketed on"), null=True, blank=True)
    # The first day on which a defendant was served.
    served_on = models.DateField(_("served on"))
    act_name = models.CharField(_("act"), max_length=200, blank=True)
    act_number = models.CharField(_("document number"), max_length=100, blank=True)
    act_key = models.CharField(max_length=100, blank=True, editable=False)
    act_on = models.DateField(_("date of the act"), null=True, blank=True)
    matter = models.ForeignKey("dossiers.Code", models.PROTECT, verbose_name=_("matter"), related_name="+")
    domain = models.ForeignKey(
        "dossiers.Code", models.PROTECT, verbose_name=_("domain"), null=True, blank=True, related_name="+"
    )
    claims = models.TextField(_("claims"), blank=True)
    compensation = models.DecimalField(
        _("compensation asked (yuan)"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    reconsidered = models.BooleanField(_("after reconsideration"), default=False)
    # As it was typed, until the case behind it is found and linked.
    reconsideration_number = models.CharField(_("number of the reconsideration case"), max_length=64, blank=True)
    # The same of the instance before this one.
    earlier_number = models.CharField(_("number of the earlier instance"), max_length=64, blank=True)
    # Whether the organ itself is a defendant: its own cases have the file of the whole process.
    government = models.BooleanField(_("the government's own case"), default=False)
    major = models.BooleanField(_("major case"), default=False)
    trial = models.CharField(_("how it was tried"), max_length=8, choices=Trial, blank=True)
    heard_on = models.DateField(_("first heard on"), null=True, blank=True)
    concluded_on = models.DateField(_("judged on"), null=True, blank=True)
    outcome = models.ForeignKey(
        "dossiers.Code", models.PROTECT, verbose_name=_("outcome"), null=True, blank=True, related_name="+"
    )
    judgment_number = models.CharField(_("number of the judgment"), max_length=100, blank=True)
    effective_on = models.DateField(_("effective on"), null=True, blank=True)
    # By the stated rule (hearings.lost), from the outcomes of the defendants; None while nothing is effective.
    lost = models.BooleanField(_("lost"), null=True, blank=True)

    objects = LawsuitQuerySet.as_manager()

    class Meta:
        verbose_name = _("lawsuit")
        verbose_name_plural = _("lawsuits")
        constraints = [
            models.CheckConstraint(
                condition=Q(filed_on=None) | Q(filed_on__lte=F("served_on")),
                name="suit_served_after_docketed",
                violation_error_message=_("A suit cannot be served before it was docketed."),
            ),
            models.CheckConstraint(
                condition=Q(heard_on=None) | Q(heard_on__gte=F("served_on")),
                name="suit_heard_after_served",
                violation_error_message=_("A suit cannot be heard before it was served."),
            ),
            models.CheckConstraint(
                condition=Q(concluded_on=None) | Q(concluded_on__gte=F("served_on")),
                name="suit_judged_after_served",
                violation_error_message=_("A suit cannot be judged before it was served."),
            ),
            models.CheckConstraint(
                condition=Q(effective_on=None) | Q(effective_on__gte=F("concluded_on")),
                name="suit_effective_after_judged",
                violation_error_message=_("A judgment cannot take effect before it was given."),
            ),
            models.CheckConstraint(
                condition=Q(concluded_on=None, outcome=None) | Q(concluded_on__isnull=False, outcome__isnull=False),
                name="suit_judged_with_outcome",
            ),
            models.CheckConstraint(
                condition=Q(lost=None) | Q(effective_on__isnull=False), name="suit_lost_when_effective"
            ),
            models.CheckConstraint(
                condition=Q(reconsidered=True) | Q(reconsideration_number=""), name="suit_number_of_reconsideration"
            ),
            _of_list("suit", "instance", "suit_instance"),
            _of_list("suit", "matter", "matter"),
            _of_list("suit", "domain", "domain"),
            _of_list("suit", "outcome", "suit_result"),
        ]
        indexes = [
            models.Index(fields=["act_key"], name="suit_same_act", condition=~Q(act_key="")),
            models.Index(fields=["served_on"], name="suit_served"),
            models.Index(fields=["concluded_on"], name="suit_concluded"),
            # Asked whenever a case gets its number.
            models.Index(
                fields=["reconsideration_number"], name="suit_awaits_case", condition=~Q(reconsideration_number="")
            ),
            models.Index(fields=["earlier_number"], name="suit_awaits_instance", condition=~Q(earlier_number="")),
        ]
        triggers = [pgtrigger.Protect(name="suit_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return str(self.dossier)

    def save(self, *args, **kwargs) -> None:
        self.act_key = normalise_name(self.act_number)
        super().save(*args, **kwargs)


class Designation(models.TextChoices):
    """Whether a defendant is the one whose head is to appear (负责人出庭应诉规定 3)."""

    SOLE = "sole", _("Only defendant")
    OPEN = "open", _("Not agreed yet")
    DESIGNATED = "designated", _("Designated to appear")
    RELEASED = "released", _("Another defendant appears")


class Defendant(models.Model):
    """A defendant agency in one instance: the unit in which appearances are counted (case × instance × agency)."""

    lawsuit = models.ForeignKey(Lawsuit, models.PROTECT, related_name="defendants")
    party = models.OneToOneField("dossiers.Party", models.PROTECT, related_name="defendant")
    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name=_("agency"), related_name="+")
    standing = models.ForeignKey("dossiers.Code", models.PROTECT, verbose_name=_("standing"), related_name="+")
    position = models.PositiveSmallIntegerField(default=0)
    designation = models.CharField(_("appearance"), max_length=12, choices=Designation, default=Designation.SOLE)
    served_on = models.DateField(_("served on"), null=True, blank=True)
    answered_on = models.DateField(_("answer handed in on"), null=True, blank=True)
    evidence_on = models.DateField(_("evidence handed in on"), null=True, blank=True)
    outcome = models.ForeignKey(
        "dossiers.Code", models.PROTECT, verbose_name=_("outcome"), null=True, blank=True, related_name="+"
    )
    # 确认违法 for a minor procedural fault (行诉 74①二) may be left out of the lost ones by the rule of the organ.
    minor_fault = models.BooleanField(_("minor procedural fault"), default=False)
    compensation = models.DecimalField(
        _("compensation awarded (yuan)"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    lost = models.BooleanField(_("lost"), null=True, blank=True)
    # What was typed (a ledger's 是否败诉, the office's own reading), shown where the rule says otherwise.
    lost_as_typed = models.BooleanField(_("lost, as typed"), null=True, blank=True)

    objects = LawsuitDataQuerySet.as_manager()

    class Meta:
        verbose_name = _("defendant")
        verbose_name_plural = _("defendants")
        ordering = ["lawsuit", "position", "pk"]
        constraints = [
            models.UniqueConstraint("lawsuit", "organisation", name="defendant_once_in_a_suit"),
            models.CheckConstraint(
                condition=Q(answered_on=None) | Q(answered_on__gte=F("served_on")),
                name="defendant_answers_after_service",
                violation_error_message=_("An answer cannot lie before the service of the suit."),
            ),
            _of_list("defendant", "standing", "suit_standing"),
            _of_list("defendant", "outcome", "suit_result"),
        ]
        triggers = [pgtrigger.Protect(name="defendant_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.lawsuit_id} {self.organisation}"


class LostRule(models.Model):
    """What an organ counts as lost, from a day on; without a row everything unfavourable and effective counts."""

    organ = models.ForeignKey("accounts.Organ", models.PROTECT, related_name="lost_rules")
    valid_from = models.DateField(_("from"))
    partly = models.BooleanField(_("judgments against the agency in part count"), default=True)
    minor_fault = models.BooleanField(_("illegal for a minor procedural fault counts"), default=True)
    modified = models.BooleanField(_("a modified act counts"), default=True)
    # 复议维持后共同被告: the reconsideration organ lost with the original agency, or only where its own decision fell.
    joint = models.BooleanField(_("joint defendants lose together"), default=False)
    reason = models.CharField(_("reason"), max_length=300)
    entered_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        verbose_name = _("rule of what is lost")
        verbose_name_plural = _("rules of what is lost")
        ordering = ["organ", "valid_from"]
        constraints = [
            models.UniqueConstraint("organ", "valid_from", name="lost_rule_once_from_a_day"),
            models.CheckConstraint(condition=~Q(reason=""), name="lost_rule_has_its_reason"),
        ]
        triggers = [pgtrigger.Protect(name="lost_rule_kept", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.organ} {self.valid_from}"
