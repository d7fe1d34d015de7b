"""Circulars: drafted from the figures of the ledgers, approved by another, frozen on issue, read, withdrawn."""

import datetime as dt
import io
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Pt

from accounts import timekeeping
from accounts.actors import SYSTEM, Actor, actor_for
from accounts.models import Organ, Organisation, Role
from accounts.once import new_key
from accounts.permissions import can
from accounts.timekeeping import today
from dossiers.models import TrailEntry
from notices.models import Notice
from reports.circulars import services
from reports.circulars.figures import APPEARANCE, LOST, changes, count, restored
from reports.circulars.periods import BEFORE, PERIOD, SO_FAR, period_of
from reports.circulars.tables import tables_of
from reports.evaluating import DENOMINATOR, NUMERATOR, behind, evaluate
from reports.models import Circular, CircularDelivery, CircularState, Span
from reports.periods import Period
from tests import factories as make
from tests.cases.ledgers import DATA
from tests.shipped import load_reference
from workflow.ledger.ledgers import ledger_of
from workflow.ledger.services import import_now

pytestmark = pytest.mark.django_db

TO_NOVEMBER = Period(dt.date(2022, 1, 1), dt.date(2022, 11, 30))
NUMBER = "黔江府复通〔2022〕1号"


class Staff:
    """The people of an office as they handle circulars."""

    def __init__(self, organ: Organ) -> None:
        self.organ = organ
        self.officer = make.make_actor(Role.OFFICER, organ)
        self.director = make.make_actor(Role.DIRECTOR, organ)
        self.leader = actor_for(make.make_user(Role.LEADERSHIP, organ.organisation))

    def approved(self, span: str, period: Period, **fields: Any) -> Circular:
        """A circular that the officer drew up and the director approved."""
        made = services.draw_up(actor=self.officer, organ=self.organ, span=span, period=period, **fields)
        made = services.submit(actor=self.officer, circular=made, version=made.version)
        return services.decide(actor=self.director, circular=made, version=made.version, approve=True)

    def issued(self, agencies: list[Organisation], span: str, period: Period, number: str = NUMBER) -> Circular:
        """One that was issued to agencies."""
        return self.issue(self.approved(span, period), agencies, number)

    def issue(self, circular: Circular, agencies: list[Organisation], number: str = NUMBER) -> Circular:
        return services.issue(
            actor=self.officer, circular=circular, number=number, issued_on=today(), agencies=agencies
        )


def browser(actor: Actor) -> Client:
    client = Client()
    assert actor.user
    client.force_login(actor.user)
    return client


def issued_file(client: Client, circular: Circular) -> bytes:
    """What is downloaded of a circular that was issued."""
    answer = client.get(reverse("reports:circular-document", args=[circular.pk]))
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


@pytest.fixture
def filled() -> Organ:
    organ = load_reference()
    for kind in ("reconsideration", "litigation"):
        with (DATA / f"ledger-{kind}.xlsx").open("rb") as file:
            book = ledger_of(kind).read(file)
            import_now(actor=SYSTEM, ledger=ledger_of(kind), organ=organ, book=book, preview=False)
    return organ


