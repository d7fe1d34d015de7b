"""Effects of the conclusion of a case: a decision, a mediation statement, a dismissal, a termination."""

from typing import Any

from cases import conclusions
from cases import facts as f
from dossiers.models import DossierStatus, Visibility
from workflow.papers import keep_papers
from workflow.steps import Execution


def decide(ex: Execution) -> None:
    """A decision on the merits: each disposition with its article, what is to be done after it and by when (61-72)."""
    data, law = ex.data, ex.proceeding.law
    flag = bool(data.get("no_evidence"))
    ground = data.get("ground")
    place = ground.mapping.get("article", "") if ground else ""
    fits = ground.mapping.get("outcome", "") if ground else ""
    claim = data.get("claim_ground")

    def article(code: str) -> str:
        mine = place if place and code.startswith(fits) else ""
        found = conclusions.article_of(code, law, ground=mine, no_evidence=flag)
        if claim is not None and code == conclusions.CLAIM_DISMISSED:
            found = f"{found}、{conclusions.cited(claim.mapping['article'])}"
        return found

    rows = data.get("dispositions") or [{"request": "", "respondent": None, "outcome": data["outcome"]}]
    dispositions = [
        {
            "request": row["request"],
            "respondent": row["respondent"].pk if row["respondent"] else None,
            "outcome": row["outcome"].pk,
            "article": article(row["outcome"].code),
        }
        for row in rows
    ]
    amount = data.get("compensation")
    _conclude(
        ex,
        article=article(data["outcome"].code),
        dispositions=dispositions,
        **_given(
            ground=ground.pk if ground else None,
            claim_ground=claim.pk if claim else None,
            claim_why=data.get("claim_why"),
            redo_days=data.get("redo_days"),
            perform_days=data.get("perform_days"),
            compensation=format(amount, "f") if amount is not None else None,
            no_evidence=flag,
            by=data.get("decided_by"),
            on_hearing=data.get("on_hearing"),
        ),
    )


def mediate(ex: Execution) -> None:
    """A mediation statement: in effect with the last signature and the seal (73)."""
    for row in ex.data["signatures"]:
        ex.fact(f.SIGNED, row["day"], row["party"])
    ex.fact(f.SEALED, ex.data["sealed_on"], paper="paper.mediation_statement")
    data, law, amount = ex.data, ex.proceeding.law, ex.data.get("amount")
    until, days = data.get("perform_by"), data.get("perform_within")
    performer = data.get("performer") or "respondents"
    _conclude(
        ex,
        article=conclusions.article_of("mediation", law),
        **_given(
            amount=format(amount, "f") if amount is not None else None,
            performer=performer if performer != "respondents" else None,
            mediable=data.get("mediable"),
            agreed_by=until.isoformat() if until else None,
            agreed_days=days,
        ),
    )
    if until or days:
        article = conclusions.citation_of("mediation", law)
        period = {"until": until.isoformat()} if until else {"days": days}
        for party in conclusions.performing(ex.context):
            said = {"number": data["document_number"], "article": article, "role": party.role, **period}
            ex.fact(f.AGREED, data["on_date"], party, **said)


def terminate(ex: Execution) -> None:
    """A termination by one of the grounds of the law (41)."""
    ground, changed = ex.data["ground"], ex.data.get("changed_on")
    place = ground.mapping.get("article", "") if ex.proceeding.law == "2023" else ""
    _conclude(
        ex,
        ground=ground.pk,
        article=conclusions.cited(place) if place else ex.entry.article,
        **_given(
            changed_on=changed.isoformat() if changed else None,
            changed_what=ex.data.get("changed_what"),
        ),
    )
    keep_papers(ex, "settlement", visibility=Visibility.PARTIES, paper="other")


def dismiss(ex: Execution) -> None:
    """The dismissal of an application that does not meet the conditions of acceptance (33)."""
    article = conclusions.article_of("dismiss_application", ex.proceeding.law)
    _conclude(ex, reason=ex.data["reason"].pk, article=article)


def _given(**values: Any) -> dict[str, Any]:
    """The values that say something."""
    return {name: value for name, value in values.items() if value not in (None, "", False)}


def _conclude(ex: Execution, **value: Any) -> None:
    """The case is concluded on the document's day; a suspension ends with it."""
    case, data = ex.proceeding, ex.data
    ex.fact(f.CONCLUDED, data["on_date"], outcome=data["outcome"].pk, number=data["document_number"], **value)
    case.concluded_on, case.outcome, case.decision_number = (
        data["on_date"],
        data["outcome"],
        data["document_number"],
    )
    if ex.corrected is None:
        ex.dossier.status = DossierStatus.OPEN
    keep_papers(ex, "document", visibility=Visibility.PARTIES, paper="decision")
