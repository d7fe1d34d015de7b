"""Study plans and sessions: who enters, who checks, whose people stand on the list; coverage against plain counting."""

import datetime as dt
import random

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.urls import reverse

from accounts.actors import Actor, actor_for
from accounts.models import Role, RosterEntry
from accounts.timekeeping import at, today
from disputes.models import Attendance, Material, StudyPlan, StudySession
from disputes.study import services as study
from disputes.study.coverage import Head, Standing, cover, coverage_of, missing_heads
from notices.models import Notice
from tests import factories as make
from tests.disputes.study import APPEARANCE, agency, browser, came, code, head, session, typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> make.Office:
    return make.Office()


def refused(field: str = "") -> object:
    return pytest.raises(ValidationError, match=field)


def test_a_plan_is_one_a_year_with_its_topics_and_is_voided_never_deleted(office: make.Office) -> None:
    own, other = make.agency_of(office.organ), make.Office("乙区")
    _strange, stranger = agency(office.organ, "交通局")
    given = {"organisation": own, "year": today().year, "title": "学法计划", "adopted_on": today()}
    topic = code(APPEARANCE)
    plan = study.add_plan(actor=office.liaison, topics=[(topic, "", 3)], file=make.pdf("计划.pdf"), **given)
    assert (plan.organ, plan.file_name, plan.topics.get().month) == (office.organ, "计划.pdf", 3)
    with pytest.raises(ValidationError) as twice:
        study.add_plan(actor=office.officer, **given)
    assert "year" in twice.value.message_dict
    for actor in (stranger, other.officer, other.liaison, office.leader):
        with pytest.raises(PermissionDenied):
            study.add_plan(actor=actor, **given)
        with pytest.raises(PermissionDenied):
            study.add_topic(actor=actor, plan=plan, topic=topic, title="", month=4)
    with pytest.raises(ValidationError):
        study.add_topic(actor=office.liaison, plan=plan, topic=code("study_topic.other"), title=" ", month=4)
    with pytest.raises(ValidationError):
        study.add_topic(actor=office.liaison, plan=plan, topic=topic, title="", month=13)
    with pytest.raises(ValidationError):
        study.change_plan(actor=office.liaison, plan=plan, adopted_on=today() + dt.timedelta(days=1))
    with pytest.raises(ValidationError):
        study.change_plan(actor=office.liaison, plan=plan, file=make.pdf("计划.docx"))

    # The district's plan is that of the organ itself; the office keeps it, and an agency does not see it.
    district = study.add_plan(actor=office.officer, **{**given, "organisation": office.organ.organisation})
    seen = {who: set(StudyPlan.objects.visible_to(actor)) for who, actor in vars_of(office).items()}
    assert seen == {
        "officer": {plan, district},
        "director": {plan, district},
        "leader": {plan, district},
        "liaison": {plan},
    }
    assert not StudyPlan.objects.visible_to(other.officer).exists()
    assert not StudyPlan.objects.visible_to(stranger).exists()

    with pytest.raises(ValidationError):
        study.void_plan(actor=office.liaison, plan=plan, reason=" ")
    study.void_plan(actor=office.liaison, plan=plan, reason="重复")
    with pytest.raises(ValidationError):
        study.add_topic(actor=office.liaison, plan=plan, topic=topic, title="", month=4)
    assert study.add_plan(actor=office.liaison, **given) != plan
    with pytest.raises(DatabaseError), transaction.atomic():
        StudyPlan.objects.unscoped("a test").filter(pk=plan.pk).delete()


def vars_of(office: make.Office) -> dict[str, Actor]:
    return {who: getattr(office, who) for who in ("officer", "director", "leader", "liaison")}


