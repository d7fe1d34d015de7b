"""Permissions, steps and clocks name each other rightly, and the printed tables are what is declared."""

import ast
import datetime as dt
from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings

from accounts.permissions import PERMISSIONS
from cases import facts
from cases.clocks import rules_2017, rules_2023
from cases.models import Law, State
from config.management.commands.write_docs import documents
from deadlines.engine import clocks
from deadlines.sides import NOBODY
from disputes import clocks as dispute_clocks
from disputes import facts as dispute_facts
from disputes.models import State as DisputeState
from disputes.models import Suggestion, SuggestionKind, SuggestionState
from disputes.steps.common import PLAN
from disputes.suggestions import facts as suggestion_facts
from disputes.suggestions.clocks import rules_in as suggestion_rules
from dossiers.actions import ACTIONS
from hearings import facts as suit_facts
from hearings.clocks import rules_in
from hearings.models import Procedure
from hearings.models import State as SuitState
from tests.architecture.test_the_house import ROOT, name, sources, tree_of
from workflow.steps import ProceedingType, Step, all_types

KINDS = {
    kind: {value for key, value in vars(module).items() if key.isupper() and isinstance(value, str)}
    for kind, module in (
        ("reconsideration", facts),
        ("litigation", suit_facts),
        ("dispute", dispute_facts),
        ("suggestion", suggestion_facts),
    )
}
STATES: dict[str, Any] = {
    "reconsideration": State,
    "litigation": SuitState,
    "dispute": DisputeState,
    "suggestion": SuggestionState,
}
STEPS = [(kind, step) for kind in all_types() for step in kind.steps.values()]
OF_CASES = [step for kind, step in STEPS if kind.kind == "reconsideration"]
OF_SUITS = [step for kind, step in STEPS if kind.kind == "litigation"]
OF_DISPUTES = [step for kind, step in STEPS if kind.kind == "dispute"]
OF_SUGGESTIONS = [step for kind, step in STEPS if kind.kind == "suggestion"]
# Written beside a step in another case.
LINKED = {"linked", "parted", "centre_settled"}
TOLD = LINKED | {"letter_registered", "letter_back"}


@dataclass(frozen=True)
class Begun:
    """A fact as the rules look at it."""

    kind: str
    value: dict[str, Any]
    on_date: dt.date = dt.date(2026, 1, 5)
    party_id: int | None = None


# Functions whose argument is the name of a permission.
ASKS = {"can": 1, "require": 1, "acting_for": 1, "requires": 0, "approvers": 0}


def _asked() -> dict[str, str]:
    """Every permission that is named in the source, with one place that names it."""
    found: dict[str, str] = {}
    for path in sources():
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Call):
                function = getattr(node.func, "id", getattr(node.func, "attr", ""))
                place = ASKS.get(function)
                if place is not None and len(node.args) > place and isinstance(node.args[place], ast.Constant):
                    found[node.args[place].value] = name(path)
            elif isinstance(node, ast.Constant) and node.value in PERMISSIONS and path.stem != "permissions":
                found.setdefault(node.value, name(path))
    templates = (path.read_text(encoding="utf-8") for path in sorted((ROOT / "templates").rglob("*.html")))
    text = "\n".join(templates)
    return found | {permission: "a template" for permission in PERMISSIONS if f'"{permission}"' in text}


def test_every_permission_that_is_asked_is_in_the_table_and_every_entry_is_asked() -> None:
    asked = _asked()
    assert {permission: place for permission, place in asked.items() if permission not in PERMISSIONS} == {}
    assert sorted(set(PERMISSIONS) - set(asked)) == []


