"""A suggestion (司法建议、检察建议、行政复议意见书和建议书、行政执法监督建议), and each agency to which it is made."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from disputes.suggestions.queries import SuggestionAgencyQuerySet, SuggestionQuerySet
from dossiers.models.codes import of_list


class SuggestionKind(models.TextChoices):
    JUDICIAL = "judicial", _("Suggestion of a court")
    PROCURATORIAL = "procuratorial", _("Procuratorial suggestion")
    REVIEW_OPINION = "review_opinion", _("Reconsideration opinion letter")
    REVIEW_SUGGESTION = "review_suggestion", _("Reconsideration suggestion letter")
    SUPERVISION = "supervision", _("Enforcement-supervision suggestion")


class Subject(models.TextChoices):
    """What a suggestion is about; the period for its answer depends on it."""

    INDIVIDUAL = "individual", _("Individual case")
    GOVERNANCE = "governance", _("Governance")
    NORM = "norm", _("Normative document")


class SuggestionState(models.TextChoices):
    """Where a suggestion stands over all its agencies; each agency's own course is in its row and its facts."""

    DRAFT = "draft", _("Being drawn up")
    AWAITING = "awaiting", _("Answer awaited")
    CHECKING = "checking", _("Rectification to be checked")
    RECTIFYING = "rectifying", _("Being put right")
    SETTLED = "settled", _("Put right, to be closed")
    CLOSED = "closed", _("Closed")
    VOID = "void", _("Void")


class TakenUp(models.TextChoices):
    """How far an agency takes a suggestion up, by its answer."""

    WHOLLY = "wholly", _("Wholly")
    PARTLY = "partly", _("In part")
    NOT = "not", _("Not")


class Rectified(models.TextChoices):
    """What the check of an agency's rectification found."""

    DONE = "done", _("Put right wholly")
    PARTLY = "partly", _("Put right in part")
    NOT = "not", _("Not put right")


def _of_list(field: str, code_list: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=of_list(field, code_list), name=f"suggestion_{field}_of_its_list")