def test_a_draft_tells_the_figures_of_the_ledgers_in_text_table_and_word(filled: Organ) -> None:
    staff = Staff(filled)
    with timekeeping.at("2022-11-30"):
        period = period_of(Span.YEAR, 2022, 1)
    assert period == TO_NOVEMBER
    circular = services.draw_up(actor=staff.officer, organ=filled, span=Span.YEAR, period=period)
    figures = restored(circular.figures)
    # every number is that of its indicator, and its cases are those behind it
    rows = {row.indicator.id: row for row in evaluate(SYSTEM, filled, period, only=(APPEARANCE, LOST, "in_time_rate"))}
    for indicator, row in rows.items():
        for span in (PERIOD, SO_FAR):
            share = figures.share(span, "all", indicator)
            assert (share.numerator, share.denominator) == (row.numerator, row.denominator)
            for part in (NUMERATOR, DENOMINATOR):
                entries = behind(SYSTEM, filled, period, indicator, part)
                assert sorted(figures.cases.get((span, "all", indicator, part), ())) == sorted(
                    entries.values_list("dossier_id", flat=True)
                )
    for dimension in ("agency_kind", "court", "stage", "agency"):
        for row in evaluate(SYSTEM, filled, period, only=(APPEARANCE,), by=dimension):
            if row.denominator:
                share = figures.share(SO_FAR, f"{dimension}={row.key}", APPEARANCE)
                assert (share.numerator, share.denominator) == (row.numerator, row.denominator), row.label
    (before,) = evaluate(SYSTEM, filled, period.year_before(), only=(LOST,))
    earlier = figures.share(BEFORE, "all", LOST)
    assert (earlier.numerator, earlier.denominator) == (before.numerator, before.denominator)
    # the text tells them in Chinese, and no sentence is without a number
    heard, lost, in_time = rows[APPEARANCE], rows[LOST], rows["in_time_rate"]
    assert (in_time.numerator, in_time.denominator) == (29, 29)
    assert circular.title == "关于2022年1月至11月行政机关负责人出庭应诉、行政案件败诉和办案期限情况的通报"
    assert f"开庭审理行政诉讼案件{heard.denominator}件，负责人出庭应诉{heard.numerator}件" in circular.body
    assert f"审结行政诉讼案件{lost.denominator}件，其中败诉{lost.numerator}件，败诉率" in circular.body
    assert "审结行政复议案件29件，其中按期审结29件，按期审结率100%" in circular.body
    assert "败诉率同比下降" in circular.body
    for line in circular.body.splitlines():
        if line[1] != "、":
            assert all(any(c.isdigit() for c in one) for one in line.removesuffix("。").split("。")), line
    # the government's own: 19 of 19
    government = f"agency={filled.organisation_id}"
    assert figures.share(SO_FAR, government, APPEARANCE).numerator == 19
    fixed, by_agency = tables_of(figures)
    assert "共同被告仅计确定出庭的机关" in fixed.unit
    (own,) = [one for one in by_agency.rows if one.label == "黔江区人民政府"]
    assert [cell.words for cell in own.cells][:5] == ["19", "19", "0", "0", "100%"]
    # in the fixed table kinds, courts and instances each make up the sum
    parts: dict[str, list[int]] = {}
    for one in fixed.rows:
        if not one.cells:
            current = parts.setdefault(one.label, [0, 0])
        elif not one.total:
            current[0] += int(one.cells[3].words)
            current[1] += int(one.cells[4].words)
    assert parts == {key: [heard.denominator, heard.numerator] for key in ("按被告机关类别", "按审理法院", "按审级")}
    _in_word(browser(staff.officer), circular, heard)
    _opens_its_cases(browser(staff.officer), circular)


def _in_word(client: Client, circular: Circular, heard: Any) -> None:
    answer = client.get(reverse("reports:circular-document", args=[circular.pk]))
    assert answer["Content-Disposition"].startswith("attachment")
    paper = Document(io.BytesIO(answer.content))
    section = paper.sections[0]
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(margin.mm) for margin in margins] == [37, 35, 28, 26]
    assert [round(side.mm) for side in (section.page_width, section.page_height)] == [210, 297]
    lines = [paragraph for paragraph in paper.paragraphs if paragraph.text]
    title, heading = lines[0], next(line for line in lines if line.text.startswith("一、"))
    body = next(line for line in lines if "出庭应诉率" in line.text)
    assert title.text == circular.title
    assert lines[1].text == "各乡镇人民政府、街道办事处，政府各部门："
    assert [line.text for line in lines if line.text in circular.body.splitlines()] == circular.body.splitlines()
    for line, font, size, spacing in (
        (title, "方正小标宋简体", 22, 35),
        (heading, "黑体", 16, 28),
        (body, "仿宋", 16, 28),
    ):
        run = line.runs[0]
        assert run._r.rPr.rFonts.get(qn("w:eastAsia")) == font
        assert (run.font.size, line.paragraph_format.line_spacing) == (Pt(size), Pt(spacing))
    assert title.alignment == 1
    assert lines[lines.index(body)].paragraph_format.first_line_indent == Pt(32)
    day = today()
    assert f"{day.year}年{day.month}月{day.day}日" in [line.text for line in lines]
    assert circular.organ.office_name in [line.text for line in lines]
    fixed = paper.tables[0]
    assert [cell.text for cell in fixed.rows[0].cells][1:4] == ["本期"] * 3
    total = [cell.text for cell in fixed.rows[2].cells]
    assert total[:3] == ["合计", str(heard.denominator), str(heard.numerator)]
    assert "w:fldSimple" not in paper.element.xml


