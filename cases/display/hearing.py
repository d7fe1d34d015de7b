"""The hearing of a case (审理) between acceptance and decision: who hears it, and what is asked, set, held and open."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext, ngettext

from accounts.models import User
from accounts.templatetags.dates import cn_date, cn_short
from cases import facts as f
from cases.law import SIMPLE
from cases.models import Law, Procedure
from cases.reading import (
    Sitting,
    last_fact,
    norm_review,
    open_fact,
    since,
    sittings,
    stay,
    third_party_evidence,
    views_left,
)
from dossiers.models import Code, Fact
from workflow.describing import Names
from workflow.steps import Context

Row = dict[str, Any]
# So many parties are named; of more it is said how many.
NAMED = 6


def hearing(context: Context, names: Names, *, inner: bool) -> list[Row]:
    """Rows for components/facts.html. An agency sees what concerns it and nothing of the office's inner matters."""
    rows = [*_sittings(context, names), *_stay(context, names), *_norm(context), *_examinations(context)]
    if inner:
        rows = [
            *_officers(context, names),
            *_simplified(context, names),
            *_major(context, names),
            *_views(context),
            *_wish(context),
            *rows,
        ]
        rows += [*_committee(context), *_third_parties(context), *_access(context, names)]
    return rows


def _row(label: str, *lines: str, note: str = "") -> Row:
    return {"label": label, "value": [line for line in lines if line], "note": note}


def _officers(context: Context, names: Names) -> Iterator[Row]:
    case, dossier = context.proceeding, context.dossier
    if context.dossier.is_running and case.law == Law.LAW_2023 and case.procedure == Procedure.ORDINARY:
        missing = dossier.officer_id is not None and dossier.second_officer_id is None
        if missing and not context.has(f.CONCLUDED):
            yield _row(gettext("Officers"), gettext("The second officer is not named yet (rules 39)."))
    asked = open_fact(context.facts, f.RECUSAL_ASKED, f.RECUSAL_DECIDED)
    lines = [
        gettext("%(name)s withdrew on %(day)s") % {"name": _person(names, fact), "day": cn_short(fact.on_date)}
        if fact.value["granted"]
        else gettext("%(name)s: refused on %(day)s") % {"name": _person(names, fact), "day": cn_short(fact.on_date)}
        for fact in context.facts
        if fact.kind == f.RECUSAL_DECIDED
    ]
    if asked is not None:
        words = {"name": _person(names, asked), "day": cn_short(asked.on_date)}
        lines.append(gettext("%(name)s: asked for on %(day)s, to be decided") % words)
    if lines:
        yield _row(gettext("Recusal"), *lines)


def _person(names: Names, fact: Fact) -> str:
    return names.of(User, str(fact.value["person"]))


def _major(context: Context, names: Names) -> Iterator[Row]:
    if (fact := last_fact(context.facts, f.MARKED_MAJOR)) is None:
        return
    words = {"ground": names.of(Code, fact.value["ground"]), "day": cn_short(fact.on_date)}
    note = "" if context.has(f.HEARING_HELD) else gettext("A hearing must be held (art. 50①).")
    yield _row(gettext("Marked as"), gettext("%(ground)s, on %(day)s") % words, note=note)


def _simplified(context: Context, names: Names) -> Iterator[Row]:
    """On which ground the simplified procedure rests, and what was found of the case (53)."""
    for value in (fact.value for fact in context.facts if fact.kind == f.ACCEPTED and fact.value.get("ground")):
        found = gettext(", ").join(str(SIMPLE[item]) for item in value["plain"])
        yield _row(gettext("Simplified procedure"), names.of(Code, value["ground"]), note=found)


