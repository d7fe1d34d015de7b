"""The text of a circular, drafted from its figures: every sentence tells numbers, and none is without them."""

import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import Organ
from accounts.templatetags.dates import cn_date
from accounts.timekeeping import SHANGHAI
from reports.circulars.figures import ALL, APPEARANCE, LOST, Figures, Share, told
from reports.circulars.periods import BEFORE, PERIOD, SO_FAR, beside, name_of
from reports.dashboards.wording import plain
from reports.evaluating import DENOMINATOR
from reports.periods import Period

# 一、 begins a heading of the text, （一） one below it.
HEADING, BELOW = re.compile(r"[一二三四五六七八九十]+、"), re.compile(r"（[一二三四五六七八九十]+）")
IN_TIME, DAYS = "in_time_rate", "average_days"


def title_of(span: str, period: Period) -> str:
    """What a circular of a period is called, in Chinese."""
    with translation.override(settings.LANGUAGE_CODE):
        said = {"period": name_of(span, period)}
        return _("Circular on the appearance of agency heads, suits lost and time limits in %(period)s") % said


def addressees_of() -> str:
    """Whom a circular addresses unless the office writes otherwise, in Chinese."""
    with translation.override(settings.LANGUAGE_CODE):
        return _("Town governments, street offices and departments of the government")


def draft(organ: Organ, span: str, period: Period, figures: Figures, counted_at: dt.datetime) -> str:
    """The text in the manner of official papers, in Chinese: a paragraph on each line."""
    with translation.override(settings.LANGUAGE_CODE):
        return "\n".join(_paragraphs(organ, span, period, figures, counted_at))


def _paragraphs(organ: Organ, span: str, period: Period, figures: Figures, counted_at: dt.datetime) -> Iterator[str]:
    said = {
        "place": organ.organisation.name.removesuffix("人民政府"),
        "first": cn_date(period.first),
        "last": cn_date(period.last),
        "counted": cn_date(counted_at.astimezone(SHANGHAI)),
    }
    yield _("The figures of %(place)s from %(first)s to %(last)s, as known on %(counted)s, are as follows.") % said
    yield _("1. Appearance of agency heads in court")
    yield from _appearances(span, period, figures)
    yield _("2. Suits lost")
    yield from _lost(span, period, figures)
    yield _("3. Time limits")
    yield from _limits(span, period, figures)


def _appearances(span: str, period: Period, figures: Figures) -> Iterator[str]:
    words = (
        _("%(d)s suits were heard and a head appeared in %(n)s of them, a rate of %(p)s"),
        _("0 suits were heard"),
    )
    rates = (
        _("the rate is up %(n)s points"),
        _("the rate is down %(n)s points"),
        _("the rate is the same as last year"),
    )
    yield _course(span, period, figures, APPEARANCE, words, rates)
    if not figures.number(SO_FAR, ALL, APPEARANCE, DENOMINATOR):
        return
    principal = figures.share(SO_FAR, ALL, "principal_rate")
    yield _("The principal appeared in %(n)s suits, %(p)s of those heard this year.") % _numbers(principal)
    for dimension, by in (
        ("agency_kind", _("by kind of agency")),
        ("court", _("by court")),
        ("stage", _("by instance")),
    ):
        clauses = [
            _("%(label)s: %(d)s heard, a head in %(n)s, a rate of %(p)s")
            % {"label": figures.labels[line], **_numbers(share)}
            for line in figures.lines(dimension)
            if (share := figures.share(SO_FAR, line, APPEARANCE)).denominator
        ]
        if clauses:
            yield _("Since the beginning of the year %(by)s: %(clauses)s.") % {"by": by, "clauses": "；".join(clauses)}
    absent = _by_agency(figures, absent_of)
    if absent:
        yield _("No head appeared in %(n)s suits: %(agencies)s.") % _named(figures, absent)
    unknown = _by_agency(figures, lambda found, line: found.number(SO_FAR, line, "unknown_rate"))
    if unknown:
        yield _("Of %(n)s suits it is not entered yet who appeared: %(agencies)s.") % _named(figures, unknown)
    if lawyers := figures.number(SO_FAR, ALL, "only_lawyers"):
        yield _("In %(n)s suits nobody but lawyers came.") % {"n": plain(lawyers)}


