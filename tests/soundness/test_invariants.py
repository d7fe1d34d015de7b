"""Every rule is broken on purpose, and exactly that rule reports it."""

import datetime as dt
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import StringIO
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from accounts.soundness import COUNTED, Invariant, check, invariants
from accounts.timekeeping import at, now, today
from cases.models import ReconsiderationCase
from config.tasks import check_data
from deadlines.models import Deadline
from deadlines.services import refresh_next_due
from disputes.models import Dispute, Suggestion
from disputes.study import services
from dossiers.invariants import EXPECTED_ACCESS
from dossiers.models import Dossier, StoredFile
from dossiers.models.access import Basis
from dossiers.scoping import Audience
from dossiers.services import add_file, expected_access
from hearings.models import Lawsuit
from notices.models import RunState, TaskRun
from reports import summaries
from tests import factories as make
from tests.disputes import study
from tests.disputes.centre import Centre
from tests.disputes.register import Register
from tests.factories import Office
from tests.invariants import problems

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

# Tables whose triggers sleep while a rule is broken: those that would refuse.
GUARDED = (
    "accounts_organisationname",
    "dossiers_numberseries",
    "dossiers_fact",
    "dossiers_timelineentry",
    "dossiers_casenumber",
    "dossiers_dossierfile",
    "deadlines_deadline",
    "workflow_approval",
    "disputes_attendance",
    "disputes_participant",
    "disputes_invitation",
    "disputes_suggestionagency",
    "reports_entry",
)


@dataclass
class World:
    """A suspended case with a correction and a paper, one under review, one that waits for approval, a closed one; a
    lawsuit that was answered; a dispute that was handed to a unit and settled; a suggestion that was received, and a
    session of study, a training and a rule of its office.
    """

    suspended: ReconsiderationCase
    review: ReconsiderationCase
    waiting: ReconsiderationCase
    closed: ReconsiderationCase
    suit: Lawsuit
    dispute: Dispute
    suggestion: Suggestion

    @property
    def ids(self) -> dict[str, int]:
        return {name: case.pk for name, case in vars(self).items()}


@pytest.fixture
def world(office: Office) -> World:
    with at(now() - dt.timedelta(days=1)):
        suspended = office.heard()
    heard = suspended.dossier.timeline.get(step="hear_views")
    party = suspended.dossier.parties.get(role="applicant")
    make.correct(office.director, suspended, heard, party=party, manner="view_manner.telephone", content="补充")
    office.suspend(suspended)
    entry = suspended.dossier.timeline.first()
    add_file(actor=office.officer, dossier=suspended.dossier, file=make.pdf(), entry=entry)
    waiting = office.heard(applicant="吴某")
    office.take(waiting, "suspend", ground="suspend_ground.g8", reason="另案未结")
    closed = office.heard(applicant="郑某")
    office.decide(closed)
    office.serve(closed, "applicant", "respondent")
    office.take(closed, "close", papers_complete="on")
    suit = office.sue()
    office.take(suit, "answer", party=suit.dossier.parties.get(role="respondent"), what="both")
    hearing = {"kind": "hearing", "mode": "in_person", "courtroom": "第一法庭", "starts": "09:30", "ends": "11:00"}
    office.take(suit, "set_hearing", hearing_on=today() + dt.timedelta(days=30), **hearing)
    return World(suspended, office.register(applicant="王某"), waiting, closed, suit, _dispute(), _suggestion())


def _dispute() -> Dispute:
    centre = Centre("丙区")
    dispute = centre.accepted()
    centre.handed(dispute, centre.street)
    centre.do(dispute, "name_team", mediators=[centre.mediator(user=centre.officer.user)])
    centre.settle(dispute)
    return dispute


def _suggestion() -> Suggestion:
    register = Register("丁区")
    suggestion = register.received()
    other, _liaison = study.agency(register.organ, "丁区水利局")
    one = study.head(register.agency, "郑局长")
    study.head(other, "吴局长")
    session = study.session(register.liaison, register.agency)
    study.came(register.liaison, session, one)
    training = study.training(register.officer, register.organ)
    (invitation,) = services.invite(actor=register.officer, training=training, organisations=[register.agency])
    services.enrol(actor=register.officer, training=training, invitation=invitation, people=[study.person("周某")])
    study.rule(register.officer, register.organ)
    return suggestion


