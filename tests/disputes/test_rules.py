"""The library of rules: validity on a day, what is found, who hands in and who checks, which agencies have none."""

import datetime as dt
import random

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from accounts.actors import actor_for
from accounts.models import Role
from accounts.timekeeping import today
from disputes.library.services import change_rule, check_rule, end_rule, hand_in, void_rule
from disputes.library.standing import Span, Standing, own_rules, standing_on, standings
from disputes.library.text import containing
from disputes.models import Rule
from disputes.study import services as study
from notices.models import Notice
from tests import factories as make
from tests.disputes.study import agency, browser, code, rule, rule_fields, training, typed

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def office() -> make.Office:
    return make.Office()


def test_how_a_rule_stands_on_a_day() -> None:
    first, last = dt.date(2025, 1, 1), dt.date(2025, 12, 31)
    closed, replaced = Span(first, last), [dt.date(2025, 7, 1)]
    assert standing_on(first - DAY, closed) == Standing.COMING
    assert standing_on(first, closed) == standing_on(last, closed) == Standing.IN_FORCE
    assert standing_on(last + DAY, closed) == Standing.ENDED
    assert standing_on(dt.date(2025, 6, 30), closed, replaced) == Standing.IN_FORCE
    assert standing_on(dt.date(2025, 7, 1), closed, replaced) == Standing.REPLACED
    assert standing_on(last + DAY, closed, replaced) == Standing.REPLACED
    assert standing_on(dt.date(2099, 1, 1), Span(first)) == Standing.IN_FORCE


def test_the_filter_by_validity_is_what_the_page_shows(office: make.Office) -> None:
    """Random rules that replace each other: the condition of the query against the reckoning of one rule."""
    rng, made = random.Random(8), []
    for number in range(18):
        first = today() + DAY * rng.randrange(-60, 60)
        last = rng.choice([None, None, first + DAY * rng.randrange(60)])
        older = [one for one in made if one.valid_from <= first and one.state == "published"]
        replaces = rng.sample(older, min(len(older), rng.choice([0, 0, 1, 2])))
        made.append(
            rule(office.officer, office.organ, f"第{number}号", valid_from=first, valid_to=last, replaces=replaces)
        )
    for one in rng.sample(made, 3):
        void_rule(actor=office.officer, rule=one, reason="录错")
    seen = set()
    for day in (today() + DAY * offset for offset in range(-70, 130, 20)):
        rows = list(Rule.objects.visible_to(office.officer).published())
        shown = standings(rows, day)
        for standing in Standing:
            listed = Rule.objects.visible_to(office.officer).published().as_of(day, standing)
            assert {one.pk for one in listed} == {pk for pk, value in shown.items() if value == standing}
        for one in rows:
            after = [new.valid_from for new in one.replaced_by.filter(voided_at=None)]
            assert shown[one.pk] == standing_on(day, Span(one.valid_from, one.valid_to), after)
        seen |= set(shown.values())
    assert seen == set(Standing)


def test_any_fragment_of_title_number_and_text_is_found(office: make.Office) -> None:
    one = rule(office.officer, office.organ)
    rule(office.officer, office.organ, "学法制度", number="甲府办〔2024〕1号", body="会前学法。")
    found = {
        typed_: [row.pk for row in Rule.objects.visible_to(office.officer).filter(containing(typed_))]
        for typed_ in ("应当出庭", "应诉。第二条", "甲府发[2025]003", "正职 每年", "ＡＢＣ", "出庭应诉工作", "50%")
    }
    expected = {"ＡＢＣ": [], "50%": []}
    assert found == {key: expected.get(key, [one.pk]) for key in found}
    page = browser(office.liaison).get(reverse("rules:list"), {"q": "至少出庭一次"})
    assert "至少出庭一次" in page.content.decode()
    assert page.context["page"].count == 1


