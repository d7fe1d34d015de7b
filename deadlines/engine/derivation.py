"""A derivation in words: one line for each step, in Chinese as an office writes it, or in English."""

import datetime as dt
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final, cast

from deadlines.engine.citations import Language, cite, law_of
from deadlines.engine.reckoning import Result, Step

# Why time does not count: the code kept with a pause, its Chinese and its English.
GROUNDS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "suspension": ("中止", "suspended"),
        "exclusion": ("停算", "time excluded"),
        "inspection": ("现场勘验", "on-site inspection"),
        "appraisal": ("鉴定", "appraisal"),
        "escalation": ("报请提级", "referral to the higher organ"),
        "supplement": ("补正", "supplement"),
        "missued": ("误诉", "suit brought first"),
        "self_correction": ("原机关自行纠正", "self-correction by the agency"),
        "obstacle": ("障碍", "obstacle"),
        "dispute_centre": ("参加争议化解", "dispute resolution"),
        "agency_promise": ("行政机关承诺", "promise of the agency"),
        "consultation": ("征求意见", "consultation"),
        "trial_exclusion": ("审限扣除", "time excluded from trial"),
    }
)
# The documents that lay a period down.
DOCUMENTS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "decision": ("行政复议决定书", "reconsideration decision"),
        "mediation_statement": ("行政复议调解书", "mediation statement"),
        "order": ("责令履行通知书", "order to perform"),
        "judgment": ("生效判决", "judgment in effect"),
        "superior_order": ("上级行政机关责令通知书", "order of the superior organ"),
        "agreement": ("化解协议", "agreement of the dispute centre"),
        "suggestion": ("建议书", "suggestion"),
        "second_request": ("催办函", "second request"),
        "reply": ("被建议单位的回复", "agency's reply"),
    }
)
_WEEKDAYS: Final = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
_WEEKDAYS_EN: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_UNITS: Final = MappingProxyType(
    {
        "calendar_day": ("日", "day"),
        "working_day": ("个工作日", "working day"),
        "month": ("个月", "month"),
        "year": ("年", "year"),
    }
)
_KINDS: Final = MappingProxyType(
    {
        "working_day": ("工作日", "a working day"),
        "make_up_working_day": ("调休上班日", "a make-up working day"),
        "weekend": ("周末", "a weekend day"),
        "holiday": ("放假", "a holiday"),
    }
)


def explain(derivation: Result | Sequence[Step], language: Language = "zh-hans") -> list[tuple[str, str]]:
    """The derivation as lines of (label, text): what each step adds, and where it leads, with its article.

    Takes a Result or its stored derivation. Years are written where the steps lie in more than one. Raises
    ValueError for another language.
    """
    steps = derivation.derivation if isinstance(derivation, Result) else derivation
    if language not in ("zh-hans", "en"):
        raise ValueError(f"Derivations are worded in zh-hans and en, not {language!r}.")
    teller = (_Chinese if language == "zh-hans" else _English)(steps)
    lines: list[tuple[str, str]] = []
    for step in steps:
        if step["kind"] == "end":
            label, text = lines[-1] if lines else ("", "")
            lines[-1:] = [(label, text + teller.end(step))]
        else:
            lines.append(getattr(teller, step["kind"])(step))
    return lines


class _Teller:
    """What both languages share: dates with or without their year, articles without the law one is in."""

    language: Language

    def __init__(self, steps: Sequence[Step]) -> None:
        days = [step["date"] for step in steps if step["date"]]
        days += [value for step in steps for key in ("start", "end", "nominal") if (value := step["data"].get(key))]
        self.with_year = len({day[:4] for day in days}) > 1
        start = next((step for step in steps if step["kind"] == "start"), None)
        self.start_data: dict[str, Any] = start["data"] if start else {}
        self.law = law_of(cast(str, self.start_data.get("citation", "")))

    def corresponds(self, step: Step) -> bool:
        """Whether a period of months or years ended on the day of the month on which it began."""
        begun = cast(str, self.start_data.get("on", ""))
        return step["date"] is None or step["date"][8:] == begun[8:]

    def article(self, step: Step) -> str:
        return cite(step["article"], self.language, self.law)

    def document(self, data: Mapping[str, Any]) -> tuple[str, str]:
        """Which document lays the period down, and its number; empty where the law does."""
        code = data.get("document", "")
        return DOCUMENTS.get(code, (code, code))[self.language == "en"], data.get("number", "")


