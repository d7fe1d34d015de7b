"""Cases given to officers in one go: each officer hears of it once."""

from collections import Counter

from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from dossiers.models import Dossier
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


def tell_of_assignment(batch: Batch, dossiers: list[Dossier]) -> None:
    """Tell the officers to whom cases were given in one go: each one notice with their number, not one for each case.

    Whoever gives cases to themselves knows of it.
    """
    given = Counter(dossier.officer_id for dossier in dossiers)
    address = reverse(proceeding_type(batch.kind).list_page)
    for officer in User.objects.filter(pk__in=given).exclude(pk=batch.created_by_id):
        _tell(officer, given[officer.pk], f"{address}?officer=me", f"batch:{batch.pk}:told:{officer.pk}")


def _tell(officer: User, count: int, path: str, key: str) -> None:
    notify(
        recipients=[officer],
        kind="assigned",
        words=lambda: (
            ngettext("%(n)s case was assigned to you.", "%(n)s cases were assigned to you.", count) % {"n": count}
        ),
        path=path,
        key=key,
    )
