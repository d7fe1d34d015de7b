"""What a case was concluded with, how it came to that, and what its suspension means: for the panels of its page."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext

from accounts.templatetags.dates import cn_day
from accounts.templatetags.ui import money
from cases import conclusions
from cases import facts as f
from cases.anew import COURT, OCCASIONS, set_aside
from cases.clock_parts import SIXTY_DAY_GROUNDS
from cases.models import Law
from cases.reading import norm_review
from dossiers.models import Code, DossierSource, Fact
from workflow.describing import Names
from workflow.display import article_words
from workflow.steps import Context


def decision(context: Context, names: Names, *, inner: bool) -> dict[str, Any] | None:
    """The conclusion of a case: its dispositions, what follows by law, and for the office how it was decided.

    None while there is none, and of an old ledger's case, whose conclusion says nothing more than its outcome.
    """
    end = conclusions.concluded(context.facts)
    drafting = _drafting(context, names) if inner else []
    earlier, barred = _earlier(context, names), _barred_anew(context)
    if end is None or context.dossier.source == DossierSource.LEDGER:
        facts = [*earlier, *drafting]
        return {"rows": [], "facts": facts, "notes": barred} if facts else None
    how = _how(context, end) if inner else []
    return {
        "rows": _dispositions(context, end, names),
        "facts": [*_said(end, names), *_signatures(context), *drafting, *how, *earlier],
        "notes": [*_bars(context, end), *barred],
    }


def _earlier(context: Context, names: Names) -> list[dict[str, Any]]:
    """The conclusions that were set aside: what they were, and by whom and since when they no longer stand."""
    lines = []
    for end, begun in set_aside(context.facts):
        outcomes = [names.of(Code, str(part["outcome"])) for part in conclusions.parts(end)]
        words = {
            "what": " · ".join(filter(None, [end.value.get("number", ""), *dict.fromkeys(outcomes)])),
            "concluded": cn_day(end.on_date),
            "since": cn_day(begun.on_date),
            "by": " ".join(filter(None, [begun.value["by"], begun.value["number"]])),
            "why": OCCASIONS[begun.value["occasion"]],
        }
        lines.append(gettext("%(what)s, of %(concluded)s") % words)
        lines.append(gettext("%(why)s: %(by)s; heard anew since %(since)s") % words)
    return _rows([(gettext("Set aside"), lines)])


def _barred_anew(context: Context) -> list[str]:
    """What a court that orders a new decision forbids."""
    begun = [begun for _end, begun in set_aside(context.facts)]
    if not begun or begun[-1].value["occasion"] != COURT:
        return []
    return [
        gettext(
            "The same decision on the same facts and grounds is barred (Administrative Litigation Law 71), unless only"
            " its procedure was found wrong (interpretation 90②)."
        )
    ]


def _dispositions(context: Context, end: Fact, names: Names) -> list[dict[str, str]]:
    parties = {party.pk: party.name for party in context.parties}
    whole = context.proceeding.outcome
    rows = []
    for part in conclusions.parts(end):
        outcome = str(whole) if whole and part["outcome"] == whole.pk else names.of(Code, str(part["outcome"]))
        rows.append(
            {
                "request": part["request"],
                "respondent": parties.get(part["respondent"], ""),
                "outcome": outcome,
                "article": article_words(part["article"] or end.value.get("article", "")),
            }
        )
    return rows


def _said(end: Fact, names: Names) -> list[dict[str, Any]]:
    """What the conclusion says beside its outcome, open to every reader of the case."""
    value = end.value
    ground = names.of(Code, value.get("ground") or value.get("reason") or "")
    changed = value.get("changed_what", "")
    granted, agreed = value.get("compensation"), value.get("amount")
    mediated = conclusions.outcome_of(end) == "mediation"
    performer = conclusions.PERFORMERS[value.get("performer") or "respondents"] if mediated else ""
    rows = [
        (gettext("Ground"), ground),
        (gettext("Claim for compensation dismissed"), names.of(Code, value.get("claim_ground") or "")),
        (gettext("Facts that make it such a case"), value.get("claim_why", "")),
        (gettext("Compensation granted"), money(granted) if granted else ""),
        (gettext("Amount agreed"), money(agreed) if agreed else ""),
        (gettext("Mediated (rules of 2007, art. 50)"), str(conclusions.MEDIABLE.get(value.get("mediable", ""), ""))),
        (gettext("Who has something to perform"), str(performer)),
        (gettext("Act changed by the respondent"), changed),
        (gettext("Evidence"), gettext("decided for lack of evidence") if value.get("no_evidence") else ""),
    ]
    return _rows(rows)


def _signatures(context: Context) -> list[dict[str, Any]]:
    signed = {fact.party_id: fact.on_date for fact in conclusions.facts_of(context, f.SIGNED)}
    lines = [f"{party.name} {cn_day(signed[party.pk])}" for party in context.parties if party.pk in signed]
    return _rows([(gettext("Signatures of the parties"), lines)])


def _drafting(context: Context, names: Names) -> list[dict[str, Any]]:
    """What the office did towards a conclusion: its own matter."""
    sessions = [
        f"{cn_day(fact.on_date)} {names.of(Code, fact.value.get('result', ''))}"
        for fact in conclusions.facts_of(context, f.MEDIATED)
    ]
    return _rows(
        [
            (gettext("Mediation sessions"), sessions),
            (gettext("Trial report"), cn_day(context.last(f.DRAFTED))),
            (gettext("Collective discussion"), cn_day(context.last(f.DISCUSSED))),
        ]
    )


def _how(context: Context, end: Fact) -> list[dict[str, Any]]:
    by = {"head": gettext("Consent of the organ's head"), "discussion": gettext("Collective discussion")}
    words = [by.get(end.value.get("by", ""), "")]
    if end.value.get("on_hearing"):
        words.append(gettext("on the record of the hearing (art. 61②)"))
    return _rows(
        [
            (gettext("How it was decided"), [line for line in words if line]),
            (gettext("Sealed on"), cn_day(context.last(f.SEALED))),
            (gettext("Slips corrected"), cn_day(context.last(f.SLIP_CORRECTED))),
        ]
    )


def _bars(context: Context, end: Fact) -> list[str]:
    """What the law forbids or orders after this conclusion."""
    codes = conclusions.codes_of(end)
    new = context.proceeding.law == Law.LAW_2023
    found = []
    if "revoke_redo" in codes:
        days = end.value.get("redo_days") or 60
        found.append(
            gettext("To act anew within %(days)s days of service.") % {"days": days}
            if new
            else gettext("To act anew within %(days)s days (rules of 2007, art. 49).") % {"days": days}
        )
        found.append(
            gettext(
                "The same act on the same facts and grounds is barred, unless it was revoked for its procedure"
                " (art. 64②)."
            )
            if new
            else gettext("The same act on the same facts and grounds is barred (2017: art. 28②).")
        )
    if days := end.value.get("agreed_days"):
        found.append(gettext("To be performed within %(days)s days of taking effect.") % {"days": days})
    if by := end.value.get("agreed_by"):
        found.append(gettext("To be performed by %(day)s.") % {"day": cn_day(dt.date.fromisoformat(by))})
    if end.value.get("perform_days"):
        found.append(gettext("To be performed within %(days)s days of service.") % {"days": end.value["perform_days"]})
    if codes & conclusions.WITHDRAWALS:
        found.append(
            gettext(
                "The applicant cannot apply again on the same facts and grounds, unless the withdrawal was against"
                " their true will (art. 74②)."
            )
            if new
            else gettext("The applicant cannot apply again on the same facts and grounds (rules of 2007, art. 38②).")
        )
    return found


def suspension(context: Context, names: Names) -> list[dict[str, Any]]:
    """The suspension that lasts: its ground, what becomes of the case when it persists, whether the parties know."""
    fact = conclusions.open_suspension(context)
    if fact is None or context.has(f.CONCLUDED):
        return []
    ground = str(fact.value.get("ground", ""))
    # Written with the review of a document, the ground was not typed, and no form names it.
    said = names.of(Code, ground)
    if not said and norm_review(context.facts) is not None:
        said = gettext("incidental review of a normative document")
    lines = [f"{cn_day(fact.on_date)} {said}".strip()]
    if ground in SIXTY_DAY_GROUNDS:
        lines.append(gettext("When the ground persists after sixty days, the case is terminated (art. 41(5))."))
    else:
        lines.append(gettext("No lapse of time ends the case under this ground."))
    if fact.value.get("agreed"):
        lines.append(gettext("Both sides agree to the suspension."))
    told = [row for row in conclusions.facts_of(context, f.TOLD) if row.value.get("on") == fact.on_date.isoformat()]
    if told:
        lines.append(gettext("Parties told in writing on %(day)s.") % {"day": cn_day(told[-1].on_date)})
    return _rows([(gettext("Suspension"), lines)])


def _rows(rows: list[tuple[str, Any]]) -> list[dict[str, Any]]:
    return [{"label": label, "value": value} for label, value in rows if value]