def _once_more(kind: str, written: str) -> str:
    """A fact of the suggestion again, with what is `written` as its kind and value."""
    rest = "dossier_id, party_id, entry_id, on_date, recorded_at, recorded_by_id, void"
    return (
        f"INSERT INTO dossiers_fact (kind, value, {rest}) SELECT {written}, {rest} FROM dossiers_fact"
        f" WHERE dossier_id = {{suggestion}} AND kind = '{kind}'"
    )


BREAKS = {
    "organisations.tree": "UPDATE accounts_organisation SET parent_id = (SELECT max(id) FROM accounts_organisation"
    " WHERE parent_id IS NOT NULL) WHERE parent_id IS NULL",
    "organisations.names": "DELETE FROM accounts_organisationname WHERE id = (SELECT max(id) FROM"
    " accounts_organisationname)",
    "once.result": "INSERT INTO notices_idempotencykey (scope, key, result, created_at)"
    " VALUES ('x', 'y', '{{}}', now())",
    "notices.texts": "INSERT INTO notices_notice (recipient_id, kind, texts, path, key, created_at)"
    """ SELECT min(id), 'x', '{{"zh-hans": "是", "en": ""}}', '', 'x', now() FROM accounts_user""",
    "facts.supersession": "UPDATE dossiers_fact SET superseded_by_id = (SELECT id FROM dossiers_fact"
    " WHERE dossier_id = {closed} AND kind = 'concluded') WHERE superseded_by_id IS NOT NULL",
    "facts.entry": "UPDATE dossiers_fact SET entry_id = (SELECT min(id) FROM dossiers_timelineentry"
    " WHERE dossier_id = {closed}) WHERE dossier_id = {review}",
    "facts.party": "UPDATE dossiers_fact SET party_id = (SELECT min(id) FROM dossiers_party"
    " WHERE dossier_id = {closed}) WHERE dossier_id = {waiting} AND kind = 'views_heard'",
    "timeline.corrections": "UPDATE dossiers_timelineentry SET corrects_id = (SELECT min(id) FROM"
    " dossiers_timelineentry WHERE dossier_id = {review}) WHERE corrects_id IS NOT NULL",
    "access.expected": "DELETE FROM dossiers_dossieraccess WHERE dossier_id = {review} AND audience = 'party'",
    "access.worklist": "UPDATE dossiers_dossieraccess SET stage = 'x' WHERE dossier_id = {review}",
    "numbers.gaps": "UPDATE dossiers_casenumber SET serial = 9 WHERE dossier_id = {closed};"
    " UPDATE dossiers_numberseries SET last = 9 WHERE kind = 'reconsideration'",
    "numbers.counter": "UPDATE dossiers_numberseries SET last = last + 1 WHERE kind = 'reconsideration'",
    "numbers.series": "DELETE FROM dossiers_numberseries",
    "numbers.carried": "UPDATE dossiers_dossier SET number = NULL WHERE id = {closed}",
    "files.entry": "UPDATE dossiers_dossierfile SET entry_id = (SELECT min(id) FROM dossiers_timelineentry"
    " WHERE dossier_id = {review}) WHERE dossier_id = {suspended} AND entry_id IS NOT NULL",
    "deadlines.derivation": "UPDATE deadlines_deadline SET derivation = '{{}}' WHERE dossier_id = {review}",
    "deadlines.order": "UPDATE deadlines_deadline SET starts_on = due_on + 1 WHERE dossier_id = {closed}"
    " AND clock = 'fy_review_5wd'",
    "deadlines.over": "UPDATE deadlines_deadline SET state = 'running', ended_on = NULL WHERE dossier_id = {closed}"
    " AND clock = 'fy_review_5wd'",
    "deadlines.party": "UPDATE deadlines_deadline SET organisation_id = NULL WHERE dossier_id = {closed}"
    " AND clock = 'fy_reply_10wd'",
    "deadlines.next_due": "UPDATE dossiers_dossier SET next_due_on = next_due_on + 1 WHERE id = {review}",
    "deadlines.run": "UPDATE deadlines_deadline SET run = '' WHERE dossier_id = {review}",
    "reminders.told": "INSERT INTO deadlines_reminder (deadline_id, run, stage, due_on, role, user_id, overtaken,"
    " made_at, withdrawn_because) SELECT id, run, 0, due_on, 'officer', (SELECT min(id) FROM accounts_user), false,"
    " now(), '' FROM deadlines_deadline WHERE dossier_id = {review}",
    "reminders.orphans": "INSERT INTO notices_message (channel, recipient_id, address, kind, texts, path, key, state,"
    " created_at, next_attempt_at, attempts, last_error, recalled_because) SELECT 'mail', min(id), '', 'reminder',"
    """ '{{"zh-hans": "是", "en": "yes"}}', '', 'reminder:0:x:0:2026-01-01', 'waiting', now(), now(), 0, '', ''"""
    " FROM accounts_user",
    "approvals.over": "UPDATE workflow_approval SET dossier_id = {closed} WHERE status = 'pending'",
    "approvals.entry": "UPDATE workflow_approval SET step = 'x' WHERE dossier_id = {suspended}",
    "reconsideration.review_clock": "UPDATE deadlines_deadline SET state = 'ended', ended_on = starts_on"
    " WHERE dossier_id = {review}",
    "reconsideration.decision_clock": "UPDATE deadlines_deadline SET state = 'ended', ended_on = starts_on"
    " WHERE dossier_id = {waiting} AND clock = 'fy_decide_60d'",
    "reconsideration.decision_clock_once": "UPDATE deadlines_deadline SET state = 'running', ended_on = NULL,"
    " clock = 'fy_decide_60d' WHERE dossier_id = {waiting} AND clock = 'fy_review_5wd'",
    "reconsideration.stage": "UPDATE dossiers_dossier SET stage = 'x' WHERE id = {review}",
    "reconsideration.suspended": "UPDATE dossiers_dossier SET status = 'open' WHERE id = {suspended}",
    "reconsideration.dates": "UPDATE cases_reconsiderationcase SET received_on = received_on - 1"
    " WHERE dossier_id = {review}",
    "reconsideration.single_facts": "UPDATE dossiers_fact SET kind = 'copies_complete', party_id = NULL"
    " WHERE dossier_id = {waiting} AND kind = 'views_heard'",
    "suits.stage": "UPDATE hearings_lawsuit SET state = 'judged' WHERE dossier_id = {suit}",
    "suits.court": "UPDATE hearings_lawsuit SET court_id = (SELECT min(id) FROM accounts_organisation)"
    " WHERE dossier_id = {suit}",
    "suits.defendants": "UPDATE hearings_defendant SET organisation_id = (SELECT max(id) FROM accounts_organisation)"
    " WHERE lawsuit_id = {suit}",
    "suits.government": "UPDATE hearings_lawsuit SET government = NOT government WHERE dossier_id = {suit}",
    "suits.dates": "UPDATE hearings_lawsuit SET served_on = served_on + 1 WHERE dossier_id = {suit}",
    "suits.single_facts": "UPDATE dossiers_fact SET kind = 'suit_answered' WHERE dossier_id = {suit}"
    " AND kind = 'evidence_in'",
    "sittings.facts": "UPDATE hearings_sitting SET state = 'held' WHERE id IN"
    " (SELECT sitting_id FROM hearings_sittingcase WHERE lawsuit_id = {suit})",
    "sittings.bookings": "UPDATE hearings_booking SET during = tstzrange(lower(during), upper(during) + interval '1 h')"
    " WHERE active",
    "disputes.stage": "UPDATE disputes_dispute SET state = 'resolving' WHERE dossier_id = {dispute}",
    "disputes.access": "DELETE FROM dossiers_dossieraccess WHERE dossier_id = {dispute} AND basis = 'centre'",
    "disputes.dates": "UPDATE disputes_dispute SET reported_on = received_on WHERE dossier_id = {dispute}",
    "disputes.participation": "UPDATE dossiers_fact SET kind = 'centre_joined' WHERE dossier_id = {dispute}"
    " AND kind = 'centre_left'",
    "disputes.time_behind": "INSERT INTO dossiers_fact (kind, value, dossier_id, party_id, entry_id, on_date,"
    " recorded_at, recorded_by_id, void) SELECT 'centre_joined', jsonb_build_object('dispute', {dispute}),"
    " dossier_id, NULL, entry_id, on_date, recorded_at, recorded_by_id, void FROM dossiers_fact"
    " WHERE dossier_id = {review} AND kind = 'received'",
    "disputes.lead": "INSERT INTO dossiers_fact (kind, value, dossier_id, party_id, entry_id, on_date, recorded_at,"
    " recorded_by_id, void) SELECT 'dispute_joined_to', jsonb_build_object('lead', {suit}), dossier_id, NULL, entry_id,"
    " on_date, recorded_at, recorded_by_id, void FROM dossiers_fact WHERE dossier_id = {dispute}"
    " AND kind = 'dispute_accepted'",
    "disputes.terms": "UPDATE dossiers_fact SET value = '{{}}' WHERE dossier_id = {dispute}"
    " AND kind = 'dispute_term_agreed'",
    "disputes.single_facts": "UPDATE dossiers_fact SET kind = 'dispute_accepted' WHERE dossier_id = {dispute}"
    " AND kind = 'dispute_scope_checked'",
    "suggestions.stage": "UPDATE dossiers_dossier SET stage = 'x' WHERE id = {suggestion}",
    "suggestions.register": "UPDATE dossiers_casenumber SET dossier_id = {suit} WHERE dossier_id = {suggestion}",
    "suggestions.issuer": "DELETE FROM dossiers_dossieraccess WHERE dossier_id = {suggestion} AND basis = 'issuer'",
    "suggestions.agencies": "UPDATE disputes_suggestionagency SET organisation_id = (SELECT max(id) FROM"
    " accounts_organisation) WHERE suggestion_id = {suggestion}",
    "suggestions.dates": "UPDATE disputes_suggestion SET issued_on = issued_on - 1 WHERE dossier_id = {suggestion}",
    "suggestions.single_facts": _once_more("suggestion_issued", "kind, value"),
    "suggestions.one_clock": _once_more(
        "suggestion_received", "'letter_registered', jsonb_build_object('since', on_date::text)"
    ),
    "study.heads": "UPDATE disputes_attendance SET normalised = 'x'",
    "study.lists": "UPDATE disputes_attendance SET (head_id, organisation_id, name, normalised) ="
    " (SELECT id, organisation_id, name, normalised FROM accounts_rosterentry WHERE name = '吴局长')",
    "training.invited": "UPDATE disputes_invitation SET voided_at = now(), void_reason = '误邀'",
    "rules.replaced": "INSERT INTO disputes_rule_replaces (from_rule_id, to_rule_id) SELECT id, id FROM disputes_rule",
}
# Rules that no statement can tell: broken in tests of their own below.
BY_FUNCTION = {"files.stored", "deadlines.derived", "figures.entries", "figures.sums"}


