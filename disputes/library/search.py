"""How rules are shown among the results of the search: by title, number, issuer and full text."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actors import Actor
from accounts.timekeeping import today
from disputes.library.standing import Span, standing_on
from disputes.library.text import around, containing
from disputes.models import Rule
from workflow import search


def find(actor: Actor, text: str) -> QuerySet[Rule]:
    """The rules of the library in sight that contain a text, those last in force first."""
    rows = Rule.objects.visible_to(actor).published().filter(containing(text))
    return rows.select_related("topic").prefetch_related("replaced_by").order_by("-valid_from", "-pk")


def show(rule: Rule, wanted: list[str]) -> search.Hit:
    """A rule with the places in which the text stands."""
    replaced = [one.valid_from for one in rule.replaced_by.all() if one.voided_at is None and one.state == "published"]
    standing = standing_on(today(), Span(rule.valid_from, rule.valid_to), replaced)
    text = next((piece for word in wanted if (piece := around(rule.search_text, word))), "")
    parts = [
        (_("Title of the rule"), rule.title),
        (_("Document number"), rule.number),
        (_("Issuing body"), rule.issuer),
        (_("Full text"), text),
    ]
    url = reverse("rules:rule", args=[rule.pk])
    return search.Hit(url, str(rule), rule.issuer, str(standing.label), search.marked(parts, wanted))


search.register(
    search.Register(
        "rule",
        gettext_lazy("Library of rules"),
        "rules.view",
        find,
        show,
        lambda text: search.list_url("rules:list", text),
    )
)