def test_an_agency_hands_in_and_the_office_checks_before_anybody_reads(office: make.Office) -> None:
    own, other = make.agency_of(office.organ), make.Office("乙区")
    stranger = agency(office.organ, "交通局")[1]
    fields = rule_fields(title="公安局出庭应诉办法", tier="government", issuer="别人")
    for actor in (stranger, other.liaison, office.leader):
        with pytest.raises(PermissionDenied):
            hand_in(actor=actor, **{**fields, "organisation": own})
    one = hand_in(actor=office.liaison, **{**fields, "organisation": own})
    assert (one.tier, one.issuer, one.state, one.organ) == ("department", own.name, "open", office.organ)
    everybody = [office.officer, office.director, office.leader, office.liaison, stranger, other.officer]

    def readers() -> list[bool]:
        return [Rule.objects.visible_to(actor).exists() for actor in everybody]

    assert readers() == [True, True, False, True, False, False]
    assert f"/rules/{one.pk}/" in browser(office.officer).get("/").content.decode()
    for actor in (office.liaison, office.leader, stranger):
        with pytest.raises(PermissionDenied):
            check_rule(actor=actor, rule=one, accept=True)
    with pytest.raises(ValidationError):
        check_rule(actor=office.officer, rule=one, accept=False)
    check_rule(actor=office.officer, rule=one, accept=False, note="缺文号")
    changed = {**fields, "organisation": own, "number": "甲公发〔2026〕1号"}
    with pytest.raises(PermissionDenied):
        change_rule(actor=stranger, rule=one, **changed)
    one = change_rule(actor=office.liaison, rule=one, **changed)
    assert (one.state, one.tier, one.number) == ("open", "department", "甲公发〔2026〕1号")
    check_rule(actor=office.director, rule=one, accept=True)
    assert readers() == [True, True, True, True, True, False]
    assert Notice.objects.filter(recipient=office.liaison.user, kind="rule").count() == 2
    for act in (lambda: change_rule(actor=office.liaison, rule=one, **changed), lambda: void(office.liaison, one)):
        with pytest.raises(PermissionDenied):
            act()
    end_rule(actor=office.officer, rule=one, last_day=today())
    void(office.officer, one)
    assert readers() == [True, True, False, True, False, False]


def void(actor, one: Rule) -> None:
    void_rule(actor=actor, rule=one, reason="录错")


def test_what_a_rule_cannot_be(office: make.Office) -> None:
    own, other = make.agency_of(office.organ), make.Office("乙区")
    old, abroad = rule(office.officer, office.organ, "旧规定"), rule(other.officer, other.organ, "外区规定")
    wrong = [
        ("valid_to", {"valid_to": today() - DAY * 400}),
        ("valid_from", {"valid_from": today() - DAY * 10, "adopted_on": today()}),
        ("body", {"body": " "}),
        ("organisation", {"tier": "department"}),
        ("replaces", {"replaces": [abroad]}),
        ("replaces", {"replaces": [old], "valid_from": today() - DAY * 500}),
    ]
    for field, fields in wrong:
        with pytest.raises(ValidationError) as refused:
            rule(office.officer, office.organ, "新规定", **fields)
        assert field in refused.value.message_dict
    with pytest.raises(PermissionDenied):
        rule(office.officer, other.organ)
    with pytest.raises(ValidationError):  # An agency does not repeal what the government made.
        hand_in(actor=office.liaison, **{**rule_fields(valid_from=today()), "organisation": own, "replaces": [old]})
    new = rule(office.officer, office.organ, "新规定", valid_from=today(), replaces=[old])
    with pytest.raises(ValidationError):
        change_rule(actor=office.officer, rule=old, **{**rule_fields(title="旧规定"), "replaces": [new]})
    with pytest.raises(ValidationError) as replaced:
        change_rule(actor=office.officer, rule=old, **rule_fields(title="旧规定", valid_from=today() + DAY))
    assert "valid_from" in replaced.value.message_dict
    page = browser(office.leader).get(reverse("rules:rule", args=[old.pk]))
    assert page.context["standing"]["badge"] == Standing.REPLACED.label
    assert page.context["replaced_by"] == [new]
    assert browser(other.officer).get(reverse("rules:rule", args=[old.pk])).status_code == 404


def test_the_table_of_agencies_shows_who_has_no_rule_of_its_own(office: make.Office) -> None:
    own, other = make.agency_of(office.organ), make.Office("乙区")
    traffic, liaison = agency(office.organ, "交通局")
    topic = "rule_topic.head_appearance"
    rule(office.officer, office.organ)  # The government's rule is nobody's own.
    rule(office.officer, office.organ, "公安局规定", organisation=own, issuer=own.name)
    rule(office.officer, office.organ, "交通局旧规定", organisation=traffic, valid_to=today() - DAY)
    hand_in(actor=liaison, **{**rule_fields(title="交通局新规定"), "organisation": traffic})
    found = own_rules(office.leader, [own.pk, traffic.pk], today())
    assert found == {(own.pk, topic): 1}
    assert own_rules(office.leader, [traffic.pk], today() - DAY) == {(traffic.pk, topic): 1}
    url = reverse("rules:gaps")
    for actor in (office.officer, office.leader):
        page = browser(actor).get(url)
        tile = next(tile for tile in page.context["tiles"] if topic in tile["url"])
        listed = browser(actor).get(f"{url}{tile['url']}").context["table"]["rows"]
        assert tile["value"] == len(listed)
        assert traffic.name in {row["cells"][0] for row in listed}
        assert own.name not in {row["cells"][0] for row in listed}
    row = next(row for row in page.context["table"]["rows"] if row["cells"][0] == own.name)
    number = next(cell for cell in row["cells"][1:] if "url" in cell)
    assert browser(office.leader).get(number["url"]).context["page"].count == number["value"] == 1
    assert [row["cells"][0] for row in browser(liaison).get(url).context["table"]["rows"]] == [traffic.name]
    assert own.name not in {row["cells"][0] for row in browser(other.officer).get(url).context["table"]["rows"]}
    assert browser(office.court_liaison).get(url).status_code == 403
    for name in ("rules:gaps-export", "rules:export"):
        assert b"".join(browser(office.officer).get(reverse(name)).streaming_content).startswith(b"PK")