def _lost(span: str, period: Period, figures: Figures) -> Iterator[str]:
    words = (
        _("%(d)s suits were judged and %(n)s of them lost, a share of %(p)s"),
        _("0 suits were judged"),
    )
    rates = (
        _("the share is up %(n)s points"),
        _("the share is down %(n)s points"),
        _("the share is the same as last year"),
    )
    yield _course(span, period, figures, LOST, words, rates)
    lost = _by_agency(figures, lambda found, line: found.number(SO_FAR, line, LOST))
    if lost:
        # A suit against several agencies is told of each of them.
        yield _("The suits lost by defendant: %(agencies)s.") % _named(figures, lost)
    if not figures.number(SO_FAR, ALL, LOST, DENOMINATOR):
        return
    ends = {
        name: plain(figures.number(SO_FAR, ALL, f"suit_{name}"))
        for name in ("revoked", "illegal", "perform", "modified")
    }
    yield (
        _(
            "The courts revoked in %(revoked)s suits, declared illegal or void in %(illegal)s, ordered to perform in "
            "%(perform)s and modified in %(modified)s."
        )
        % ends
    )
    coordinated = figures.share(SO_FAR, ALL, "coordinated_rate")
    yield _("Withdrawn after coordination or mediated were %(n)s suits, %(p)s of those judged.") % _numbers(coordinated)


def _limits(span: str, period: Period, figures: Figures) -> Iterator[str]:
    words = (
        _("%(d)s reconsideration cases were concluded, %(n)s of them in time, a share of %(p)s"),
        _("0 reconsideration cases were concluded"),
    )
    rates = (
        _("the share in time is up %(n)s points"),
        _("the share in time is down %(n)s points"),
        _("the share in time is the same as last year"),
    )
    yield _course(span, period, figures, IN_TIME, words, rates)
    if figures.number(SO_FAR, ALL, IN_TIME, DENOMINATOR):
        extended = figures.share(SO_FAR, ALL, "extended_rate")
        said = {**_numbers(extended), "days": plain(figures.share(SO_FAR, ALL, DAYS).value)}
        yield _("The period was extended in %(n)s cases, %(p)s of them; a case took %(days)s days on average.") % said
    for indicator, sentence in (
        ("nominations_late", _("Of %(d)s nominations of heads due this year %(n)s were late or are missing%(who)s.")),
        ("records_late", _("Of %(d)s records of appearance due this year %(n)s were late or are missing%(who)s.")),
    ):
        share = figures.share(SO_FAR, ALL, indicator)
        if share.denominator:
            late = _by_agency(figures, lambda found, line, id=indicator: found.number(SO_FAR, line, id))
            who = _(", namely %(agencies)s") % _named(figures, late) if late else ""
            yield sentence % {**_numbers(share), "who": who}


def absent_of(figures: Figures, line: str) -> float:
    """In how many units of an agency no head was present, of the year so far."""
    share = figures.share(SO_FAR, line, APPEARANCE)
    return share.denominator - share.numerator - figures.number(SO_FAR, line, "unknown_rate")


def _course(
    span: str, period: Period, figures: Figures, indicator: str, words: tuple[str, str], rates: tuple[str, str, str]
) -> str:
    """A figure of the period, of the year so far, and of last year with how the share has moved."""
    some, none = words
    found = {each: figures.share(each, ALL, indicator) for each in (PERIOD, SO_FAR, BEFORE)}
    names = {PERIOD: name_of(span, period), BEFORE: _("in the same period last year")}
    so_far = beside(period)[SO_FAR]
    if so_far != period:
        said = {"year": so_far.last.year, "from": 1, "to": so_far.last.month}
        names[SO_FAR] = _("from month %(from)s to %(to)s of %(year)s in all") % said
    sentences = []
    for each in (PERIOD, SO_FAR, BEFORE):
        if each in names:
            what = (some if found[each].denominator else none) % _numbers(found[each])
            sentences.append([names[each], what])
    moved = _moved(found[SO_FAR].value, found[BEFORE].value, rates)
    told_as = [_("%(when)s, %(what)s.") % {"when": when, "what": what} for when, what in sentences[:-1]]
    when, what = sentences[-1]
    last = _("%(when)s, %(what)s; %(moved)s.") if moved else _("%(when)s, %(what)s.")
    return "".join([*told_as, last % {"when": when, "what": what, "moved": moved}])


def _moved(now: float | None, before: float | None, rates: tuple[str, str, str]) -> str:
    """How a share stands to that of last year; nothing where one of both is none."""
    if now is None or before is None:
        return ""
    up, down, same = rates
    if now == before:
        return same
    return (up if now > before else down) % {"n": plain(round(abs(now - before), 1))}


def _numbers(share: Share) -> dict[str, str]:
    return {"n": plain(share.numerator), "d": plain(share.denominator), "p": told(share)}


def _by_agency(figures: Figures, number: Callable[[Figures, str], float]) -> list[tuple[str, float]]:
    """The agencies of which a number is not 0, the most first."""
    found = [(line, number(figures, line)) for line in figures.lines("agency")]
    return sorted(((line, n) for line, n in found if n), key=lambda one: (-one[1], figures.labels[one[0]]))


def _named(figures: Figures, found: Sequence[tuple[str, float]]) -> dict[str, str]:
    """Agencies with their numbers, and the sum of these."""
    each = [_("%(agency)s %(n)s") % {"agency": figures.labels[line], "n": plain(n)} for line, n in found]
    return {"agencies": "、".join(each), "n": plain(sum(n for _line, n in found))}
