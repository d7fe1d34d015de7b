"""The code lists: their names, how their file is read and loaded, and how a word in a paper finds its code."""

import datetime as dt
import re
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import SYSTEM, Actor
from accounts.permissions import require
from accounts.reference import Loaded, Row, read_rows, refuse_problems
from accounts.text import normalise_name
from accounts.timekeeping import today
from dossiers.models import Code
from dossiers.trail import record

DATA = Path(__file__).parent / "data"
COLUMNS = (
    "list",
    "code",
    "label_zh",
    "label_en",
    "parent",
    "aliases",
    "mapping",
    "valid_from",
    "valid_to",
    "position",
)
LISTS = {
    "channel": _("How an application came"),
    "matter": _("Matter"),
    "domain": _("Administrative domain"),
    "applicant_kind": _("Kind of applicant"),
    "respondent_level": _("Level of the respondent"),
    "standing": _("Standing of the respondent"),
    "agent_kind": _("Kind of agent"),
    "review_result": _("Result of the review"),
    "decline_reason": _("Reason for not accepting"),
    "supplement_reason": _("Reason for a supplement"),
    "simplified_ground": _("Ground of the simplified procedure"),
    "view_manner": _("How views are heard"),
    "suspend_ground": _("Ground of suspension"),
    "terminate_ground": _("Ground of termination"),
    "outcome": _("Outcome"),
    "service_manner": _("Manner of service"),
    "post": _("Kind of post"),
    "paper": _("Kind of paper"),
    "visit_purpose": _("Purpose of a visit"),
    "referral": _("Referral of a visitor"),
    "act_nature": _("Nature of the act"),
    "known_how": _("How the act became known"),
    "prior": _("Reconsideration before a suit"),
    "loss_cause": _("Cause of a lost case"),
    "recusal_ground": _("Ground of recusal"),
    "major_ground": _("Why a case is major, difficult or complex"),
    "withheld_ground": _("Why papers are withheld"),
    "committee_ground": _("Why the committee is consulted"),
    "stay_ground": _("Ground of a stay of execution"),
    "decision_ground": _("Ground of the decision"),
    "mediation_result": _("Result of a mediation session"),
    "suit_instance": _("Instance"),
    "suit_result": _("Result of a suit"),
    "suit_standing": _("Standing of a defendant"),
    "appearance": _("Appearance in court"),
    "absence_ground": _("Ground of the head's absence"),
    "appearance_call": _("Why the head must appear"),
    "head_duty": _("Duties of an agency's head"),
    "suit_stay": _("Ground for staying a suit"),
    "team_member": _("Member of the team in a suit"),
    "risk_level": _("Level of risk"),
    "dispute_source": _("Source of a dispute"),
    "dispute_excluded": _("Why a dispute is not taken up"),
    "dispute_result": _("Result of a dispute"),
    "dispute_subject": _("Subject of an administrative dispute"),
    "civil_dispute": _("Kind of civil dispute"),
    "mediator_kind": _("Kind of mediator"),
    "dispute_after": _("What came after the centre"),
    "study_topic": _("Topic of study"),
    "study_form": _("Form of study"),
    "training_kind": _("Kind of participant in a training"),
    "rule_topic": _("Topic of a rule"),
}
# What a mapping may say, and the form of its value.
FLAG = re.compile(r"1")
MAPPING = {
    "return_column": re.compile(r"[1-9]|[1-3][0-9]|4[0-5]"),
    "return_row": re.compile(r"[1-9]|[1-3][0-9]|4[0-6]"),
    "group": re.compile(r"维持|驳回|撤销|变更|确认违法|责令履行|调解|终止|其他"),
    "law": re.compile(r"2017|2023"),
    "article": re.compile(r".{1,40}"),
    "outcome": re.compile(r"[a-z_]+"),
    "party_kind": re.compile(r"natural|legal|other"),
    "corrected": FLAG,
    "indirect": FLAG,
    "ledger_only": FLAG,
    "sixty_days": FLAG,
    "names_organ": FLAG,
    "needs_licence": FLAG,
    "needs_consent": FLAG,
    "resolved": FLAG,
}
NUMBERS = {key for key, form in MAPPING.items() if form is FLAG} | {"return_column", "return_row"}
FIELDS = ("label_zh", "label_en", "parent_id", "aliases", "mapping", "position", "valid_from", "valid_to")


def _mapping(row: Row) -> dict[str, str | int]:
    mapping: dict[str, str | int] = {}
    for part in row.parts("mapping"):
        key, equals, value = part.partition("=")
        if not equals or key not in MAPPING or not MAPPING[key].fullmatch(value):
            row.problem("mapping", f"“{part}” is not understood")
        elif key in mapping:
            row.problem("mapping", f"“{key}” stands twice")
        else:
            mapping[key] = int(value) if key in NUMBERS else value
    return mapping


def _code(row: Row) -> Code:
    if row["list"] not in LISTS:
        row.problem("list", f"there is no list “{row['list']}”")
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,47}", row["code"]):
        row.problem("code", "must be of small letters, digits and underscores and begin with a letter")
    if not re.fullmatch(r"[0-9]{1,4}", row["position"]):
        row.problem("position", "must be a whole number")
    valid_from, valid_to = row.validity()
    return Code(
        key=f"{row['list']}.{row['code']}",
        list=row["list"],
        code=row["code"],
        label_zh=row.needed("label_zh", 120),
        label_en=row.needed("label_en", 160),
        parent_id=f"{row['list']}.{row['parent']}" if row["parent"] else None,
        aliases=row.parts("aliases"),
        mapping=_mapping(row),
        position=int(row["position"]) if row["position"].isdigit() else 0,
        valid_from=valid_from,
        valid_to=valid_to,
    )


