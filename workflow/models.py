"""What the machinery keeps of its own: approvals, imports of old ledgers, saved views of lists, steps in batches."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Organ, Organisation
from accounts.timekeeping import now
from dossiers.queries import CaseDataQuerySet
from workflow.batch.queries import BatchQuerySet
from workflow.ledger.queries import ImportRunQuerySet
from workflow.saved.queries import SavedViewQuerySet


class ApprovalStatus(models.TextChoices):
    PENDING = "pending", _("Waiting")
    APPROVED = "approved", _("Approved")
    REJECTED = "rejected", _("Not approved")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Approval(models.Model):
    """A step asked for, to be carried out when the right person approves it, on-line or on paper."""

    dossier = models.ForeignKey("dossiers.Dossier", models.PROTECT, related_name="approvals")
    step = models.CharField(max_length=48)
    # The form as it was typed: it is bound and validated again when the approval is given.
    data = models.JSONField()
    corrects = models.ForeignKey("dossiers.TimelineEntry", models.PROTECT, null=True, related_name="+")
    permission = models.CharField(max_length=64)
    status = models.CharField(max_length=10, choices=ApprovalStatus, default=ApprovalStatus.PENDING)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    requested_for = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    requested_at = models.DateTimeField(default=now)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_for = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_on = models.DateField(null=True)
    on_paper = models.BooleanField(default=False)
    paper = models.ForeignKey("dossiers.DossierFile", models.PROTECT, null=True, related_name="+")
    opinion = models.CharField(_("opinion"), max_length=500, blank=True)
    entry = models.OneToOneField("dossiers.TimelineEntry", models.PROTECT, null=True, related_name="approval")

    objects = CaseDataQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                "dossier", "step", name="approval_pending_once", condition=Q(status="pending", corrects=None)
            ),
            models.CheckConstraint(
                condition=Q(status="pending", decided_at=None)
                | (~Q(status="pending") & Q(decided_at__isnull=False) & Q(decided_by__isnull=False)),
                name="approval_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(status="approved") | Q(entry__isnull=False, decided_on__isnull=False),
                name="approval_carried_out",
            ),
            models.CheckConstraint(
                condition=~Q(on_paper=True) | Q(paper__isnull=False), name="approval_on_paper_has_its_scan"
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None)
                | Q(status="withdrawn")
                | ~Q(decided_by=models.F("requested_by"))
                | Q(on_paper=True),
                name="approval_by_another_person",
            ),
        ]
        indexes = [
            models.Index(fields=["permission", "requested_at"], name="approval_waiting", condition=Q(status="pending"))
        ]
        triggers = [pgtrigger.Protect(name="approval_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.step} {self.status}"


class ImportStatus(models.TextChoices):
    READING = "reading", _("Being read")
    READY = "ready", _("To be confirmed")
    IMPORTING = "importing", _("Being imported")
    DONE = "done", _("Imported")
    UNREADABLE = "unreadable", _("Not readable")
    BROKEN_OFF = "broken_off", _("Broken off")


class ImportRun(models.Model):
    """A ledger handed in: the file as it was, what each of its rows would become, and what became of it."""

    organ = models.ForeignKey(Organ, models.PROTECT, verbose_name=_("reconsideration organ"), related_name="+")
    kind = models.CharField(max_length=16)
    file = models.ForeignKey("dossiers.StoredFile", models.PROTECT, related_name="+")
    file_name = models.CharField(_("file"), max_length=200)
    status = models.CharField(_("status"), max_length=10, choices=ImportStatus, default=ImportStatus.READING)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    duplicates = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    # [name of the sheet, its headings], and the sheets that are no ledger.
    sheets = models.JSONField(default=list)
    passed_over = models.JSONField(default=list)
    problem = models.JSONField(null=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("handed in"), default=now)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("import of a ledger")
        verbose_name_plural = _("imports of ledgers")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status__in=["importing", "done", "broken_off"])
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="import_confirmed_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["done", "unreadable"]) | Q(finished_at__isnull=False),
                name="import_finished_at_a_moment",
            ),
        ]
        triggers = [pgtrigger.Protect(name="import_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.file_name

    @property
    def busy(self) -> bool:
        """Whether a worker has it in hand."""
        return self.status in {ImportStatus.READING, ImportStatus.IMPORTING}


class ImportLine(models.Model):
    """What one row of a ledger would become, and after the import what became of it; `place` is that in the file."""

    run = models.ForeignKey(ImportRun, models.PROTECT, related_name="lines")
    place = models.PositiveIntegerField()
    sheet = models.CharField(max_length=200, blank=True)
    row = models.PositiveIntegerField()
    status = models.CharField(max_length=10)
    number = models.TextField(blank=True)
    problems = models.JSONField(default=list)
    summary = models.JSONField(default=dict)
    dossier = models.ForeignKey("dossiers.Dossier", models.PROTECT, null=True, related_name="+")
    # The row above with the same number.
    same_as = models.PositiveIntegerField(null=True)
    # The texts of a row that comes back, in the order of the sheet's headings.
    cells = models.JSONField(default=list)

    objects = CaseDataQuerySet.as_manager()

    class Meta:
        verbose_name = _("row of an import")
        verbose_name_plural = _("rows of imports")
        ordering = ["run", "place"]
        constraints = [models.UniqueConstraint("run", "place", name="import_line_once")]
        indexes = [models.Index(fields=["run", "status", "place"], name="import_line_by_status")]
        triggers = [pgtrigger.Protect(name="import_line_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.run_id} {self.row} {self.status}"


class SavedView(models.Model):
    """Filters, sort and columns of a list under a name, a person's own or shared with an office.

    It holds the address's query and nothing of any case, and widens nobody's sight: whoever opens it sees what they
    may see. Views are preferences, so that they are replaced and removed freely.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    list = models.CharField(max_length=32)
    name = models.CharField(_("name of the view"), max_length=24)
    query = models.CharField(max_length=2000, blank=True)
    shared_with = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name=_("shared with"), null=True, blank=True, related_name="+"
    )
    changed_at = models.DateTimeField(default=now)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint("user", "list", "name", name="saved_view_once_by_name"),
            models.CheckConstraint(condition=~Q(name=""), name="saved_view_has_its_name"),
        ]
        indexes = [
            models.Index(
                fields=["shared_with", "list"], name="saved_view_shared", condition=Q(shared_with__isnull=False)
            )
        ]

    def __str__(self) -> str:
        return self.name


