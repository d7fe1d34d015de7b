"""The yearly assessment: reckoned plainly on random cases, kept in versions, objected to, answered, published."""

import datetime as dt
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.db import DatabaseError, connection, transaction
from docx import Document
from openpyxl import load_workbook

from accounts import timekeeping
from accounts.actors import SYSTEM, Actor, actor_for
from accounts.models import Organisation, Role
from dossiers.models import TrailEntry
from notices.models import Notice
from reports.assessment import queries, services
from reports.assessment.comparing import changes, moved
from reports.assessment.models import AssessmentItem, AssessmentPoints, AssessmentRun, AssessmentScheme
from reports.assessment.paper import name_of, paper_of
from reports.assessment.reckoning import Basis, assessed, figures, reckon
from reports.assessment.workbook import workbook
from reports.evaluating import DENOMINATOR, NUMERATOR, behind, evaluate
from reports.indicators import INDICATORS
from reports.models import Entry
from reports.periods import year_of
from tests import factories as make
from tests.reports.random_cases import Choices, make_random

pytestmark = pytest.mark.django_db

YEAR = 2022
TODAY = dt.date(2023, 2, 1)
LATER = dt.date(2023, 3, 1)
BOTH = ["department", "township"]
ITEMS: list[dict[str, Any]] = [
    {
        "title": "负责人出庭应诉率",
        "indicator": "appearance_rate",
        "method": "linear",
        "way": "more",
        "floor": Decimal(20),
        "target": Decimal(80),
        "weight": Decimal(40),
        "nothing": "spread",
    },
    {
        "title": "行政案件败诉率",
        "indicator": "lost_rate",
        "method": "steps",
        "way": "less",
        "steps": [["10", "30"], ["25", "20"], ["50", "10"]],
        "weight": Decimal(30),
        "nothing": "full",
    },
    {"title": "法治宣传教育", "method": "hand", "weight": Decimal(30)},
    {
        "title": "未按期报送出庭应诉登记",
        "indicator": "records_late",
        "kind": "deduction",
        "method": "each",
        "way": "less",
        "each": Decimal("0.5"),
        "weight": Decimal(5),
    },
    {
        "title": "负责人出庭发声",
        "indicator": "spoke_rate",
        "kind": "bonus",
        "method": "each",
        "each": Decimal("0.2"),
        "weight": Decimal(3),
    },
]


class World:
    """A district with random cases, its agencies, and the people of an assessment."""

    def __init__(self, of_each: int = 150, seed: int = 3, place: str = "甲区") -> None:
        self.organ = make.make_organ(place)
        government = self.organ.organisation
        kinds = ("department", "department", "township", "street_office", "department")
        self.agencies = [make.make_organisation(f"{place}第{n}机关", kind, government) for n, kind in enumerate(kinds)]
        # What stands below an agency counts with it.
        self.station = make.make_organisation(f"{place}派出机构", "department", self.agencies[0])
        courts = [make.make_organisation(f"{place}第{n}法院", "court") for n in range(2)]
        with timekeeping.at(TODAY):
            self.cases = make_random(self.organ, Choices.of([*self.agencies[:4], self.station], courts), seed, of_each)
        self.officer = make.make_actor(Role.OFFICER, self.organ)
        self.director = make.make_actor(Role.DIRECTOR, self.organ)
        self.leader = actor_for(make.make_user(Role.LEADERSHIP, government))
        self.liaison = actor_for(make.make_user(Role.AGENCY_LIAISON, self.agencies[0]))
        self.other = actor_for(make.make_user(Role.AGENCY_LIAISON, self.agencies[1]))

    def scheme(self, year: int = YEAR, **more: Any) -> AssessmentScheme:
        """A scheme with the items above, put in force."""
        scheme = services.draw_up(actor=self.officer, organ=self.organ, year=year, title=f"{year}年度考核方案")
        for fields in ITEMS:
            services.save_item(
                actor=self.officer,
                scheme=scheme,
                version=AssessmentScheme.objects.get(pk=scheme.pk).version,
                item=None,
                **{"kinds": BOTH, **fields, **more},
            )
        scheme.refresh_from_db()
        return services.put_in_force(actor=self.director, scheme=scheme, version=scheme.version)

    def give_all(self, scheme: AssessmentScheme, but: frozenset[int] = frozenset()) -> None:
        """Points by hand for all agencies that are assessed."""
        item = scheme.items.get(method="hand")
        for n, agency in enumerate(assessed(self.organ, TODAY)):
            if agency.pk not in but:
                services.give(
                    actor=self.officer,
                    scheme=scheme,
                    agency=agency,
                    item=item,
                    points=Decimal(20 + n % 2),
                    ground="查阅宣传台账",
                )


