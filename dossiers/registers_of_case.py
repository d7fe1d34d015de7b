"""Mail and receptions of one case, as its page lists them."""

import datetime as dt
from typing import Any

from django.db.models import CharField, TextField, Value
from django.db.models.functions import Cast, TruncDate
from django.urls import reverse
from django.utils.translation import gettext as _

from dossiers.models import Correspondence, Dossier, Visit


def register_of(dossier: Dossier) -> list[dict[str, Any]]:
    """Mail and receptions of the case in one list, newest first; one query for both."""
    mail = Correspondence.objects.unscoped("the mail of a case in scope").filter(dossier=dossier, voided_at=None)
    visits = Visit.objects.unscoped("the receptions of a case in scope").filter(dossier=dossier, voided_at=None)
    rows = (
        mail.order_by()
        .values_list(
            Value("mail", CharField()),
            "pk",
            "on_date",
            "direction",
            "counterpart",
            "papers",
            Cast("post_id", TextField()),
        )
        .union(
            visits.order_by().values_list(
                Value("visit", CharField()),
                "pk",
                TruncDate("at"),
                Value("", CharField()),
                "receivers",
                Cast("said", TextField()),
                Cast("purpose_id", TextField()),
            ),
            all=True,
        )
    )
    found = sorted(rows, key=lambda row: (row[2], row[1]), reverse=True)
    return [_register_row(*row) for row in found]


def _register_row(kind: str, pk: int, day: dt.date, direction: str, whom: str, text: str, code: str) -> dict[str, Any]:
    labels = {"in": _("Mail in"), "out": _("Mail out")}
    return {
        "url": reverse("dossiers:mail" if kind == "mail" else "dossiers:visit", args=[pk]),
        "day": day,
        "kind": labels.get(direction, _("Reception")),
        "whom": whom,
        "text": text if kind == "mail" else text[:60],
    }
