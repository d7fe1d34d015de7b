"""What is worked out of an application for its page: in time or not, who is competent, what must come before a suit."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.templatetags.dates import cn_date
from cases import facts as f
from cases.acceptance import ITEMS
from cases.agents import STAFF, counted, papers_wanting
from cases.jurisdiction import Competence, competence
from cases.law import RULES_2026, applicable, election_lacks, election_on, rules_on
from cases.models import ReconsiderationCase, State
from cases.prior import prior_of
from cases.timeliness import Timeliness, timeliness
from cases.wording import competence_said, in_time_said
from deadlines.basis import Basis
from deadlines.engine import Clock, Result, explain
from deadlines.engine.citations import cite
from deadlines.models import Owner
from deadlines.wording import language
from dossiers.models import Party, PartyRole
from workflow.display import article_words
from workflow.steps import Context

EXAMINED = frozenset({State.REVIEW, State.SUPPLEMENT})
ELSEWHERE = {"organ": _("Before another reconsideration organ"), "court": _("Before a people's court")}


def examination(context: Context, basis: Basis) -> dict[str, Any]:
    """The panel of the examination, for cases/_intake.html; open while the application is examined."""
    case = context.proceeding
    found = timeliness(case, basis.calendar(context.dossier.organ_id), basis.book)
    prior = prior_of(case)
    return {
        "open": case.state in EXAMINED,
        "summary": in_time_said(found),
        "kept": found.kept,
        "clocks": [
            _period(found, clock, result, case)
            for place, (clock, result) in enumerate(found.periods)
            # The outer limits are of interest when they decide, or are missed.
            if place == 0 or clock.unit != "year" or _missed(found, result)
        ],
        "prior": (
            {
                "ground": case.prior if prior.settled else _ground(prior.ground),
                "article": article_words(prior.article),
                "settled": prior.settled,
            }
            if prior
            else None
        ),
        "competence": [competence_said(found, name) for found, name in _competences(context)],
        "wanting": [words for party in context.parties if (words := _wanting(party))],
        "not_met": _not_met(context),
        "evidence": _evidence(context),
    }


def _ground(key: str) -> str:
    """What is worked out, in words: a ground is no code at hand, and whether it holds the papers show."""
    return {
        "prior.inaction": gettext("a failure to act: nothing accepted, answered or done (a plain refusal is none)"),
        "prior.disclosure": gettext("disclosure of government information, where it was refused"),
        "prior.natural_resources": gettext("a right to natural resources acquired by law"),
    }[key]


def _missed(found: Timeliness, result: Result) -> bool:
    last = result.due_on or result.provisional_on
    return last is not None and found.applied_on > last


def _period(found: Timeliness, clock: Clock, result: Result, case: ReconsiderationCase) -> dict[str, Any]:
    missed = _missed(found, result)
    early = result.nominal_on is not None and found.applied_on <= result.nominal_on
    citation = cite(clock.citation, language())
    if case.said.longer_days and clock.length == case.said.longer_days:
        citation = case.said.longer_by
    return {
        "title": clock.matter if language() == "zh-hans" else clock.matter_en,
        "owner": Owner.APPLICANT.label,
        "article": citation,
        "tone": "late" if missed else "done",
        "words": gettext("Too late") if missed else gettext("In time"),
        "due_on": result.due_on or result.provisional_on,
        "used": None,
        # A holiday that is still to be announced changes nothing for what came before the last day.
        "provisional": result.due_on is None and result.provisional_on is not None and not early,
        "lines": explain(result, language()),
    }


def _competences(context: Context) -> list[tuple[Competence, str]]:
    case, organ = context.proceeding, context.dossier.organ
    found = []
    for party in context.respondents:
        if party.organisation is None:
            continue
        standing = competence(organ, party.organisation, case.domain_id, case.law)
        if standing is not None:
            found.append((standing, party.name))
    return found


def _wanting(party: Party) -> str:
    wanting = papers_wanting(party)
    if not wanting:
        return ""
    return gettext("%(name)s: %(papers)s") % {"name": party.name, "papers": gettext(", ").join(wanting)}


def _not_met(context: Context) -> str:
    """The condition that an application did not meet that was declined."""
    declined = next((fact for fact in context.facts if fact.kind == f.DECLINED), None)
    item = declined.value.get("item", "") if declined else ""
    return str(ITEMS.get(item, ""))


def _evidence(context: Context) -> list[str]:
    """What the examiners noted for each condition of acceptance."""
    examined = [fact for fact in context.facts if fact.kind in {f.ACCEPTED, f.DECLINED}]
    rows = [row for fact in examined for row in fact.value.get("evidence") or ()]
    words = gettext("%(condition)s: %(known)s")
    return [words % {"condition": ITEMS[row["item"]], "known": row["evidence"]} for row in rows]


def intake_cautions(context: Context, basis: Basis) -> list[str]:
    """What of the application needs a second look while the case is open, in words."""
    case = context.proceeding
    said = [words for words in [too_late(case, basis, context.dossier.organ_id)] if words]
    if not context.dossier.is_running:
        return said
    if case.state in EXAMINED:
        said += [competence_said(found, name) for found, name in _competences(context) if found.doubtful]
        applicants, elected = counted(context.parties)
        said += [
            words for words in [election_lacks(election_on(case.law, context.today), applicants, elected)] if words
        ]
        if case.said.elsewhere:
            said.append(
                gettext("%(where)s: %(what)s (art. 30①(7))")
                % {"where": ELSEWHERE[case.said.elsewhere], "what": case.said.elsewhere_what}
            )
    if rules_on(case.law, context.today) == RULES_2026:
        said += [words for head in context.respondents if (words := _without_staff(context, head))]
    return said


def _without_staff(context: Context, head: Party) -> str:
    agents = [party for party in context.parties_as(PartyRole.AGENT) if party.represents_id == head.pk]
    if not agents or any(party.agent_kind_id == STAFF for party in agents):
        return ""
    return gettext("%(name)s is represented by no member of its staff (rules 18②).") % {"name": head.name}


def too_late(case: ReconsiderationCase, basis: Basis, organ_id: int | None) -> str:
    """That the application came too late or too early, in words; nothing when it did not."""
    found = timeliness(case, basis.calendar(organ_id), basis.book)
    if found.too_early is not None:
        return gettext("Applied too early: %(said)s.") % {"said": in_time_said(found)}
    if found.kept is False:
        return gettext("The application came after the period for applying (art. 20): %(said)s.") % {
            "said": in_time_said(found)
        }
    return ""


def applicable_law(case: ReconsiderationCase, closed_on: dt.date | None, today: dt.date) -> str:
    """The law and the rules of a case, to the day on which it ended or to today."""
    return applicable(case.law, case.received_on, closed_on or today)


def said_rows(case: ReconsiderationCase) -> list[tuple[str, Any]]:
    """What the application says beside its columns, as rows of components/facts.html."""
    said = case.said
    norm = said.norm_document + (f"（{said.norm_clauses}）" if said.norm_clauses else "")
    elsewhere = f"{ELSEWHERE[said.elsewhere]} {said.elsewhere_what}" if said.elsewhere else ""
    obstacle = [cn_date(day) for day in (said.obstacle_from, said.obstacle_until) if day]
    suit = [cn_date(day) for day in (said.suit_from, said.suit_until) if day]
    return [
        (gettext("Made orally"), gettext("Yes") if said.oral else ""),
        (gettext("Postmark"), cn_date(said.postmark_on)),
        (gettext("Filed with the agency on"), cn_date(said.filed_with_agency_on)),
        (gettext("Told of its self-correction on"), cn_date(said.agency_told_on)),
        (gettext("Act served on"), cn_date(said.served_on)),
        (gettext("Right to apply known on"), cn_date(said.right_known_on)),
        (gettext("Duty not performed"), said.duty),
        (gettext("Performance asked on"), cn_date(said.asked_on)),
        (gettext("How it was asked"), said.asked_how),
        (gettext("Proof of the request"), said.asked_proof),
        (gettext("Period of performance ended on"), cn_date(said.perform_by)),
        (gettext("Obstacle"), gettext(" to ").join(obstacle)),
        (gettext("Suit brought first"), gettext(" to ").join(suit)),
        (gettext("Review of a normative document"), norm),
        (gettext("Stay of execution"), gettext("Asked for") if case.stay_asked else ""),
        (gettext("Before another organ or a court"), elsewhere),
    ]