class _Chinese(_Teller):
    language: Language = "zh-hans"

    def day(self, iso: str) -> str:
        date = dt.date.fromisoformat(iso)
        return (f"{date.year}年" if self.with_year else "") + f"{date.month}月{date.day}日"

    def weekday(self, iso: str) -> str:
        return _WEEKDAYS[dt.date.fromisoformat(iso).weekday()]

    def cited(self, step: Step) -> str:
        article = self.article(step)
        return f"（{article}）" if article else ""

    def leads(self, step: Step) -> str:
        """The article and the day reached."""
        cited = self.cited(step)
        if not step["date"]:
            return cited
        return f"{cited}{'' if cited else ' '}→ {self.day(step['date'])}"

    def grounds(self, step: Step) -> str:
        return "、".join(GROUNDS.get(ground, (ground, ground))[0] for ground in step["data"]["grounds"])

    def start(self, step: Step) -> tuple[str, str]:
        data = step["data"]
        trigger = _trigger(data["trigger"])
        label = self.day(step["date"] or "")
        if data["unit"] == "same_day":
            return label, f"{trigger}，以当日为准（{cite(data['citation'], self.language, self.law)}）"
        if data["unit"] == "fixed_date":
            return label, "此后第一个固定日期"
        if data["unit"] == "as_set":
            return label, trigger
        if data["direction"] == "backward":
            return label, f"{trigger}，当日不计，向前倒算{self.cited(step)}"
        again = "，期限重新计算" if data["restarted"] else ""
        return label, f"{trigger}{again}，当日不计，次日起算{self.cited(step)}"

    def count(self, step: Step) -> tuple[str, str]:
        data = step["data"]
        leads = self.leads(step)
        if data["unit"] == "fixed_date":
            return "固定日期", f"每年固定日期，不顺延{leads}"
        name, number = self.document(data)
        said = f"{name}（{number}）" if number else name
        if data["unit"] == "as_set":
            return "所定之日", f"{said}指定的期限届满日{leads}"
        unit = _UNITS[data["unit"]][0]
        if self.start_data["direction"] == "backward":
            text = f"净{data['length']}{unit}，通知日与当日均不计"
            return f"−{data['length']}{unit}", text + self.passed_over(data) + leads
        label = f"+{data['length']}{unit}"
        if data["unit"] == "calendar_day":
            return label, f"{said}所定期限，自然日，节假日照计{leads}" if said else f"自然日，节假日照计{leads}"
        if data["unit"] == "working_day":
            return label, f"只计工作日{self.passed_over(data)}{leads}"
        return label, ("到期月对应日" if self.corresponds(step) else "到期月无对应日，取月末") + leads

    def passed_over(self, data: dict[str, Any]) -> str:
        text = []
        for first, last in data.get("off", ()):
            text.append(f"{self.day(first)}至{self.day(last)}放假" if first != last else f"{self.day(first)}放假")
        if data.get("weekend_days"):
            text.append(f"周末{data['weekend_days']}天")
        said = f"，跳过{'、'.join(text)}" if text else ""
        if data.get("made_up"):
            said += f"，计入{'、'.join(map(self.day, data['made_up']))}调休上班"
        return said

    def extension(self, step: Step) -> tuple[str, str]:
        unit = _UNITS["working_day" if step["data"]["unit"] == "working_day" else "calendar_day"][0]
        by = step["data"]["granted_by"]
        before = f"，须于{self.day(by)}前批准" if by else ""
        return f"+{step['days']}{unit}", f"延长，连续计算{before}{self.leads(step)}"

    def extension_late(self, step: Step) -> tuple[str, str]:
        return self.day(step["date"] or ""), f"批准延长时期限已届满，不计{self.cited(step)}"

    def pause(self, step: Step) -> tuple[str, str]:
        data = step["data"]
        unit = _UNITS["working_day" if data["unit"] == "working_day" else "calendar_day"][0]
        span = f"{self.day(data['start'])}至{self.day(data['end'])}"
        return f"+{step['days']}{unit}", f"{self.grounds(step)} {span}，不计入{self.leads(step)}"

    def paused(self, step: Step) -> tuple[str, str]:
        unit = _UNITS["working_day" if step["data"]["unit"] == "working_day" else "calendar_day"][0]
        text = f"{self.grounds(step)}，尚未恢复，期限停算，余{step['days']}{unit}{self.cited(step)}"
        return self.day(step["date"] or ""), text

    def pause_without_effect(self, step: Step) -> tuple[str, str]:
        why = "此前期限已届满" if step["data"]["reason"] == "lapsed" else "本期限不因中止停算"
        return self.day(step["date"] or ""), f"停算不影响本期限：{why}"

    def roll(self, step: Step) -> tuple[str, str]:
        data = step["data"]
        nominal = data["nominal"]
        off = "放假" if data["nominal_kind"] == "holiday" else "休息"
        made_up = "，调休上班日" if data["kind"] == "make_up_working_day" else ""
        on = step["date"] or ""
        return (
            f"顺延{step['days']}日",
            f"{self.day(nominal)} {self.weekday(nominal)}{off}，顺延至其后第一个工作日{self.leads(step)}"
            f" {self.weekday(on)}{made_up}",
        )

    def end(self, step: Step) -> str:
        on = step["date"] or ""
        kind = step["data"]["kind"]
        if self.start_data.get("unit") == "same_day":
            return f"→ {self.day(on)} {self.weekday(on)}"
        if kind is None:
            return (
                f" {self.weekday(on)}，不顺延"
                if self.start_data.get("unit") != "fixed_date"
                else f" {self.weekday(on)}"
            )
        if step["data"]["rolls"]:
            return f" {self.weekday(on)}，{_KINDS[kind][0]}，不顺延"
        return f" {self.weekday(on)}" + ("，调休上班日" if kind == "make_up_working_day" else "")

    def provisional(self, step: Step) -> tuple[str, str]:
        return "暂定", f"{step['data']['year']}年放假安排未录入，按周末推算，录入后重算"

    def stop(self, step: Step) -> tuple[str, str]:
        late = step["data"]["late"]
        said = "已办，" + ("期限暂定" if late is None else f"逾期{step['days']}日" if late else "未逾期")
        return self.day(step["date"] or ""), said