def test_a_session_counts_when_the_office_has_checked_it(office: make.Office) -> None:
    own, other = make.agency_of(office.organ), make.Office("乙区")
    stranger = agency(office.organ, "交通局")[1]
    held = session(office.liaison, own, APPEARANCE, "study_topic.other")
    assert (held.state, held.checked_by) == ("open", None)
    assert session(office.officer, own).state == "accepted"
    with pytest.raises(ValidationError) as future:
        session(office.liaison, own, on_date=today() + dt.timedelta(days=1))
    assert "on_date" in future.value.message_dict
    for actor in (office.liaison, office.leader, other.officer, stranger):
        with pytest.raises(PermissionDenied):
            study.check_session(actor=actor, session=held, accept=True)
    with pytest.raises(ValidationError):
        study.check_session(actor=office.director, session=held, accept=False)
    study.check_session(actor=office.director, session=held, accept=False, note="缺签到表")
    told = Notice.objects.get(recipient=office.liaison.user, kind="study")
    assert told.path == reverse("study:session", args=[held.pk])

    # Returned, it is corrected and so handed in again; the topic that was taken off stays, marked.
    fields = {"on_date": today(), "place": "二楼", "form": held.form, "speaker": "李某", "summary": ""}
    for actor in (stranger, other.liaison, office.leader):
        with pytest.raises(PermissionDenied):
            study.change_session(actor=actor, session=held, topics=[(code(APPEARANCE), "")], **fields)
    with pytest.raises(ValidationError):
        study.change_session(actor=office.liaison, session=held, topics=[], **fields)
    held = study.change_session(actor=office.liaison, session=held, topics=[(code(APPEARANCE), "")], **fields)
    assert (held.state, held.place) == ("open", "二楼")
    assert held.topics.count() == 2
    assert held.topics.get(dropped_at=None).topic_id == APPEARANCE

    study.check_session(actor=office.officer, session=held, accept=True)
    with pytest.raises(PermissionDenied):
        study.change_session(actor=office.liaison, session=held, topics=[(code(APPEARANCE), "")], **fields)
    with pytest.raises(PermissionDenied):
        study.void_session(actor=office.liaison, session=held, reason="录错")
    with pytest.raises(PermissionDenied):
        study.add_material(actor=office.liaison, of=held, file=make.pdf())
    material = study.add_material(actor=office.officer, of=held, file=make.pdf("课件.pdf"))
    with pytest.raises(ValidationError):
        study.add_material(actor=office.officer, of=held, file=make.pdf("课件.docx"))
    download = reverse("study:file", args=[material.pk])
    answer = browser(office.liaison).get(download)
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    assert answer["Content-Disposition"].startswith("attachment")
    assert {browser(actor).get(download).status_code for actor in (other.officer, stranger)} == {404}
    study.void_material(actor=office.officer, material=material, reason="旧版")
    assert browser(office.officer).get(download).status_code == 404
    assert Material.objects.unscoped("a test").get().void_reason == "旧版"
    study.void_session(actor=office.officer, session=held, reason="录错")
    with pytest.raises(ValidationError):
        study.void_session(actor=office.officer, session=held, reason="录错")


def test_heads_come_from_the_roster_of_the_day_and_the_district_lists_all_agencies(office: make.Office) -> None:
    own = make.agency_of(office.organ)
    traffic, stranger = agency(office.organ, "交通局")
    first, second = head(own, "周明", "principal"), head(own, "吴亮", valid_to=today() - dt.timedelta(days=1))
    theirs = head(traffic, "郑和")
    held = session(office.liaison, own)
    write = study.set_attendance
    yes, no = study.Came(first, True), study.Came(first, False, "公务外出")
    assert write(actor=office.liaison, session=held, agency=own, heads=[yes], others=[("冯某", "科长")]) == 2
    with pytest.raises(ValidationError):
        write(actor=office.liaison, session=held, agency=own, heads=[study.Came(second, True)])
    with pytest.raises(ValidationError):
        write(actor=office.liaison, session=held, agency=own, heads=[study.Came(first, False)])
    with pytest.raises(ValidationError):
        write(actor=office.officer, session=held, agency=traffic, heads=[study.Came(theirs, True)])
    # The same again changes nothing; another answer takes the place of the first.
    assert write(actor=office.liaison, session=held, agency=own, heads=[yes], others=[("冯 某", "科长")]) == 0
    assert write(actor=office.liaison, session=held, agency=own, heads=[no]) == 1
    row = Attendance.objects.unscoped("a test").get(head=first)
    assert (row.came, row.reason, row.rank, row.name) == (False, "公务外出", "principal", "周明")
    study.void_attendance(actor=office.liaison, row=row, reason="录错")
    assert write(actor=office.liaison, session=held, agency=own, heads=[yes]) == 1

    # The district's session: heads of all agencies. An agency sees it once its people are on the list: these alone.
    whole = session(office.officer, office.organ.organisation)
    assert not StudySession.objects.visible_to(stranger).exists()
    came(office.officer, whole, first, theirs)
    assert list(StudySession.objects.visible_to(stranger)) == [whole]
    assert [row.head for row in Attendance.objects.visible_to(stranger)] == [theirs]
    page = browser(stranger).get(reverse("study:session", args=[whole.pk])).content.decode()
    assert "郑和" in page
    assert "周明" not in page
    outside = make.Office("乙区")
    with pytest.raises(ValidationError):
        came(office.officer, whole, head(make.agency_of(outside.organ), "外区某"))
    assert not StudySession.objects.visible_to(outside.officer).exists()


