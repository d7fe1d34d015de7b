"""Choices among what hangs on a dispute: a transfer, a session, a term, mediators."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.templatetags.dates import cn_short
from accounts.templatetags.ui import money
from disputes.models import Mediator, Session, Term, Transfer
from dossiers.models import Code
from workflow.fields import CHOOSE, FilteredChoices
from workflow.forms import StepForm
from workflow.moments import when_words
from workflow.steps import Context


class RowField(forms.ModelChoiceField):
    """A row that hangs on the dispute; which ones can be chosen is for the form to say, a single one is chosen."""

    def __init__(self, model: Any, **kwargs: Any) -> None:
        none = model.objects.unscoped("which ones can be chosen is for the form to say").none()
        super().__init__(none, **{"empty_label": CHOOSE, **kwargs})

    def label_from_instance(self, row: Any) -> str:
        return row_words(row)

    def offer(self, rows: QuerySet[Any]) -> None:
        self.queryset = rows
        found = list(rows[:2])
        if len(found) == 1:
            self.initial = found[0].pk


def row_words(row: Any) -> str:
    """A transfer, a session or a term as its step names it."""
    match row:
        case Transfer():
            return _("%(unit)s, handed over %(day)s") % {"unit": row.organisation, "day": cn_short(row.sent_on)}
        case Session():
            return " ".join(filter(None, (when_words(row.during), row.place)))
        case Term():
            amount = money(row.amount) if row.amount is not None else ""
            return " ".join(filter(None, (_("Term %(n)s") % {"n": row.number}, row.what, amount)))
    return str(row)


def rows_of(context: Context, model: Any, **conditions: Any) -> QuerySet[Any]:
    """The rows of a model that hang on the case at hand and meet some conditions, in order."""
    rows = model.objects.unscoped("rows of a case in hand").filter(dispute=context.dossier.pk, **conditions)
    related = {Transfer: ("organisation",), Term: ("by",)}.get(model, ())
    return rows.select_related(*related) if related else rows


class OfRow(StepForm):
    """A step about one row, chosen in the field ROW among `rows`; a correction can choose the row of its entry again.

    FACTS are the kinds of facts of the step whose value under ROW names the row.
    """

    ROW: str
    FACTS: tuple[str, ...]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[self.ROW].offer(self.rows())

    def rows(self) -> QuerySet[Any]:
        """The rows that can be chosen."""
        raise NotImplementedError

    def know_correction(self) -> None:
        left = self.context.dossier.facts.filter(entry_id__in=self.corrected_entries, kind__in=self.FACTS)
        ids = [fact.value[self.ROW] for fact in left if self.ROW in fact.value]
        field = self.fields[self.ROW]
        field.queryset = rows_of(self.context, field.queryset.model, pk__in=ids)


ENDS_WITH_PAPER = gettext_lazy("Add the paper: it proves when the participation ended.")


def ask_for_paper(form: StepForm, name: str, words: Any) -> None:
    """Refuse a form without the paper in the field `name`.

    A rehearsal of a step goes without its papers; a correction has those of its entry, unless that has none.
    """
    if name not in form.fields or form.cleaned_data.get(name):
        return
    kept = form.context.dossier.files.standing().filter(entry_id__in=form.corrected_entries)
    if not form.corrected_entries or not kept.exists():
        form.add_error(name, words)


class MediatorsField(forms.ModelMultipleChoiceField):
    """Mediators of the pool, each with unit, fields and how many disputes they have in hand."""

    widget = FilteredChoices

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Mediator.objects.none(), **{"label": gettext_lazy("Mediators"), **kwargs})


def domain_names() -> dict[str, str]:
    """The fields in which mediators can be at home, by their keys."""
    return {code.pk: str(code) for code in Code.objects.of("domain")}


def mediator_words(row: Mediator, domains: Mapping[str, str] | None = None) -> str:
    """张某（法官，黔江区人民法院，擅长土地，在办2件）: fields where they are given, the load where it was read."""
    said = [str(row.kind), row.of_unit]
    fields = [domains[key] for key in row.domains if key in domains] if domains else []
    if fields:
        said.append(_("at home in %(fields)s") % {"fields": "、".join(fields)})
    load = getattr(row, "load", None)
    if load is not None:
        said.append(_("%(n)s in hand") % {"n": load})
    return _("%(name)s (%(why)s)") % {"name": row.name, "why": _(", ").join(said)}
