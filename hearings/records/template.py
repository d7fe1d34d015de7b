"""The workbook in which an agency reports who came: the columns, and a row for each record that is owed."""

import io

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from openpyxl import Workbook
from openpyxl.styles import Font

from accounts.export import attachment, safe_cell
from accounts.guards import requires
from accounts.timekeeping import now
from hearings.models import Appearance, AppearanceState, SittingState
from hearings.records.reader import COLUMNS
from hearings.sittings.words import day_of
from workflow.ledger.views import XLSX_TYPE

MOST = 2000


@require_safe
@requires("appearances.enter")
def template(request: HttpRequest) -> HttpResponse:
    """The template with the rows of the hearings of which the reader's records are owed."""
    rows = (
        Appearance.objects.visible_to(request.actor)
        .filter(
            case__sitting__state__in=[SittingState.SET, SittingState.HELD], case__sitting__during__startswith__lte=now()
        )
        .exclude(state__in=[AppearanceState.DROPPED, AppearanceState.SUBMITTED, AppearanceState.CONFIRMED])
        .select_related("case__sitting", "case__lawsuit__dossier", "defendant__organisation", "head")
        .order_by("case__sitting__during", "pk")[:MOST]
    )
    book = Workbook()
    sheet = book.active
    sheet.title = str(_("Appearance records"))
    sheet.append([column.headings[0] for column in COLUMNS if not column.ignored])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
        sheet.column_dimensions[cell.column_letter].width = 18
    for row in rows:
        head = row.head.name if row.head else ""
        came = "负责人" if row.head else ""
        known = (row.case.lawsuit.dossier.number, row.defendant.organisation.name, day_of(row.case.sitting).isoformat())
        sheet.append([safe_cell(value) for value in (*known, came, head)])
    file = io.BytesIO()
    book.save(file)
    answer = HttpResponse(file.getvalue(), content_type=XLSX_TYPE)
    answer["Content-Disposition"] = attachment(_("Appearance records") + ".xlsx")
    answer["Cache-Control"] = "private, no-store"
    return answer
