"""What several pages of the registers show alike."""

from typing import Any

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest
from django.urls import reverse

from accounts.export import attachment
from dossiers.models import Dossier, StoredFile
from dossiers.services import organ_for_office
from dossiers.trail import record


def case_cell(dossier: Dossier | None) -> Any:
    return {"value": str(dossier), "url": reverse("dossier", args=[dossier.pk])} if dossier else ""


def with_organ(request: HttpRequest) -> bool:
    return len(organ_for_office(request.actor)) > 1


def send_stored(stored: StoredFile, name: str) -> FileResponse:
    """The content of a file as an attachment under a name; it is neither guessed at nor kept by a cache."""
    answer = FileResponse(default_storage.open(stored.path, "rb"), content_type=stored.content_type)
    answer["Content-Disposition"] = attachment(name or "file")
    answer["Content-Length"] = str(stored.size)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer


def send_paper(request: HttpRequest, row: Any) -> FileResponse:
    """The paper of an entry (`stored`, `file_name`), its reading written into the trail; 404 where it has none."""
    if row.stored is None:
        raise Http404
    record(actor=request.actor, action="file.read", obj=row)
    return send_stored(row.stored, row.file_name)
