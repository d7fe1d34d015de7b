"""How transfers, sessions, terms and mediators are named in the entries of a timeline."""

from typing import Any

from disputes.forms.common import mediator_words, row_words
from disputes.models import Dispute, Mediator, Session, Term, Transfer
from workflow.describing import name_rows
from workflow.links import called


def _rows(model: Any, *related: str) -> None:
    def named(keys: set[str]) -> dict[str, str]:
        rows = model.objects.unscoped("named in an entry that is in scope").filter(pk__in=keys)
        return {str(row.pk): row_words(row) for row in rows.select_related(*related)}

    name_rows(model, named)


def _mediators(keys: set[str]) -> dict[str, str]:
    rows = Mediator.objects.filter(pk__in=keys).select_related("kind", "organisation")
    return {str(row.pk): mediator_words(row) for row in rows}


def _disputes(keys: set[str]) -> dict[str, str]:
    rows = Dispute.objects.unscoped("named in an entry that is in scope").filter(pk__in=keys)
    return {str(row.pk): called(row.dossier) for row in rows.select_related("dossier")}


_rows(Transfer, "organisation")
_rows(Session, "dispute")
_rows(Term, "by")
name_rows(Dispute, _disputes)
name_rows(Mediator, _mediators)
