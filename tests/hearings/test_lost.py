"""What counts as lost, outcome by outcome and rule by rule, written out by hand."""

import pytest

from dossiers.reference import read_codes
from hearings import lost
from hearings.lost import DEFAULT, Finding, Rule, Side, after_appeal, contradicts, of_case, of_defendants, of_outcome

LOST = {
    *("revoked", "revoked_partly", "revoked_redo", "perform", "pay", "illegal", "void", "modified", "agreement"),
    "compensation",
}
NOT_LOST = {
    *("claims_dismissed", "affirmed", "changed", "not_docketed", "rejected", "withdrawn", "withdrawn_changed"),
    *("withdrawn_settled", "withdrawn_not_said", "deemed_withdrawn", "ended", "retrial_refused", "mediated"),
}
STILL_OPEN = {"sent_back", "transferred", "continue", "retrial_ordered"}


def test_every_outcome_of_the_list_has_been_thought_of() -> None:
    assert {code.code for code in read_codes() if code.list == "suit_result"} == LOST | NOT_LOST | STILL_OPEN


@pytest.mark.parametrize("outcome", sorted(LOST | NOT_LOST | STILL_OPEN))
def test_an_outcome_with_effect(outcome: str) -> None:
    expected = True if outcome in LOST else None if outcome in STILL_OPEN else False
    assert of_outcome(outcome, effective=True).lost is expected
    assert of_outcome(outcome, effective=False).lost is None


@pytest.mark.parametrize(
    ("outcome", "minor", "rule", "expected"),
    [
        ("revoked_partly", False, Rule(partly=False), False),
        ("revoked_partly", False, Rule(minor_fault=False, modified=False), True),
        ("illegal", True, Rule(minor_fault=False), False),
        ("illegal", False, Rule(minor_fault=False), True),
        ("illegal", True, DEFAULT, True),
        ("modified", False, Rule(modified=False), False),
        ("revoked", True, Rule(partly=False, minor_fault=False, modified=False), True),
    ],
)
def test_the_rule_of_the_organ(outcome: str, minor: bool, rule: Rule, expected: bool) -> None:
    assert of_outcome(outcome, effective=True, minor_fault=minor, rule=rule).lost is expected


@pytest.mark.parametrize(
    ("outcome", "below", "instead", "expected"),
    [
        ("affirmed", "revoked", None, True),
        ("affirmed", "claims_dismissed", None, False),
        ("affirmed", None, None, False),
        ("changed", "claims_dismissed", "revoked", True),
        ("changed", "revoked", "claims_dismissed", False),
        ("changed", "revoked", None, None),
        ("sent_back", "revoked", None, None),
        ("revoked", None, None, True),
    ],
)
def test_a_judgment_on_another(outcome: str, below: str | None, instead: str | None, expected: bool | None) -> None:
    assert after_appeal(outcome, below, instead, effective=True).lost is expected
    assert after_appeal(outcome, below, instead, effective=False).lost is None


@pytest.mark.parametrize(
    ("rule", "original", "organ", "expected"),
    [
        (DEFAULT, True, False, False),
        (Rule(joint=True), True, False, True),
        (Rule(joint=True), False, False, False),
        (Rule(joint=True), True, None, None),
        (DEFAULT, False, True, True),
    ],
)
def test_joint_defendants(rule: Rule, original: bool, organ: bool | None, expected: bool | None) -> None:
    sides = [Side(1, Finding(original, "")), Side(2, Finding(organ, ""), joint=True)]
    assert {key: found.lost for key, found in of_defendants(sides, rule).items()} == {1: original, 2: expected}


def test_a_case_is_lost_with_any_defendant() -> None:
    yes, no, open_ = Finding(True, ""), Finding(False, ""), Finding(None, "")
    assert [of_case([yes, no]), of_case([no, open_]), of_case([open_]), of_case([])] == [True, False, None, None]


@pytest.mark.parametrize(
    ("outcome", "typed", "expected"),
    [
        ("claims_dismissed", True, True),
        ("revoked", False, True),
        ("revoked", True, False),
        ("modified", False, False),
        ("modified", True, False),
        ("revoked_partly", False, False),
        ("illegal", False, True),
        ("affirmed", True, False),
        ("withdrawn", True, True),
        ("sent_back", True, True),
        ("sent_back", False, False),
        (None, True, False),
        ("revoked", None, False),
    ],
)
def test_what_was_typed_is_contradicted(outcome: str | None, typed: bool | None, expected: bool) -> None:
    assert contradicts(outcome, typed) is expected


def test_the_reason_is_said(settings: object) -> None:
    reasons = {str(of_outcome(outcome, effective=True).reason) for outcome in LOST | NOT_LOST | STILL_OPEN}
    assert len(reasons) == 3
    assert all(reasons)
    assert lost.AGAINST == LOST
