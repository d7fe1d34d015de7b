"""Two versions of a result side by side: whose score, place and points changed, and by which cases."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from reports.assessment.models import AssessmentItem, AssessmentPoints, AssessmentRun, AssessmentScore


@dataclass(frozen=True)
class PointsChange:
    """An item that came out otherwise: the points before and after, the cases that came in and fell out."""

    item: AssessmentItem
    then: AssessmentPoints
    now: AssessmentPoints
    came: tuple[int, ...]
    went: tuple[int, ...]


@dataclass(frozen=True)
class ScoreChange:
    """An agency that came out otherwise."""

    then: AssessmentScore
    now: AssessmentScore
    items: tuple[PointsChange, ...]

    @property
    def difference(self) -> Decimal:
        """How much more or less it has."""
        return (self.now.total or Decimal(0)) - (self.then.total or Decimal(0))


def changes(then: AssessmentRun, now: AssessmentRun) -> Iterator[ScoreChange]:
    """The agencies whose total, place or points differ between two versions of a scheme, in their order now."""
    before = {score.agency_id: score for score in _scores(then)}
    for score in _scores(now):
        earlier = before.get(score.agency_id)
        if earlier is None:
            continue
        items = tuple(_items(earlier, score))
        if items or (earlier.total, earlier.rank) != (score.total, score.rank):
            yield ScoreChange(earlier, score, items)


def _scores(run: AssessmentRun) -> list[AssessmentScore]:
    return list(run.scores.select_related("agency").prefetch_related("points__item"))


def _items(then: AssessmentScore, now: AssessmentScore) -> Iterator[PointsChange]:
    before = {points.item_id: points for points in then.points.all()}
    for points in now.points.all():
        earlier = before[points.item_id]
        came: Counter[int] = Counter()
        went: Counter[int] = Counter()
        for name in ("numerator_cases", "denominator_cases"):
            old, new = Counter(getattr(earlier, name)), Counter(getattr(points, name))
            came |= new - old
            went |= old - new
        same = (earlier.points, earlier.standing) == (points.points, points.standing)
        if came or went or not same:
            yield PointsChange(points.item, earlier, points, tuple(sorted(came)), tuple(sorted(went)))


def moved(points: AssessmentPoints) -> list[int]:
    """The cases that cost points, or gave a bonus; each as often as it counts.

    Of a share that is to be high those of its denominator that are not in the numerator, else those of the numerator.
    """
    item = points.item
    if item.counts_the_rest:
        rest = Counter(points.denominator_cases) - Counter(points.numerator_cases)
        return sorted(rest.elements())
    return sorted(points.numerator_cases)
