"""Registering or drawing up a suggestion, and telling beside the form what is known of the problem."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.actors import Actor
from accounts.guards import requires
from accounts.models import Role
from accounts.permissions import require
from accounts.text import normalise_case_number
from disputes.models import SuggestionKind
from disputes.suggestions.entering import enter, places_of
from disputes.suggestions.forms import SuggestionForm
from disputes.suggestions.forms.registration import DRAFT, ISSUED, OWN_KINDS, RECEIVED
from disputes.suggestions.recurrence import alike, shown
from dossiers.decisions import decision_in
from dossiers.models import Dossier, PartyRole
from dossiers.scoping import Audience
from notices.services import once
from workflow import letters
from workflow.letters import Letter
from workflow.rows import write_row


@requires("suggestions.register")
@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """The form of a suggestion; with ``case`` it begins with what that case is about, with ``letter`` it takes over
    the letter that stands in it.
    """
    actor = request.actor
    places = places_of(actor)
    behind = _case(actor, request.GET.get("case"))
    letter = _letter(behind, request.GET.get("letter")) if behind else None
    if request.method == "GET":
        initial = _initial(actor, behind, letter) if behind else _own(actor, places)
        return _show(request, SuggestionForm(actor=actor, initial=initial, **places), uuid.uuid4().hex, behind, letter)
    form = SuggestionForm(request.POST, request.FILES, actor=actor, **places)
    key = request.POST.get("key", "")[:64] or uuid.uuid4().hex
    if form.is_valid():
        try:
            made, ran = once(
                scope="suggestion.register",
                key=key,
                actor=actor,
                act=lambda: {"suggestion": enter(actor, form, (behind, letter) if behind and letter else None).pk},
            )
        except ValidationError as error:
            form.add_error("number" if getattr(error, "code", None) == "taken" else None, error)
        else:
            if ran:
                messages.success(request, _("The suggestion is registered."))
            return redirect("suggestions:detail", pk=made["suggestion"])
    return _show(request, form, key, behind, letter, status=422)


def _case(actor: Actor, typed: str | None) -> Dossier | None:
    """The case from which a suggestion is drawn up, which the actor must work on."""
    if not typed:
        return None
    if not (typed.isdecimal() and len(typed) < 16):
        raise Http404
    seen = Dossier.objects.visible_to(actor).select_related("organ__organisation", "officer")
    dossier = get_object_or_404(seen, pk=int(typed))
    require(actor, "dossier.handle", dossier)
    return dossier


def _letter(behind: Dossier, typed: str | None) -> Letter | None:
    """The letter of a case that is to be taken over; None when it was answered or registered meanwhile."""
    facts = list(behind.facts.current().select_related("entry").order_by("on_date", "pk"))
    return next((one for one in letters.waiting(behind.kind, facts) if str(one.fact.pk) == typed), None)


def _own(actor: Actor, places: dict[str, Any]) -> dict[str, Any]:
    own = any(actor.has(Role.OFFICER, organ.office_id) for organ in places["organs"])
    return {"officer": actor.user if own else None}


def _initial(actor: Actor, behind: Dossier, letter: Letter | None) -> dict[str, Any]:
    """What is known of a suggestion from the case behind it, and from the letter that stands there."""
    agencies = behind.parties.standing().filter(role=PartyRole.RESPONDENT).order_by("position", "pk")
    decision = decision_in(behind)
    initial: dict[str, Any] = {
        "organ": behind.organ,
        "how": DRAFT,
        "cases": behind.number or "",
        "officer": behind.officer,
        "agencies": [write_row(organisation=str(party.organisation_id)) for party in agencies],
    }
    if decision:
        initial |= {"matter": decision.matter, "domain": decision.domain, "cause": decision.cause}
    return initial | (_of_letter(behind, letter) if letter else {})


def _of_letter(behind: Dossier, letter: Letter) -> dict[str, Any]:
    """What the step kept that entered the letter: its number and day, what it says, and when the agency received it."""
    typed = letter.fact.entry.data.get("form", {})
    kind, content = letter.kind.register_as, "\n".join(typed.get(letter.kind.content, []))
    party = behind.parties.get(pk=letter.party_id)
    received = letter.received_on.isoformat() if letter.received_on else ""
    found: dict[str, Any] = {
        "how": ISSUED if kind in OWN_KINDS else RECEIVED,
        "kind": kind,
        "subject": "norm" if typed.get("norm") else "individual",
        "number": normalise_case_number("".join(typed.get("number", []))),
        "issued_on": letter.fact.on_date,
        "agencies": [write_row(organisation=str(party.organisation_id), received_on=received)],
        "problem": content,
        "proposal": content,
    }
    if kind == SuggestionKind.JUDICIAL:
        court = behind.access.filter(audience=Audience.COURT).values_list("organisation_id", flat=True).first()
        found["issuer"] = court
    return found


def _show(
    request: HttpRequest,
    form: SuggestionForm,
    key: str,
    behind: Dossier | None,
    letter: Letter | None,
    status: int = 200,
) -> HttpResponse:
    context = {"form": form, "key": key, "behind": behind, "letter": letter}
    return render(request, "disputes/suggestions/register.html", context, status=status)


@requires("suggestions.register")
@require_POST
def foresee(request: HttpRequest) -> HttpResponse:
    """Beside the form: the suggestion that has the number already, and earlier ones of the same problem."""
    actor, typed = request.actor, request.POST
    cause, domain, matter = (typed.get(name, "")[:96] or None for name in ("cause", "domain", "matter"))
    number = normalise_case_number(typed.get("number", ""))[:64]
    seen = Dossier.objects.visible_to(actor)
    context = {
        "taken": seen.filter(number=number).first() if number else None,
        "earlier": shown(alike(actor, cause, domain, matter, _agencies(typed)), cause, domain),
    }
    return render(request, "disputes/suggestions/_foreseen.html", context)


def _agencies(typed: QueryDict) -> list[int]:
    """The ids of the agencies that are typed into the rows."""
    values = [str(typed[name]) for name in typed if name.startswith("agencies__") and name.endswith("__organisation")]
    return [int(value) for value in values if value.isdecimal() and len(value) < 16]
