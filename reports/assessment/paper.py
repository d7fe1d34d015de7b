"""The published result on paper: the text, the ranking of each kind of agency, and the scheme as an annex."""

from collections.abc import Iterable

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.templatetags.dates import cn_date
from accounts.timekeeping import SHANGHAI, now
from reports.assessment.models import KINDS, AssessmentItem, AssessmentRun, AssessmentScore
from reports.assessment.telling import number, rule
from reports.papers import Paper

# Millimetres of the first column.
FIRST, ITEM = 18, 44


def title_of(run: AssessmentRun) -> str:
    """The title of its paper."""
    return _("Circular on the result of the %(year)s assessment of rule of law in the district") % {
        "year": run.scheme.year
    }


def name_of(run: AssessmentRun) -> str:
    """The name of its file."""
    with translation.override(settings.LANGUAGE_CODE):
        return f"{title_of(run)}{run.paper_number and f'（{run.paper_number}）'}.docx"


def paper_of(run: AssessmentRun) -> bytes:
    """The result in Word, in Chinese whatever its reader's language."""
    with translation.override(settings.LANGUAGE_CODE):
        return _paper(run)


def groups(scores: Iterable[AssessmentScore]) -> list[tuple[str, list[AssessmentScore]]]:
    """The scores by kind of agency, in the order of the kinds, each by its place."""
    found = list(scores)
    return [(kind, rows) for kind in KINDS if (rows := [score for score in found if score.kind == kind])]


def scores_of(run: AssessmentRun) -> list[AssessmentScore]:
    """The scores of a version with their agencies, by kind and place."""
    return list(run.scores.select_related("agency"))


def _paper(run: AssessmentRun) -> bytes:
    paper, found = Paper(title_of(run)), groups(scores_of(run))
    moment = (run.published_at or now()).astimezone(SHANGHAI)
    paper.title(title_of(run))
    if run.paper_number:
        paper.number(run.paper_number)
    paper.space()
    paper.addressed(_("To all town governments, street offices and departments of the government:"))
    said = {"scheme": run.scheme.title, "from": cn_date(run.first_day), "to": cn_date(run.last_day)}
    paper.text(_("By the scheme “%(scheme)s” the agencies were assessed for %(from)s to %(to)s.") % said)
    for kind, rows in found:
        paper.text(_summary(kind, rows))
    paper.text(_("Objections were heard and answered before the result was fixed; the result is published herewith."))
    paper.space()
    annexes = [_("Ranking of %(kind)s") % {"kind": KINDS[kind]} for kind, _rows in found]
    annexes.append(_("Items and scoring"))
    paper.annexes(annexes)
    paper.space()
    paper.signature(run.organ.office_name, cn_date(moment))
    heads = [pgettext("assessment", "Item"), _("Kind"), pgettext("assessment", "Points"), _("Scoring")]
    ranking = [
        *(pgettext("assessment", "Rank"), _("Agency"), _("Scored items"), _("Bonuses")),
        *(_("Deductions"), _("Score")),
    ]
    tables = [(ranking, [_row(score) for score in rows], FIRST) for _kind, rows in found]
    tables.append((heads, [_item(item) for item in items_of(run)], ITEM))
    for place, (title, (names, lines, first)) in enumerate(zip(annexes, tables, strict=True), start=1):
        paper.caption(_("Annex %(n)s: %(title)s") % {"n": place, "title": title}, new_page=place in (1, len(tables)))
        paper.table([[(name, 1, 1) for name in names]], lines, first)
    return paper.content()


def items_of(run: AssessmentRun) -> list[AssessmentItem]:
    """The items by which a version was computed."""
    return list(run.scheme.items.filter(pk__in=[item["id"] for item in run.snapshot["items"]]))


def _summary(kind: str, rows: list[AssessmentScore]) -> str:
    ranked = [score for score in rows if score.total is not None]
    said = {"kind": KINDS[kind], "n": len(rows), "exempt": len(rows) - len(ranked)}
    if not ranked:
        return _("%(kind)s: %(n)s agencies, none of them ranked.") % said
    totals = [score.total for score in ranked if score.total is not None]
    said |= {
        "mean": number(sum(totals) / len(totals)),
        "first": "、".join(score.agency.name for score in ranked if score.rank == 1),
        "most": number(max(totals)),
    }
    sentences = [
        _("%(kind)s: %(n)s agencies, %(mean)s points on average; first %(first)s with %(most)s points.") % said
    ]
    if said["exempt"]:
        sentences.append(_("%(exempt)s of them are not ranked.") % said)
    return "".join(sentences)


def _row(score: AssessmentScore) -> list[str]:
    return [
        place_of(score),
        score.agency.name,
        number(score.base),
        number(score.bonus),
        number(score.deducted),
        number(score.total),
    ]


def place_of(score: AssessmentScore) -> str:
    """The place of an agency, or that it is not ranked."""
    return str(score.rank) if score.rank else _("not ranked")


def _item(item: AssessmentItem) -> list[str]:
    return [item.title, str(item.get_kind_display()), number(item.weight), rule(item)]