def test_coverage_is_what_plain_counting_gives(office: make.Office) -> None:
    """Random agencies, heads, sessions and answers, counted a second time one by one."""
    rng, year, seen = random.Random(5), today().year, set()
    places = [make.agency_of(office.organ), *(agency(office.organ, f"第{n}局")[0] for n in range(4))]
    heads = [
        head(place, f"{place.pk}号{n}", "deputy", valid_to=rng.choice([None, None, None, dt.date(2021, 1, 1)]))
        for place in places
        for n in range(rng.randrange(5))
    ]
    sessions = []
    for number in range(20):
        place = rng.choice([*places, office.organ.organisation])
        day = rng.choice([today(), dt.date(year, 1, 1), dt.date(year - 1, 6, 1), dt.date(year - 1, 12, 31)])
        topics = rng.choice([(APPEARANCE,), ("study_topic.litigation",), (APPEARANCE, "study_topic.litigation")])
        held = session(office.officer, place, *topics, on_date=day)
        listed = [one for one in heads if one.organisation == place or place == office.organ.organisation]
        for one in listed:
            if rng.random() < 0.5 and (one.valid_to is None or one.valid_to >= day):
                answer = study.Came(one, rng.random() < 0.6, "出差")
                study.set_attendance(actor=office.officer, session=held, agency=one.organisation, heads=[answer])
        fate = rng.choice(["", "", "", "open", "open", "returned", "void"])
        if fate == "void":
            study.void_session(actor=office.officer, session=held, reason="录错")
        elif fate:
            StudySession.objects.unscoped("a test").filter(pk=held.pk).update(
                state=fate, state_note="缺" if fate == "returned" else ""
            )
        sessions.append((held.pk, day.year, topics, fate, number))
    for asked in (year, year - 1):
        for topic in (APPEARANCE, "study_topic.litigation"):
            expected = {}
            last = min(today(), dt.date(asked, 12, 31))
            for one in heads:
                if one.valid_to is not None and one.valid_to < last:
                    continue
                found = Standing.MISSING
                for pk, of_year, topics, fate, _number in sessions:
                    rows = Attendance.objects.unscoped("a test").filter(session=pk, head=one, came=True)
                    if of_year != asked or topic not in topics or fate in {"returned", "void"} or not rows:
                        continue
                    if fate == "":
                        found = Standing.STUDIED
                    elif found == Standing.MISSING:
                        found = Standing.WAITING
                expected[one.organisation_id, one.normalised] = found
            coverage = coverage_of([place.pk for place in places], asked, topic)
            assert {row.head.key: row.standing for row in coverage.rows} == expected
            studied = sum(value == Standing.STUDIED for value in expected.values())
            assert coverage.rate == f"{studied * 100 / len(expected):.1f}"
            assert sum(group.number() for group in coverage.by(lambda one: one.agency).values()) == len(expected)
            missing = missing_heads([place.pk for place in places], asked, topic)
            assert {(one.organisation_id, one.normalised) for one in missing} == {
                key for key, value in expected.items() if value == Standing.MISSING
            }
            seen |= set(expected.values())
    assert seen == set(Standing)  # The draw has all three.


def test_nobody_on_the_roster_is_a_dash_and_a_person_keeps_what_they_studied_in_another_post() -> None:
    assert cover([], []).rate == "—"
    one = Head(1, "周明")
    assert cover([one], [((1, "周明"), dt.date(2026, 3, 1), False)]).rows[0].standing == Standing.WAITING
    both = [((1, "周明"), dt.date(2026, 5, 1), True), ((1, "周明"), dt.date(2026, 3, 1), True)]
    covered = cover([one], both).rows[0]
    assert (covered.standing, covered.on) == (Standing.STUDIED, dt.date(2026, 3, 1))
    # Somebody of the same name at another agency is somebody else.
    assert cover([Head(2, "周明")], both).rate == "0.0"


