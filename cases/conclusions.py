"""What the law says of the ways a case can end: articles, duties, and the outcome of the whole from that of its parts.

Everything here is worked out from the facts that a case has at hand; nothing makes a query.
"""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import OrganisationKind
from cases import facts as f
from cases.models import Law
from dossiers.models import Fact, Party, PartyRole
from workflow.steps import Context

# The dispositions of a decision (2023: 63-72), the farthest reaching first: this one names the outcome of the whole.
DISPOSITIONS = (
    "revoke_redo",
    "revoke",
    "revoke_partial",
    "confirm_void",
    "modify",
    "confirm_illegal",
    "order_performance",
    "agreement_perform",
    "agreement_remedy",
    "agreement_compensate",
    "compensation_grant",
    "uphold",
    "dismiss_request",
    "compensation_dismiss",
)
REVOKING = frozenset({"revoke", "revoke_redo", "revoke_partial"})
LEAVING = frozenset({"uphold", "dismiss_request"})
CLAIM_DISMISSED = "compensation_dismiss"
ACCESSORY = frozenset({"compensation_grant", "compensation_dismiss"})
# What grants an amount, and beside what compensation is granted (2023: 72①; 2017: 29①).
COMPENSATING = frozenset({"compensation_grant", "agreement_compensate"})
WITH_COMPENSATION = REVOKING | {"modify", "confirm_illegal", "confirm_void"}
# Where the respondent's silence counts as having no evidence (2023: 70; 2017: 28①(四)).
WITHOUT_EVIDENCE = REVOKING | {"confirm_illegal", "confirm_void", "order_performance"}
# What leaves somebody something to perform.
TO_PERFORM = frozenset(
    {
        "revoke_redo",
        "modify",
        "order_performance",
        "agreement_perform",
        "agreement_remedy",
        "agreement_compensate",
        "compensation_grant",
        "mediation",
    }
)
REDO = frozenset({"revoke_redo"})
# What is enforced against an applicant or third party who does not comply (2023: 78).
ENFORCEABLE = frozenset({"uphold", "modify", "mediation"})
# Of a mediation statement: whom it leaves something to perform, beside the respondents or in their place.
PERFORMERS = {
    "respondents": _("The respondents"),
    "applicants": _("The applicant's side"),
    "both": _("Both sides"),
    "nobody": _("Nobody has anything to perform"),
}
# What the rules of 2007 let be mediated (50), and of which the first alone be settled (40).
MEDIABLE = {
    "discretion": _("an act in the exercise of discretion given by law"),
    "compensation": _("administrative compensation or indemnity"),
}
WITHDRAWALS = frozenset({"terminate_withdraw", "terminate_withdraw_changed", "terminate_settle"})

_ARTICLES = {
    Law.LAW_2023: {
        "uphold": "68",
        "modify": "63①",
        "revoke": "64①",
        "revoke_partial": "64①",
        "revoke_redo": "64",
        "confirm_illegal": "65",
        "confirm_void": "67",
        "order_performance": "66",
        "dismiss_request": "69",
        "agreement_perform": "71①",
        "agreement_remedy": "71①",
        "agreement_compensate": "71",
        "compensation_grant": "72①",
        "compensation_dismiss": "72①",
        "dismiss_application": "33",
        "mediation": "73",
    },
    Law.LAW_2017: {
        "uphold": "28①(一)",
        "order_performance": "28①(二)",
        "revoke": "28①(三)",
        "revoke_partial": "28①(三)",
        "revoke_redo": "28",
        "modify": "28①(三)",
        "confirm_illegal": "28①(三)",
        "dismiss_request": "实施条例（2007）48①(一)",
        "dismiss_application": "实施条例（2007）48①(二)",
        "compensation_grant": "29①",
        "compensation_dismiss": "29①",
        "mediation": "实施条例（2007）50",
    },
}
_NO_EVIDENCE = {Law.LAW_2023: "70", Law.LAW_2017: "28①(四)"}
_CITED = re.compile(r"(.*?)(\d+)([①②③④⑤])?(?:\(([一二三四五六七八九十])\))?")
_PARAGRAPHS = "①②③④⑤"
_ITEMS = "一二三四五六七八九十"