def _views(context: Context) -> Iterator[Row]:
    case = context.proceeding
    lines = [
        words % {"name": party.name, "day": cn_short(day)}
        for party in context.parties
        for kind, words in (
            (f.VIEWS_HEARD, gettext("%(name)s: heard on %(day)s")),
            (f.VIEWS_NOT_HEARD, gettext("%(name)s: could not be heard, noted on %(day)s")),
        )
        if (day := context.last(kind, party))
    ]
    left = views_left(context) if case.law == Law.LAW_2023 and context.dossier.is_running else []
    note = ""
    if case.procedure == Procedure.SIMPLIFIED and not lines:
        lines = [gettext("Written review is allowed in the simplified procedure (art. 54②).")]
    elif case.procedure == Procedure.ORDINARY and left and not context.has(f.CONCLUDED):
        names = gettext(", ").join(party.name for party in left[:NAMED])
        note = gettext("Still to be heard: %(names)s") % {"names": names + ("…" if len(left) > NAMED else "")}
    if lines or note:
        over = len(lines) - NAMED
        more = [ngettext("and %(n)s more", "and %(n)s more", over) % {"n": over}] if over > 0 else []
        yield _row(gettext("Views of the parties"), *lines[:NAMED], *more, note=note)


def _wish(context: Context) -> Iterator[Row]:
    if context.proceeding.hearing_asked and context.dossier.is_running and not sittings(context.facts):
        yield _row(gettext("Hearing"), gettext("The applicant asks for a hearing; none is set yet."))


def _sittings(context: Context, names: Names) -> Iterator[Row]:
    for sitting in sittings(context.facts):
        when = f"{cn_date(sitting.on)} {sitting.time:%H:%M}"
        listeners = gettext(", ").join(names.of(User, str(pk)) for pk in sitting.fact.value["listeners"])
        people = [
            gettext("presider: %(name)s") % {"name": names.of(User, str(sitting.presider))},
            gettext("listeners: %(names)s") % {"names": listeners},
            gettext("recorder: %(name)s") % {"name": sitting.fact.value["recorder"]},
        ]
        yield _row(gettext("Hearing"), when, sitting.place, *people, *_held(context, sitting), note=_state(sitting))


def _state(sitting: Sitting) -> str:
    if sitting.cancelled is not None:
        return gettext("cancelled on %(day)s") % {"day": cn_short(sitting.cancelled.on_date)}
    if sitting.held is not None:
        return gettext("held")
    told = cn_short(dt.date.fromisoformat(sitting.fact.value["notified_on"]))
    words = gettext("notice given on %(day)s") % {"day": told}
    return gettext("%(words)s, put off") % {"words": words} if sitting.turn else words


def _held(context: Context, sitting: Sitting) -> Iterator[str]:
    if sitting.held is None:
        return
    value = sitting.held.value
    parties = {party.pk: party.name for party in context.parties}
    heads = {
        "came": gettext("%(respondent)s: its head attended, %(people)s"),
        "sent": gettext("%(respondent)s: its head did not attend and sent %(people)s"),
        "nobody": gettext("%(respondent)s: nobody came"),
    }
    for head in value["heads"]:
        yield heads[head["how"]] % {"respondent": parties.get(head["party"], ""), "people": head["people"]}
    if value["given_up"]:
        yield gettext("The applicant stayed away without good reason: the right to the hearing is given up (art. 51②).")


def _stay(context: Context, names: Names) -> Iterator[Row]:
    granted, refused = stay(context.facts), last_fact(context.facts, f.STAY_REFUSED)
    lifted, asked = last_fact(context.facts, f.STAY_LIFTED), last_fact(context.facts, f.STAY_ASKED)
    label = gettext("Stay of execution")
    if granted is not None:
        day = gettext("in force since %(day)s") % {"day": cn_date(granted.on_date)}
        yield _row(label, day, note=names.of(Code, granted.value["ground"]))
    elif lifted is not None:
        yield _row(label, gettext("lifted on %(day)s") % {"day": cn_date(lifted.on_date)})
    elif refused is not None:
        yield _row(label, gettext("refused on %(day)s") % {"day": cn_date(refused.on_date)})
    elif asked is not None:
        yield _row(label, gettext("asked for on %(day)s, to be decided") % {"day": cn_date(asked.on_date)})


def _norm(context: Context) -> Iterator[Row]:
    for opened in (fact for fact in context.facts if fact.kind == f.NORM_OPENED):
        value = opened.value
        title = gettext("%(title)s, %(clauses)s (%(maker)s)") % {
            "title": value["title"],
            "clauses": value["clauses"],
            "maker": value["maker"],
        }
        yield _row(gettext("Incidental review"), title, note=_norm_state(context, opened))