@pytest.fixture
def world() -> World:
    return World()


def plain_points(item: AssessmentItem, numerator: float, denominator: float, value: float | None) -> Decimal | None:
    """The points of the items above, written out once more for each."""
    match item.indicator:
        case "appearance_rate":
            if value is None:
                return None
            part = (Decimal(str(value)) - 20) / 60
            points = 40 * max(Decimal(0), min(Decimal(1), part))
        case "lost_rate":
            if value is None or value <= 10:
                points = Decimal(30)
            else:
                points = Decimal(20 if value <= 25 else 10 if value <= 50 else 0)
        case "records_late":
            points = -min(Decimal(5), int(numerator) * Decimal("0.5"))
        case _:
            points = min(Decimal(3), int(numerator) * Decimal("0.2"))
    # Halves away from zero, on a text so that no function of the product is asked.
    return Decimal(f"{points + Decimal('0.000001') * (1 if points >= 0 else -1):.2f}")


def test_scores_are_what_a_plain_reckoning_gives_and_every_case_is_listed(world: World) -> None:
    with timekeeping.at(TODAY):
        scheme = world.scheme()
        exempted = world.agencies[1]
        lost = scheme.items.get(indicator="lost_rate")
        services.exempt(actor=world.director, scheme=scheme, agency=exempted, item=lost, reason="机构改革")
        office = world.organ.office
        services.exempt(actor=world.leader, scheme=scheme, agency=office, item=None, reason="考核组织单位")
        world.give_all(scheme, frozenset({office.pk}))
        run = services.keep(actor=world.officer, scheme=scheme)
        period = year_of(YEAR)
        totals: dict[str, list[tuple[Decimal, int]]] = {}
        seen: Counter[str] = Counter()
        for score in run.scores.select_related("agency").prefetch_related("points__item"):
            tree = Organisation.objects.below(score.agency)
            rows = {
                row.indicator.id: row
                for row in evaluate(
                    SYSTEM,
                    world.organ,
                    period,
                    agency=tree,
                    only=[item["indicator"] for item in ITEMS if "indicator" in item],
                )
            }
            if score.agency == office:
                assert (score.total, score.rank) == (None, None)
                assert {points.standing for points in score.points.all()} == {"exempt"}
                continue
            base, weight, beside = Decimal(0), Decimal(0), Decimal(0)
            for points in score.points.all():
                item = points.item
                if item.method == "hand":
                    base, weight = base + points.points, weight + item.weight
                    assert points.points == scheme.marks.get(agency=score.agency).points
                    continue
                row = rows[item.indicator]
                assert (points.numerator, points.denominator, points.value) == (
                    row.numerator,
                    row.denominator,
                    row.value,
                )
                for part, cases in ((NUMERATOR, points.numerator_cases), (DENOMINATOR, points.denominator_cases)):
                    entries = behind(SYSTEM, world.organ, period, item.indicator, part, agency=tree)
                    assert sorted(cases) == sorted(entries.values_list("dossier_id", flat=True))
                wanted = plain_points(item, row.numerator, row.denominator, row.value)
                if item == lost and score.agency == exempted:
                    assert (points.standing, points.points) == ("exempt", None)
                    assert "机构改革" in points.words
                    continue
                assert points.points == wanted, (item.title, row.numerator, row.denominator, row.value)
                seen[f"{item.indicator} {wanted is None}"] += 1
                if item.kind == "scored":
                    if wanted is not None:
                        base, weight = base + wanted, weight + item.weight
                else:
                    beside += wanted or 0
                if item.kind == "deduction":
                    assert len(moved(points)) == row.numerator
            total = Decimal(f"{base * 100 / weight + Decimal('0.000001'):.2f}") + beside
            assert score.total == max(total, 0), score.agency
            totals.setdefault(score.kind, []).append((score.total, score.rank))
        for places in totals.values():
            assert all(rank == 1 + sum(other > total for other, _rank in places) for total, rank in places)
        # without cases an item was left out, and with cases it was scored
        assert {"appearance_rate True", "appearance_rate False", "lost_rate False"} <= seen.keys()
        assert sorted(totals) == BOTH