def break_it(statement: str, world: World) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in GUARDED:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(statement.format(**world.ids))
        changed = cursor.rowcount
        for table in GUARDED:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    assert changed, "the statement changed nothing"


def broken(**how: Any) -> dict[str, list[Any]]:
    return {outcome.invariant.name: outcome.offenders for outcome in check(**how) if not outcome.holds}


def test_every_rule_is_broken_somewhere_below() -> None:
    assert BREAKS.keys() | BY_FUNCTION == {rule.name for rule in invariants()}
    assert all(str(rule.title) and rule.rows_of for rule in invariants())


def test_all_rules_hold_of_sound_data(world: World) -> None:
    assert broken(full=True) == {}


@contextmanager
def broken_by(statement: str, world: World, *, refresh: bool = True) -> Iterator[None]:
    """The data as a statement leaves them, next due dates with them; afterwards as before."""
    with transaction.atomic():
        break_it(statement, world)
        if refresh:
            refresh_next_due(world.ids.values())
        yield
        transaction.set_rollback(True)


def test_a_broken_rule_is_reported_and_no_other(world: World) -> None:
    """All in one test: making the cases takes longer than breaking them."""
    reported: dict[str, list[str]] = {}
    at_once: dict[str, set[str]] = {}
    for name, statement in BREAKS.items():
        with broken_by(statement, world, refresh=name != "deadlines.next_due"):
            reported[name] = list(broken(slow=False))
            at_once[name] = {line.split(": ")[0] for line in problems()}
    assert {name: found for name, found in reported.items() if found != [name]} == {}
    assert {name: found for name, found in at_once.items() if found != {name}} == {}


