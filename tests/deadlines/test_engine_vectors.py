"""Every worked example, through the function and through the command."""

import json
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from deadlines.engine import clocks, official_calendar
from deadlines.engine.vectors import check

VECTORS = Path(__file__).parent.parent / "data" / "deadline-vectors.csv"
HEADER = "clock,event,pauses,extension_days,due\n"


def run(path: Path) -> tuple[int, list[str]]:
    out = StringIO()
    try:
        call_command("check_vectors", str(path), stdout=out)
    except SystemExit as stop:
        return int(stop.code or 0), out.getvalue().splitlines()
    return 0, out.getvalue().splitlines()


def test_every_example_passes() -> None:
    verdicts = list(check(VECTORS, clocks(), official_calendar()))
    assert [verdict for verdict in verdicts if not verdict.passed] == []
    assert len(verdicts) == 131


def test_the_command_counts_them() -> None:
    assert run(VECTORS) == (0, ["131 passed, 0 failed"])


def test_the_first_year_without_notice_stands_for_later_ones(tmp_path: Path) -> None:
    path = tmp_path / "far.csv"
    rows = [
        ("fy_longstop_5y", "2024-03-01", "NEEDS_2029_CALENDAR"),
        ("fy_longstop_5y", "2024-03-01", "NEEDS_2027_CALENDAR"),
        ("fy_opinion_letter_60d", "2026-12-10", "NEEDS_2027_CALENDAR"),
        # Neither a year with its notice nor a later one, nor any where the date is known.
        ("fy_longstop_5y", "2024-03-01", "NEEDS_2026_CALENDAR"),
        ("fy_longstop_5y", "2024-03-01", "NEEDS_2028_CALENDAR"),
        ("fy_opinion_letter_60d", "2026-12-10", "NEEDS_2028_CALENDAR"),
        ("fy_opinion_letter_60d", "2026-03-10", "NEEDS_2027_CALENDAR"),
    ]
    path.write_text(HEADER + "".join(f"{clock},{event},,,{due}\n" for clock, event, due in rows), encoding="utf-8")
    code, lines = run(path)
    assert (code, lines[-1]) == (1, "3 passed, 4 failed")


def test_mismatches_are_printed_and_fail(tmp_path: Path) -> None:
    path = tmp_path / "wrong.csv"
    path.write_text(
        "\ufeffdue,note,clock,id,extension_days,event,pauses\r\n"
        "2026-10-16,right,fy_reply_10wd,,,2026-09-28,\r\n"
        "2026-10-15,wrong,fy_reply_10wd,X1,,2026-09-28,\r\n"
        "\r\n"
        "2026-10-16,unknown,fy_reply_11wd,X2,,2026-09-28,\r\n"
        "2026-10-16,rule,fy_suspend,X3,,2026-09-28,\r\n"
        "2026-10-16,too long,fy_decide_60d,X4,31,2026-09-28,\r\n"
        "PAUSED,bad pause,fy_decide_60d,X5,,2026-09-28,2026-10-02\r\n"
        "PAUSED,bad days,fy_decide_60d,X6,many,2026-09-28,\r\n"
        "PAUSED,backward pause,fy_decide_60d,X7,,2026-09-28,2026-10-12/2026-10-02\r\n"
        "2026-10-16,bad event,fy_decide_60d,X8,,2026-02-30,\r\n",
        encoding="utf-8",
    )
    code, lines = run(path)
    assert code == 1
    assert lines[-1] == "1 passed, 8 failed"
    assert lines[:-1] == [
        "X1: fy_reply_10wd: expected 2026-10-15, got 2026-10-16",
        "X2: fy_reply_11wd: expected 2026-10-16, got There is no clock 'fy_reply_11wd'.",
        "X3: fy_suspend: expected 2026-10-16, got fy_suspend states no period that can be reckoned: 中止审理, "
        "行政复议法(2023修订) 39.",
        "X4: fy_decide_60d: expected 2026-10-16, got fy_decide_60d can be extended by at most 30 days, not 31 "
        "(行政复议法(2023修订) 62①).",
        "X5: fy_decide_60d: expected PAUSED, got '2026-10-02' is not a pause such as 2026-10-10/2026-10-20 or "
        "2026-10-10/.",
        "X6: fy_decide_60d: expected PAUSED, got 'many' is not a number of days.",
        "X7: fy_decide_60d: expected PAUSED, got A pause cannot end on 2026-10-02, before it begins on 2026-10-12.",
        "X8: fy_decide_60d: expected 2026-10-16, got '2026-02-30' is no day of the calendar.",
    ]


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (HEADER, "holds no rows"),
        ("clock,event,due\nfy_reply_10wd,2026-09-28,2026-10-16\n", "the column pauses must stand there once"),
        ("", "the column clock must stand there once"),
    ],
)
def test_a_file_that_is_no_such_table_fails(tmp_path: Path, content: str, complaint: str) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(CommandError, match=complaint):
        call_command("check_vectors", str(path), stdout=StringIO())


