"""Identity and telephone numbers in plain; each reading is in the trail."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST

from accounts.guards import came_from, requires, requires_sign_in
from dossiers.models import Party, Visit, Visitor
from dossiers.registers import reveal_visitor
from dossiers.services import reveal


@require_POST
@requires_sign_in
def party_numbers(request: HttpRequest, pk: int) -> HttpResponse:
    """The plain numbers of a party; each reading is in the trail."""
    parties = Party.objects.visible_to(request.actor).select_related("dossier__organ")
    party = get_object_or_404(parties, pk=pk)
    numbers = {name: reveal(actor=request.actor, party=party, field=name) for name in ("identity", "phone")}
    return _numbers(request, party.name, numbers)


@require_POST
@requires("register.view")
def visitor_numbers(request: HttpRequest, pk: int) -> HttpResponse:
    """The plain numbers of a visitor; each reading is in the trail."""
    visits = Visit.objects.visible_to(request.actor)
    visitor = get_object_or_404(Visitor.objects.select_related("visit__organ"), pk=pk, visit__in=visits)
    return _numbers(request, visitor.name, reveal_visitor(actor=request.actor, visitor=visitor))


def _numbers(request: HttpRequest, name: str, numbers: dict[str, str]) -> HttpResponse:
    template = "dossiers/_numbers.html" if request.htmx else "dossiers/numbers.html"
    return render(request, template, {"name": name, "numbers": numbers, "back": came_from(request)})
