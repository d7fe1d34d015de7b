"""Receiving a dispute, or referring one to the centre, and telling beside the form what is known of it."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.actors import Actor
from accounts.guards import requires
from accounts.models import Organ, Organisation, Role
from accounts.offices import organ_over
from accounts.permissions import can
from accounts.text import normalise_case_number, normalise_name
from disputes.forms import DisputeForm, DisputePartyFormSet
from disputes.models import Dispute
from disputes.services import register_dispute
from dossiers.models import Dossier, DossierKind, DossierStatus, PartyRole
from notices.services import once
from workflow.linked import Linked

# So many like disputes are shown while one is typed.
ALIKE = 8
SOURCE_OF = {
    DossierKind.RECONSIDERATION: "dispute_source.reconsideration",
    DossierKind.LITIGATION: "dispute_source.court_during",
}


def organs_open_to(actor: Actor) -> tuple[list[Organ], bool]:
    """The organs whose centre somebody can bring a dispute before, and whether they work there themselves."""
    organs = Organ.objects.select_related("organisation", "office")
    own = [organ for organ in organs if can(actor, "dispute.receive", organ)]
    if own:
        return own, True
    if actor.has(Role.COURT_LIAISON) or actor.has(Role.PROCURATORATE_LIAISON):
        return list(organs), False
    agencies = Organisation.objects.filter(pk__in=actor.organisations(Role.AGENCY_LIAISON))
    over = {organ.pk: organ for place in agencies if (organ := organ_over(place)) is not None}
    return list(over.values()), False


@requires("disputes.register")
@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """The form of a dispute; with ``behind`` it begins with the parties and the act of a case in sight."""
    organs, inside = organs_open_to(request.actor)
    if not organs:
        raise PermissionDenied(_("There is no dispute-resolution centre for your body."))
    asked: dict[str, Any] = {"actor": request.actor, "organs": organs, "inside": inside}
    if request.method == "GET":
        initial, parties = _initial(request.actor, organs, request.GET.get("behind"), inside=inside)
        formset = DisputePartyFormSet(prefix="parties", initial=parties)
        formset.extra = max(len(parties) - 1, 0)
        return _show(request, DisputeForm(**asked, initial=initial), formset, uuid.uuid4().hex)
    form, rows = DisputeForm(request.POST, **asked), DisputePartyFormSet(request.POST, prefix="parties")
    key = request.POST.get("key", "")[:64] or uuid.uuid4().hex
    valid = form.is_valid()
    if rows.is_valid() and valid:
        try:
            made, ran = once(
                scope="dispute.register",
                key=key,
                actor=request.actor,
                act=lambda: {"dispute": save_dispute(request.actor, form, rows.rows()).pk},
            )
        except ValidationError as error:
            form.add_error(None, error)
        except IntegrityError:
            form.add_error(None, _("The dates do not agree with each other; nothing was saved."))
        else:
            if ran:
                messages.success(request, _("The dispute is received."))
            return redirect("disputes:detail", pk=made["dispute"])
    return _show(request, form, rows, key, status=422)


def save_dispute(actor: Actor, form: DisputeForm, parties: list[dict[str, Any]]) -> Dispute:
    """Receive the dispute of a valid form, with the case behind it where the actor sees one of that number."""
    data = form.cleaned_data
    columns = form.columns() | {name: data[name] for name in ("source", "referrer", "referral_number")}
    return register_dispute(
        actor=actor,
        organ=data["organ"],
        received_on=data["received_on"],
        dispute=columns,
        parties=parties,
        respondents=list(data["respondents"]),
        officer=data.get("officer"),
        behind=_behind(actor, [data["organ"]], data["behind"] or ""),
        court={name: True for name in DisputeForm.COURT if data[name]},
    )


def _behind(actor: Actor, organs: list[Organ], number: str) -> Dossier | None:
    """The lawsuit or reconsideration case of a number, among those that the actor sees."""
    number = normalise_case_number(number)[:64]
    if not number:
        return None
    seen = Dossier.objects.visible_to(actor).filter(organ__in=organs, number=number)
    found = seen.filter(kind__in=list(SOURCE_OF)).exclude(status=DossierStatus.VOID)
    return found.select_related("organ__organisation").first()


def _initial(
    actor: Actor, organs: list[Organ], behind: str | None, *, inside: bool
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    own = inside and any(actor.has_any((Role.OFFICER, Role.CENTRE_COORDINATOR), organ.office_id) for organ in organs)
    initial: dict[str, Any] = {"officer": actor.user if own else None}
    if not (behind and behind.isdecimal() and len(behind) < 16):
        return initial, []
    dossier = (
        Dossier.objects.visible_to(actor)
        .filter(pk=int(behind), organ__in=organs, kind__in=list(SOURCE_OF))
        .select_related("organ")
        .first()
    )
    if dossier is None:
        return initial, []
    parties = list(dossier.parties.standing())
    initial |= {
        "organ": dossier.organ,
        "source": SOURCE_OF[DossierKind(dossier.kind)],
        "phase": "litigation" if dossier.kind == DossierKind.LITIGATION else "reconsideration",
        "behind": dossier.number,
        "act_name": dossier.cause or dossier.title,
        "respondents": [party.organisation_id for party in parties if party.role == PartyRole.RESPONDENT],
    }
    names = ("role", "kind", "name", "group_size", "credit_code", "address")
    heads = [party for party in parties if party.role in {PartyRole.APPLICANT, PartyRole.THIRD_PARTY}]
    return initial, [{name: getattr(party, name) for name in names} for party in heads]


def _show(request: HttpRequest, form: DisputeForm, parties: Any, key: str, status: int = 200) -> HttpResponse:
    context = {"form": form, "parties": parties, "key": key, "inside": form.inside}
    return render(request, "disputes/register.html", context, status=status)


@requires("disputes.register")
@require_POST
def foresee(request: HttpRequest) -> HttpResponse:
    """Beside the form: the case behind the dispute, and disputes over the same document or by the same party."""
    actor, typed = request.actor, request.POST
    organs, _inside = organs_open_to(actor)
    asked = typed.get("behind", "").strip()
    behind = _behind(actor, organs, asked)
    return render(
        request,
        "disputes/_foreseen.html",
        {
            "asked": asked,
            "behind": Linked(behind, "centre") if behind else None,
            "alike": _alike(actor, typed),
        },
    )


def _alike(actor: Actor, typed: Any) -> list[Dispute]:
    """Disputes over the same document, or of the same person over something of the same name."""
    names = {
        typed[name].strip()
        for name in typed
        if name.startswith("parties-") and name.endswith("-name") and typed[name].strip()
    }
    found = Q(pk__in=[])
    if act_number := normalise_name(typed.get("act_number", "")):
        found |= Q(act_key=act_number)
    if names and (act_name := typed.get("act_name", "").strip()):
        same = Q(dossier__parties__role=PartyRole.APPLICANT, dossier__parties__name__in=names)
        found |= same & Q(act_name=act_name)
    disputes = Dispute.objects.visible_to(actor).standing().filter(found).select_related("dossier", "result")
    return list(disputes.distinct().order_by("-received_on", "-pk")[:ALIKE])
