"""The same problem at the same agency after a suggestion, in a later one or in a later case: looked for, not stored."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actors import Actor
from disputes.models import Suggestion
from dossiers.decisions import Decision, decisions_of
from dossiers.models import Dossier, DossierKind, DossierLink, DossierStatus, Party, PartyRole

# So many earlier suggestions are shown; the list has all.
MOST = 8
# In which cases an act can fall, and at how many of an agency's newest ones is looked.
LOST_IN = (DossierKind.RECONSIDERATION, DossierKind.LITIGATION)
LOOKED_AT = 300


def earlier_than(actor: Actor, suggestion: Suggestion, organisations: list[int]) -> list[Suggestion]:
    """The earlier suggestions of the same problem to any of some agencies, in the actor's sight; one query."""
    found = _alike(actor, suggestion.cause_id, suggestion.domain_id, suggestion.matter_id, organisations)
    return list(found.before(suggestion).exclude(pk=suggestion.pk)[:MOST])


def alike(actor: Actor, cause: Any, domain: Any, matter: Any, organisations: list[Any]) -> list[Suggestion]:
    """The suggestions of the same problem to any of some agencies, in the actor's sight; one query."""
    return list(_alike(actor, cause, domain, matter, organisations)[:MOST])


def _alike(actor: Actor, cause: Any, domain: Any, matter: Any, organisations: list[Any]) -> Any:
    return (
        Suggestion.objects.visible_to(actor)
        .standing()
        .of_problem(cause=cause, domain=domain, matter=matter)
        .to_any(organisations)
        .select_related("dossier", "cause", "domain", "matter")
        .defer("dossier__search_text", "dossier__grams")
        .order_by("-dossier__opened_on", "-pk")
    )


@dataclass(frozen=True)
class Again:
    """A case of later days in which an act of an agency did not stand, over the problem that a suggestion was about."""

    dossier: Dossier
    decision: Decision

    @property
    def why(self) -> str:
        """In what the problem is the same; a suit says nothing of its cause."""
        return "" if self.decision.cause else _("the cause of the loss is not entered: check whether it is the same")


def cases_after(actor: Actor, suggestion: Suggestion, organisations: list[int]) -> list[Again]:
    """The cases, in the actor's sight, that came in against one of some agencies after a suggestion and in which its
    act did not stand for the same cause, in the same domain or over the same kind of act; the latest first.

    Of a suit the cause is not known: it is of the same domain and the same kind of act. Three queries at most.
    """
    if suggestion.issued_on is None or not suggestion.cause_id or not (suggestion.domain_id or suggestion.matter_id):
        return []
    against = Party.objects.unscoped("the cases themselves are in scope").standing()
    against = against.filter(role=PartyRole.RESPONDENT, organisation__in=organisations)
    rows = Dossier.objects.visible_to(actor).filter(kind__in=LOST_IN, opened_on__gt=suggestion.issued_on)
    rows = rows.filter(pk__in=against.values("dossier")).exclude(status=DossierStatus.VOID)
    rows = rows.exclude(
        pk__in=DossierLink.objects.unscoped("of a suggestion in hand")
        .standing()
        .filter(dossier=suggestion.pk)
        .values("other")
    )
    newest = list(rows.defer("search_text", "grams").order_by("-opened_on", "-pk")[:LOOKED_AT])
    found: list[Again] = []
    decided = {
        pk: decision
        for kind in LOST_IN
        for pk, decision in decisions_of(kind, [row.pk for row in newest if row.kind == kind]).items()
    }
    for row in newest:
        decision = decided.get(row.pk)
        if decision is not None and decision.corrected and _same(suggestion, decision):
            found.append(Again(row, decision))
    return found[:MOST]


def _same(suggestion: Suggestion, decision: Decision) -> bool:
    domain = suggestion.domain_id is not None and decision.domain == suggestion.domain_id
    matter = suggestion.matter_id is not None and decision.matter == suggestion.matter_id
    if decision.cause is None:
        return domain and matter
    return decision.cause == suggestion.cause_id and (domain or matter)


def shown(found: list[Suggestion], cause: Any, domain: Any) -> list[dict[str, Any]]:
    """Earlier suggestions as lines: number, title, stage, and in what the problem is the same."""
    return [
        {
            "url": reverse("suggestions:detail", args=[one.pk]),
            "number": one.dossier.number or _("No number yet"),
            "title": one.dossier.title,
            "state": one.get_state_display(),
            "on": one.issued_on,
            "why": f"{one.cause} · {one.domain}"
            if cause and (one.cause_id, one.domain_id) == (cause, domain)
            else str(one.matter),
        }
        for one in found
    ]