def cited(place: str) -> str:
    """The place in a law as a document cites it: 39①(一) gives 第39条第1款第1项."""
    found = _CITED.fullmatch(place)
    if found is None:
        return place
    law, article, paragraph, item = found.groups()
    words = f"{law}第{article}条"
    words += f"第{_PARAGRAPHS.index(paragraph) + 1}款" if paragraph else ""
    return words + (f"第{_ITEMS.index(item) + 1}项" if item else "")


def article_of(outcome: str, law: str, *, ground: str = "", no_evidence: bool = False) -> str:
    """The article on which an outcome rests under a law; `ground` is the place that a chosen ground names."""
    place = ground or _ARTICLES.get(Law(law), {}).get(outcome, "")
    articles = [cited(place)] if place else []
    if no_evidence and outcome in WITHOUT_EVIDENCE:
        articles.append(cited(_NO_EVIDENCE[Law(law)]))
    return "、".join(articles)


_LAWS = {Law.LAW_2023: "行政复议法(2023修订)", Law.LAW_2017: "行政复议法(2017修正)"}
_RULES_2007 = "实施条例（2007）"


def citation_of(outcome: str, law: str) -> str:
    """The article on which an outcome rests under a law, as the data file of the clocks cites it; empty without one."""
    place = _ARTICLES.get(Law(law), {}).get(outcome, "")
    if place.startswith(_RULES_2007):
        return f"行政复议法实施条例(2007) {place.removeprefix(_RULES_2007)}"
    return f"{_LAWS[Law(law)]} {place}" if place else ""


def overall(outcomes: Iterable[str]) -> str:
    """The outcome of the whole from those of its parts.

    What is decided on a claim for compensation follows the decision on the act; an act that is revoked in one part and
    left standing in another is revoked in part; else the farthest reaching part names the whole.
    """
    found = set(outcomes)
    main = found - ACCESSORY or found
    if main & REVOKING and main & LEAVING:
        return "revoke_partial"
    return min(main, key=DISPOSITIONS.index)


# --- what a case has been concluded with -------------------------------------------------------------------------


def concluded(facts: Iterable[Any]) -> Any | None:
    """The fact of the conclusion, or None."""
    return next((fact for fact in facts if fact.kind == f.CONCLUDED), None)


def outcome_of(fact: Any | None) -> str:
    """The code of the outcome that a conclusion has; empty without one."""
    return str(fact.value.get("outcome") or "").removeprefix("outcome.") if fact is not None else ""


def parts(fact: Any | None) -> list[dict[str, Any]]:
    """The dispositions of a conclusion: {request, respondent, outcome, article}; of the whole where none is kept."""
    if fact is None:
        return []
    whole = {"request": "", "respondent": None, "outcome": fact.value.get("outcome"), "article": ""}
    return list(fact.value.get("dispositions") or [whole])


def codes_of(fact: Any | None) -> set[str]:
    """The codes of all outcomes of a conclusion, that of the whole too."""
    return {str(part["outcome"]).removeprefix("outcome.") for part in parts(fact)} | ({outcome_of(fact)} - {""})


def is_decided(fact: Any | None) -> bool:
    """Whether the case was concluded by a decision on its merits."""
    return outcome_of(fact) in DISPOSITIONS


def concerned(fact: Any | None, codes: Iterable[str], respondents: Sequence[Party]) -> list[Party]:
    """The respondents against whom one of the outcomes `codes` was given: those named, else all."""
    wanted = {f"outcome.{code}" for code in codes}
    found = [part for part in parts(fact) if part["outcome"] in wanted]
    if any(part["respondent"] is None for part in found):
        return list(respondents)
    named = {part["respondent"] for part in found}
    return [party for party in respondents if party.pk in named]


def obliges(fact: Any | None, *sides: str) -> bool:
    """Whether what was concluded leaves one of `sides` (PERFORMERS) something to perform, or both sides.

    Only a mediation statement says so of itself; anything else is performed by respondents.
    """
    said = str(fact.value.get("performer") or "respondents") if fact is not None else ""
    return said in {"both", *sides}


def to_perform(context: Context) -> list[Party]:
    """The respondents that have something to perform after the conclusion."""
    end = concluded(context.facts)
    return concerned(end, TO_PERFORM, context.respondents) if obliges(end, "respondents") else []


