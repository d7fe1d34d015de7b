"""The seven conditions of acceptance (2023 law 30①; rules of 2007 art. 28), each with what can be worked out of it."""

import re
from collections.abc import Callable

from django.utils.choices import CallableChoiceIterator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.jurisdiction import competence
from cases.models import ReconsiderationCase
from cases.timeliness import timeliness
from cases.wording import competence_said, in_time_said
from deadlines.basis import basis_in_force
from dossiers.models import Code, PartyRole
from workflow.steps import Context, Text

ITEMS: dict[str, Text] = {
    "1": _("(1) A definite applicant, and a respondent as the law requires"),
    "2": _("(2) The applicant has an interest in the act"),
    "3": _("(3) Definite requests and reasons"),
    "4": _("(4) Within the period for applying"),
    "5": _("(5) Within the scope of reconsideration"),
    "6": _("(6) This organ is competent"),
    "7": _("(7) Neither an organ nor a court has accepted the same before"),
}
_NUMERALS = "一二三四五六七"
_ARTICLE = re.compile(r"30①[(（]([一二三四五六七])[)）]")
# So many cases that look like this one are named.
NAMED = 3


def item_not_met(reason: Code) -> str:
    """Which of ITEMS is not met by a reason for declining: its own mapping says it, or that of its parent."""
    for code in (reason, reason.parent):
        if code is not None and (found := _ARTICLE.search(str(code.mapping.get("article", "")))):
            return str(_NUMERALS.index(found[1]) + 1)
    # What is no matter of reconsideration is outside its scope (12).
    return "5"


def worked_out(context: Context) -> dict[str, str]:
    """What can be said of the conditions by what is on record, by item, in words; two queries."""
    case: ReconsiderationCase = context.proceeding
    sayings: dict[str, Callable[[], str]] = {
        "3": lambda: "" if case.requests.strip() else gettext("no requests are entered"),
        "4": lambda: _time(context),
        "6": lambda: _competent(context),
        "7": lambda: _before(context),
    }
    return {item: words for item, say in sayings.items() if (words := say())}


def conditions_shown(context: Context) -> CallableChoiceIterator:
    """The conditions as they stand in the form, with what is worked out of each; read when they are shown."""

    def choices() -> list[tuple[str, str]]:
        known = worked_out(context)
        together = gettext("%(condition)s: %(known)s")
        return [
            (item, together % {"condition": label, "known": known[item]} if item in known else str(label))
            for item, label in ITEMS.items()
        ]

    return CallableChoiceIterator(choices)


def _time(context: Context) -> str:
    basis = basis_in_force([context.dossier.organ_id])
    found = timeliness(context.proceeding, basis.calendar(context.dossier.organ_id), basis.book)
    return in_time_said(found)


def _competent(context: Context) -> str:
    case, organ = context.proceeding, context.dossier.organ
    said = []
    for party in context.respondents:
        found = competence(organ, party.organisation, case.domain_id, case.law) if party.organisation else None
        if found is not None:
            said.append(competence_said(found, party.name))
    return gettext("; ").join(said)


def _before(context: Context) -> str:
    case = context.proceeding
    applicants = [party.name for party in context.parties_as(PartyRole.APPLICANT)]
    alike = list(
        ReconsiderationCase.objects.visible_to(context.actor)
        .like(act_number=case.act_number, act_name=case.act_name, applicants=applicants)
        .exclude(pk=case.pk)
        .select_related("dossier")
        .order_by("-received_on", "-pk")[: NAMED + 1]
    )
    if not alike:
        return gettext("no case of the same act or applicant is on record")
    names = gettext(", ").join(other.dossier.number or other.dossier.title for other in alike[:NAMED])
    return gettext("look at %(cases)s") % {"cases": names}