def test_every_indicator_dealt_out_to_agencies_is_what_it_is_for_each_alone() -> None:
    world = World(40, 9)
    period = year_of(YEAR)
    with timekeeping.at(TODAY):
        agencies = assessed(world.organ, TODAY)
        items = [
            AssessmentItem(pk=n, indicator=one.id, reading=reading.code, method="linear")
            for n, (one, reading) in enumerate(
                (one, reading) for one in INDICATORS.values() for reading in one.readings
            )
        ]
        found = figures(SYSTEM, world.organ, period, items, agencies)
        agency = world.agencies[0]
        tree = list(Organisation.objects.below(agency))
        counted = 0
        for code in {item.reading for item in items}:
            asked = [item for item in items if item.reading == code]
            rows = evaluate(
                SYSTEM, world.organ, period, agency=tree, only=[one.indicator for one in asked], reading=code
            )
            for item, row in zip(asked, rows, strict=True):
                one = found[item.pk, agency.pk].figure
                assert one.numerator == pytest.approx(row.numerator), item.indicator
                assert one.denominator == (None if row.denominator is None else pytest.approx(row.denominator)), (
                    item.indicator
                )
                assert one.value == row.value, item.indicator
                counted += bool(row.numerator)
        assert counted > 40


def test_a_trial_keeps_nothing_and_the_same_data_give_the_same_result(world: World) -> None:
    with timekeeping.at(TODAY):
        scheme = world.scheme()
        first = reckon(world.officer, scheme, Basis.of(scheme))
        again = reckon(world.officer, scheme, Basis.of(scheme))
        assert [(one.agency, one.total, one.rank) for one in first] == [
            (one.agency, one.total, one.rank) for one in again
        ]
        assert not AssessmentRun.objects.exists()
        # As of a day before anything was entered there is no case.
        empty = reckon(world.officer, scheme, Basis.of(scheme), as_of=dt.date(2022, 1, 1))
        assert all(not line.counted.numerator_cases for one in empty for line in one.lines if line.counted)


def refuses(why: str, act: Any, **fields: Any) -> None:
    """That an act is refused, for a reason of this code or at this field."""
    with pytest.raises(ValidationError) as error, transaction.atomic():
        act(**fields)
    found = {one.code for one in getattr(error.value, "error_list", [])} | set(getattr(error.value, "error_dict", {}))
    assert why in found, error.value