def _norm_state(context: Context, opened: Fact) -> str:
    under_way = norm_review(context.facts)
    if under_way is not None and under_way.pk == opened.pk:
        forwarded = since(context.facts, opened, f.NORM_FORWARDED)
        if forwarded is not None:
            words = {"organ": forwarded.value["to"], "day": cn_short(forwarded.on_date)}
            return gettext("forwarded to %(organ)s on %(day)s") % words
        return gettext("under review since %(day)s") % {"day": cn_short(opened.on_date)}
    result = since(context.facts, opened, f.NORM_RESULT)
    said = {
        "lawful": gettext("lawful: to be told with the decision (art. 59)"),
        "unlawful": gettext("unlawful: stopped, the maker ordered to correct (art. 59)"),
        "dropped": gettext("not reviewed to its end"),
    }
    return said[result.value["result"]] if result is not None else ""


def _examinations(context: Context) -> Iterator[Row]:
    kinds = (
        (gettext("Inspection"), f.INSPECTION_BEGUN, f.INSPECTION_ENDED),
        (gettext("Appraisal"), f.APPRAISAL_BEGUN, f.APPRAISAL_ENDED),
    )
    for label, begun, ended in kinds:
        ends = iter(context.days(ended))
        for fact in (fact for fact in context.facts if fact.kind == begun):
            end = next(ends, None)
            words = {"begun": cn_short(fact.on_date), "ended": cn_short(end)}
            said = gettext("%(begun)s to %(ended)s") if end else gettext("since %(begun)s; the period stands still")
            yield _row(label, fact.value["what"], note=said % words)
    if days := context.days(f.EXPERT_OPINION):
        yield _row(gettext("Experts"), *(cn_date(day) for day in days))


def _committee(context: Context) -> Iterator[Row]:
    opinions = [fact for fact in context.facts if fact.kind == f.COMMITTEE_OPINION]
    for fact in opinions:
        yield _row(gettext("Committee"), fact.value["conclusion"], note=cn_date(fact.on_date))
    asked = open_fact(context.facts, f.COMMITTEE_REFERRED, f.COMMITTEE_OPINION)
    if asked is not None:
        yield _row(gettext("Committee"), gettext("consulted on %(day)s") % {"day": cn_date(asked.on_date)})


def _third_parties(context: Context) -> Iterator[Row]:
    found = [
        gettext("%(name)s: notified on %(day)s") % {"name": party.name, "day": cn_short(day)}
        for party in context.parties
        if (day := context.last(f.THIRD_PARTY_NOTIFIED, party))
    ]
    found += [
        gettext("%(name)s handed in evidence (art. 70)") % {"name": party.name}
        for party in third_party_evidence(context)
    ]
    if found:
        yield _row(gettext("Third parties"), *found)


def _access(context: Context, names: Names) -> Iterator[Row]:
    parties = {party.pk: party.name for party in context.parties}
    for fact in (fact for fact in context.facts if fact.kind == f.ACCESS_GIVEN):
        words = {"name": parties.get(fact.party_id or 0, ""), "day": cn_short(fact.on_date)}
        withheld = "、".join(names.of(Code, key) for key in fact.value["withheld"])
        lines = [gettext("%(name)s, on %(day)s") % words]
        if withheld:
            lines.append(gettext("withheld: %(grounds)s") % {"grounds": withheld})
        if fact.value["pages"]:
            counted = {"copies": fact.value["copies"], "pages": fact.value["pages"]}
            lines.append(gettext("copies: %(copies)s, pages: %(pages)s") % counted)
        yield _row(gettext("File read"), *lines)
    asked = open_fact(context.facts, f.ACCESS_ASKED, f.ACCESS_GIVEN)
    if asked is not None:
        words = {"name": parties.get(asked.party_id or 0, ""), "day": cn_short(asked.on_date)}
        appointed = asked.value.get("appointed_on")
        note = ""
        if appointed:
            note = gettext("appointed for %(day)s") % {"day": cn_date(dt.date.fromisoformat(appointed))}
        yield _row(gettext("File reading"), gettext("%(name)s asked on %(day)s") % words, note=note)
