"""Steps tried and taken back: what taking one gives, and whether anything was written."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from accounts.actors import Actor
from accounts.permissions import can
from dossiers.models import TimelineEntry
from tests import factories as make
from tests.factories import Case
from workflow import services
from workflow.forms import StepForm
from workflow.models import Approval
from workflow.services import closed_to
from workflow.steps import StepRefused, proceeding_type

WRITTEN = """
    SELECT (SELECT count(*) FROM dossiers_timelineentry), (SELECT count(*) FROM dossiers_fact),
           (SELECT count(*) FROM dossiers_trailentry), (SELECT count(*) FROM dossiers_casenumber),
           (SELECT count(*) FROM workflow_approval), (SELECT count(*) FROM deadlines_deadline),
           (SELECT count(*) FROM dossiers_dossierfile), (SELECT count(*) FROM notices_notice),
           (SELECT sum(version) FROM dossiers_dossier), (SELECT sum(last) FROM dossiers_numberseries),
           (SELECT string_agg(state, ',') FROM cases_reconsiderationcase),
           (SELECT string_agg(state, ',') FROM hearings_lawsuit),
           (SELECT string_agg(state, ',') FROM disputes_suggestion),
           (SELECT count(*) FROM disputes_suggestionagency),
           (SELECT string_agg(state, ',') FROM disputes_dispute),
           (SELECT string_agg(state, ',') FROM disputes_transfer),
           (SELECT string_agg(state, ',') FROM disputes_session),
           (SELECT string_agg(state, ',') FROM disputes_term),
           (SELECT count(*) FROM disputes_teammember), (SELECT count(*) FROM disputes_position)
"""


def written() -> tuple:
    with connection.cursor() as cursor:
        cursor.execute(WRITTEN)
        return cursor.fetchone()


class _Undo(Exception):
    pass


def attempt(actor: Actor, case: Case, code: str, data: dict[str, object], form: StepForm | None = None) -> object:
    """What taking the step gives: the entry or approval, or the error; undone in either case."""
    outcome: object = None
    form = form or make.form_for(actor, case, code, **data)
    try:
        with transaction.atomic():
            outcome = services.take(actor=actor, dossier=case.dossier, step_code=code, form=form)
            raise _Undo
    except (_Undo, PermissionDenied, StepRefused) as error:
        outcome = outcome or error
    return outcome


def check_openness(
    case: Case,
    open_here: Collection[str],
    data: Mapping[str, dict[str, Any]],
    taker: Callable[[str], Actor],
    *,
    told: Collection[str],
    together: Collection[str] = (),
    needs_approval: Collection[str] = (),
    only_seen: Collection[str] = (),
) -> None:
    """Each step of the case's proceeding is open where `open_here` names it, is closed with a reason elsewhere.

    Those that are open are taken with their `data` by `taker`, and taken back; of `only_seen` it is enough to see
    that they are open. `told` are written by steps of other cases, those `together` are taken from elsewhere.
    """
    steps = proceeding_type(case.dossier.kind).steps
    context = make.context_of(taker(""), case)
    # One that is closed is refused when it is taken too.
    closed = next(code for code in steps if code not in {*open_here, *told})
    assert isinstance(attempt(taker(closed), case, closed, {}), StepRefused)
    before = written()
    for code, step in steps.items():
        if code in told:
            assert not step.sources, code
            continue
        reason = closed_to(step, context)
        if code in together:
            assert step.together, code
            assert isinstance(attempt(taker(code), case, code, {}), PermissionDenied), code
            continue
        assert (reason is None) == (code in open_here), (code, reason)
        if reason is not None:
            assert str(reason), code
        elif code not in only_seen:
            outcome = attempt(taker(code), case, code, data[code])
            assert isinstance(outcome, Approval if code in needs_approval else TimelineEntry), (code, outcome)
            assert written() == before, code


def check_who_may(
    case: Case, people: Mapping[str, Actor], may: Callable[[str, str], bool], *, told: Collection[str]
) -> None:
    """Each of `people` may take just the steps of which `may(code, name)` says so."""
    for name, actor in people.items():
        for code, step in proceeding_type(case.dossier.kind).steps.items():
            if code not in told:
                assert can(actor, step.permission, case.dossier) is may(code, name), (name, code)