def test_courts_and_procuratorates_read_the_library_of_the_organ_that_invites_them(office: make.Office) -> None:
    other, court = make.Office("乙区"), office.court_liaison
    one = rule(office.officer, office.organ)
    rule(other.officer, other.organ, "外区规定")
    assert not Rule.objects.visible_to(court).exists()
    study.invite(actor=office.officer, training=training(office.officer, office.organ), organisations=[office.court])
    assert list(Rule.objects.visible_to(court)) == [one]
    coordinator = actor_for(make.make_user(Role.CENTRE_COORDINATOR, office.organ.office))
    assert list(Rule.objects.visible_to(coordinator)) == [one]
    for role in (Role.ADMINISTRATOR, Role.AUDITOR, Role.SECURITY_OFFICER):
        keeper = actor_for(make.make_user(role, office.organ.office))
        assert not Rule.objects.visible_to(keeper).exists()
        assert browser(keeper).get(reverse("rules:list")).status_code == 403


def test_rules_are_entered_and_handed_in_by_their_pages(office: make.Office) -> None:
    own = make.agency_of(office.organ)
    entered = typed(
        organ=office.organ.pk,
        tier="government",
        issuer="甲区人民政府",
        title="甲区行政应诉工作规定",
        number="甲府发[2026]001号",
        topic="rule_topic.litigation",
        adopted_on="20260105",
        valid_from="20260201",
        paper=make.pdf("规定.pdf"),
    )
    officer, liaison = browser(office.officer), browser(office.liaison)
    assert officer.post(reverse("rules:add"), {**entered, "tier": "department"}).status_code == 422
    entered["paper"] = make.pdf("规定.pdf")
    entered["once_key"] = typed()["once_key"]
    answer = officer.post(reverse("rules:add"), entered)
    one = Rule.objects.unscoped("a test").get()
    assert answer["Location"] == reverse("rules:rule", args=[one.pk])
    assert (one.number, one.state, one.file_name) == ("甲府发〔2026〕1号", "published", "规定.pdf")
    paper = liaison.get(reverse("rules:file", args=[one.pk]))
    assert b"".join(paper.streaming_content).startswith(b"%PDF")
    own_rule = typed(
        title="公安局出庭应诉办法",
        topic="rule_topic.head_appearance",
        adopted_on="20260105",
        valid_from="20260201",
        organisation=own.pk,
    )
    answer = liaison.post(reverse("rules:add"), own_rule)
    assert answer.status_code == 422
    assert "body" in answer.context["form"].errors
    answer = liaison.post(reverse("rules:add"), {**own_rule, "body": "第一条"})
    handed = Rule.objects.unscoped("a test").get(state="open")
    assert answer["Location"] == reverse("rules:rule", args=[handed.pk])
    change = reverse("rules:change", args=[handed.pk])
    assert liaison.get(change).status_code == 200
    assert liaison.post(change, {**own_rule, "body": "第一条 修改"}).status_code == 302
    officer.post(reverse("rules:check", args=[handed.pk]), {"act": "accept"})
    handed.refresh_from_db()
    assert (handed.state, handed.body) == ("published", "第一条 修改")
    assert liaison.get(change).status_code == 403
    edit = {**entered, "once_key": typed()["once_key"], "tier": "congress", "issuer": "甲区人大常委会"}
    edit["paper"] = ""
    assert officer.post(reverse("rules:change", args=[one.pk]), edit).status_code == 302
    one.refresh_from_db()
    assert (one.tier, one.file_name, one.topic) == ("congress", "规定.pdf", code("rule_topic.litigation"))
    assert officer.post(reverse("rules:void", args=[one.pk]), {"reason": "重复"}).status_code == 302
    assert officer.get(reverse("rules:list"), {"state": "voided"}).context["page"].count == 1
