"""Steps tried and taken back: what taking one gives, and whether anything was written."""

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from accounts.actors import Actor
from tests import factories as make
from tests.factories import Case
from workflow import services
from workflow.forms import StepForm
from workflow.steps import StepRefused

WRITTEN = """
    SELECT (SELECT count(*) FROM dossiers_timelineentry), (SELECT count(*) FROM dossiers_fact),
           (SELECT count(*) FROM dossiers_trailentry), (SELECT count(*) FROM dossiers_casenumber),
           (SELECT count(*) FROM workflow_approval), (SELECT count(*) FROM deadlines_deadline),
           (SELECT count(*) FROM dossiers_dossierfile), (SELECT count(*) FROM notices_notice),
           (SELECT sum(version) FROM dossiers_dossier), (SELECT sum(last) FROM dossiers_numberseries),
           (SELECT string_agg(state, ',') FROM cases_reconsiderationcase),
           (SELECT string_agg(state, ',') FROM hearings_lawsuit),
           (SELECT string_agg(state, ',') FROM disputes_suggestion),
           (SELECT count(*) FROM disputes_suggestionagency)
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
