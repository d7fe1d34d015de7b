"""The same problem at the same agency after an earlier suggestion: looked for, not stored."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actors import Actor
from disputes.models import Suggestion

# So many earlier suggestions are shown; the list has all.
MOST = 8


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
