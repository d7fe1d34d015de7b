"""What stands out in the cases of several years, said in sentences that hold their figures.

A sentence is there only when its numbers are: few cases say nothing. What deviates is named when chance alone would
bring it about in fewer than one of twenty (shares) or one of a hundred (counts) instances.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reports.analysis.reading import GROUP, Cut, Material
from reports.analysis.statistics import at_least, at_least_of, seasons, slope, yearly_growth
from reports.dashboards.wording import plain

# The address of the list behind a number: its name, the years, and a value of a dimension.
Link = Callable[..., str]
# A share or a count of fewer is not compared.
FEWEST = 5
UNLIKELY_SHARE, UNLIKELY_COUNT = 0.05, 0.01
# So many times what was usual makes a rise; so many times the mean of all months makes a season.
RISE, SEASON = 1.5, 1.25
NAMED = 3


@dataclass(frozen=True)
class Finding:
    """One sentence, what it is about, the list behind its first number, and whether it is a warning."""

    subject: str
    text: str
    url: str
    late: bool = False


def findings(material: Material, link: Link) -> list[Finding]:
    """All that stands out, in the order of the page."""
    found = (
        _course(material, link),
        _seasons(material, link),
        _spread(material, link),
        _rises(material, link),
        _often_corrected(material, link),
        _often_lost(material, link),
        _causes(material, link),
        _again(material),
        _groups(material),
    )
    return [finding for part in found for finding in part]


def percent(part: float, whole: float) -> str:
    """A share in percent to one decimal place."""
    return f"{plain(round(100 * part / whole, 1))}%" if whole else "—"


def _course(material: Material, link: Link) -> Iterator[Finding]:
    """From the first year that is over to the last: what came in, and how much it grew."""
    years = [year for year in material.years if year <= material.ended]
    for name, words in (("received", _("Applications received")), ("suits", _("Suits served"))):
        counts = [material.whole.get(year, {}).get(name, 0) for year in years]
        if len(years) < 2 or sum(counts) < FEWEST:
            continue
        told = {
            "from": years[0],
            "to": years[-1],
            "total": plain(sum(counts)),
            "first": plain(counts[0]),
            "last": plain(counts[-1]),
            "slope": plain(round(abs(slope(counts)), 1)),
        }
        growth = yearly_growth(counts[0], counts[-1], len(years) - 1)
        if slope(counts) == 0:
            text = _("%(total)s from %(from)s to %(to)s: %(first)s in the first year, %(last)s in the last.")
        elif growth is None:
            text = (
                _(
                    "%(total)s from %(from)s to %(to)s: %(first)s in the first year, %(last)s in the last; "
                    "the trend is %(slope)s more each year."
                )
                if slope(counts) > 0
                else _(
                    "%(total)s from %(from)s to %(to)s: %(first)s in the first year, %(last)s in the last; "
                    "the trend is %(slope)s fewer each year."
                )
            )
        else:
            told["growth"] = f"{'+' if growth >= 0 else '−'}{plain(round(abs(100 * growth), 1))}%"
            text = (
                _(
                    "%(total)s from %(from)s to %(to)s: %(first)s in the first year, %(last)s in the last "
                    "(%(growth)s a year on average); the trend is %(slope)s more each year."
                )
                if slope(counts) > 0
                else _(
                    "%(total)s from %(from)s to %(to)s: %(first)s in the first year, %(last)s in the last "
                    "(%(growth)s a year on average); the trend is %(slope)s fewer each year."
                )
            )
        yield Finding(str(words), text % told, link(name, years[0], years[-1]))


def _seasons(material: Material, link: Link) -> Iterator[Finding]:
    """The months of the year in which more came than in others, over the years that are over."""
    for name, words in (("received", _("Applications received")), ("suits", _("Suits served"))):
        months = {month: found.get(name, 0) for month, found in material.months.items() if month[0] <= material.ended}
        years, total = len({year for year, _month in months}), sum(months.values())
        high = [
            (weight, month)
            for month, weight in seasons(months).items()
            if weight >= SEASON and at_least(round(weight * total / 12), total / 12) < UNLIKELY_SHARE
        ]
        if years < 2 or total < 12 * FEWEST or not high:
            continue
        told = "、".join(
            _("month %(month)s (%(times)s times the mean)") % {"month": month, "times": plain(round(weight, 1))}
            for weight, month in sorted(high, reverse=True)[:NAMED]
        )
        text = _("Over %(years)s years more came in %(months)s.") % {"years": years, "months": told}
        yield Finding(str(words), text, link(name, material.first, material.ended))


def _named(cuts: Sequence[Cut], name: str, whole: float) -> str:
    """Some values of a dimension, each with its number and its share."""
    one = _("%(label)s %(n)s (%(share)s)")
    return "、".join(
        one % {"label": cut.label, "n": plain(cut.total(name)), "share": percent(cut.total(name), whole)}
        for cut in cuts
    )


SPREAD = (
    ("domain", "received", "suits"),
    ("matter", "received", "suits"),
    ("agency", "received", "suits"),
)


def _spread(material: Material, link: Link) -> Iterator[Finding]:
    """In which domains, matters and at which agencies most cases came up."""
    words = {
        "domain": pgettext("analysis", "Domains"),
        "matter": pgettext("analysis", "Matters"),
        "agency": _("Respondents and defendants"),
    }
    for by, *names in SPREAD:
        for name in names:
            cuts = [cut for cut in material.cuts[by] if cut.key is not None and cut.total(name)]
            whole = sum(cut.total(name) for cut in material.cuts[by])
            cuts.sort(key=lambda cut: -cut.total(name))
            if len(cuts) < 2 or whole < FEWEST:
                continue
            first = cuts[:NAMED]
            told = _named(first, name, whole)
            together = percent(sum(cut.total(name) for cut in first), whole)
            text = (
                _("Most applications: %(told)s; together %(together)s.")
                if name == "received"
                else _("Most suits: %(told)s; together %(together)s.")
            )
            url = link(name, material.first, material.last, by, first[0].key)
            yield Finding(str(words[by]), text % {"told": told, "together": together}, url)
    yield from _come_again(material, link)


def _come_again(material: Material, link: Link) -> Iterator[Finding]:
    """Agencies that were respondent or defendant year after year."""
    years = [year for year in material.years if any(material.whole.get(year, {}).get(n) for n in ("received", "suits"))]
    always = [
        cut
        for cut in material.cuts["agency"]
        if cut.key is not None and all(cut.of(year, "received") + cut.of(year, "suits") for year in years)
    ]
    if len(years) < 3 or not always:
        return
    names = "、".join(cut.label for cut in always[:NAMED])
    text = _("%(n)s agencies were respondent or defendant in every one of %(years)s years, among them %(names)s.")
    yield Finding(
        _("Respondents and defendants"),
        text % {"n": len(always), "years": len(years), "names": names},
        link("received" if always[0].total("received") else "suits", years[0], years[-1], "agency", always[0].key),
    )


def _rises(material: Material, link: Link) -> Iterator[Finding]:
    """What came up in the last year that is over far more than in the years before it."""
    year, before = material.ended, [one for one in material.years if one < material.ended]
    if len(before) < 2:
        return
    words = {"agency": _("Rises: agencies"), "domain": _("Rises: domains"), "matter": _("Rises: matters")}
    for by, subject in words.items():
        for name in ("received", "suits"):
            risen = []
            for cut in material.cuts[by]:
                now, usual = cut.of(year, name), sum(cut.of(one, name) for one in before) / len(before)
                if cut.key is None or now < FEWEST or now < RISE * usual:
                    continue
                if at_least(int(now), usual) < UNLIKELY_COUNT:
                    risen.append((now - usual, now, usual, cut))
            for _more, now, usual, cut in islice(sorted(risen, key=lambda one: -one[0]), NAMED):
                text = (
                    _("%(name)s: %(now)s applications in %(year)s, %(usual)s a year in the %(years)s years before.")
                    if name == "received"
                    else _("%(name)s: %(now)s suits in %(year)s, %(usual)s a year in the %(years)s years before.")
                )
                told = {"name": cut.label, "now": plain(now), "year": year, "years": len(before)}
                told["usual"] = plain(round(usual, 1))
                yield Finding(str(subject), text % told, link(name, year, year, by, cut.key), late=True)


def _often_corrected(material: Material, link: Link) -> Iterator[Finding]:
    text = _(
        "%(name)s: %(part)s of %(whole)s cases concluded were corrected (%(share)s), of all %(usual)s were; "
        "chance alone would hardly bring this about."
    )
    yield from _outliers(material, link, "corrected", "concluded", text, _("Corrected more than usual"))


def _often_lost(material: Material, link: Link) -> Iterator[Finding]:
    text = _(
        "%(name)s: %(part)s of %(whole)s suits judged were lost (%(share)s), of all %(usual)s were; "
        "chance alone would hardly bring this about."
    )
    yield from _outliers(material, link, "lost", "judged", text, _("Lost more than usual"))


def _outliers(material: Material, link: Link, part: str, whole: str, text: str, subject: str) -> Iterator[Finding]:
    """Agencies, domains and matters of which a larger share went wrong than chance would explain."""
    if not material.total(whole):
        return
    usual = material.total(part) / material.total(whole)
    for by in ("agency", "domain", "matter"):
        for cut in _unlikely(material.cuts[by], part, whole, usual)[:NAMED]:
            told = {
                "name": cut.label,
                "part": plain(cut.total(part)),
                "whole": plain(cut.total(whole)),
                "share": percent(cut.total(part), cut.total(whole)),
                "usual": percent(material.total(part), material.total(whole)),
            }
            yield Finding(subject, text % told, link(part, material.first, material.last, by, cut.key), late=True)


def _unlikely(cuts: Sequence[Cut], part: str, whole: str, usual: float) -> list[Cut]:
    """Those whose share chance would hardly bring about, the least likely first."""
    found = []
    for cut in cuts:
        hits, among = int(cut.total(part)), int(cut.total(whole))
        if cut.key is None or among < FEWEST or hits < 2:
            continue
        if (likely := at_least_of(hits, among, usual)) < UNLIKELY_SHARE:
            found.append((likely, cut))
    return [cut for _likely, cut in sorted(found, key=lambda one: one[0])]


def _causes(material: Material, link: Link) -> Iterator[Finding]:
    """Why acts were corrected, and how suits were lost."""
    for cuts, name, by, subject in (
        (material.causes, "corrected", "cause", _("Why acts were corrected")),
        (material.losses, "lost", "group", _("How suits were lost")),
    ):
        whole = sum(cut.total(name) for cut in cuts)
        known = [cut for cut in cuts if cut.key is not None and cut.total(name)]
        if not known or whole < FEWEST:
            continue
        told = _named(known[:NAMED], name, whole)
        text = _("Of %(n)s corrected: %(told)s.") if name == "corrected" else _("Of %(n)s lost: %(told)s.")
        unknown = sum(cut.total(name) for cut in cuts if cut.key is None)
        said = text % {"n": plain(whole), "told": told}
        if unknown:
            said += _("For %(n)s nothing is recorded.") % {"n": plain(unknown)}
        yield Finding(str(subject), said, link(name, material.first, material.last, by, known[0].key))


def _again(material: Material) -> Iterator[Finding]:
    found = material.repeats
    if not found.number:
        return
    whole = material.total("received") + material.total("suits")
    text = _("%(n)s applicants or plaintiffs came more than once, with %(cases)s cases, %(share)s of all.")
    told = {"n": found.number, "cases": found.cases, "share": percent(found.cases, whole)}
    yield Finding(_("Who came again"), text % told, "#repeats")


def _groups(material: Material) -> Iterator[Finding]:
    found = material.groups
    if not found.number:
        return
    text = _("%(n)s cases of %(least)s persons and more, %(people)s persons in all.")
    yield Finding(_("Group cases"), text % {"n": found.number, "least": GROUP, "people": found.people}, "#groups")