MORE_ACCESS = {
    "a wrong basis": "UPDATE dossiers_dossieraccess SET basis = 'third_party'"
    " WHERE dossier_id = {review} AND basis = 'respondent'",
    "a stranger": "INSERT INTO dossiers_dossieraccess (dossier_id, audience, organisation_id, basis, kind, status,"
    " stage)"
    " SELECT {review}, 'party', max(id), 'third_party', '', '', '' FROM accounts_organisation",
    "an office that is none": "UPDATE dossiers_dossieraccess SET organisation_id = (SELECT max(id) FROM"
    " accounts_organisation) WHERE dossier_id = {review} AND audience = 'office'",
}


def test_access_that_is_not_what_services_give_is_reported(world: World, other_office: Office) -> None:
    for way, statement in MORE_ACCESS.items():
        with broken_by(statement, world):
            assert broken(slow=False) == {"access.expected": [world.review.pk]}, way


MORE_ACCESS_TO_DISPUTES = {
    "the unit is gone": "DELETE FROM dossiers_dossieraccess WHERE dossier_id = {dispute} AND basis = 'unit'",
    "the court is gone": "DELETE FROM dossiers_dossieraccess WHERE dossier_id = {dispute} AND basis = 'referrer'",
    "the mediator is gone": "DELETE FROM dossiers_dossieraccess WHERE dossier_id = {dispute} AND basis = 'mediator'",
    "a mediator who is none": "UPDATE dossiers_dossieraccess SET user_id = (SELECT max(id) FROM accounts_user)"
    " WHERE dossier_id = {dispute} AND basis = 'mediator'",
    "a unit that gave it back": "UPDATE disputes_transfer SET state = 'returned', returned_on = sent_on, reason = 'x'"
    " WHERE dispute_id = {dispute}",
}


