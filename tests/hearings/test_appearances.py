"""The appearance of a head, from the court's call to the settled record: allowed, forbidden, put right."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from accounts.actors import actor_for
from accounts.models import Role
from accounts.timekeeping import at, today
from deadlines.models import Deadline
from hearings.appearances import Record, differences, present, spoke_as_held, unsettled
from hearings.models import Appearance, Lawsuit, Sitting
from hearings.queries import unsettled_records
from hearings.sittings.reading import record_of
from tests import factories as make
from tests.factories import browser, make_organisation, make_user, pdf
from tests.hearings.court import Court, open_steps, refused
from workflow.home import panels_for
from workflow.services import context_for, take
from workflow.steps import proceeding_type

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sound", "english")]


@pytest.fixture
def court() -> Court:
    return Court()


def due(suit: Lawsuit, clock: str) -> list[tuple[str, str]]:
    rows = Deadline.objects.unscoped("test").filter(dossier=suit.pk, clock=clock).order_by("pk")
    return [(row.state, row.due_on.isoformat() if row.due_on else "") for row in rows]


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ({"state": "submitted", "came": "appearance.principal"}, None),
        ({"state": "confirmed", "came": "appearance.principal"}, True),
        ({"state": "confirmed", "came": "appearance.staff"}, False),
        ({"state": "confirmed", "came": "appearance.deputy", "identity": "refused"}, False),
        ({"state": "confirmed", "came": "appearance.deputy", "left_early": True}, False),
        ({"state": "awaited", "court_came": "appearance.in_charge"}, True),
        ({"state": "confirmed", "came": "appearance.principal", "court_came": "appearance.staff"}, False),
        (
            {
                "state": "confirmed",
                "came": "appearance.principal",
                "court_came": "appearance.staff",
                "settled_came": "appearance.principal",
            },
            True,
        ),
        (
            {"state": "confirmed", "came": "appearance.deputy", "court_came": "appearance.deputy", "left_early": True}
            | {"court_left_early": False},
            True,
        ),
    ],
)
def test_presence_is_worked_out_in_one_place(record: dict[str, Any], expected: bool | None) -> None:
    assert present(Record(**record)) is expected


def test_records_differ_in_who_came_and_in_leaving_early() -> None:
    both = {"state": "confirmed", "came": "appearance.deputy", "court_came": "appearance.deputy"}
    assert differences(Record(**both)) == []
    assert differences(Record(**both | {"left_early": False, "court_left_early": True})) == ["left_early"]
    assert differences(Record(**both | {"court_came": "appearance.staff"})) == ["came"]
    assert differences(Record(**both | {"spoke": True, "court_spoke": False})) == ["spoke"]
    assert differences(Record(state="confirmed", came="appearance.deputy")) == []
    settled = {"left_early": False, "court_left_early": True, "settled_left_early": False, "settled_spoke": True}
    record = Record(**both | {"spoke": True, "court_spoke": False} | settled)
    assert (unsettled(record), present(record), spoke_as_held(record)) == ([], True, True)
    assert unsettled(replace(record, settled_left_early=None)) == ["left_early"]
    assert present(replace(record, settled_left_early=None)) is False


def test_a_hearing_from_the_call_to_the_settled_record(court: Court) -> None:
    with at("2026-03-02"):
        suit = court.sue(number="（2026）渝0114行初12号")
        sitting = court.set(suit, "2026-03-20")
    row = court.of(suit, sitting)
    assert (row.state, row.present) == ("awaited", None)
    # Reckoned backward from Friday 20 March: 19, 18 and 17 March lie free between, so that 16 March is the last day.
    assert due(suit, "ct_house_nomination") == [("running", "2026-03-16")]
    with at("2026-03-05"):
        assert open_steps(court.officer, suit)["submit_appearance"] == "The hearing has not begun yet."
        assert open_steps(court.officer, suit)["change_head"] == "Nobody is named yet."
        assert open_steps(court.officer, suit)["nominate_head"] == ""
        assert "suit has one defendant" in open_steps(court.officer, suit)["designate_appearance"]
        court.step(
            court.court_liaison,
            suit,
            "call_head",
            sitting,
            number="（2026）渝0114行初12号之一",
            ground="appearance_call.environment",
        )
        row.refresh_from_db()
        assert row.obligatory_id == "appearance_call.environment"
        # Whom the agency may name: its own heads on the day of the hearing.
        below = make_organisation("执法大队", "department", court.agency)
        others = {
            court.head("丙大队长", agency=below): "subordinate body",
            court.head("丁局长", agency=court.organ.organisation): "no head of the agency",
            court.head("戊前局长", post="原局长", valid_to=dt.date(2026, 3, 19)): "does not hold the post",
        }
        for other, reason in others.items():
            assert reason in refused(court.step, court.liaison, suit, "nominate_head", sitting, head=other)
        court.step(court.liaison, suit, "nominate_head", sitting, head=court.principal)
        assert due(suit, "ct_house_nomination") == [("met", "2026-03-16")]
        # Once named, the statement of identity is owed: one working day lies free before the hearing.
        assert due(suit, "ct_house_identity") == [("running", "2026-03-18")]
        assert "named already" in refused(court.step, court.liaison, suit, "nominate_head", sitting, head=court.deputy)
    with at("2026-03-19"):
        court.step(court.liaison, suit, "hand_in_identity", sitting, statement=pdf())
        changed = court.step(court.liaison, suit, "change_head", sitting, head=court.deputy, reason="另有公务")
        row.refresh_from_db()
        # Another head, other papers.
        assert due(suit, "ct_house_identity") == [("running", "2026-03-18")]
        assert (row.head, row.identity, row.state) == (court.deputy, "", "nominated")
        assert "No statement" in open_steps(court.court_liaison, suit)["judge_identity"]
        court.step(court.liaison, suit, "hand_in_identity", sitting, statement=pdf())
        assert due(suit, "ct_house_identity") == [("met", "2026-03-18")]
    with at("2026-03-20T10:00"):
        assert "has begun" in refused(
            court.step, court.liaison, suit, "change_head", sitting, head=court.principal, reason="x"
        )
        assert "has begun" in refused(court.step, court.liaison, suit, "hand_in_identity", sitting, statement=pdf())
    with at("2026-03-23"):
        from hearings.services import hold_sitting  # noqa: PLC0415

        hold_sitting(actor=court.court_liaison, sitting=sitting, observers=12)
        suit.refresh_from_db()
        assert (suit.heard_on, suit.trial) == (dt.date(2026, 3, 20), "oral")
        assert due(suit, "ct_house_record") == [("running", "2026-03-27")]
        record = court.came(head=court.deputy)
        for field, reason in {"spoke_on": "on what", "left_early": "yes or no", "head": "Name the head"}.items():
            assert reason in refused(
                court.step, court.liaison, suit, "submit_appearance", sitting, **{**record, field: None}
            )
        court.step(court.liaison, suit, "submit_appearance", sitting, **record)
        row.refresh_from_db()
        assert (row.state, row.came_id, row.rank, row.spoke, row.present) == (
            *("submitted", "appearance.deputy", "deputy", True, None),
        )
        assert due(suit, "ct_house_record") == [("met", "2026-03-27")]
        with pytest.raises(PermissionDenied):
            court.step(court.liaison, suit, "confirm_appearance", sitting)
        with pytest.raises(PermissionDenied):
            court.step(court.liaison, suit, "court_appearance", sitting, came="appearance.staff")
        court.step(court.officer, suit, "return_appearance", sitting, reason="发表意见过于笼统")
        assert due(suit, "ct_house_record_again") == [("running", "2026-03-30")]
        assert "No record waits" in refused(court.step, court.officer, suit, "confirm_appearance", sitting)
    with at("2026-03-24"):
        court.step(court.liaison, suit, "submit_appearance", sitting, **record)
        assert due(suit, "ct_house_record_again") == [("met", "2026-03-30")]
        court.step(court.officer, suit, "confirm_appearance", sitting)
        row.refresh_from_db()
        assert (row.state, row.present) == ("confirmed", True)
        assert "do not differ" in open_steps(court.officer, suit)["settle_appearance"]
        court.step(court.court_liaison, suit, "court_appearance", sitting, came="appearance.staff")
        row.refresh_from_db()
        assert row.present is False  # The court's record holds until the difference is settled.
        court.step(court.officer, suit, "settle_appearance", sitting, came="appearance.deputy", reason="庭审笔录载明")
        row.refresh_from_db()
        assert (row.present, row.settled_came_id) == (True, "appearance.deputy")
        court.step(court.court_liaison, suit, "judge_identity", sitting, result="refused", reason="未加盖印章")
        row.refresh_from_db()
        assert (row.present, row.identity) == (False, "refused")
        # An entry of long ago put right: what came after it stays.
        make.correct(
            court.director,
            suit,
            changed,
            sitting=sitting,
            party=row.defendant.party,
            head=court.principal,
            reason="录错",
            on_date="2026-03-19",
        )
        row.refresh_from_db()
        assert (row.head, row.state, row.identity) == (court.principal, "confirmed", "refused")


def test_what_the_records_differ_in_is_settled_and_a_new_record_is_compared_anew(court: Court) -> None:
    with at("2026-03-02"):
        suit = court.sue()
        sitting = court.set(suit, "2026-03-20")
    row, came = court.of(suit, sitting), {"came": "appearance.principal"}

    def to_settle() -> list[str]:
        """What the office is asked to settle: on its home page, by the rows and by each row."""
        row.refresh_from_db()
        found = Appearance.objects.unscoped("test").filter(unsettled_records())
        assert [one.pk for one in found] == ([row.pk] if unsettled(record_of(row)) else [])
        panel = next(one for one in panels_for(court.officer, today()) if one.code == "appearances")
        asked = reverse("workflow:step", args=[suit.pk, "settle_appearance"])
        assert [line["action_url"] == asked for line in panel.todo] == [True] * len(found)
        return unsettled(record_of(row))

    with at("2026-03-23"):
        court.step(court.liaison, suit, "submit_appearance", sitting, **court.came())
        court.step(court.court_liaison, suit, "court_appearance", sitting, **came, left_early="yes", spoke="no")
        assert to_settle() == ["left_early", "spoke"]
        court.step(court.officer, suit, "confirm_appearance", sitting)
        row.refresh_from_db()
        # The court's word holds until it is settled: who left without leave counts as absent.
        assert (row.present, row.settled_came) == (False, None)
        act, why = (court.step, court.officer, suit, "settle_appearance", sitting), {"reason": "庭审录像"}
        assert "say which holds" in refused(*act, left_early="no", **why)
        # Who came is not in question: it is not asked, and what is sent of it is not taken.
        entry = court.step(*act[1:], came="appearance.staff", left_early="no", spoke="yes", **why)
        row.refresh_from_db()
        assert (row.present, row.settled_came, row.settled_left_early, row.settled_spoke) == (True, None, False, True)
        shown = browser(court.officer).get(reverse("hearings:detail", args=[suit.pk])).content.decode()
        assert "发表了意见；未中途退庭" in shown
        party = row.defendant.party
        make.correct(court.director, suit, entry, sitting=sitting, party=party, left_early="yes", spoke="yes", **why)
        row.refresh_from_db()
        assert (row.present, row.settled_left_early) == (False, True)
        # The court enters its record anew: what was settled was another one.
        court.step(court.court_liaison, suit, "court_appearance", sitting, came="appearance.staff")
        assert to_settle() == ["came"]
        assert row.settled_reason == ""
        court.step(court.court_liaison, suit, "court_appearance", sitting, **came, left_early="no", spoke="yes")
        row.refresh_from_db()
        assert (unsettled(record_of(row)), row.present) == ([], True)


def test_who_came_without_a_head_says_on_which_ground(court: Court) -> None:
    with at("2026-03-02"):
        suit = court.sue()
        sitting, second = court.set(suit, "2026-03-20"), court.set(suit, "2026-03-27")
        given = {"ground": "absence_ground.duty", "note": "防汛指挥", "staff": "周科员", "staff_post": "科员"}
        court.step(court.liaison, suit, "explain_absence", second, **given, proof=pdf())
    with at("2026-03-30"):
        act = (court.step, court.liaison, suit, "submit_appearance", sitting)
        said = {"who": "staff", "others": "周科员"}
        assert "ground on which no head came" in refused(*act, **said)
        assert "kept the head away" in refused(*act, **said, ground="absence_ground.none")
        duty = {"ground": "absence_ground.duty", "note": "防汛指挥"}
        assert "stamped paper" in refused(*act, **said, **duty)
        entry = court.step(*act[1:], **said, **duty, proof=pdf())
        row = court.of(suit, sitting)
        assert (row.state, row.absence_id, row.absence_note) == ("submitted", "absence_ground.duty", "防汛指挥")
        assert suit.dossier.files.filter(paper_id="paper.absence_proof", entry=entry).exists()
        # What was explained before the hearing is not asked again.
        court.step(court.liaison, suit, "submit_appearance", second, **said)
        assert court.of(suit, second).absence_id == "absence_ground.duty"
        # By the correction a head came after all: no ground is left.
        party = row.defendant.party
        make.correct(court.director, suit, entry, sitting=sitting, party=party, **court.came())
        row.refresh_from_db()
        assert (row.came_id, row.absence_id) == ("appearance.principal", None)
        with pytest.raises(ValidationError, match="ground on which no head came"):
            make.correct(court.director, suit, entry, sitting=sitting, party=party, **said)


def test_absence_has_its_ground_its_paper_and_a_staff_member(court: Court) -> None:
    with at("2026-03-02"):
        suit = court.sue()
        sitting = court.set(suit, "2026-03-20")
        court.step(court.liaison, suit, "nominate_head", sitting, head=court.principal)
        given = {"ground": "absence_ground.duty", "note": "防汛指挥", "staff": "周科员", "staff_post": "科员"}
        act = (court.step, court.liaison, suit, "explain_absence", sitting)
        assert "stamped paper" in refused(*act, **given)
        assert "never a lawyer" in refused(*act, **{**given, "staff_post": "外聘律师"}, proof=pdf())
        assert "required" in refused(*act, **{**given, "staff": None}, proof=pdf())
        court.step(court.liaison, suit, "explain_absence", sitting, **given, proof=pdf())
    row = court.of(suit, sitting)
    # Who does not come shows no papers.
    assert due(suit, "ct_house_identity") == [("ended", "2026-03-18")]
    assert (row.state, row.head, row.staff) == ("excused", None, "周科员")
    assert not sitting.bookings.filter(active=True, resource="head").exists()
    with at("2026-03-03"):
        court.step(court.liaison, suit, "nominate_head", sitting, head=court.deputy)
    row.refresh_from_db()
    assert (row.state, row.absence, row.staff) == ("nominated", None, "")
    with at("2026-03-03"):
        # Where the government is sued the director of the judicial bureau is staff, who go in place of a head.
        government = court.organ.organisation
        own = court.sue(defendants=[court.defendant(government, "alone")])
        named = {"sitting": court.set(own, "2026-03-24"), "party": own.dossier.parties.get(organisation=government)}
        director = court.head("司法局长", agency=court.organ.office)
        assert "counts as staff" in refused(make.take, court.officer, own, "nominate_head", head=director, **named)


def test_joint_defendants_agree_who_appears_and_none_acts_for_another(court: Court) -> None:
    organ = court.organ.organisation
    other = make_organisation("交通局", "department", organ)
    its_liaison = actor_for(make_user(Role.AGENCY_LIAISON, other))
    with at("2026-03-02"):
        suit = court.sue(defendants=[court.defendant(court.agency), court.defendant(other, "joint")])
        sitting = court.set(suit, "2026-03-20")
        own, its = suit.dossier.parties.get(organisation=court.agency), suit.dossier.parties.get(organisation=other)
        its_head = court.head("交通局长", agency=other)
        # The office, which acts for either, is told whose head each one is; an agency sees its own and needs no name.
        form = proceeding_type("litigation").steps["nominate_head"].form
        labels = [
            str(label) for _pk, label in form(context=context_for(court.officer, suit.dossier))["head"].field.choices
        ]
        assert any(label.startswith(f"{court.agency.name} 郑局长") for label in labels)
        assert any(label.startswith("交通局 交通局长") for label in labels)
        labels = [
            str(label) for _pk, label in form(context=context_for(its_liaison, suit.dossier))["head"].field.choices
        ]
        assert [label for label in labels if "局长" in label] == ["交通局长（局长，Principal）"]
        # Another defendant's liaison finds only its own appearance, also by a guessed id.
        assert "valid choice" in refused(
            court.step, its_liaison, suit, "nominate_head", sitting, party=own, head=court.principal
        )
        court.step(its_liaison, suit, "nominate_head", sitting, party=its, head=its_head)
        with pytest.raises(PermissionDenied):
            make.take(court.liaison, suit, "designate_appearance", appearing=[own], how="agreed")
        entry = make.take(court.officer, suit, "designate_appearance", appearing=[own], how="agreed")
    released = court.of(suit, sitting, other)
    assert (released.state, released.defendant.designation) == ("dropped", "released")
    assert [state for state, _day in due(suit, "ct_house_nomination")] == ["running", "met"]
    with at("2026-03-03"):
        assert "Another defendant appears" in refused(
            court.step, its_liaison, suit, "change_head", sitting, party=its, head=its_head, reason="x"
        )
        make.correct(court.director, suit, entry, appearing=[its], how="court", on_date="2026-03-02")
    assert court.of(suit, sitting, other).state == "nominated"
    assert court.of(suit, sitting).state == "dropped"
    assert sorted(state for state, _day in due(suit, "ct_house_nomination")) == ["ended", "met"]


def test_one_appearance_suffices_unless_the_court_calls_again(court: Court) -> None:
    with at("2026-03-02"):
        suit = court.sue()
        first = court.set(suit, "2026-03-06")
    with at("2026-03-09"):
        court.step(court.court_liaison, suit, "court_appearance", first, came="appearance.principal", left_early="no")
        second = court.set(suit, "2026-03-27")
        assert len(due(suit, "ct_house_nomination")) == 1
        late = court.step(
            court.officer,
            suit,
            "call_head",
            second,
            ground="appearance_call.environment",
            again="on",
        )
    assert len(due(suit, "ct_house_nomination")) == 2
    assert late.facts.get(kind="called_to_appear").value["late"] is False
    with at("2026-03-24"):
        make.correct(
            court.director,
            suit,
            late,
            sitting=second,
            party=court.of(suit, second).defendant.party,
            ground="appearance_call.environment",
            on_date="2026-03-24",
        )
    # Notice must be served by 23 March, three clear days before; and the court does not call again after all.
    assert suit.dossier.facts.current().get(kind="called_to_appear").value["late"] is True
    assert len([one for one in due(suit, "ct_house_nomination") if one[0] == "running"]) == 1


def test_kinds_that_are_no_hearing_call_for_no_head(court: Court) -> None:
    with at("2026-03-02"):
        suit = court.sue()
        sitting = court.set(suit, "2026-03-06", kind="talk", courtroom="第一调解室")
        assert "No hearing is set" in open_steps(court.officer, suit)["nominate_head"]
    assert not Appearance.objects.unscoped("test").exists()
    assert due(suit, "ct_house_nomination") == []
    assert Sitting.objects.visible_to(court.liaison).get() == sitting


def test_a_record_that_came_in_meanwhile_is_not_written_over(court: Court) -> None:
    with at("2026-03-02"):
        suit = court.sue()
        sitting, _another = court.set(suit, "2026-03-20"), court.set(suit, "2026-03-21")
    with at("2026-03-23"):
        said = {"sitting": sitting, "party": suit.dossier.parties.get(role="respondent"), "who": "staff"}
        said |= {"ground": "absence_ground.none", "note": "未作安排"}
        forms = [
            make.form_for(court.liaison, suit, "submit_appearance", others=name, **said) for name in ("周某", "吴某")
        ]
        told: dict[str, Any] = {"actor": court.liaison, "dossier": suit.dossier, "step_code": "submit_appearance"}
        take(**told, form=forms[0])
        assert "handed in already" in refused(take, **told, form=forms[1])
        assert court.of(suit, sitting).others == "周某"
