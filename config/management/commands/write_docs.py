"""Print what is declared: docs/steps.md and docs/permissions.md."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import translation

from accounts.permissions import PERMISSIONS
from accounts.timekeeping import today
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
        "Each step names the states in which it is open, who takes it and who must approve it, its article under each "
        "law, the facts that it leaves and, through them, the clocks that it starts and stops. Permissions are "
        "explained in [permissions.md](permissions.md), clocks in [clocks.md](clocks.md).\n",
    ]
    for kind in all_types():
        parts.append(f"## {kind.kind.capitalize()}\n")
        parts += [_step(kind, step) for step in kind.steps.values()]
    return "\n".join(parts)


def _step(kind: ProceedingType, step: Step) -> str:
    started, stopped = kind.touched(step.facts)
    if callable(step.target):
        target = (step.target.__doc__ or "").strip()
    else:
        target = f"{kind.state_label(step.target)}" if step.target else "stays as it is"
    states = ", ".join(sorted(str(kind.state_label(state)) for state in step.sources))
    notes = [
        note
        for note, holds in (
            ("open while the case is suspended", step.while_suspended),
            ("taken by the clock alone", step.automatic),
            ("taken on the page of what several cases share, in all of them at once", step.together),
            ("its entry cannot be corrected", not step.correctable),
        )
        if holds
    ]
    lines = [
        ("Open in", states or "nowhere: it begins a case"),
        ("Leads to", target),
        ("Taken by", "" if step.automatic else f"`{step.permission}`"),
        ("Approved by", _by_law(kind, {law: f"`{_approver(step, law)}`" for law in kind.laws if _approver(step, law)})),
        ("Article", _by_law(kind, {law: step.article_for(law) for law in kind.laws if step.article_for(law)})),
        ("Holds only when", "; ".join(condition.name for condition in step.conditions)),
        ("Facts", _codes(step.facts)),
        ("Corrected, moves", _codes(step.moves)),
        ("Starts", _codes(started)),
        ("Stops", _codes(stopped)),
        ("Document", str(step.document)),
        ("Seen by", "the office and the agencies concerned" if step.visibility == "parties" else "the office"),
        ("Besides", "; ".join(notes)),
    ]
    rows = "\n".join(f"| {name} | {text} |" for name, text in lines if text)
    return f"### {step.title} (`{step.code}`)\n\n| | |\n|---|---|\n{rows}\n"


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
