"""Registering a suit from the court's notice, and telling beside the form what is known of it."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.actors import Actor
from accounts.guards import requires
from accounts.models import Organ, Role
from accounts.text import normalise_case_number
from dossiers.decisions import decision_in
from dossiers.models import Dossier, DossierKind, PartyRole
from dossiers.services import organ_for_office
from hearings.forms.registration import SuitForm, SuitPartyFormSet
from hearings.joint import reading_of
from hearings.models import Lawsuit
from hearings.numbers import EXAMPLE, court_number
from hearings.reading import next_instance
from hearings.services import DefendantRow, case_with_number, link_named, register_suit
from notices.services import once
from workflow.rows import write_row

# So many like suits are shown while one is typed.
ALIKE = 8


@requires("suits.register")
@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """The form of a suit; with ``follows`` it begins with the parties and the act of an earlier instance."""
    organs = organ_for_office(request.actor)
    if not organs:
        raise PermissionDenied(_("Only the people of a reconsideration office register cases."))
    if request.method == "GET":
        initial, parties = _initial(request.actor, organs, request.GET.get("follows"))
        form = SuitForm(organs=organs, initial=initial)
        return _show(request, form, _formset(parties), uuid.uuid4().hex)
    form, rows = SuitForm(request.POST, organs=organs), SuitPartyFormSet(request.POST, prefix="parties")
    key = request.POST.get("key", "")[:64] or uuid.uuid4().hex
    valid = form.is_valid()
    if rows.is_valid() and valid:
        try:
            made, ran = once(
                scope="suit.register",
                key=key,
                actor=request.actor,
                act=lambda: _save(request.actor, form, rows.rows()),
            )
        except ValidationError as error:
            at_number = getattr(error, "code", None) in {"number", "taken"}
            form.add_error("number" if at_number else None, error)
        except IntegrityError:
            form.add_error(None, _("The dates do not agree with each other; nothing was saved."))
        else:
            if ran:
                messages.success(request, _("The suit is registered."))
                for number in made["missing"]:
                    messages.info(
                        request, _("%(number)s is not here yet; it is linked when it comes.") % {"number": number}
                    )
            return redirect("hearings:detail", pk=made["suit"])
    return _show(request, form, rows, key, status=422)


def _formset(parties: list[dict[str, Any]]) -> Any:
    if not parties:
        return SuitPartyFormSet(prefix="parties")
    formset = SuitPartyFormSet(prefix="parties", initial=parties)
    # The rows that are given beforehand stand beside the one that is always there.
    formset.extra = len(parties) - 1
    return formset


@transaction.atomic
def _save(actor: Actor, form: SuitForm, parties: list[dict[str, Any]]) -> dict[str, Any]:
    """The suit that was registered, and the numbers of the cases before it that are not here."""
    data = form.cleaned_data
    suit = register_suit(
        actor=actor,
        organ=data["organ"],
        number=data["number"],
        suit=form.columns(),
        parties=parties,
        defendants=[
            DefendantRow(row["organisation"], row["standing"], row["served_on"], answers=not row["exempt"])
            for row in data["defendants"]
        ],
        officer=data["officer"],
        cause=data["cause"],
    )
    return {"suit": suit.pk, "missing": link_named(actor=actor, suit=suit)}


def _initial(actor: Actor, organs: list[Organ], follows: str | None) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    own = any(actor.has(Role.OFFICER, organ.office_id) for organ in organs)
    initial: dict[str, Any] = {"officer": actor.user if own else None}
    if not (follows and follows.isdecimal() and len(follows) < 16):
        return initial, []
    seen = Lawsuit.objects.visible_to(actor).standing().select_related("dossier__organ", "court")
    suit = get_object_or_404(seen, pk=int(follows), dossier__organ__in=organs)
    upper = next_instance(suit)
    carried = ("act_name", "act_number", "act_on", "matter", "domain", "reconsidered", "reconsideration_number")
    initial |= {name: getattr(suit, name) for name in carried}
    initial |= {
        "organ": suit.dossier.organ,
        "instance": f"suit_instance.{upper}" if upper else None,
        "earlier_number": suit.dossier.number,
        "cause": suit.dossier.cause,
        "officer": suit.dossier.officer,
        "defendants": [
            write_row(organisation=str(row.organisation_id), standing=row.standing_id)
            for row in suit.defendants.filter(party__voided_at=None)
        ],
    }
    heads = suit.dossier.parties.standing().filter(role__in=[PartyRole.APPLICANT, PartyRole.THIRD_PARTY])
    names = ("role", "kind", "name", "group_size", "credit_code", "address")
    return initial, [{name: getattr(party, name) for name in names} for party in heads]


def _show(request: HttpRequest, form: SuitForm, parties: Any, key: str, status: int = 200) -> HttpResponse:
    return render(request, "hearings/register.html", {"form": form, "parties": parties, "key": key}, status=status)


@requires("suits.register")
@require_POST
def foresee(request: HttpRequest) -> HttpResponse:
    """Beside the form: the case that has the number already, like suits, the reconsideration case and who is sued."""
    actor, typed = request.actor, request.POST
    number = normalise_case_number(typed.get("number", ""))[:64]
    seen = Dossier.objects.visible_to(actor).filter(organ__in=organ_for_office(actor))
    asked = normalise_case_number(typed.get("reconsideration_number", ""))[:64] if typed.get("reconsidered") else ""
    behind = case_with_number(seen, asked, DossierKind.RECONSIDERATION)
    decision = decision_in(behind) if behind else None
    earlier = normalise_case_number(typed.get("earlier_number", ""))[:64]
    before = case_with_number(seen, earlier, DossierKind.LITIGATION)
    return render(
        request,
        "hearings/_foreseen.html",
        {
            "taken": case_with_number(seen, number, DossierKind.LITIGATION),
            "wrong": _wrong_number(number),
            "alike": _alike(actor, typed, number),
            "asked": asked,
            "behind": behind,
            "decision": decision,
            "reading": reading_of(decision) if decision else None,
            "earlier": earlier,
            "wrong_earlier": _wrong_number(earlier),
            "before": before,
            "decided_before": decision_in(before) if before else None,
        },
    )


def _wrong_number(number: str) -> str:
    try:
        court_number(number or EXAMPLE)
    except ValidationError as error:
        return "".join(error.messages)
    return ""


def _alike(actor: Actor, typed: QueryDict, number: str) -> list[dict[str, Any]]:
    """Suits over the same document, or by the same plaintiff over an act of the same name."""
    names = {
        typed[name].strip()
        for name in typed
        if name.startswith("parties-") and name.endswith("-name") and typed[name].strip()
    }
    act_number, act_name = normalise_case_number(typed.get("act_number", "")), typed.get("act_name", "").strip()
    found = Q(pk__in=[])
    if act_number:
        found |= Q(act_number=act_number)
    if names and act_name:
        same = Q(dossier__parties__role=PartyRole.APPLICANT, dossier__parties__name__in=names)
        found |= same & Q(act_name=act_name)
    suits = (
        Lawsuit.objects.visible_to(actor)
        .standing()
        .filter(found)
        .exclude(dossier__number=number)
        .select_related("dossier")
        .distinct()
        .order_by("-served_on", "-pk")[:ALIKE]
    )
    return [
        {
            "url": reverse("hearings:detail", args=[suit.pk]),
            "number": suit.dossier.number,
            "title": suit.dossier.title,
            "state": suit.get_state_display(),
        }
        for suit in suits
    ]
