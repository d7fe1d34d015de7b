"""The pages of the yearly assessment, as the office, the leaders and an agency's liaison use them."""

import datetime as dt
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from accounts import timekeeping
from accounts.actors import Actor
from accounts.models import Organisation
from accounts.once import new_key
from dossiers.models import Dossier
from dossiers.services import refresh_access
from reports.assessment import services
from reports.assessment.models import AssessmentItem, AssessmentObjection, AssessmentRun, AssessmentScheme
from reports.assessment.workbook import workbook
from tests import factories as make
from tests.reports.test_assessment import LATER, TODAY, YEAR, World

pytestmark = pytest.mark.django_db


def browser(actor: Actor) -> Client:
    client = Client()
    assert actor.user
    client.force_login(actor.user)
    return client


def post(client: Client, name: str, pk: int | None = None, **fields: Any) -> Any:
    address = reverse(f"reports:{name}", args=[] if pk is None else [pk])
    return client.post(address, {"once_key": new_key(), **fields})


LINEAR = {
    "title": "出庭应诉率",
    "kind": "scored",
    "method": "linear",
    "indicator": "appearance_rate",
    "weight": "100",
    "way": "more",
    "floor": "60",
    "target": "100",
    "kinds": ["department", "township"],
}
WRONG: list[tuple[dict[str, Any], str]] = [
    ({"target": "50"}, "target"),
    ({"way": "less"}, "target"),
    ({"floor": ""}, "floor"),
    ({"indicator": ""}, "indicator"),
    ({"weight": "0"}, "weight"),
    ({"kind": "bonus"}, "method"),
    ({"method": "steps", "steps": ""}, "steps"),
    ({"method": "steps", "steps": "95"}, "steps"),
    ({"method": "steps", "steps": "95 x"}, "steps"),
    ({"method": "steps", "steps": "95 nan"}, "steps"),
    ({"method": "steps", "steps": "95 101"}, "steps"),
    ({"method": "steps", "steps": "95 10\n90 20"}, "steps"),
    ({"method": "each", "each": "0"}, "each"),
    ({"method": "each", "each": "1", "indicator": "suits", "counted": "rest"}, "counted"),
    ({"kinds": []}, "kinds"),
]


def test_a_scheme_is_written_tried_and_put_in_force() -> None:
    world = World(20)
    office, leader, liaison = browser(world.officer), browser(world.leader), browser(world.liaison)
    with timekeeping.at(TODAY):
        answer = post(office, "assessment-new", year=YEAR, title="2022年度考核方案")
        scheme = AssessmentScheme.objects.get()
        assert answer["Location"] == reverse("reports:assessment", args=[scheme.pk])
        again = post(office, "assessment-new", year=YEAR, title="又一个")
        assert again.context["form"].errors["year"]
        # what would not go one way, or not stay within the points, is refused at its field
        for fields, at in WRONG:
            answer = post(office, "assessment-item-new", scheme.pk, version=1, **{**LINEAR, **fields})
            assert answer.status_code == 422, fields
            assert at in answer.context["form"].errors, (fields, answer.context["form"].errors)
        assert post(office, "assessment-item-new", scheme.pk, version=1, **LINEAR).status_code == 302
        item = scheme.items.get()
        # whoever read an older version is told, and shown what the other saved
        page = post(office, "assessment-item", item.pk, version=1, **{**LINEAR, "title": "另改"})
        assert page.status_code == 422
        assert page.context["theirs"]["rows"]
        assert post(office, "assessment-item", item.pk, version=2, **{**LINEAR, "weight": "90"}).status_code == 302
        page = office.get(reverse("reports:assessment", args=[scheme.pk]))
        assert "90" in page.context["unbalanced"][0]
        steps = {**LINEAR, "title": "败诉率", "indicator": "lost_rate:effective", "weight": "10", "way": "less"}
        steps |= {"method": "steps", "steps": "5 10\n20 4", "floor": "1"}
        readings = dict(_choices(page.context, office, scheme))
        steps["indicator"] = next(code for code in readings if code.startswith("lost_rate:"))
        assert post(office, "assessment-item-new", scheme.pk, version=3, **steps).status_code == 302
        second = scheme.items.get(method="steps")
        assert (second.steps, second.floor) == ([["5", "10"], ["20", "4"]], None)
        assert second.reading == steps["indicator"].partition(":")[2]
        # it comes back into its form as it was typed
        form = office.get(reverse("reports:assessment-item", args=[second.pk])).context["form"]
        assert (form["steps"].value(), form["indicator"].value()) == ("5 10\n20 4", steps["indicator"])
        trial = office.get(reverse("reports:assessment-trial", args=[scheme.pk]))
        assert trial.status_code == 200
        assert not AssessmentRun.objects.exists()
        rows = [row for sheet in trial.context["sheets"] for row in sheet["rows"]]
        assert len(rows) == 7
        assert liaison.get(reverse("reports:assessment", args=[scheme.pk])).status_code == 404
        assert liaison.get(reverse("reports:assessments")).context["table"]["rows"] == []
        assert post(office, "assessment-enforce", scheme.pk, version=4).status_code == 403
        post(leader, "assessment-enforce", scheme.pk, version=3)
        scheme.refresh_from_db()
        assert scheme.state == "draft"
        post(leader, "assessment-enforce", scheme.pk, version=4)
        scheme.refresh_from_db()
        assert scheme.state == "in_force"
        assert office.get(reverse("reports:assessment-item", args=[item.pk])).status_code == 403
        assert liaison.get(reverse("reports:assessment", args=[scheme.pk])).status_code == 200
        post(office, "assessment-new", year=2023, title="2023年度", copied_from=scheme.pk)
        assert AssessmentScheme.objects.get(year=2023).items.count() == 2