def test_objections_are_answered_and_both_versions_are_kept_and_compared(world: World) -> None:
    agency = world.agencies[0]
    with timekeeping.at(TODAY):
        scheme = world.scheme()
        world.give_all(scheme)
        first = services.keep(actor=world.officer, scheme=scheme)
        points = _points(first, agency, "appearance_rate")
        # Nobody objects before it is open to objections, and none sees it.
        assert not queries.scores(world.liaison).exists()
        refuses("state", services.object_to, actor=world.liaison, points=points, reason="已出庭")
        refuses("not_ready", services.submit, actor=world.officer, run=first)
        refuses("until", services.announce, actor=world.officer, run=first, until=TODAY - dt.timedelta(days=1))
        services.announce(actor=world.officer, run=first, until=dt.date(2023, 2, 8))
        assert Notice.objects.filter(recipient=world.liaison.user, kind="assessment").count() == 1
        assert [score.agency for score in queries.scores(world.liaison)] == [agency]
        with pytest.raises(PermissionDenied):
            services.object_to(actor=world.other, points=points, reason="不服")
        refuses("reason", services.object_to, actor=world.liaison, points=points, reason=" ")
        paper = ContentFile(b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n", "证明.pdf")
        filed = services.object_to(actor=world.liaison, points=points, reason="副职出庭未计入", file=paper)
        assert filed.stored
        assert filed.file_name == "证明.pdf"
        refuses("filed", services.object_to, actor=world.liaison, points=points, reason="再次")
        late = _points(first, agency, "records_late")
        second = services.object_to(actor=world.liaison, points=late, reason="系统故障")
        assert list(queries.objections(world.other)) == []
    with timekeeping.at(LATER):
        refuses("late", services.object_to, actor=world.liaison, points=_points(first, agency, "lost_rate"), reason="x")
        # open objections hold it up
        refuses("not_ready", services.submit, actor=world.officer, run=first)
        with pytest.raises(PermissionDenied):
            services.answer(actor=world.liaison, objection=filed, upheld=True, answer="同意")
        refuses("answer", services.answer, actor=world.officer, objection=filed, upheld=False, answer="")
        refuses(
            "points", services.answer, actor=world.officer, objection=filed, upheld=True, answer="是", remedy="points"
        )
        refuses(
            "points",
            services.answer,
            actor=world.officer,
            objection=filed,
            upheld=True,
            answer="是",
            remedy="points",
            points=Decimal(41),
        )
        services.answer(
            actor=world.officer,
            objection=filed,
            upheld=True,
            answer="查证属实",
            remedy="points",
            points=Decimal("39.5"),
        )
        services.answer(actor=world.officer, objection=second, upheld=False, answer="系统当日正常")
        refuses("state", services.answer, actor=world.director, objection=second, upheld=True, answer="改")
        refuses("not_ready", services.submit, actor=world.officer, run=first)
        # Each version after the first says why.
        refuses("reason", services.keep, actor=world.officer, scheme=scheme)
        again = services.keep(actor=world.officer, scheme=scheme, reason="异议复核")
        refuses("older", services.submit, actor=world.officer, run=first)
        before, after = _points(first, agency, "appearance_rate"), _points(again, agency, "appearance_rate")
        assert (after.standing, after.points) == ("hand", Decimal("39.50"))
        assert before.points == points.points != after.points
        assert "查证属实" in after.words
        found = list(changes(first, again))
        (change,) = [one for one in found if one.now.agency == agency]
        assert [(one.item.indicator, one.then.points, one.now.points) for one in change.items] == [
            ("appearance_rate", before.points, after.points)
        ]
        assert change.difference == change.now.total - change.then.total > 0
        assert {one.now.agency_id for one in found if one.items} == {agency.pk}
        _published(world, scheme, again)


def _points(run: AssessmentRun, agency: Organisation, indicator: str) -> AssessmentPoints:
    return AssessmentPoints.objects.select_related("score__run", "score__agency", "item").get(
        score__run=run, score__agency=agency, item__indicator=indicator
    )


def _published(world: World, scheme: AssessmentScheme, run: AssessmentRun) -> None:
    services.submit(actor=world.officer, run=run, number="甲司发〔2023〕2号")
    refuses("submitted", services.keep, actor=world.officer, scheme=scheme, reason="再算")
    # whoever computed it does not approve it, whatever else they are
    both = make.make_user(Role.DIRECTOR, world.organ.office)
    with pytest.raises(PermissionDenied):
        services.decide(actor=world.officer, run=run, approve=True)
    AssessmentRun.objects.filter(pk=run.pk)
    refuses("reason", services.decide, actor=world.leader, run=run, approve=False)
    services.decide(actor=world.leader, run=run, approve=False, reason="核对名称")
    run.refresh_from_db()
    assert (run.state, run.returned_because) == ("kept", "核对名称")
    services.submit(actor=actor_for(both), run=run, number="甲司发〔2023〕2号")
    with pytest.raises(PermissionDenied):
        services.decide(actor=actor_for(both), run=run, approve=True)
    assert not queries.runs(world.other).filter(pk=run.pk).exists()
    published = services.decide(actor=world.director, run=run, approve=True)
    scheme.refresh_from_db()
    assert (published.state, scheme.state) == ("published", "closed")
    refuses("state", services.decide, actor=world.director, run=run, approve=True)
    refuses("state", services.keep, actor=world.officer, scheme=scheme, reason="再算")
    assert queries.runs(world.other).filter(pk=run.pk).exists()
    document = Document(BytesIO(paper_of(published)))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "甲司发〔2023〕2号" in text
    assert "异议" in text
    assert name_of(published).startswith("关于2022年度")
    ranking = [[cell.text for cell in row.cells] for table in document.tables[:-1] for row in table.rows[1:]]
    scores = list(published.scores.select_related("agency"))
    assert sorted(row[1] for row in ranking) == sorted(score.agency.name for score in scores)
    book = load_workbook(BytesIO(workbook(published, inside=True)))
    assert len(book.worksheets) == 3
    assert [row[2] for row in book.worksheets[0].iter_rows(min_row=2, values_only=True)] == [
        score.agency.name for score in scores
    ]
    assert len(load_workbook(BytesIO(workbook(published, inside=False))).worksheets) == 1
    _frozen(published)
    actions = set(TrailEntry.objects.filter(action__startswith="assessment.").values_list("action", flat=True))
    assert {
        *("assessment.draw_up", "assessment.item", "assessment.enforce", "assessment.give", "assessment.run"),
        *("assessment.announce", "assessment.object", "assessment.answer", "assessment.submit", "assessment.decide"),
    } <= actions


def _frozen(run: AssessmentRun) -> None:
    """The database refuses to change what was published, and whatever it rests on."""
    for statement in (
        "UPDATE reports_assessmentrun SET paper_number = 'x'",
        "UPDATE reports_assessmentrun SET state = 'submitted'",
        "UPDATE reports_assessmentscore SET total = 0",
        "UPDATE reports_assessmentpoints SET points = 0",
        "UPDATE reports_assessmentitem SET weight = 1",
        "UPDATE reports_assessmentscheme SET title = 'x'",
        "UPDATE reports_assessmentscheme SET state = 'draft'",
        "UPDATE reports_assessmentobjection SET answer = 'x'",
        "UPDATE reports_assessmentmark SET points = 0",
        f"INSERT INTO reports_assessmentscore (run_id, agency_id, kind, bonus, deducted) "
        f"SELECT {run.pk}, id, 'department', 0, 0 FROM accounts_organisation WHERE kind = 'court'",
        "INSERT INTO reports_assessmentmark (scheme_id, agency_id, item_id, points, ground, file_name, given_by_id, "
        "given_at) SELECT scheme_id, agency_id, item_id, 1, 'x', '', given_by_id, now() FROM reports_assessmentmark",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_a_scheme_of_another_year_stays_as_it_is(world: World) -> None:
    with timekeeping.at(TODAY):
        scheme = world.scheme()
        world.give_all(scheme)
        run = services.keep(actor=world.officer, scheme=scheme)

        def kept() -> list[Any]:
            tables = (scheme.items, scheme.exemptions, scheme.marks, run.scores)
            rows = [list(table.order_by("pk").values()) for table in tables]
            points = AssessmentPoints.objects.filter(score__run=run).order_by("pk").values()
            return [*rows, list(points), AssessmentScheme.objects.filter(pk=scheme.pk).values().get()]

        before = kept()
        made = services.draw_up(
            actor=world.officer, organ=world.organ, year=2023, title="2023年度考核方案", copied_from=scheme
        )
        assert [(one.title, one.weight, one.steps) for one in made.items.all()] == [
            (one.title, one.weight, one.steps) for one in scheme.items.all()
        ]
        assert not set(made.items.values_list("pk")) & set(scheme.items.values_list("pk"))
        item = made.items.get(indicator="lost_rate")
        services.save_item(actor=world.officer, scheme=made, version=1, item=item, weight=Decimal(35))
        # the sum is not right any more
        made.refresh_from_db()
        refuses("balance", services.put_in_force, actor=world.director, scheme=made, version=made.version)
        services.change(actor=world.officer, scheme=made, version=made.version, title="新方案", total=Decimal(105))
        made.refresh_from_db()
        services.put_in_force(actor=world.director, scheme=made, version=made.version)
        services.keep(actor=world.officer, scheme=made)
        assert kept() == before
        refuses("year", services.draw_up, actor=world.officer, organ=world.organ, year=2023, title="又一个")
        # an item of one scheme is none of the other's
        refuses(
            "item",
            services.exempt,
            actor=world.director,
            scheme=made,
            agency=world.agencies[0],
            item=scheme.items.first(),
            reason="x",
        )


def test_who_may_what(world: World) -> None:
    with timekeeping.at(TODAY):
        scheme = services.draw_up(actor=world.officer, organ=world.organ, year=YEAR, title="方案")
        stranger = make.make_actor(Role.DIRECTOR, make.make_organ("乙区"))
        for actor in (world.liaison, world.leader, stranger):
            with pytest.raises(PermissionDenied):
                services.draw_up(actor=actor, organ=world.organ, year=2021, title="方案")
            with pytest.raises(PermissionDenied):
                services.save_item(actor=actor, scheme=scheme, version=1, item=None, **ITEMS[0])
        for actor in (world.officer, world.liaison, stranger):
            with pytest.raises(PermissionDenied):
                services.put_in_force(actor=actor, scheme=scheme, version=1)
            with pytest.raises(PermissionDenied):
                services.exempt(actor=actor, scheme=scheme, agency=world.agencies[0], item=None, reason="x")
        # An empty scheme is not put in force, and nothing is computed by a draft.
        refuses("balance", services.put_in_force, actor=world.director, scheme=scheme, version=1)
        refuses("state", services.keep, actor=world.officer, scheme=scheme)
        assert not queries.schemes(world.liaison).exists()
        assert not queries.schemes(stranger).exists()
        # Two people with the scheme open: the second is told.
        services.change(actor=world.officer, scheme=scheme, version=1, title="甲", total=Decimal(100))
        refuses(
            "conflict", services.change, actor=world.director, scheme=scheme, version=1, title="乙", total=Decimal(9)
        )


@pytest.mark.django_db(transaction=True)
def test_two_at_once_answer_one_objection_and_compute_one_version_each() -> None:
    world = World(5)
    scheme = world.scheme(year=2025)
    world.give_all(scheme)
    first = services.keep(actor=world.officer, scheme=scheme)
    services.announce(actor=world.officer, run=first, until=timekeeping.today())
    points = _points(first, world.agencies[0], "lost_rate")
    filed = services.object_to(actor=world.liaison, points=points, reason="不符")

    def together(act: Any, *actors: Actor) -> list[str]:
        def one(actor: Actor) -> str:
            try:
                act(actor)
            except ValidationError as error:
                return str(error.error_list[0].code)
            finally:
                connection.close()
            return "done"

        with ThreadPoolExecutor(2) as pool:
            return sorted(pool.map(one, actors))

    def answer(actor: Actor) -> None:
        services.answer(actor=actor, objection=filed, upheld=actor is world.officer, answer="复核")

    assert together(answer, world.officer, world.director) == ["done", "state"]
    assert together(
        lambda actor: services.keep(actor=actor, scheme=scheme, reason="复核"), world.officer, world.director
    ) == ["done", "done"]
    assert sorted(scheme.runs.values_list("number", flat=True)) == [1, 2, 3]


def test_entries_are_only_read(world: World) -> None:
    before = Entry.objects.unscoped("test").count()
    with timekeeping.at(TODAY):
        scheme = world.scheme()
        services.keep(actor=world.officer, scheme=scheme)
    assert Entry.objects.unscoped("test").count() == before