def read_codes(path: Path = DATA / "codes.csv") -> list[Code]:
    """The codes of a file, parents before their children. Raises ReferenceDataError for whatever is wrong in it."""
    rows = read_rows(path, COLUMNS)
    codes = [_code(row) for row in rows]
    by_key: dict[str, int] = {}
    written: dict[tuple[str, str], str] = {}
    for row, code in zip(rows, codes, strict=True):
        if code.key in by_key:
            row.problem("code", f"“{code.key}” stands in row {by_key[code.key]} already")
        if code.parent_id and code.parent_id not in by_key:
            row.problem("parent", f"“{row['parent']}” must stand above in the same list")
        by_key[code.key] = row.number
        for text in (code.label_zh, *code.aliases):
            owner = written.setdefault((code.list, normalise_name(text)), code.key)
            if owner != code.key:
                row.problem("aliases" if text in code.aliases else "label_zh", f"“{text}” means {owner} already")
    refuse_problems(path, rows)
    return codes


@transaction.atomic
def load_codes(path: Path = DATA / "codes.csv", *, day: dt.date | None = None) -> Loaded:
    """Make the code lists what the file says, by key. Loading it twice changes nothing.

    A label or a day of validity that an administrator has changed here stays. A code that is no longer in the file
    ends on the day before `day` (today when None) and is never removed. Raises ReferenceDataError.
    """
    loaded = Loaded()
    codes = read_codes(path)
    present = Code.objects.in_bulk()
    for code in codes:
        current = present.pop(code.key, None)
        if current is None:
            code.save(force_insert=True)
            loaded.made += 1
            continue
        differing = [
            name for name in FIELDS if name not in current.own_fields and getattr(current, name) != getattr(code, name)
        ]
        for name in differing:
            setattr(current, name, getattr(code, name))
        if differing:
            current.save(update_fields=[name.removesuffix("_id") for name in differing])
        loaded.changed += bool(differing)
        loaded.same += not differing
    last_day = (day or today()) - dt.timedelta(days=1)
    for code in present.values():
        if code.valid_to is None:
            code.valid_to = max(last_day, code.valid_from or last_day)
            code.save(update_fields=["valid_to"])
            loaded.ended += 1
    if loaded.made or loaded.changed or loaded.ended:
        detail = {"made": loaded.made, "changed": loaded.changed, "ended": loaded.ended}
        record(actor=SYSTEM, action="codes.load", detail=detail)
    return loaded


@transaction.atomic
def change_code(
    *,
    actor: Actor,
    code: Code,
    label_zh: str,
    label_en: str,
    valid_from: dt.date | None,
    valid_to: dt.date | None,
) -> list[str]:
    """Change how a value is called and between which days it can be chosen; its code and key stay for ever.

    What is changed here is no longer changed by loading the shipped lists. Returns the names of the changed fields.
    Raises ValidationError when the label already means another value of the list.
    """
    require(actor, "codes.change")
    code = Code.objects.select_for_update().get(pk=code.pk)
    wanted = {"label_zh": label_zh, "label_en": label_en, "valid_from": valid_from, "valid_to": valid_to}
    changed = [name for name, value in wanted.items() if getattr(code, name) != value]
    if "label_zh" in changed:
        other = CodeFinder(code.list).find(label_zh)
        if other is not None and other.pk != code.pk:
            raise ValidationError(
                {"label_zh": _("“%(label)s” already means another value of this list.") % {"label": label_zh}},
                code="taken",
            )
        # Papers that write the old label are still understood.
        if code.label_zh not in code.aliases:
            code.aliases = [*code.aliases, code.label_zh]
            code.own_fields = sorted({*code.own_fields, "aliases"})
    for name in changed:
        setattr(code, name, wanted[name])
    if valid_from and valid_to and valid_from > valid_to:
        raise ValidationError({"valid_to": _("The last day lies before the first day.")}, code="order")
    if changed:
        code.own_fields = sorted({*code.own_fields, *changed})
        code.save()
        record(actor=actor, action="code.change", obj=code, detail={"fields": changed})
    return changed


class CodeFinder:
    """Finds the code of a list by what a paper or a ledger writes: its label in either language, or an alias.

    Widths, spaces and capitals do not matter. One query when it is made, none afterwards.
    """

    def __init__(self, list_name: str) -> None:
        self._codes: dict[str, Code] = {}
        codes = list(Code.objects.of(list_name))
        # What comes first wins: a Chinese label before an alias before an English label.
        written = [(code.label_zh, code) for code in codes]
        written += [(alias, code) for code in codes for alias in code.aliases]
        written += [(code.label_en, code) for code in codes]
        for text, code in written:
            self._codes.setdefault(_plain(text), code)

    def find(self, text: str) -> Code | None:
        """The code that `text` means, or None when no code is so written."""
        return self._codes.get(_plain(text))


def _plain(text: str) -> str:
    return normalise_name(text).casefold()
