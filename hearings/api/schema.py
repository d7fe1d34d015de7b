"""The shapes of `hearings.api.data` for the description of the interface."""

from accounts.api.shapes import DAY, FLAG, ID, MOMENT, TEXT, and_also, many, maybe, one_of, thing
from accounts.models import HeadRank
from dossiers.models import DossierStatus
from hearings.models import AppearanceState, IdentityResult, SittingKind, SittingMode, SittingState, State
from workflow.api import STEP

PLACE = thing(id=ID, name=TEXT)
NAMED = many(thing(name=TEXT, size=ID))
SUIT = thing(
    id=ID,
    number=maybe(TEXT),
    title=TEXT,
    status=one_of(DossierStatus),
    stage=one_of(State),
    court=maybe(TEXT),
    plaintiffs=NAMED,
    defendants=NAMED,
    act=thing(name=TEXT, number=TEXT),
    served_on=maybe(DAY),
    heard_on=maybe(DAY),
    concluded_on=maybe(DAY),
    effective_on=maybe(DAY),
    judgment_number=maybe(TEXT),
    lost=maybe(FLAG),
    due_on=maybe(DAY),
    officer=maybe(TEXT),
)
SITTING = thing(
    id=ID,
    court=maybe(PLACE),
    kind=one_of(SittingKind),
    mode=one_of(SittingMode),
    courtroom=maybe(TEXT),
    presider=maybe(TEXT),
    begins=maybe(MOMENT),
    ends=maybe(MOMENT),
    hearing_on=DAY,
    state=one_of(SittingState),
    replaced_by=maybe(ID),
    change_reason=maybe(TEXT),
    version=ID,
)
CASES = many(thing(id=ID, number=maybe(TEXT)))
SITTING_WITH_CASES = and_also(SITTING, cases=CASES)
SUIT_DETAIL = thing(
    id=ID,
    number=maybe(TEXT),
    title=TEXT,
    version=ID,
    status=one_of(DossierStatus),
    stage=one_of(State),
    court=maybe(PLACE),
    served_on=maybe(DAY),
    concluded_on=maybe(DAY),
    effective_on=maybe(DAY),
    outcome=maybe(TEXT),
    lost=maybe(FLAG),
    defendants=many(
        thing(
            party=ID, organisation=maybe(ID), name=TEXT, standing=maybe(TEXT), served_on=maybe(DAY), outcome=maybe(TEXT)
        )
    ),
    sittings=many(SITTING),
    steps=many(STEP),
)
HEAD = thing(id=ID, name=TEXT, post=TEXT)
APPEARANCE = thing(
    id=ID,
    case=ID,
    number=maybe(TEXT),
    sitting=ID,
    hearing_on=DAY,
    sitting_state=one_of(SittingState),
    agency=maybe(PLACE),
    party=ID,
    state=one_of(AppearanceState),
    called_for=maybe(TEXT),
    notice_number=maybe(TEXT),
    notice_on=maybe(DAY),
    head=maybe(HEAD),
    identity=one_of(IdentityResult),
    identity_reason=maybe(TEXT),
    absence=maybe(TEXT),
    staff=maybe(TEXT),
    came=maybe(TEXT),
    rank=maybe(one_of(HeadRank)),
    spoke=maybe(FLAG),
    left_early=maybe(FLAG),
    # Why the office returned the record.
    return_reason=maybe(TEXT),
    court_came=maybe(TEXT),
    court_spoke=maybe(FLAG),
    court_left_early=maybe(FLAG),
    settled_came=maybe(TEXT),
    settled_left_early=maybe(FLAG),
    settled_spoke=maybe(FLAG),
    settled_reason=maybe(TEXT),
    # In what the two records differ and nobody has settled it.
    differences=many(TEXT),
    present=maybe(FLAG),
)
APPEARANCE_DETAIL = and_also(
    APPEARANCE,
    heads=many(thing(id=ID, name=TEXT, post=TEXT, rank=TEXT)),
    # By when the agency owes what comes next: a head, the papers, the record.
    due_on=maybe(DAY),
    steps=many(TEXT),
)
