"""Cases given to officers in one go: each officer hears of it once."""

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from dossiers.models import Dossier, TimelineEntry
from notices.services import notify
from workflow.batch.declared import BatchStep
from workflow.models import Batch
from workflow.steps import proceeding_type


def assigning(kind: str) -> BatchStep:
    """The step ``assign`` of a proceeding, offered for many cases to whoever directs an office."""
    return BatchStep(
        kind=kind,
        step="assign",
        title=gettext_lazy("Assign"),
        permission="cases.assign_many",
        told=tell_of_assignment,
    )


class Given(NamedTuple):
    """Who got a case of a batch, and whether as its second officer."""

    user: int
    beside: bool


def tell_of_assignment(batch: Batch, dossiers: list[Dossier]) -> None:
    """Tell the officers to whom cases were given in one go: each one notice with their number, not one for each case.

    Whoever gives cases to themselves knows of it.
    """
    given = Counter(_given(batch, dossiers))
    address = reverse(proceeding_type(batch.kind).list_page)
    people = User.objects.exclude(pk=batch.created_by_id).in_bulk({one.user for one in given})
    for one, count in sorted(given.items()):
        if (officer := people.get(one.user)) is not None:
            key = f"batch:{batch.pk}:{'beside' if one.beside else 'told'}:{one.user}"
            _tell(officer, count, f"{address}?officer=me", key, beside=one.beside)


def _given(batch: Batch, dossiers: list[Dossier]) -> Iterator[Given]:
    """To whom each case went by its entry in the timeline: in the place of the officer, or of the second one alone."""
    entries = TimelineEntry.objects.unscoped("the cases of the batch at hand").filter(
        dossier__in=dossiers, step=batch.step, taken_at__gte=batch.created_at
    )
    latest = {entry.dossier_id: entry.data["form"] for entry in entries.order_by("pk")}
    for form in latest.values():
        beside = not form.get("officer")
        for person in form["second" if beside else "officer"]:
            yield Given(int(person), beside)


def _tell(officer: User, count: int, path: str, key: str, *, beside: bool) -> None:
    def words() -> str:
        if beside:
            said = ngettext(
                "%(n)s case was assigned to you as second officer.",
                "%(n)s cases were assigned to you as second officer.",
                count,
            )
        else:
            said = ngettext("%(n)s case was assigned to you.", "%(n)s cases were assigned to you.", count)
        return said % {"n": count}

    notify(recipients=[officer], kind="assigned", words=words, path=path, key=key)
