"""What several pages of the registers show alike."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from dossiers.models import Dossier
from dossiers.services import organ_for_office


def case_cell(dossier: Dossier | None) -> Any:
    return {"value": str(dossier), "url": reverse("dossier", args=[dossier.pk])} if dossier else ""


def with_organ(request: HttpRequest) -> bool:
    return len(organ_for_office(request.actor)) > 1