def test_access_to_a_dispute_that_its_own_data_do_not_give_is_reported(world: World) -> None:
    for way, statement in MORE_ACCESS_TO_DISPUTES.items():
        with broken_by(statement, world):
            assert broken(slow=False) == {"disputes.access": [world.dispute.pk]}, way


def test_the_statement_of_expected_access_is_what_services_give(world: World, office: Office) -> None:
    twice = make.make_organisation("甲区城管局")
    case = make.make_case(office.organ, respondents=[make.agency_of(office.organ), twice])
    case.dossier.parties.create(role="third_party", kind="agency", name="甲区公安局", organisation=twice)
    with connection.cursor() as cursor:
        cursor.execute(EXPECTED_ACCESS)
        stated = set(cursor.fetchall())
    given = {
        (dossier.pk, str(audience), organisation, str(basis))
        for dossier in Dossier.objects.unscoped("a test").select_related("organ")
        for audience, organisation, _user, basis in expected_access(dossier)
        # What only one kind of case has, such as its court, is told by its app and held by a rule of its own.
        if audience in {Audience.OFFICE, Audience.ORGAN, Audience.PARTY} and basis not in {Basis.UNIT, Basis.REFERRER}
    }
    assert stated == given


@pytest.mark.unsound("papers are lost and changed")
def test_a_paper_that_is_gone_shortened_or_changed_is_reported(world: World, office: Office) -> None:
    for content in (b"one", b"two", b"three"):
        add_file(actor=office.officer, dossier=world.review.dossier, file=make.pdf(content=make.PDF + content))
    kept, gone, short, changed = StoredFile.objects.order_by("pk")
    default_storage.delete(gone.path)
    with default_storage.open(short.path, "r+b") as stored:
        stored.truncate(5)
    with default_storage.open(changed.path, "r+b") as stored:
        stored.write(b"%PDX")
    try:
        assert broken(full=True) == {"files.stored": [gone.pk, short.pk, changed.pk]}
        assert kept.pk not in broken()["files.stored"]
    finally:
        for damaged in (short, changed):
            default_storage.delete(damaged.path)