class Suggestion(models.Model):
    """A suggestion, one-to-one with its dossier, whose number is the one that its paper bears.

    The agencies to which it is made are the dossier's respondents. The dated facts are the authority; the values here
    are the current ones, for lists. The cases behind it are linked dossiers; what was typed and is none here is kept.
    """

    dossier = models.OneToOneField("dossiers.Dossier", models.PROTECT, primary_key=True, related_name="suggestion")
    state = models.CharField(_("stage"), max_length=12, choices=SuggestionState, default=SuggestionState.AWAITING)
    kind = models.CharField(_("kind of suggestion"), max_length=20, choices=SuggestionKind)
    subject = models.CharField(_("what it is about"), max_length=12, choices=Subject, default=Subject.INDIVIDUAL)
    # Whether the organ or its office issued it; what others issued was received and registered.
    own = models.BooleanField(_("issued by the office"), default=False)
    # The body as far as it is known here; a body of elsewhere has its name alone.
    issuer = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name=_("body that makes it"), null=True, blank=True, related_name="+"
    )
    issuer_name = models.CharField(_("name of the issuing body"), max_length=200)
    # None while it is being drawn up.
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    # What the paper lays down for the answer, where no statute does.
    reply_by = models.DateField(_("answer by, as the paper says"), null=True, blank=True)
    reply_days = models.PositiveSmallIntegerField(_("days for the answer, as the paper says"), null=True, blank=True)
    cause = models.ForeignKey(
        "dossiers.Code", models.PROTECT, verbose_name=_("cause of the problem"), null=True, blank=True, related_name="+"
    )
    domain = models.ForeignKey(
        "dossiers.Code", models.PROTECT, verbose_name=_("domain"), null=True, blank=True, related_name="+"
    )
    matter = models.ForeignKey(
        "dossiers.Code", models.PROTECT, verbose_name=_("kind of act"), null=True, blank=True, related_name="+"
    )
    problem = models.TextField(_("problem"))
    proposal = models.TextField(_("what is suggested"))
    # As they were typed, of cases that are none of this office.
    other_cases = models.CharField(_("other cases behind it"), max_length=500, blank=True)

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("suggestion")
        verbose_name_plural = _("suggestions")
        constraints = [
            models.CheckConstraint(
                condition=Q(issued_on__isnull=False) | Q(state__in=["draft", "void"]), name="suggestion_issued_or_draft"
            ),
            models.CheckConstraint(condition=Q(own=True) | ~Q(state="draft"), name="suggestion_drawn_up_here_is_own"),
            models.CheckConstraint(
                condition=Q(own=False) | Q(kind__in=["review_opinion", "review_suggestion", "supervision"]),
                name="suggestion_of_court_is_not_own",
                violation_error_message=_("The office issues no judicial and no procuratorial suggestion."),
            ),
            models.CheckConstraint(
                condition=Q(reply_by=None) | Q(issued_on=None) | Q(reply_by__gte=F("issued_on")),
                name="suggestion_answered_after_issued",
                violation_error_message=_("The answer cannot be due before the suggestion was issued."),
            ),
            models.CheckConstraint(
                condition=Q(reply_by=None) | Q(reply_days=None), name="suggestion_answer_by_day_or_days"
            ),
            _of_list("cause", "loss_cause"),
            _of_list("domain", "domain"),
            _of_list("matter", "matter"),
        ]
        indexes = [
            models.Index(fields=["cause", "domain"], name="suggestion_problem", condition=Q(cause__isnull=False)),
            models.Index(fields=["matter"], name="suggestion_matter", condition=Q(matter__isnull=False)),
        ]
        triggers = [pgtrigger.Protect(name="suggestion_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return str(self.dossier)

    @property
    def law(self) -> str:
        """What its steps rest on: each kind has its own provisions."""
        return self.kind


class SuggestionAgency(models.Model):
    """An agency to which a suggestion is made: when it received it, what it answered, what was put right."""

    suggestion = models.ForeignKey(Suggestion, models.PROTECT, related_name="agencies")
    party = models.OneToOneField("dossiers.Party", models.PROTECT, related_name="suggestion_agency")
    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name=_("agency"), related_name="+")
    received_on = models.DateField(_("received on"), null=True, blank=True)
    replied_on = models.DateField(_("answered on"), null=True, blank=True)
    taken_up = models.CharField(_("taken up"), max_length=8, choices=TakenUp, blank=True)
    measures = models.TextField(_("measures"), blank=True)
    responsible = models.CharField(_("responsible person"), max_length=100, blank=True)
    done_by = models.DateField(_("to be put right by"), null=True, blank=True)
    reported_on = models.DateField(_("rectification reported on"), null=True, blank=True)
    checked_on = models.DateField(_("checked on"), null=True, blank=True)
    rectified = models.CharField(_("rectification"), max_length=8, choices=Rectified, blank=True)
    requests = models.PositiveSmallIntegerField(_("second requests"), default=0)
    requested_on = models.DateField(_("asked again on"), null=True, blank=True)
    reported_up_on = models.DateField(_("reported upward on"), null=True, blank=True)

    objects = SuggestionAgencyQuerySet.as_manager()

    class Meta:
        verbose_name = _("agency of a suggestion")
        verbose_name_plural = _("agencies of suggestions")
        ordering = ["suggestion", "pk"]
        constraints = [
            models.UniqueConstraint("suggestion", "organisation", name="suggestion_once_to_an_agency"),
            models.CheckConstraint(
                condition=Q(replied_on=None) | Q(received_on=None) | Q(replied_on__gte=F("received_on")),
                name="suggestion_answered_after_receipt",
                violation_error_message=_("An answer cannot lie before the receipt of the suggestion."),
            ),
        ]
        triggers = [pgtrigger.Protect(name="suggestion_agency_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.suggestion_id} {self.organisation}"