class _English(_Teller):
    language: Language = "en"

    def day(self, iso: str) -> str:
        date = dt.date.fromisoformat(iso)
        return f"{date.day} {_MONTHS[date.month - 1]}" + (f" {date.year}" if self.with_year else "")

    def weekday(self, iso: str) -> str:
        return _WEEKDAYS_EN[dt.date.fromisoformat(iso).weekday()]

    def cited(self, step: Step) -> str:
        article = self.article(step)
        return f" ({article})" if article else ""

    def leads(self, step: Step) -> str:
        return f" → {self.day(step['date'])}" if step["date"] else ""

    def grounds(self, step: Step) -> str:
        said = ", ".join(GROUNDS.get(ground, (ground, ground))[1] for ground in step["data"]["grounds"])
        return said[:1].upper() + said[1:]

    def amount(self, number: int, unit: str) -> str:
        name = _UNITS[unit][1]
        return f"{number} {name}" + ("" if number == 1 else "s")

    def days(self, step: Step) -> str:
        unit = "working_day" if step["data"]["unit"] == "working_day" else "calendar_day"
        return self.amount(step["days"] or 0, unit)

    def start(self, step: Step) -> tuple[str, str]:
        data = step["data"]
        trigger = data["trigger_en"] or "Event"
        label = self.day(step["date"] or "")
        if data["unit"] == "same_day":
            return label, f"{trigger}; that day itself ({cite(data['citation'], self.language, self.law)})"
        if data["unit"] == "fixed_date":
            return label, "The next fixed date after this day"
        if data["unit"] == "as_set":
            return label, trigger
        if data["direction"] == "backward":
            return label, f"{trigger}; that day is not counted, reckoned backward{self.cited(step)}"
        again = "the period begins anew; " if data["restarted"] else ""
        return label, f"{trigger}; {again}that day is not counted, the next is the first{self.cited(step)}"

    def count(self, step: Step) -> tuple[str, str]:
        data = step["data"]
        cited, leads = self.cited(step), self.leads(step)
        if data["unit"] == "fixed_date":
            return "Fixed date", f"The same date each year, no roll{cited}{leads}"
        name, number = self.document(data)
        said = f"by the {name}" + (f" {number}" if number else "")
        if data["unit"] == "as_set":
            return "Day set", f"Last day set {said}{cited}{leads}"
        amount = self.amount(data["length"], data["unit"])
        if self.start_data["direction"] == "backward":
            text = f"{amount} clear between the notice and the day{self.passed_over(data)}"
            return f"−{amount}", text + cited + leads
        label = f"+{amount}"
        if data["unit"] == "calendar_day":
            by = f" set {said}" if name else ""
            return label, f"Calendar days{by}, holidays included{cited}{leads}"
        if data["unit"] == "working_day":
            return label, f"Working days only{self.passed_over(data)}{cited}{leads}"
        said = "Corresponding day" if self.corresponds(step) else "No corresponding day, so the last of the month"
        return label, said + cited + leads

    def passed_over(self, data: dict[str, Any]) -> str:
        text = []
        for first, last in data.get("off", ()):
            text.append(f"{self.day(first)} to {self.day(last)} off" if first != last else f"{self.day(first)} off")
        if data.get("weekend_days"):
            text.append(f"{data['weekend_days']} weekend day" + ("" if data["weekend_days"] == 1 else "s"))
        said = f", without {', '.join(text)}" if text else ""
        if data.get("made_up"):
            said += f", with {', '.join(map(self.day, data['made_up']))} worked instead"
        return said

    def extension(self, step: Step) -> tuple[str, str]:
        by = step["data"]["granted_by"]
        before = f", to be granted by {self.day(by)}" if by else ""
        return (
            f"+{self.days(step)}",
            f"Extension, counted on without a break{before}{self.cited(step)}{self.leads(step)}",
        )

    def extension_late(self, step: Step) -> tuple[str, str]:
        return self.day(
            step["date"] or ""
        ), f"Extension granted after the period had ended, not counted{self.cited(step)}"

    def pause(self, step: Step) -> tuple[str, str]:
        span = f"{self.day(step['data']['start'])} to {self.day(step['data']['end'])}"
        return (
            f"+{self.days(step)}",
            f"{self.grounds(step)} {span}, not counted{self.cited(step)}{self.leads(step)}",
        )

    def paused(self, step: Step) -> tuple[str, str]:
        text = f"{self.grounds(step)}, not yet resumed; {self.days(step)} left{self.cited(step)}"
        return self.day(step["date"] or ""), text

    def pause_without_effect(self, step: Step) -> tuple[str, str]:
        lapsed = step["data"]["reason"] == "lapsed"
        why = "the period had ended before" if lapsed else "nothing stops this period"
        return self.day(step["date"] or ""), f"Excluded time changes nothing: {why}"

    def roll(self, step: Step) -> tuple[str, str]:
        data = step["data"]
        nominal = data["nominal"]
        on = step["date"] or ""
        made_up = ", a make-up working day" if data["kind"] == "make_up_working_day" else ""
        return (
            f"Roll +{self.amount(step['days'] or 0, 'calendar_day')}",
            f"{self.weekday(nominal)} {self.day(nominal)} is {_KINDS[data['nominal_kind']][1]}, so the next"
            f" working day{self.cited(step)} → {self.weekday(on)} {self.day(on)}{made_up}",
        )

    def end(self, step: Step) -> str:
        on = step["date"] or ""
        kind = step["data"]["kind"]
        unit = self.start_data.get("unit")
        if unit == "same_day":
            return f" → {self.day(on)}, {self.weekday(on)}"
        if kind is None:
            return f", {self.weekday(on)}" + ("" if unit == "fixed_date" else ", no roll")
        if step["data"]["rolls"]:
            return f", {self.weekday(on)}, {_KINDS[kind][1]}, no roll"
        return f", {self.weekday(on)}" + (", a make-up working day" if kind == "make_up_working_day" else "")

    def provisional(self, step: Step) -> tuple[str, str]:
        year = step["data"]["year"]
        return "Provisional", f"The holiday notice for {year} is not entered; plain weeks assumed until it is"

    def stop(self, step: Step) -> tuple[str, str]:
        late = step["data"]["late"]
        if late is None:
            return self.day(step["date"] or ""), "Done; the due date is provisional"
        said = f"Done, {self.amount(step['days'] or 0, 'calendar_day')} late" if late else "Done in time"
        return self.day(step["date"] or ""), said


def _trigger(text: str) -> str:
    """The event as the first line names it: 受理之日(不重新起算) is 受理."""
    return text.partition("(")[0].partition("→")[0].removesuffix("之日")