def _choices(context: Any, client: Client, scheme: AssessmentScheme) -> list[tuple[str, Any]]:
    form = client.get(reverse("reports:assessment-item-new", args=[scheme.pk])).context["form"]
    groups = form.fields["indicator"].choices[1:]
    return [choice for _label, members in groups for choice in members]


def test_from_the_version_to_the_publication_by_the_pages() -> None:
    world = World(60)
    for dossier in Dossier.objects.unscoped("the office reaches the cases made up at random"):
        refresh_access(dossier)
    office, leader = browser(world.officer), browser(world.leader)
    liaison, other = browser(world.liaison), browser(world.other)
    agency = world.agencies[0]
    with timekeeping.at(TODAY):
        scheme = world.scheme()
        page = reverse("reports:assessment", args=[scheme.pk])
        hand = scheme.items.get(method="hand")
        post(leader, "assessment-exempt", scheme.pk, agency=world.organ.office_id, item="", reason="组织单位")
        assert [one.reason for one in office.get(page).context["exemptions"]] == ["组织单位"]
        wrong = post(office, "assessment-give", scheme.pk, agency=agency.pk, item=hand.pk, points="31", ground="台账")
        assert wrong.context["give_form"].errors["points"]
        world.give_all(scheme, frozenset({world.organ.office_id}))
        answer = post(office, "assessment-run-new", scheme.pk)
        run = AssessmentRun.objects.get()
        assert answer["Location"] == reverse("reports:assessment-run", args=[run.pk])
        first = answer["Location"]
        assert liaison.get(first).status_code == 404
        post(office, "assessment-announce", run.pk, until="2023-02-06")
        shown = office.get(first)
        assert shown.context["obstacles"]
        links = [cell["url"] for sheet in shown.context["sheets"] for row in sheet["rows"] for cell in row["cells"]]
        assert len([url for url in links if url]) == 7
        # an agency sees its own score and nothing of the others' yet
        seen = liaison.get(first)
        assert (seen.status_code, seen.context["sheets"]) == (200, [])
        assert liaison.get(reverse("reports:assessment-workbook", args=[run.pk])).status_code == 403
        score = run.scores.get(agency=agency)
        own = reverse("reports:assessment-score", args=[score.pk])
        assert other.get(own).status_code == 404
        _score(liaison, office, own)
        points = score.points.get(item__indicator="records_late")
        assert (
            post(liaison, "assessment-object", score.pk, points=points.pk, reason="").context["form"].errors["reason"]
        )
        post(
            liaison,
            "assessment-object",
            score.pk,
            points=points.pk,
            reason="系统故障致逾期",
            paper=make.pdf("佐证.pdf"),
        )
        objection = AssessmentObjection.objects.get()
        paper = reverse("reports:assessment-objection-paper", args=[objection.pk])
        assert b"".join(liaison.get(paper).streaming_content)[:4] == b"%PDF"
        assert other.get(paper).status_code == 404
        assert "answers" in office.get(reverse("reports:assessment-objection", args=[objection.pk])).context
    with timekeeping.at(LATER):
        # the time for objections is over
        assert liaison.get(own).context["form"] is None
        late = post(liaison, "assessment-object", score.pk, points=score.points.first().pk, reason="再异议")
        assert late.status_code == 422
        wrong = post(office, "assessment-objection", objection.pk, decision="points", answer="属实")
        assert wrong.status_code == 422
        post(office, "assessment-objection", objection.pk, decision="points", given="0", answer="故障属实，不予扣分")
        objection.refresh_from_db()
        assert (objection.state, objection.remedy, objection.mark.points) == ("upheld", "points", 0)
        wrong = post(office, "assessment-run-new", scheme.pk)
        assert wrong.context["run_form"].errors["reason"]
        second = post(office, "assessment-run-new", scheme.pk, reason="异议成立")["Location"]
        (change,) = [
            one for one in office.get(second).context["changes"] if one["items"] and one["agency"] == agency.name
        ]
        assert change["items"][0]["points"].endswith("→ 0")
        again = AssessmentRun.objects.get(number=2)
        post(office, "assessment-submit", again.pk, number="甲司发〔2023〕3号")
        assert post(office, "assessment-decide", again.pk, decision="approve").status_code == 403
        assert office.get(second).context["barred"]
        assert post(leader, "assessment-decide", again.pk, decision="return").status_code == 422
        post(leader, "assessment-decide", again.pk, decision="approve")
        assert AssessmentRun.objects.get(pk=again.pk).state == "published"
        # published it is read by every agency, and taken as it was published
        ranked = other.get(second)
        assert [row["label"] for sheet in ranked.context["sheets"] for row in sheet["rows"]]
        assert not any(
            cell["url"] for sheet in ranked.context["sheets"] for row in sheet["rows"] for cell in row["cells"]
        )
        document = other.get(reverse("reports:assessment-document", args=[again.pk]))
        assert b"".join(document.streaming_content)[:2] == b"PK"
        table = other.get(reverse("reports:assessment-workbook", args=[again.pk]))
        assert len(load_workbook(BytesIO(table.content)).worksheets) == 1
        listed = liaison.get(reverse("reports:assessments")).context["table"]["rows"]
        assert listed[0]["cells"][3]["url"] == reverse(
            "reports:assessment-score", args=[again.scores.get(agency=agency).pk]
        )
        # the version that was objected to still shows what it came to
        assert _line(liaison.get(own), "records_late")["points"] != "0"


