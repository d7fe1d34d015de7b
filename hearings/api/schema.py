"""The shapes of `hearings.api.data` for the description of the interface."""

from typing import Any

from dossiers.models import DossierStatus
from hearings.models import AppearanceState, IdentityResult, SittingKind, SittingMode, SittingState, State

Schema = dict[str, Any]

ID: Schema = {"type": "integer"}
TEXT: Schema = {"type": "string"}
DAY: Schema = {"type": "string", "format": "date"}
MOMENT: Schema = {"type": "string", "format": "date-time"}
FLAG: Schema = {"type": "boolean"}


def maybe(schema: Schema) -> Schema:
    return (
        {"oneOf": [schema, {"type": "null"}]} if "type" not in schema else schema | {"type": [schema["type"], "null"]}
    )


def one_of(choices: Any) -> Schema:
    return {"type": "string", "enum": list(choices.values)}


def many(schema: Schema) -> Schema:
    return {"type": "array", "items": schema}


def thing(**properties: Schema) -> Schema:
    """An object with exactly these properties, all of them there."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


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
SITTING_WITH_CASES = SITTING | {
    "properties": SITTING["properties"] | {"cases": CASES},
    "required": [*SITTING["required"], "cases"],
}
STEP = thing(step=TEXT, title=TEXT, open=FLAG, reason=TEXT)
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
    head=maybe(HEAD),
    identity=one_of(IdentityResult),
    identity_reason=maybe(TEXT),
    absence=maybe(TEXT),
    staff=maybe(TEXT),
    came=maybe(TEXT),
    court_came=maybe(TEXT),
    settled_came=maybe(TEXT),
    present=maybe(FLAG),
)
APPEARANCE_DETAIL = APPEARANCE | {
    "properties": APPEARANCE["properties"]
    | {"heads": many(thing(id=ID, name=TEXT, post=TEXT, rank=TEXT)), "steps": many(TEXT)},
    "required": [*APPEARANCE["required"], "heads", "steps"],
}
TAKEN = thing(case=ID, step=TEXT, entry=maybe(ID), approval=maybe(ID), on_date=maybe(DAY))
PROBLEM: Schema = {
    "type": "object",
    "properties": {
        "type": TEXT,
        "title": TEXT,
        "status": ID,
        "detail": TEXT,
        "errors": many(thing(field=TEXT, code=TEXT, message=TEXT)),
    },
    "required": ["type", "title", "status", "detail"],
}


def page(schema: Schema) -> Schema:
    return thing(next=maybe(TEXT), results=many(schema))


def answers(code: int, schema: Schema, *also: int) -> dict[Any, Schema]:
    """What an address answers: `code` with its shape, and the problems that are possible everywhere and `also`."""
    problems = {(each, "application/problem+json"): PROBLEM for each in (400, 401, 403, 404, 406, 413, 415, 429, *also)}
    return {(code, "application/json"): schema, **problems}