def performing(context: Context) -> list[Party]:
    """Whoever has something to perform: respondents, and the applicants whom a mediation statement obliges."""
    end = concluded(context.facts)
    heads = [party for party in context.parties_as(PartyRole.APPLICANT) if party.represents_id is None]
    obliged = outcome_of(end) == "mediation" and obliges(end, "applicants")
    return [*to_perform(context), *(heads if obliged else [])]


def in_effect(context: Context) -> bool:
    """Whether what was concluded has effect: mediation by signatures and seal (73②), else by service (75②)."""
    return context.has(f.SERVED) or outcome_of(concluded(context.facts)) == "mediation"


def codes_against(fact: Any | None, party_id: int | None) -> frozenset[str]:
    """The codes of what a conclusion gives against one respondent: what names it, and what names none."""
    found = (part for part in parts(fact) if part["respondent"] in {None, party_id})
    return frozenset(str(part["outcome"]).removeprefix("outcome.") for part in found)


def of_own_level(context: Context) -> list[Party]:
    """The respondents that are departments of the government that decides: their superiors get a copy (79②)."""
    kinds = {OrganisationKind.DEPARTMENT, OrganisationKind.JUDICIAL_BUREAU}
    return [
        party
        for party in context.respondents
        if party.organisation
        and party.organisation.kind in kinds
        and party.organisation.parent_id == context.dossier.organ.organisation_id
    ]


def copies_left(context: Context, but: frozenset[int] = frozenset()) -> list[tuple[Party, str]]:
    """What is still to be copied to superiors (79②): of each respondent of the own level the decision, the letter.

    What the entries `but` say counts as not done: those that a correction puts right.
    """
    decided = is_decided(concluded(context.facts)) and bool(context.days(f.SERVED))
    copied = {
        (fact.party_id, fact.value.get("document"))
        for fact in facts_of(context, f.COPIED_TO_SUPERIOR)
        if fact.entry_id not in but
    }
    owed = [
        (party, document)
        for party in of_own_level(context)
        for document, there in (("decision", decided), ("opinion_letter", context.has(f.OPINION_LETTER, party)))
        if there
    ]
    return [(party, document) for party, document in owed if (party.pk, document) not in copied]


def may_sue(context: Context) -> list[Party]:
    """The parties who may sue against what was served on them."""
    served = {fact.party_id for fact in context.facts if fact.kind == f.SERVED and fact.value.get("may_sue")}
    parties = context.parties_as(PartyRole.APPLICANT, PartyRole.THIRD_PARTY)
    return [party for party in parties if party.pk in served]


def facts_of(context: Context, kind: str, party: Party | None = None) -> list[Fact]:
    """The current facts of a kind, of one party where one is given, in the order of their days."""
    return [fact for fact in context.facts if fact.kind == kind and (party is None or fact.party_id == party.pk)]


def appealing(context: Context, but: frozenset[int] = frozenset()) -> list[Party]:
    """The parties whose internal appeal to the higher organ waits for its answer; the entries `but` do not count."""

    def count(kind: str, party: Party) -> int:
        return sum(fact.entry_id not in but for fact in facts_of(context, kind, party))

    return [party for party in context.parties if count(f.APPEALED_ABOVE, party) > count(f.ANSWERED_ABOVE, party)]


def open_suspension(context: Context) -> Fact | None:
    """The suspension that has not been followed by a resumption, or None."""
    begun, ended = facts_of(context, f.SUSPENDED), facts_of(context, f.RESUMED)
    return begun[-1] if len(begun) > len(ended) else None


def untold(context: Context) -> list[Fact]:
    """The suspensions and resumptions of which it is not entered when the parties were told in writing (39③)."""
    told = {(fact.value.get("of"), fact.value.get("on")) for fact in facts_of(context, f.TOLD)}
    return [
        fact
        for fact in context.facts
        if fact.kind in {f.SUSPENDED, f.RESUMED} and (fact.kind, fact.on_date.isoformat()) not in told
    ]


def over(context: Context, party: Party, clocks: Iterable[str], day: dt.date | None = None) -> bool:
    """Whether the period of a party under one of `clocks` is over on a day (today)."""
    wanted, day = set(clocks), day or context.today
    return any(
        deadline.clock in wanted and deadline.party_id == party.pk and deadline.due_on and deadline.due_on < day
        for deadline in context.deadlines
    )