def _line(answer: Any, indicator: str) -> dict[str, Any]:
    title = AssessmentItem.objects.get(indicator=indicator).title
    (line,) = [one for one in answer.context["lines"] if one["title"] == title]
    return line


def _score(liaison: Client, office: Client, own: str) -> None:
    """Every case behind points is listed; an agency is shown those of them that it sees."""
    answer = office.get(own)
    assert len(answer.context["lines"]) == 5
    line = _line(answer, "records_late")
    assert line["cases"]
    for part in ("numerator", "denominator"):
        opened = office.get(line[part]["url"])
        assert opened.status_code == 200
        assert opened.context["value"] == str(line[part]["n"])
    assert office.get(line["moved"]).context["page"].items
    assert office.get(line["moved"].replace("moved", "other")).status_code == 404
    # These cases name no party, so that the liaison reaches none: the points are told, the cases are not.
    seen = _line(liaison.get(own), "records_late")
    assert (seen["words"], seen["cases"]) == (line["words"], [])


def test_names_that_a_spreadsheet_would_reckon_with_are_made_harmless() -> None:
    world = World(5)
    Organisation.objects.filter(pk=world.agencies[0].pk).update(name="=1+1机关")
    with timekeeping.at(TODAY):
        scheme = world.scheme()
        run = services.keep(actor=world.officer, scheme=scheme)
        book = load_workbook(BytesIO(workbook(run, inside=True)))
    cells = [str(cell) for page in book.worksheets for row in page.iter_rows(values_only=True) for cell in row]
    assert "'=1+1机关" in cells
    assert not [cell for cell in cells if cell.startswith("=")]


def test_a_year_that_has_not_begun_is_not_tried() -> None:
    world = World(5)
    with timekeeping.at(dt.date(2021, 12, 1)):
        scheme = world.scheme()
        office = browser(world.officer)
        assert office.get(reverse("reports:assessment-trial", args=[scheme.pk])).status_code == 403
        page = office.get(reverse("reports:assessment", args=[scheme.pk]))
        assert "run_form" not in page.context
        answer = post(office, "assessment-run-new", scheme.pk)
        assert answer.status_code == 422
        assert not AssessmentRun.objects.exists()
