"""The engine stands alone: it imports the standard library and itself."""

import ast
import datetime as dt
import sys
from pathlib import Path

import deadlines.engine
from deadlines.engine import ground_citation, implementing_regulations, reconsideration_act

ENGINE = Path(deadlines.engine.__file__).parent


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name} imports relatively"
            names.add(node.module or "")
    return names


def test_the_engine_imports_nothing_but_the_standard_library_and_itself() -> None:
    modules = sorted(ENGINE.glob("*.py"))
    assert len(modules) >= 8
    foreign = {
        (path.name, name)
        for path in modules
        for name in imported(path)
        if not name.startswith("deadlines.engine") and name.split(".")[0] not in sys.stdlib_module_names
    }
    assert foreign == set()


def test_the_engine_never_asks_what_day_it_is() -> None:
    for path in ENGINE.glob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert ".today()" not in text
        assert ".now(" not in text


def test_which_law_applies_by_date() -> None:
    assert reconsideration_act(dt.date(2023, 12, 31)) == 2017
    assert reconsideration_act(dt.date(2024, 1, 1)) == 2023
    assert implementing_regulations(dt.date(2026, 6, 30)) == 2007
    assert implementing_regulations(dt.date(2026, 7, 1)) == 2026


def test_excluded_time_cites_the_provision_in_force() -> None:
    assert ground_citation("appraisal", dt.date(2026, 6, 30)) == "行政复议法实施条例(2007) 37"
    assert ground_citation("appraisal", dt.date(2026, 7, 1)).endswith(" 46")
    assert ground_citation("dispute_centre", dt.date(2026, 3, 1)) == "起诉期限解释 法释〔2026〕3号 4①(三)"
    assert ground_citation("unheard_of", dt.date(2026, 3, 1)) == ""