def _opens_its_cases(client: Client, circular: Circular) -> None:
    page = client.get(reverse("reports:circular", args=[circular.pk]))
    links = [
        cell
        for table in page.context["paper"]["tables"]
        for row in table["rows"]
        for cell in row["cells"]
        if cell["url"]
    ]
    assert len(links) > 20
    for cell in links[:8]:
        opened = client.get(cell["url"])
        assert opened.context["value"] == cell["words"]
        assert opened.context["page"].count == len(set(_cases(circular, cell["url"])))
    wrong = reverse("reports:circular-cases", args=[circular.pk])
    for cell in ("", "period/all/appearance_rate", "period/all/nothing/numerator"):
        assert client.get(wrong, {"cell": cell}).status_code == 404


def _cases(circular: Circular, url: str) -> tuple[int, ...]:
    return restored(circular.figures).cases[tuple(url.partition("cell=")[2].split("/"))]


@pytest.fixture
def staff(office: make.Office) -> Staff:
    return Staff(office.organ)


THIS_YEAR = Period(dt.date(2026, 1, 1), dt.date(2026, 6, 30))


def test_issued_it_stays_and_what_is_entered_later_stands_apart(office: make.Office, staff: Staff) -> None:
    agency = make.agency_of(office.organ)
    with timekeeping.at("2026-03-02"):
        case, other = office.heard(), office.heard(applicant="吴某")
        office.decide(case)
    with timekeeping.at("2026-07-02"):
        circular = staff.issued([agency], Span.HALF, THIS_YEAR)
    then = restored(circular.figures)
    page = browser(staff.leader).get(reverse("reports:circular", args=[circular.pk]))
    assert page.context["changes"] == []
    text, paper = circular.body, issued_file(browser(staff.leader), circular)
    # a decision of the period that is entered after the issue
    with timekeeping.at("2026-07-03"):
        office.decide(other, on_date=dt.date(2026, 3, 2))
    now = count(staff.officer, office.organ, THIS_YEAR)
    found = {(one.span, one.line, one.then.indicator.id): one for one in changes(then, now)}
    late = found[SO_FAR, "all", "in_time_rate"]
    assert (late.then.denominator, late.now.denominator, late.came, late.went) == (1, 2, (other.pk,), ())
    fresh = Circular.objects.get(pk=circular.pk)
    assert (fresh.body, restored(fresh.figures).number(SO_FAR, "all", "in_time_rate", DENOMINATOR)) == (text, 1)
    assert "审结行政复议案件1件" in text
    page = browser(staff.leader).get(reverse("reports:circular", args=[circular.pk]))
    shown = page.content.decode()
    assert "印发后补录、变化" in shown
    assert "1 / 1（100%） → 2 / 2（100%）" in shown
    assert page.context["changes"][0]["came"][0]["number"] == other.dossier.number
    assert issued_file(browser(staff.leader), circular) == paper
    # and the database refuses to change it
    rows = Circular.objects.filter(pk=circular.pk)
    for column in ({"body": "x"}, {"title": "x"}, {"figures": {}}, {"number": "x"}, {"state": "draft"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**column)
    for gone in (rows, CircularDelivery.objects.all()):
        with pytest.raises(DatabaseError), transaction.atomic():
            gone._raw_delete("default")
    services.withdraw(actor=staff.officer, circular=circular, reason="数据有误")
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(withdrawn_because="x")


@pytest.mark.usefixtures("english")
def test_who_draws_up_does_not_approve_and_states_follow_each_other(office: make.Office, staff: Staff) -> None:
    circular = services.draw_up(actor=staff.director, organ=office.organ, span=Span.HALF, period=THIS_YEAR)
    for stranger in (staff.leader, office.liaison, Staff(make.Office("乙区").organ).director):
        with pytest.raises(PermissionDenied):
            services.reopen(actor=stranger, circular=circular)
        with pytest.raises(PermissionDenied):
            services.void(actor=stranger, circular=circular, reason="不用了")
        with pytest.raises(PermissionDenied):
            services.draw_up(actor=stranger, organ=office.organ, span=Span.HALF, period=THIS_YEAR)
    # a draft is not decided, and not issued
    with pytest.raises(ValidationError):
        services.decide(actor=staff.leader, circular=circular, version=1, approve=True)
    with pytest.raises(ValidationError):
        staff.issue(circular, [make.agency_of(office.organ)])
    circular = services.submit(actor=staff.officer, circular=circular, version=1)
    assert Notice.objects.filter(recipient=staff.leader.user, kind="circular").count() == 1
    assert not Notice.objects.filter(recipient=staff.director.user, kind="circular").exists()
    for involved in (staff.director, staff.officer):
        with pytest.raises(PermissionDenied):
            services.decide(actor=involved, circular=circular, version=circular.version, approve=True)
    page = browser(staff.director).get(reverse("reports:circular", args=[circular.pk]))
    assert page.context["barred"]
    assert not page.context["decide_form"]
    with pytest.raises(ValidationError):
        services.decide(actor=staff.leader, circular=circular, version=circular.version, approve=False)
    # returned with a reason, changed, handed in again: what was read before is not approved any more
    client, action = browser(staff.leader), reverse("reports:circular-decide", args=[circular.pk])
    sent = {"version": circular.version, "reason": "补充说明", "decision": "return", "once_key": new_key()}
    assert client.post(action, sent).status_code == 302
    circular.refresh_from_db()
    assert (circular.state, circular.returned_because, circular.submitted_by) == ("draft", "补充说明", None)
    read = circular.version
    circular = services.change(
        actor=staff.officer, circular=circular, version=read, title="通报", number="", addressed="各单位", body="一、"
    )
    with pytest.raises(ValidationError):
        services.submit(actor=staff.officer, circular=circular, version=read)
    circular = services.submit(actor=staff.officer, circular=circular, version=circular.version)
    with pytest.raises(ValidationError):
        services.decide(actor=staff.leader, circular=circular, version=read, approve=True)
    circular = services.decide(actor=staff.leader, circular=circular, version=circular.version, approve=True)
    assert circular.approved_by == staff.leader.user
    # whoever takes it back to change it loses the approval
    circular = services.reopen(actor=staff.officer, circular=circular)
    assert (circular.state, circular.approved_by) == ("draft", None)
    # the database holds to it too
    rows = Circular.objects.filter(pk=circular.pk)
    for wrong in (
        {"state": "issued"},
        {"state": "approved"},
        {"state": "submitted"},
        {"state": "x"},
        {"approved_by": staff.leader.user},
        {"withdrawn_because": "x"},
        {"first_day": dt.date(2027, 1, 1)},
    ):
        with pytest.raises((IntegrityError, DatabaseError)), transaction.atomic():
            rows.update(**wrong)
    rows.update(state="submitted", submitted_by=staff.officer.user)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(state="approved", approved_by=staff.director.user, approved_at=timekeeping.now())
    rows.update(state="draft", submitted_by=None)
    with pytest.raises(ValidationError):
        services.void(actor=staff.officer, circular=circular, reason=" ")
    address, sent = reverse("reports:circular-void", args=[circular.pk]), {"reason": "改按季度通报"}
    assert browser(staff.officer).post(address, {**sent, "once_key": new_key()}).status_code == 302
    circular.refresh_from_db()
    assert (circular.state, circular.withdrawn_because) == ("voided", "改按季度通报")
    assert TrailEntry.objects.filter(action="circular.void").count() == 1
    with pytest.raises(DatabaseError), transaction.atomic():
        rows._raw_delete("default")
    with pytest.raises(ValidationError):
        services.submit(actor=staff.officer, circular=circular, version=circular.version)
    assert "已作废" in browser(staff.leader).get(reverse("reports:circular", args=[circular.pk])).content.decode()


def test_two_who_edit_at_once_do_not_write_over_each_other(office: make.Office, staff: Staff) -> None:
    circular = services.draw_up(actor=staff.officer, organ=office.organ, span=Span.HALF, period=THIS_YEAR)
    client, action = browser(staff.director), reverse("reports:circular-change", args=[circular.pk])
    read = client.get(action).context["form"]
    sent = {name: read[name].value() for name in ("title", "number", "addressed", "version")}
    sent |= {"body": "一、我的文字12件", "once_key": new_key()}
    services.change(
        actor=staff.officer,
        circular=circular,
        version=1,
        title="他人标题",
        number="",
        addressed="各单位",
        body="他人文字3件",
    )
    answer = client.post(action, sent)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "一、我的文字12件" in page
    assert "他人文字3件" in page
    assert Circular.objects.get().title == "他人标题"
    # who has seen the other's text may save
    assert client.post(action, sent | {"version": answer.context["form"]["version"].value()}).status_code == 302
    assert Circular.objects.get().body == "一、我的文字12件"
    # counted anew the text is drafted anew
    fresh = Circular.objects.get()
    again = services.count_anew(actor=staff.officer, circular=fresh, version=fresh.version)
    assert again.body.splitlines()[1] == "一、行政机关负责人出庭应诉情况"
    with pytest.raises(ValidationError):
        services.count_anew(actor=staff.officer, circular=fresh, version=fresh.version)


def test_agencies_see_what_was_issued_to_them_and_who_has_opened_it_is_kept(
    office: make.Office, staff: Staff, django_assert_max_num_queries: Any
) -> None:
    agency, organ = make.agency_of(office.organ), office.organ
    others = [
        make.make_organisation(f"甲区{name}局", "department", organ.organisation) for name in ("交通", "水利", "教育")
    ]
    liaison, second = office.liaison, make.make_user(Role.AGENCY_LIAISON, agency)
    other = actor_for(make.make_user(Role.AGENCY_LIAISON, others[0]))
    outside = actor_for(make.make_user(Role.AGENCY_LIAISON, others[2]))
    with timekeeping.at("2026-03-02"):
        office.decide(office.heard())
    draft = services.draw_up(actor=staff.officer, organ=organ, span=Span.HALF, period=THIS_YEAR)
    address = reverse("reports:circular", args=[draft.pk])
    assert browser(liaison).get(address).status_code == 404
    circular = staff.issued([agency, *others[:2]], Span.HALF, THIS_YEAR)
    address = reverse("reports:circular", args=[circular.pk])
    told = set(Notice.objects.filter(kind="circular", path=address).values_list("recipient", flat=True))
    assert {liaison.user_id, second.pk, other.user_id} <= told
    assert outside.user_id not in told
    # the agency sees paper and file, no drill-down, no receipts, no forms
    reader = browser(liaison)
    assert [circular.title] == [one.title for one in reader.get(reverse("reports:circulars")).context["page"].items]
    page = reader.get(address)
    assert page.status_code == 200
    assert circular.title in page.content.decode()
    assert "cases/?cell" not in page.content.decode()
    assert [name for name in ("inside", "receipts", "changes", "facts", "withdraw_form") if name in page.context] == []
    assert Document(io.BytesIO(issued_file(reader, circular))).paragraphs[0].text == circular.title
    cell = {"cell": "so_far/all/in_time_rate/numerator"}
    assert reader.get(reverse("reports:circular-cases", args=[circular.pk]), cell).status_code == 403
    assert reader.get(reverse("reports:circular-change", args=[circular.pk])).status_code == 403
    assert browser(staff.officer).get(reverse("reports:circular-cases", args=[circular.pk]), cell).status_code == 200
    for stranger in (outside, Staff(make.Office("乙区").organ).director):
        assert browser(stranger).get(address).status_code == 404
        assert not can(stranger, "circulars.read", circular)
    # who opened it first stays
    first = CircularDelivery.objects.get(circular=circular, organisation=agency)
    assert first.opened_by == liaison.user
    browser(actor_for(second)).get(address)
    browser(staff.officer).get(address)
    assert CircularDelivery.objects.get(pk=first.pk).opened_at == first.opened_at
    with pytest.raises(DatabaseError), transaction.atomic():
        CircularDelivery.objects.filter(pk=first.pk).update(opened_by=second)
    # those who have not are listed first and reminded in one click, once a day
    desk = browser(staff.officer)
    receipts = desk.get(address).context["receipts"]
    assert (receipts["read"], receipts["unread"]) == (1, 2)
    assert [row["cells"][0] for row in receipts["table"]["rows"]][-1] == agency.name
    remind = reverse("reports:circular-remind", args=[circular.pk])
    for _time in range(2):
        assert desk.post(remind).status_code == 302
    reminded = Notice.objects.filter(kind="circular", key__contains=":remind:")
    assert list(reminded.values_list("recipient", flat=True)) == [other.user_id]
    unread = CircularDelivery.objects.filter(circular=circular, opened_at=None)
    assert all(unread.values_list("reminded_at", flat=True))
    assert reader.post(remind).status_code == 403
    # the same queries whatever the number of agencies and circulars
    with django_assert_max_num_queries(28):
        desk.get(address)
    for number in range(3):
        staff.issued([agency], Span.HALF, THIS_YEAR, number=f"通〔2026〕{number + 5}号")
    with django_assert_max_num_queries(12):
        assert len(desk.get(reverse("reports:circulars")).context["page"].items) == 5


@pytest.mark.usefixtures("english")
def test_withdrawn_with_a_reason_and_corrected_by_another(office: make.Office, staff: Staff) -> None:
    agency = make.agency_of(office.organ)
    circular = staff.issued([agency], Span.HALF, THIS_YEAR)
    with pytest.raises(ValidationError):
        services.withdraw(actor=staff.officer, circular=circular, reason=" ")
    with pytest.raises(ValidationError):
        services.draw_up(actor=staff.officer, organ=office.organ, span=Span.HALF, period=THIS_YEAR, corrects=circular)
    withdrawn = services.withdraw(actor=staff.director, circular=circular, reason="附表有误")
    assert (withdrawn.state, withdrawn.withdrawn_because) == (CircularState.WITHDRAWN, "附表有误")
    page = browser(office.liaison).get(reverse("reports:circular", args=[circular.pk])).content.decode()
    assert "附表有误" in page
    desk = browser(staff.officer)
    answer = desk.post(reverse("reports:circular-correct", args=[circular.pk]))
    made = Circular.objects.get(corrects=circular)
    assert answer["Location"] == reverse("reports:circular", args=[made.pk])
    assert made.title.endswith("（更正）")
    assert made.body.startswith(f"《{circular.title}》（{NUMBER}）已于")
    # there is one correction of it
    desk.post(reverse("reports:circular-correct", args=[circular.pk]))
    assert Circular.objects.count() == 2
    made = services.submit(actor=staff.officer, circular=made, version=made.version)
    made = services.decide(actor=staff.leader, circular=made, version=made.version, approve=True)
    # the number of the first stays its own
    with pytest.raises(ValidationError):
        staff.issue(made, [agency])
    shown = desk.get(reverse("reports:circular", args=[made.pk])).context["issue_form"]
    assert shown["agencies"].value() == [agency.pk]
    sent = {"number": "通[2026]2号", "issued_on": str(today()), "agencies": [agency.pk], "once_key": new_key()}
    action = reverse("reports:circular-issue", args=[made.pk])
    assert desk.post(action, sent | {"agencies": []}).status_code == 422
    assert desk.post(action, sent).status_code == 302
    made.refresh_from_db()
    assert (made.state, made.number) == ("issued", "通〔2026〕2号")
    # and each leads to the other
    for one, two in ((circular, made), (made, circular)):
        page = browser(office.liaison).get(reverse("reports:circular", args=[one.pk])).content.decode()
        assert reverse("reports:circular", args=[two.pk]) in page


@pytest.mark.parametrize(("year", "part", "wrong"), [(2030, "year-1", True), (2026, "quarter-2", False)])
def test_the_list_draws_up_once(office: make.Office, staff: Staff, year: int, part: str, wrong: bool) -> None:
    client, action = browser(staff.officer), reverse("reports:circular-new")
    sent = {"year": year, "part": part, "once_key": new_key()}
    with timekeeping.at("2026-08-02"):
        answers = [client.post(action, sent) for _time in range(2)]
    assert {answer.status_code for answer in answers} == {422 if wrong else 302}
    assert Circular.objects.count() == (0 if wrong else 1)
    if not wrong:
        made = Circular.objects.get()
        assert (made.first_day, made.last_day) == (dt.date(2026, 4, 1), dt.date(2026, 6, 30))
        # beside the quarter stands the year so far
        assert "2026年1月至6月累计，" in made.body
        assert made.body.count("开庭审理行政诉讼案件0件") == 3
    assert browser(staff.leader).post(action, sent).status_code == 403


@pytest.mark.django_db(transaction=True)
def test_of_two_who_issue_at_once_one_does(office: make.Office, staff: Staff) -> None:
    agency = make.agency_of(office.organ)
    first, second = (staff.approved(Span.HALF, THIS_YEAR) for _time in range(2))

    def issue(circular: Circular) -> str:
        try:
            return staff.issue(circular, [agency]).state
        except ValidationError as refused:
            return str(refused.messages[0])
        finally:
            connection.close()

    # the same circular twice, and another that takes its number
    with ThreadPoolExecutor(3) as pool:
        found = sorted(pool.map(issue, (first, first, second)))
    assert found.count("issued") == 1
    assert CircularDelivery.objects.count() == 1
    assert Circular.objects.filter(state="issued").count() == 1


def test_the_brief_in_word_has_its_sentences_and_tables(office: make.Office, staff: Staff) -> None:
    with timekeeping.at("2026-03-02"):
        office.decide(office.heard())
    asked = {"from": "2026-01-01", "to": "2026-06-30"}
    page = browser(staff.leader).get(reverse("reports:brief"), asked)
    address = page.context["pages"]["document"]
    assert address in page.content.decode().replace("&amp;", "&")
    answer = browser(staff.leader).get(address)
    assert answer["Content-Disposition"].startswith("attachment")
    paper = Document(io.BytesIO(answer.content))
    texts = [paragraph.text for paragraph in paper.paragraphs]
    for one in page.context["paragraphs"]:
        assert f"{one['head']}　{one['text']}" in texts
    assert len(paper.tables) == 1 + len(page.context["tables"])
    assert len(paper.tables[0].rows) == 1 + len(page.context["compared"]["rows"])
    assert browser(staff.leader).get(reverse("reports:brief-document"), {"from": "x"}).status_code == 404


def test_periods_and_what_stands_beside_them() -> None:
    def names() -> Iterator[tuple[str, int]]:
        yield from ((Span.QUARTER, 5), (Span.HALF, 3), (Span.YEAR, 2), (Span.QUARTER, 0))

    with timekeeping.at("2026-05-10"):
        assert period_of(Span.QUARTER, 2026, 2) == Period(dt.date(2026, 4, 1), dt.date(2026, 5, 10))
        assert period_of(Span.HALF, 2025, 2) == Period(dt.date(2025, 7, 1), dt.date(2025, 12, 31))
        for span, part in (*names(), (Span.QUARTER, 3)):
            with pytest.raises(ValueError):  # noqa: PT011 - it says which part
                period_of(span, 2026, part)