def test_each_number_of_the_page_opens_as_many_heads(office: make.Office) -> None:
    own, other = make.agency_of(office.organ), make.Office("乙区")
    first, second, third = head(own, "周明", "principal"), head(own, "吴亮"), head(own, "郑和")
    head(make.agency_of(other.organ), "外区某")
    came(office.officer, session(office.officer, own), first)
    came(office.liaison, session(office.liaison, own), second)
    url = reverse("study:coverage")
    for actor in (office.officer, office.leader, office.liaison, actor_for(leadership(office))):
        client = browser(actor)
        page = client.get(url)
        rate, *tiles = page.context["tiles"]
        assert (rate["value"], rate["of"]) == ("33.3", "1 / 3")
        assert [tile["value"] for tile in tiles] == [1, 1, 1]
        rows = [row for table in ("by_rank", "by_agency") for row in page.context[table]["rows"]]
        cells = [cell for row in rows for cell in row["cells"] if isinstance(cell, dict)]
        for number in [*tiles, *(cells if actor == office.officer else [])]:
            assert client.get(number["url"]).context["page"].count == number["value"]
        export = client.get(f"{reverse('study:coverage-export')}?standing=missing")
        assert b"".join(export.streaming_content).startswith(b"PK")
    assert browser(other.officer).get(url).context["tiles"][0]["of"] == "0 / 1"
    assert browser(other.leader).get(f"{reverse('study:coverage-heads')}?organisation={own.pk}").status_code == 404
    assert browser(office.officer).get(f"{url}?topic=channel.mail").status_code == 404
    RosterEntry.objects.filter(organisation=own).update(voided_at="2026-01-01T00:00Z", void_reason="录错")
    assert browser(office.liaison).get(url).context["tiles"][0]["value"] == "—"
    del third


def leadership(office: make.Office):
    return make.make_user(Role.LEADERSHIP, office.organ.organisation)


def test_an_agency_enters_by_its_pages_and_the_office_checks(office: make.Office) -> None:
    own = make.agency_of(office.organ)
    boss = head(own, "周明", "principal")
    liaison, officer = browser(office.liaison), browser(office.officer)
    with at(dt.datetime.combine(today(), dt.time(9), tzinfo=dt.UTC)):
        home = liaison.get("/").content.decode()
        assert f"study/plans/new/?year={today().year}" in home
        assert "周明" in home
    plan = typed(
        year=today().year,
        title="学法计划",
        adopted_on=today().isoformat(),
        topics__0__topic=APPEARANCE,
        topics__0__month="3",
    )
    answer = liaison.post(reverse("study:plan-add"), plan)
    made = StudyPlan.objects.unscoped("a test").get()
    assert answer["Location"] == reverse("study:plan", args=[made.pk])
    # The same form a second time leads to the same plan.
    assert liaison.post(reverse("study:plan-add"), plan)["Location"] == answer["Location"]
    topic = typed(topic="study_topic.litigation", month="5", title="")
    liaison.post(reverse("study:topic-add", args=[made.pk]), topic)
    assert made.topics.count() == 2

    held = typed(
        on_date=today().isoformat(),
        form="study_form.centre_group",
        place="会议室",
        topics=[APPEARANCE, "study_topic.other"],
    )
    answer = liaison.post(reverse("study:session-add"), held)
    assert answer.status_code == 422
    assert "other_topic" in answer.context["form"].errors
    answer = liaison.post(reverse("study:session-add"), {**held, "other_topic": "国家安全法"})
    one = StudySession.objects.unscoped("a test").get()
    attendance = reverse("study:attendance", args=[one.pk])
    assert answer["Location"] == attendance
    answer = liaison.post(attendance, typed(**{f"came_{boss.pk}": "no"}))
    assert answer.status_code == 422
    people = {f"came_{boss.pk}": "yes", "others__0__name": "冯某", "others__0__post": "科长"}
    assert liaison.post(attendance, typed(**people)).status_code == 302
    assert one.attendance.filter(came=True).count() == 2
    assert f"/study/sessions/{one.pk}/" in officer.get("/").content.decode()
    check = reverse("study:session-check", args=[one.pk])
    officer.post(check, {"act": "return"})
    one.refresh_from_db()
    assert one.state == "open"
    officer.post(check, {"act": "accept"})
    one.refresh_from_db()
    assert one.state == "accepted"
    assert liaison.get(attendance).status_code == 403
    page = liaison.get(reverse("study:plan", args=[made.pk])).context["topics"]
    assert [bool(row["url"]) for row in page] == [True, False]
    assert "周明" not in liaison.get("/").content.decode()
    listed = officer.get(reverse("study:sessions"), {"organisation": own.pk, "topic": APPEARANCE, "state": "accepted"})
    assert len(listed.context["page"].items) == 1
    assert officer.get(reverse("study:plans")).status_code == 200
    assert browser(office.court_liaison).get(reverse("study:home"))["Location"] == reverse("study:trainings")
