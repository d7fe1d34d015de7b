"""What a row of a workbook of appearance records means: the fields of the step, in words of an office."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from accounts.actors import SYSTEM, Actor
from accounts.models import Organ, RosterEntry
from accounts.permissions import can
from accounts.text import normalise_case_number, normalise_name
from accounts.timekeeping import today
from dossiers.models import Dossier
from dossiers.reference import CodeFinder
from hearings.models import Appearance
from hearings.sittings.words import day_of as day_of_sitting
from workflow.ledger.cells import answer_of, day_of
from workflow.ledger.ledgers import Checked, There, formulas_and_errors
from workflow.ledger.problems import Problem
from workflow.ledger.reading import RowWords
from workflow.ledger.returned import REASON_HEADINGS, ROW_HEADINGS
from workflow.ledger.workbook import Column, LedgerRow
from workflow.services import closed_to, context_for
from workflow.steps import proceeding_type

STEP = "submit_appearance"
FIRST_DAY = dt.date(2015, 5, 1)
COLUMNS = (
    Column("number", _("Case number"), ("案号", "Case number")),
    Column("agency", _("Agency"), ("被告机关", "机关", "被告", "单位", "Agency")),
    Column("hearing_on", _("Court hearing"), ("开庭日期", "庭审日期", "开庭时间", "Hearing")),
    Column("came", _("Who came"), ("出庭情况", "到庭情况", "Who came")),
    Column("head", _("Head who came"), ("出庭负责人", "负责人姓名", "Head who came")),
    Column("spoke", _("Spoke in court"), ("是否发表意见", "是否发言", "Spoke in court")),
    Column("spoke_on", _("Spoke on"), ("发表意见内容", "发言内容", "Spoke on")),
    Column("resolving", _("Part in resolving the dispute"), ("参与化解情况", "化解情况", "Resolving")),
    Column("left_early", _("Left without leave of the court"), ("中途退庭", "是否中途退庭", "Left early")),
    Column("ground", _("Ground of absence"), ("不出庭理由", "未出庭理由", "不能出庭理由", "Ground of absence")),
    Column("note", _("Circumstances"), ("情况说明", "Circumstances")),
    Column("others", _("Others who came (staff, lawyers)"), ("其他到庭人员", "其他人员", "Others")),
    Column("on_date", _("Handed in on"), ("报送日期", "Handed in on")),
    Column("serial", _("Running number"), ("序号", "No."), ignored=True),
    Column("reason", _("Reason for refusal"), REASON_HEADINGS, ignored=True),
    Column("row", _("Row in the ledger"), ROW_HEADINGS, ignored=True),
)
WORDS = RowWords(COLUMNS)
REQUIRED = (("number",), ("agency",), ("hearing_on",), ("came",))
WHO = {
    **dict.fromkeys(("负责人", "负责人出庭", "正职负责人", "副职负责人", "参与分管的负责人", "正职", "副职"), "head"),
    **dict.fromkeys(("仅工作人员", "工作人员"), "staff"),
    **dict.fromkeys(("仅律师", "律师"), "lawyer"),
    **dict.fromkeys(("无人出庭", "无人", "未出庭"), "nobody"),
}


class RecordReader:
    """Understands the rows of whoever hands them in: an appearance out of their sight is not there."""

    def __init__(self, organ: Organ, actor: Actor = SYSTEM) -> None:
        self.organ, self.actor, self.grounds = organ, actor, CodeFinder("absence_ground")
        self.step = proceeding_type("litigation").steps[STEP]

    def there(self, numbers: Iterable[str]) -> dict[str, There]:
        """No record is there as a case would be: one handed in before is refused by the form."""
        return {}

    def check(self, row: LedgerRow) -> Checked:
        """What the row says, bound to the form of the step, and everything that is wrong with it."""
        problems = formulas_and_errors(row, COLUMNS)
        number, agency = normalise_case_number(row.cell("number").text), normalise_name(row.cell("agency").text)
        day = day_of(row.cell("hearing_on"), row.heading("hearing_on"), earliest=FIRST_DAY, latest=today())
        summary: dict[str, Any] = {"agency": agency, "came": row.cell("came").text, "title": agency}
        known = f"{number} {agency}"
        if isinstance(day, Problem):
            return Checked(known, {}, [*problems, day], summary=summary)
        summary["hearing_on"] = day
        known = f"{known} {day or ''}"
        found = self._appearance(number, agency, day) if day else None
        if found is None:
            problems.append(Problem(gettext_noop("There is no such hearing of this agency in this case.")))
        if problems or found is None:
            return Checked(known, {}, problems, summary=summary)
        return self._judged(row, found, known, summary)

    def _appearance(self, number: str, agency: str, day: dt.date) -> Appearance | None:
        rows = (
            Appearance.objects.visible_to(self.actor)
            .filter(case__lawsuit__dossier__number=number, case__lawsuit__dossier__organ=self.organ)
            .filter(defendant__organisation__names__normalised=agency)
            .exclude(case__sitting__state__in=["moved", "cancelled"])
            .select_related("case__sitting", "case__lawsuit__dossier__organ", "defendant__party")
            .order_by("-pk")
        )
        return next((row for row in rows if day_of_sitting(row.case.sitting) == day), None)

    def _judged(self, row: LedgerRow, found: Appearance, known: str, summary: dict[str, Any]) -> Checked:
        dossier: Dossier = found.case.lawsuit.dossier
        if not can(self.actor, self.step.permission, dossier):
            no = Problem(gettext_noop("There is no such hearing of this agency in this case."))
            return Checked(known, {}, [no], summary=summary)
        raw, problems = self._raw(row, found)
        context = context_for(self.actor, dossier)
        if (closed := closed_to(self.step, context)) is not None:
            problems.append(Problem(closed))
        form = self.step.form.from_raw(raw, context)
        if not problems and not form.is_valid():
            for name, messages in form.errors.items():
                label = f"{form.fields[name].label}：" if name in form.fields else ""
                problems += [Problem(f"{label}{words}") for words in messages]
        return Checked(known, {"dossier": dossier, "form": form}, problems, identity=(known,), summary=summary)

    def _raw(self, row: LedgerRow, found: Appearance) -> tuple[dict[str, list[str]], list[Problem]]:
        problems: list[Problem] = []
        who = WHO.get(normalise_name(row.cell("came").text), row.cell("came").text)
        raw = {
            "sitting": str(found.case.sitting_id),
            "party": str(found.defendant.party_id),
            "who": who,
            "others": row.cell("others").text,
            "on_date": row.cell("on_date").text or today().isoformat(),
        }
        if who == "head":
            raw |= {name: row.cell(name).text for name in ("spoke_on", "resolving")}
            raw["head"] = self._head(row, found)
            for name in ("spoke", "left_early"):
                if row.cell(name).blank:
                    continue
                said = answer_of(row.cell(name), row.heading(name))
                if isinstance(said, Problem):
                    problems.append(said)
                else:
                    raw[name] = "yes" if said else "no"
        elif not row.cell("ground").blank:
            ground = self.grounds.find(row.cell("ground").text)
            if ground is None:
                problems.append(WORDS.unknown(row, "ground"))
            raw |= {"ground": ground.pk if ground else "", "note": row.cell("note").text}
        return {name: [value] for name, value in raw.items() if value}, problems

    def _head(self, row: LedgerRow, found: Appearance) -> str:
        name = normalise_name(row.cell("head").text)
        heads = RosterEntry.objects.on(day_of_sitting(found.case.sitting)).filter(normalised=name)
        own = heads.filter(organisation=found.defendant.organisation_id).first()
        head = own or heads.first()
        return str(head.pk) if head else "0" if name else ""