@pytest.mark.parametrize(("kind", "step"), STEPS, ids=[f"{kind.kind}-{step.code}" for kind, step in STEPS])
def test_a_step_is_declared_whole(kind: ProceedingType, step: Step) -> None:
    kinds, states = KINDS[kind.kind], set(STATES[kind.kind])
    assert step.permission in PERMISSIONS
    assert str(step.title)
    assert set(step.facts) | set(step.moves) <= kinds
    assert set(step.form.not_before) <= kinds
    assert step.sources <= states
    assert callable(step.target) or step.target is None or step.target in states
    assert all(condition.name for condition in step.conditions)
    started, stopped = kind.touched(step.facts)
    assert set(started) | set(stopped) <= set(clocks())
    assert set(step.articles) <= set(kind.laws)
    # The plan of the district is no law: it has sections.
    assert all("第" in article or article.startswith(PLAN) for article in step.articles.values() if article)


@pytest.mark.parametrize("step", OF_CASES, ids=[step.code for step in OF_CASES])
def test_an_act_of_reconsideration_names_its_article(step: Step) -> None:
    begins_a_case = not step.sources
    told = TOLD | {"separated_from", "centre_time"}
    assert (step.code in {"register", "enter_running", "enter_ledger"} | told) == begins_a_case
    # What is an act of law names its article under the law it belongs to; what the office does for itself has none.
    parties = {"add_party", "amend_party", "remove_party"}
    together = {"join", "part"} | told
    of_the_office = (
        {
            "enter_running",
            "enter_ledger",
            "assign",
            "close",
            "amend",
            "void",
            "reopen",
            "correct_slip",
            "appeal_above",
            "answered_above",
        }
        | parties
        | together
    )
    of_2017_alone = {"refer", "organs_contend", "ask_designation", "organ_settled"}
    assert bool(step.article_for(Law.LAW_2023)) == (step.code not in of_the_office | of_2017_alone)
    assert step.code not in of_2017_alone or step.article_for(Law.LAW_2017)


def test_an_act_of_a_lawsuit_names_its_article() -> None:
    """What the office does for itself, what only local rules ask of it, and a court's own acts have none."""
    parties = {"add_party", "amend_party", "remove_party"}
    together = {"link_suit", "unlink_suit"} | TOLD
    record = {"amend", "assign", "close", "reopen", "void", "enter_ledger"} | together
    whole_process = {
        *("response_opinion", "response_plan", "leader_instruction", "find_risk", "handle_risk", "mark_major_suit"),
        *("report_up", "ask_guidance", "give_guidance"),
    }
    of_the_court = {"hold_hearing", "cancel_hearing"}
    without = {step.code for step in OF_SUITS if not step.articles}
    assert without == parties | record | whole_process | of_the_court
    assert {step.code for step in OF_SUITS if not step.sources} == {"register", "enter_ledger"} | TOLD


def test_an_act_on_a_suggestion_names_its_article_where_its_kind_has_one() -> None:
    """The issue, the answer and the report upward rest on law; what the office does for itself has none."""
    named = {step.code for step in OF_SUGGESTIONS if any(step.articles.values())}
    assert named == {"register", "issue", "receive", "reply", "report_rectification", "report_unheeded"}
    assert all(step.every_law for step in OF_SUGGESTIONS if step.articles)
    assert {step.code for step in OF_SUGGESTIONS if not step.sources} == {"register", "draw_up"} | LINKED


def test_an_act_of_the_centre_names_its_rule() -> None:
    """The district's plan, or the law where there is one; of its own record and of what came after there is none."""
    record = {"assign", "amend", "add_party", "add_agency", "amend_party", "remove_party", "void", "close", "reopen"}
    sessions = {"set_session", "tell_session", "move_session", "cancel_session", "hold_session"}
    after = {"settle_term", "came_after"}
    without = {step.code for step in OF_DISPUTES if not step.articles}
    links = {"link_dispute", "unlink_dispute"} | LINKED
    assert without == record | sessions | after | links | {"register", "recall_transfer"}
    by_the_lead = {"follow", "leave_lead", "end_with_lead", "confirm_with_lead"}
    assert {step.code for step in OF_DISPUTES if not step.sources} == {"register"} | LINKED | by_the_lead


