"""Print what is declared: docs/steps.md and docs/permissions.md."""

from collections.abc import Iterable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import translation

from accounts.permissions import PERMISSIONS
from accounts.timekeeping import today
from workflow.rows import RowsField
from workflow.steps import Context, ProceedingType, Step, all_types

HEADING = "<!-- Printed from the declarations by `make manage cmd=write_docs`. Do not edit. -->\n"


def documents() -> dict[Path, str]:
    """The documents that are printed from declarations, by their paths."""
    folder = settings.BASE_DIR / "docs"
    with translation.override("en"):
        return {folder / "steps.md": _steps(), folder / "permissions.md": _permissions()}


def _steps() -> str:
    parts = [
        HEADING,
        "# Steps\n",
        "Every step of every proceeding: the states in which it is open and where it leads, who takes it and who must "
        "approve it, what its form asks, the clocks that it starts and stops, its document and its article under each "
        "law. Below each table stands what must hold before a step and which facts it leaves. Who holds a role is in "
        "[permissions.md](permissions.md), the clocks are explained in [clocks.md](clocks.md).\n",
    ]
    for kind in all_types():
        steps = kind.steps.values()
        parts.append(f"## {kind.kind.capitalize()}\n")
        parts.append(
            "\n".join([_row(COLUMNS), "|---" * len(COLUMNS) + "|", *(_transition(kind, step) for step in steps)]) + "\n"
        )
        parts += [_conditions(step) for step in steps]
    return "\n".join(parts)


COLUMNS = ("Step", "Open in", "Leads to", "Taken by", "Approved by", "Form", "Starts", "Stops", "Document", "Article")
# The words of the permission table, shorter: what is said of everybody there is not said again in each line.
SHORTER = (
    ("one of the officers of this case, or of the office when nobody has it", "officer of the case"),
    (" and not recused from the case", ""),
)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def _transition(kind: ProceedingType, step: Step) -> str:
    """The line of a step in the table of transitions."""
    started, stopped = kind.touched(step.facts)
    if callable(step.target):
        target = " ".join((step.target.__doc__ or "").split())
    else:
        target = f"{kind.state_label(step.target)}" if step.target else "stays as it is"
    states = ", ".join(sorted(str(kind.state_label(state)) for state in step.sources))
    approved = {law: _role(permission) for law in kind.laws if (permission := _approver(step, law))}
    cells = (
        f"{step.title} (`{step.code}`)",
        states or "nowhere: it begins a case",
        target,
        "the clock" if step.automatic else _role(step.permission),
        _by_law(kind, approved),
        _form(step),
        _codes(started),
        _codes(stopped),
        str(step.document),
        _by_law(kind, {law: step.article_for(law) for law in kind.laws if step.article_for(law)}),
    )
    return _row(cells)


def _role(permission: str) -> str:
    """Who holds a permission, in words."""
    words = PERMISSIONS[permission].name
    for long, short in SHORTER:
        words = words.replace(long, short)
    return words


def _form(step: Step) -> str:
    """What the form of a step asks, by the labels of its fields; of rows also what each of them asks."""
    asked = []
    for name, field in step.form.base_fields.items():
        label = str((step.form.on_date_label if name == "on_date" else None) or field.label or name)
        if isinstance(field, RowsField):
            label += f" ({', '.join(str(column.label) for column in field.columns.values())})"
        asked.append(label)
    return "; ".join(" ".join(label.split()) for label in asked)


def _conditions(step: Step) -> str:
    """What must hold before a step, what it leaves, and what else is to be said of it."""
    notes = [
        note
        for note, holds in (
            ("open while the case is suspended", step.while_suspended),
            ("taken on the page of what several cases share, in all of them at once", step.together),
            ("its entry cannot be corrected", not step.correctable),
        )
        if holds
    ]
    lines = [
        ("Holds only when", "; ".join(condition.name for condition in step.conditions)),
        ("Facts", _codes(step.facts)),
        ("Corrected, moves", _codes(step.moves)),
        ("Seen by", "the office and the agencies concerned" if step.visibility == "parties" else "the office"),
        ("Besides", "; ".join(notes)),
    ]
    said = "\n".join(f"- {name}: {text}" for name, text in lines if text)
    return f"### {step.title} (`{step.code}`)\n\n{said}\n"


def _approver(step: Step, law: str) -> str | None:
    if step.approver is None:
        return None
    return step.approver(Context(actor=None, proceeding=SimpleNamespace(law=law), today=today()))  # type: ignore[arg-type]


def _by_law(kind: ProceedingType, texts: dict[Any, str]) -> str:
    if len(set(texts.values())) == 1 and len(texts) == len(kind.laws):
        return next(iter(texts.values()))
    return "; ".join(f"law of {law}: {text}" for law, text in texts.items())


def _codes(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _permissions() -> str:
    rows = "\n".join(f"| `{name}` | {rule.name} |" for name, rule in sorted(PERMISSIONS.items()))
    return "\n".join(
        [
            HEADING,
            "# Permissions\n",
            "The whole table of who may do what: each permission names one predicate, and nothing else decides. What "
            "cannot be seen answers 404, what can be seen and not done answers 403.\n",
            "| Permission | Held by whoever |\n|---|---|",
            rows + "\n",
        ]
    )


class Command(BaseCommand):
    help = "Writes docs/steps.md and docs/permissions.md from what is declared."

    def handle(self, *args: Any, **options: Any) -> None:
        for path, text in documents().items():
            path.write_text(text, encoding="utf-8")
            self.stdout.write(str(path.relative_to(settings.BASE_DIR)))