@pytest.mark.unsound("a period is invented")
def test_a_period_that_does_not_follow_from_the_facts_is_reported(world: World) -> None:
    later = "UPDATE deadlines_deadline SET due_on = due_on + 1 WHERE dossier_id = {closed} AND clock = 'fy_decide_60d'"
    with broken_by(later, world):
        assert broken() == {"deadlines.derived": [world.closed.pk]}
    Deadline.objects.create(
        dossier=world.suspended.dossier,
        key="fy_review_after_supplement_5wd/-/1",
        clock="fy_review_after_supplement_5wd",
        owner="office",
        state="met",
        starts_on=today(),
        ended_on=today(),
        events=[],
        derivation=[{"rule": "x"}],
    )
    assert broken() == {"deadlines.derived": [world.suspended.pk]}


@pytest.mark.unsound("entries and sums are changed")
def test_figures_that_cases_and_entries_do_not_give_are_reported(world: World) -> None:
    moved = "UPDATE reports_entry SET day = day + 40 WHERE dossier_id = {closed} AND measure = 'concluded'"
    with broken_by(moved, world):
        assert broken(full=True) == {"figures.entries": [world.closed.pk]}
    assert summaries.complete() > 0
    with broken_by("UPDATE reports_summary SET number = number + 1 WHERE dimension = 'matter'", world):
        found = broken(full=True)
        assert list(found) == ["figures.sums"]
        assert all("matter" in line for line in found["figures.sums"])
    assert broken(full=True) == {}


# --- the command, the task -------------------------------------------------------------------------------------


@pytest.mark.unsound("a rule is broken on purpose")
def test_the_command_names_the_rule_and_the_rows(world: World) -> None:
    out = StringIO()
    call_command("check_data", stdout=out)
    assert "all hold" in out.getvalue()
    break_it(BREAKS["numbers.counter"], world)
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("check_data", "--json", stdout=out)
    found = json.loads(out.getvalue())
    (rule,) = [rule for rule in found["rules"] if not rule["holds"]]
    assert (rule["name"], rule["count"], found["sound"]) == ("numbers.counter", 1, False)
    out = StringIO()
    call_command("check_data", "--only", "numbers.gaps", stdout=out)
    assert "1 rule was asked; all hold." in out.getvalue()
    with pytest.raises(CommandError, match="no rule named"):
        call_command("check_data", "--only", "numbers.nonsense")
    out = StringIO()
    call_command("check_data", "--list", stdout=out)
    assert len(out.getvalue().splitlines()) == len(invariants())


@pytest.mark.unsound("a rule is broken on purpose")
def test_the_night_keeps_what_it_found(world: World) -> None:
    assert check_data() is True
    break_it(BREAKS["access.worklist"], world)
    assert check_data() is False
    bad, good = TaskRun.objects.filter(name="data.check")
    assert (good.state, good.counts) == (RunState.DONE, {"rules": len(invariants()), "broken": 0})
    assert bad.state == RunState.PROBLEM
    assert bad.detail["broken"][0]["name"] == "access.worklist"
    assert bad.detail["broken"][0]["count"] == 3


def test_what_is_found_is_counted_to_a_limit() -> None:
    many = Invariant("x", "x", "x", f"SELECT generate_series(1, {COUNTED * 3})")
    assert len(many.offenders()) == COUNTED + 1
    by_function = Invariant("x", "x", "x", lambda full: iter(range(COUNTED * 3)))
    assert len(by_function.offenders()) == COUNTED + 1