class ListSetting(models.Model):
    """How a list opens for a person: with which columns, and with which view when none is asked for."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    list = models.CharField(max_length=32)
    columns = models.CharField(max_length=500, blank=True)
    # A saved view, or the code of a ready-made one.
    opens = models.ForeignKey(SavedView, models.SET_NULL, null=True, related_name="+")
    opens_ready = models.CharField(max_length=32, blank=True)

    class Meta:
        verbose_name = _("setting of a list")
        verbose_name_plural = _("settings of lists")
        constraints = [
            models.UniqueConstraint("user", "list", name="list_setting_once"),
            models.CheckConstraint(condition=Q(opens=None) | Q(opens_ready=""), name="list_setting_opens_one_view"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.list}"


class Batch(models.Model):
    """One step taken in many cases, each for itself: what was typed once, and by whom."""

    kind = models.CharField(max_length=16)
    step = models.CharField(max_length=48)
    # The step's form as it was typed: it is bound and validated anew in each case.
    data = models.JSONField()
    language = models.CharField(max_length=16)
    key = models.CharField(max_length=32)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=now)
    finished_at = models.DateTimeField(null=True)

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("batch of steps")
        verbose_name_plural = _("batches of steps")
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint("created_by", "key", name="batch_once_by_key")]
        triggers = [pgtrigger.Protect(name="batch_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.step} {self.pk}"


class BatchResult(models.TextChoices):
    WAITING = "waiting", _("Not yet done")
    DONE = "done", _("Carried out")
    ASKED = "asked", _("Approval asked for")
    CHANGED = "changed", _("Changed meanwhile")
    REFUSED = "refused", pgettext_lazy("batch", "Refused")
    FORBIDDEN = "forbidden", _("No right to do it")
    MISSING = "missing", _("Not found")


class BatchCase(models.Model):
    """What became of one case of a batch. A case out of the person's sight is one that was not found."""

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="cases")
    place = models.PositiveSmallIntegerField()
    # What was asked for; the case itself only when the person sees it.
    asked = models.BigIntegerField()
    dossier = models.ForeignKey("dossiers.Dossier", models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(null=True)
    result = models.CharField(max_length=10, choices=BatchResult, default=BatchResult.WAITING)
    reason = models.CharField(max_length=500, blank=True)
    done_at = models.DateTimeField(null=True)

    objects = CaseDataQuerySet.as_manager()

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint("batch", "asked", name="batch_case_once"),
            models.CheckConstraint(
                condition=Q(result="waiting", done_at=None) | (~Q(result="waiting") & Q(done_at__isnull=False)),
                name="batch_case_done_at_a_moment",
            ),
            models.CheckConstraint(
                condition=Q(result="missing") | Q(dossier__isnull=False), name="batch_case_found_or_missing"
            ),
        ]
        indexes = [models.Index(fields=["batch", "place"], name="batch_case_waits", condition=Q(result="waiting"))]
        triggers = [pgtrigger.Protect(name="batch_case_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.batch_id}/{self.place}: {self.result}"
