"""The shapes of `disputes.suggestions.api.data` for the description of the interface."""

from accounts.api.shapes import DAY, FLAG, ID, TEXT, and_also, many, maybe, one_of, thing
from disputes.models import Subject, SuggestionKind, SuggestionState
from dossiers.models import DossierStatus
from workflow.api import STEP

AGENCY = thing(
    party=maybe(ID),
    organisation=ID,
    name=TEXT,
    received_on=maybe(DAY),
    replied_on=maybe(DAY),
    taken_up=maybe(TEXT),
    measures=maybe(TEXT),
    responsible=maybe(TEXT),
    done_by=maybe(DAY),
    reported_on=maybe(DAY),
    checked_on=maybe(DAY),
    rectified=maybe(TEXT),
    requests=maybe(ID),
    requested_on=maybe(DAY),
)
SUGGESTION = thing(
    id=ID,
    number=maybe(TEXT),
    register_number=maybe(TEXT),
    title=TEXT,
    kind=one_of(SuggestionKind),
    subject=one_of(Subject),
    status=one_of(DossierStatus),
    stage=one_of(SuggestionState),
    issuer=TEXT,
    issued_on=maybe(DAY),
    cause=maybe(TEXT),
    domain=maybe(TEXT),
    matter=maybe(TEXT),
    problem=TEXT,
    proposal=TEXT,
    agencies=many(AGENCY),
    due_on=maybe(DAY),
    recurs=maybe(FLAG),
)
SUGGESTION_DETAIL = and_also(SUGGESTION, version=ID, steps=many(STEP))