def test_a_file_that_cannot_be_read_fails(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("check_vectors", str(tmp_path / "none.csv"), stdout=StringIO())
    path = tmp_path / "gbk.csv"
    path.write_bytes((HEADER + "中\n").encode("gb18030"))
    with pytest.raises(CommandError, match="not UTF-8"):
        call_command("check_vectors", str(path), stdout=StringIO())


def test_the_command_needs_no_database() -> None:
    """Run by itself with a database address at which nothing answers."""
    done = subprocess.run(
        [sys.executable, "manage.py", "check_vectors", str(VECTORS)],
        cwd=settings.BASE_DIR,
        env={
            "DATABASE_URL": "postgres://nobody:nothing@127.0.0.1:1/none",
            "REDIS_URL": "redis://127.0.0.1:1/0",
            "DINGFEN_MODE": "test",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "131 passed, 0 failed\n"), done.stderr


def clock(*arguments: str) -> str:
    out = StringIO()
    call_command("clock", *arguments, stdout=out)
    return out.getvalue()


def test_clock_prints_the_date_and_how_it_comes_about() -> None:
    out = clock("fy_decide_60d", "--event", "2026-10-09", "--pause", "2026-11-02/2026-11-12")
    assert out.splitlines() == [
        "2026-12-18",
        "  10月9日  受理，当日不计，次日起算（第88条第1款）",
        "  +60日  自然日，节假日照计（第62条第1款）→ 12月8日",
        "  +10日  中止 11月2日至11月12日，不计入（第39条）→ 12月18日 周五，工作日，不顺延",
    ]


def test_clock_in_english_and_provisional() -> None:
    out = clock("fy_opinion_letter_60d", "--event", "2026-12-10", "--lang", "en").splitlines()
    assert out[0] == "NEEDS_2027_CALENDAR"
    assert out[1] == "provisionally 2027-02-08"
    assert out[-1].startswith("  Provisional  The holiday notice for 2027 is not entered")


def test_clock_in_json() -> None:
    value = json.loads(
        clock(
            *("fy_decide_60d", "--event", "2026-05-06", "--pause", "2026-06-01/2026-06-11", "--pause"),
            *("2026-06-11/2026-07-01", "--extension", "30", "--json"),
        )
    )
    assert value["answer"] == value["due_on"] == "2026-09-03"
    assert value["state"] == "running"
    assert [step["kind"] for step in value["derivation"]] == ["start", "count", "extension", "pause", "end"]
    assert len(value["explanation"]) == 4


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("fy_none", "--event", "2026-05-06"), "no clock"),
        (("fy_suspend", "--event", "2026-05-06"), "no period"),
        (("fy_decide_60d", "--event", "2026-5-6"), "not a date"),
        (("fy_decide_60d", "--event", "2026-05-06", "--pause", "2026-06-01"), "not a pause"),
        (("fy_decide_60d", "--event", "2026-05-06", "--extension", "31"), "at most 30"),
        (("fy_decide_60d", "--event", "9999-12-30"), "beyond"),
    ],
)
def test_clock_complains_clearly(arguments: tuple[str, ...], complaint: str) -> None:
    with pytest.raises(CommandError, match=complaint):
        clock(*arguments)