def test_the_law_of_2017_has_what_it_had() -> None:
    without = {step.code for step in OF_CASES if step.articles and not step.known_to(Law.LAW_2017)}
    # It knew no simplified procedure, no case that must be heard, no committee, no asking of a document's maker, no
    # order to resume, no publication, no copy to superiors, no interview, and its rules no end without further
    # handling, no escalation and no filing with the agency of the act.
    assert without == {
        *("convert", "mark_major", "refer_to_committee", "committee_opinion", "notify_maker", "maker_replied"),
        *(
            "ordered_to_resume",
            "publish",
            "copy_to_superior",
            "admonish",
            "no_further",
            "forwarded_by_agency",
            "corrected_by_agency",
            "escalation_notice",
            "escalate",
        ),
    }


def test_codes_of_steps_are_unique_and_every_state_can_be_reached_and_left() -> None:
    for kind in all_types():
        codes = [step.code for step in kind.steps.values()]
        assert len(codes) == len(set(codes))
        assert list(kind.steps) == codes
    worked_out = {
        "reconsideration": {State.FILED, State.SERVED, State.REVIEW},
        "litigation": {SuitState.ANSWERING, SuitState.TRIAL},
        # A draft is what the office begins with; the rest follows from where each agency stands.
        "suggestion": set(SuggestionState) - {SuggestionState.AWAITING, SuggestionState.CLOSED, SuggestionState.VOID},
        "dispute": {DisputeState.SCREENING, DisputeState.RESOLVING},
    }
    for kind in all_types():
        states = set(STATES[kind.kind])
        steps = kind.steps.values()
        targets = {step.target for step in steps if isinstance(step.target, str)} | worked_out[kind.kind]
        assert targets == states
        left = {state for step in steps if step.target is not None for state in step.sources}
        # What was declined and closed is taken up again when a higher organ orders it.
        assert left == states - {State.VOID}, kind.kind


def test_every_fact_is_recorded_by_a_step_and_every_rule_starts_with_one() -> None:
    for steps, kind in (
        (OF_CASES, "reconsideration"),
        (OF_SUITS, "litigation"),
        (OF_DISPUTES, "dispute"),
        (OF_SUGGESTIONS, "suggestion"),
    ):
        assert {fact for step in steps for fact in step.facts} == KINDS[kind]
    suits = [
        *rules_in("first", ()),
        *rules_in("second", ()),
        *rules_in("retrial_review", ()),
        *rules_in("first", [Begun(suit_facts.SERVED_WITH_SUIT, {"procedure": Procedure.SIMPLIFIED})]),
    ]
    suggestions = [rule for kind in SuggestionKind for rule in suggestion_rules(Suggestion(kind=kind, reply_days=9))]
    for kind, rules in (
        ("reconsideration", [*rules_2023(), *rules_2017()]),
        ("litigation", suits),
        ("dispute", dispute_clocks.rules_in(NOBODY)),
        ("suggestion", suggestions),
    ):
        for rule in rules:
            named = {rule.starts, *rule.stops, *rule.ends, *(fact for pair in rule.pauses for fact in pair)}
            assert named | ({rule.extends} if rule.extends else set()) <= KINDS[kind], rule.clock
            assert rule.clock in clocks()


def test_the_printed_tables_are_what_is_declared() -> None:
    for path, text in documents().items():
        assert path.is_relative_to(settings.BASE_DIR / "docs")
        assert path.read_text(encoding="utf-8") == text, f"{path.name} is out of date: make manage cmd=write_docs"


def test_every_action_of_the_trail_has_its_words() -> None:
    recorded = {
        (keyword.value.value, name(path))
        for path in sources()
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in {"record", "send"}
        for keyword in node.keywords
        if keyword.arg == "action" and isinstance(keyword.value, ast.Constant)
    }
    assert recorded
    assert {(action, place) for action, place in recorded if action not in ACTIONS} == set()
