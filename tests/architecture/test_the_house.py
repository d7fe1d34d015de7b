"""How the parts stand to each other: read from the source, independently of any tool that `make check` runs."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
# From the foot of the house to its roof; what stands on one floor does not know its neighbours.
FLOORS = [
    {"accounts"},
    {"notices"},
    {"dossiers"},
    {"deadlines"},
    {"workflow"},
    {"cases", "hearings", "disputes"},
    {"reports"},
    {"config"},
]
APPS = [app for floor in FLOORS for app in sorted(floor)]
FLOOR_OF = {app: number for number, floor in enumerate(FLOORS) for app in floor}

# The rooms of every app, and those that one app alone has.
ROOMS = {
    *("__init__", "apps", "models", "migrations", "queries", "services", "permissions"),
    *("forms", "filters", "views", "urls", "api", "api_urls", "admin", "tasks", "steps"),
    *("data", "invariants", "management", "panels", "templatetags"),
}
OWN_ROOMS = {
    "accounts": "acting actors crypto demo export fields guards lists middleware navigation offices once paging people "
    "reach reference soundness text timekeeping tokens tree wording",
    "dossiers": "actions content decisions exports following handling parties receivers reference registers "
    "registers_of_case scoping seal trail worklist",
    "notices": "addresses channels outbox runs",
    "deadlines": "agenda basis changes engine feeds holidays measure recompute reminders rules sides wording",
    "workflow": "batch casepage centre checks closing describing digest display entering fields home ledger letters "
    "linked links merging moments naming offers pages papers parties parties_kept party_forms people preview rows "
    "saved search told",
    "cases": "acceptance agenda agents anew application clock_parts clocks closing columns conclusions decided display "
    "duties ending facts home jurisdiction law ledger listing office preview prior reading search sidelines timeliness "
    "wording worklists",
    "disputes": "access agenda answers clocks columns conflicts display facts home keeping library listing names "
    "reading search study suggestions suing telling worklists",
    "hearings": "access appearances clocks closing columns decided display duties facts home joint ledger listing lost "
    "names numbers rates reading records rosters search sittings tracking units worklists",
    "reports": "analysis assessment circulars counting crossing dashboards dimensions evaluating indicators keeping "
    "papers periods reckoning returns sheets summaries telling",
    "config": "backup catalogue celery context demo errors formats health home interface logs settings stack status "
    "uploads wsgi",
}


def sources(*packages: str) -> Iterator[Path]:
    for package in packages or APPS:
        yield from (path for path in sorted((ROOT / package).rglob("*.py")) if "migrations" not in path.parts)


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def imports(tree: ast.Module) -> Iterator[tuple[ast.stmt, str]]:
    """Every import of a module with what it names, those for the type checker left out."""
    skipped: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            skipped |= {child for statement in node.body for child in ast.walk(statement)}
    for node in ast.walk(tree):
        if node in skipped:
            continue
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield node, node.module or ""


def test_imports_go_one_way() -> None:
    wrong = []
    for path in sources():
        here = path.relative_to(ROOT).parts[0]
        for _, module in imports(tree_of(path)):
            there = module.split(".")[0]
            if there in FLOOR_OF and there != here and FLOOR_OF[there] >= FLOOR_OF[here]:
                wrong.append(f"{name(path)} imports {module}")
    assert wrong == []


def test_nothing_of_the_product_imports_its_tests() -> None:
    assert [name(p) for p in sources() for _, module in imports(tree_of(p)) if module.split(".")[0] == "tests"] == []


def test_the_engine_is_pure() -> None:
    allowed = {"deadlines.engine"}
    for path in sources("deadlines/engine"):
        for _, module in imports(tree_of(path)):
            assert module.split(".")[0] not in {"django", "psycopg2", "redis", "celery"}, name(path)
            assert module.split(".")[0] not in FLOOR_OF or ".".join(module.split(".")[:2]) in allowed, name(path)


def test_there_is_one_source_of_now_and_today() -> None:
    """config/stack starts programs before Django is there; it measures waits, it dates nothing."""
    calls = {
        ("datetime", "now"), ("datetime", "today"), ("datetime", "utcnow"), ("date", "today"), ("timezone", "now"),
        ("timezone", "localdate"), ("time", "time"),
    }  # fmt: skip
    wrong = []
    for path in sources():
        if path == ROOT / "accounts" / "timekeeping.py" or "stack" in path.parts:
            continue
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Attribute):
                owner = node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", "")
                if (owner, node.attr) in calls:
                    wrong.append(f"{name(path)}:{node.lineno} {owner}.{node.attr}")
        wrong += [
            f"{name(path)} imports {module}"
            for node, module in imports(tree_of(path))
            if module == "django.utils.timezone"
            or (module == "django.utils" and "timezone" in {alias.name for alias in node.names})
        ]
    assert wrong == []


def test_the_database_is_not_asked_for_the_time() -> None:
    pattern = re.compile(r"\bCURRENT_DATE\b|\bCURRENT_TIMESTAMP\b|\bNow\(\)|\bauto_now")
    found = [name(path) for path in sources() if pattern.search(path.read_text(encoding="utf-8"))]
    assert found == []


def test_imports_stand_at_the_head_of_their_module() -> None:
    wrong = []
    for path in sources():
        if "stack" in path.parts and path.name == "marks.py":
            continue
        lines = path.read_text(encoding="utf-8").splitlines()
        top = set(tree_of(path).body)
        within = {
            child for node in tree_of(path).body if isinstance(node, ast.If | ast.Try) for child in ast.walk(node)
        }
        for node, module in imports(tree_of(path)):
            if node in top or node in within:
                continue
            if "noqa:" not in lines[node.lineno - 1] or "PLC0415" not in lines[node.lineno - 1]:
                wrong.append(f"{name(path)}:{node.lineno} {module}")
            elif path.name != "apps.py" and " - " not in lines[node.lineno - 1]:
                wrong.append(f"{name(path)}:{node.lineno} {module} gives no reason")
    assert wrong == []


@pytest.mark.parametrize("app", APPS)
def test_every_app_has_the_same_rooms(app: str) -> None:
    allowed = ROOMS | set(OWN_ROOMS.get(app, "").split())
    found = {
        path.stem
        for path in (ROOT / app).iterdir()
        if path.name != "__pycache__" and (path.is_dir() or path.suffix == ".py")
    }
    assert found <= allowed, f"{app} has rooms that nobody planned: {sorted(found - allowed)}"
    assert set(OWN_ROOMS.get(app, "").split()) <= found, "a room of its own that is not there"


def test_every_app_of_the_house_is_installed() -> None:
    labels = {config.name for config in apps.get_app_configs()}
    assert set(APPS) <= labels


def test_nothing_names_a_place_outside_the_repository() -> None:
    """No path of the machine on which it was written, no registry's host."""
    pattern = re.compile(
        r"(?<![\w.])/(?:work|root|home/\w+)/|/tmp/(?!\w*\{)dev|pypi\.org|registry\.npmjs|files\.pythonhosted"
    )
    kinds = {".py", ".md", ".toml", ".json", ".txt", ".html", ".css", ".js", ".csv", ".yml", ".npmrc", ""}
    made = {"var", "node_modules", "__pycache__", "vendor", "staticfiles", "htmlcov"}
    wrong = []
    for path in sorted(ROOT.rglob("*")):
        parts = path.relative_to(ROOT).parts
        hidden = len(parts) > 1 and parts[0].startswith(".") and parts[0] != ".ci"
        if hidden or made & set(parts) or path == Path(__file__) or not path.is_file() or path.suffix not in kinds:
            continue
        text = path.read_text(encoding="utf-8", errors="ignore")
        wrong += [f"{'/'.join(parts)}: {found.group(0)}" for found in pattern.finditer(text)]
    assert wrong == []


def test_public_functions_are_typed_and_say_what_they_do() -> None:
    """Services are what other parts call: each has a docstring, and annotations on all it takes and gives."""
    wrong = []
    rooms = [path for path in sources() if "services" in {path.stem, path.parent.name}]
    assert len(rooms) > len(APPS) / 2
    for path in rooms:
        for node in tree_of(path).body:
            if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
                continue
            arguments = [*node.args.args, *node.args.kwonlyargs]
            if node.returns is None or any(argument.annotation is None for argument in arguments):
                wrong.append(f"{name(path)}: {node.name} is not typed")
            is_effect = [argument.arg for argument in arguments] == ["ex"]
            if not is_effect and not ast.get_docstring(node):
                wrong.append(f"{name(path)}: {node.name} says nothing")
    assert wrong == []
