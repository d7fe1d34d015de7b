"""Code lists as rows: a stable code, two labels, validity, and the mapping to returns."""

import datetime as dt

import pgtrigger
from django.db import models
from django.db.models import Q
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _

from accounts.wording import reads_chinese


def of_list(field: str, code_list: str) -> models.Func:
    """A condition for a check constraint: the foreign key `field` names a code of `code_list`, or none."""
    return models.Func(
        models.F(field), models.Value(f"{code_list}."), function="starts_with", output_field=models.BooleanField()
    )


def no_items() -> list:
    """An empty list; inside Code the word `list` means its column."""
    return []


class CodeQuerySet(models.QuerySet["Code"]):
    def of(self, list_name: str) -> "CodeQuerySet":
        return self.filter(list=list_name)

    def on_offer(self, day: dt.date) -> "CodeQuerySet":
        """What can be chosen on `day`: values in force, without those that only old ledgers have."""
        return self.valid_on(day).exclude(mapping__has_key="ledger_only")

    def valid_on(self, day: dt.date) -> "CodeQuerySet":
        return self.filter(Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_to=None) | Q(valid_to__gte=day))


class Code(models.Model):
    """One value of a code list. Its key, ``list.code``, never changes: old cases keep their old values."""

    key = models.CharField(max_length=96, primary_key=True)
    list = models.CharField(_("list"), max_length=48)
    code = models.CharField(_("code"), max_length=48)
    label_zh = models.CharField(_("Chinese label"), max_length=120)
    label_en = models.CharField(_("English label"), max_length=160)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    aliases = models.JSONField(_("also written as"), default=no_items, blank=True)
    mapping = models.JSONField(_("mapping to returns"), default=dict, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    # Names of the fields that an administrator has changed here: loading the shipped lists leaves them.
    own_fields = models.JSONField(default=no_items, blank=True, editable=False)

    objects = CodeQuerySet.as_manager()

    class Meta:
        verbose_name = _("code")
        verbose_name_plural = _("codes")
        ordering = ["list", "position", "key"]
        constraints = [
            models.UniqueConstraint("list", "code", name="code_once_in_list"),
            models.CheckConstraint(
                condition=Q(key=Concat("list", models.Value("."), "code")), name="code_key_is_list_and_code"
            ),
        ]
        triggers = [pgtrigger.Protect(name="code_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.label_zh if reads_chinese() else self.label_en
