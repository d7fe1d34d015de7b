"""Two people at one form: what only one of them changed is kept from each, what both changed is theirs to choose.

Three versions of a form are compared field by field: as it was when opened, as it is stored now, as it was typed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.http import QueryDict

from dossiers.models import TimelineEntry
from workflow.forms import StepForm

Raw = Mapping[str, list[str]]

YOURS, THEIRS = "yours", "theirs"


def choice_name(name: str) -> str:
    """The name under which a page says whose value of a field is to stand."""
    return f"choose-{name}"


@dataclass(frozen=True)
class Merge:
    """How a typed form and what others stored meanwhile come together.

    `taken` are the stored values of the fields that only others changed, `clashes` the stored values of those that both
    changed, `chosen` whose value was chosen for some of these.
    """

    taken: dict[str, list[str]] = field(default_factory=dict)
    clashes: dict[str, list[str]] = field(default_factory=dict)
    chosen: dict[str, str] = field(default_factory=dict)

    @property
    def left(self) -> list[str]:
        """The fields for which nothing was chosen yet."""
        return [name for name in self.clashes if name not in self.chosen]

    def apply(self, data: QueryDict, form: type[StepForm]) -> QueryDict:
        """What was typed, with the others' values put in where only they changed them or theirs were chosen."""
        merged = data.copy()
        theirs = {name: raw for name, raw in self.clashes.items() if self.chosen.get(name) == THEIRS}
        for name, raw in (self.taken | theirs).items():
            merged.setlist(name, [] if form.empty_stays else raw)
        return merged


def merge(form: StepForm, base: Raw, stored: Raw, chosen: Mapping[str, str]) -> Merge:
    """Compare a bound form with what was stored when it was opened (`base`) and what is stored now.

    `chosen` maps fields to YOURS or THEIRS; for fields on which nobody disagrees it counts for nothing.
    """
    typed = form.typed_raw()
    found = Merge()
    for name, now in stored.items():
        before, mine = base.get(name, []), typed.get(name, [])
        if now == before or mine == now:
            continue
        untouched = not mine if form.empty_stays else mine == before
        if untouched:
            found.taken[name] = now
        else:
            found.clashes[name] = now
            if chosen.get(name) in {YOURS, THEIRS}:
                found.chosen[name] = chosen[name]
    return found


def bring_together(
    form: StepForm,
    step: str,
    since: Sequence[TimelineEntry],
    chosen: Mapping[str, str],
    corrected: TimelineEntry | None = None,
) -> Merge:
    """The merge of a bound form of a step (of a correction of `corrected`) with what was entered `since` it was opened.

    Nothing comes together where a form changes nothing that is stored.
    """
    if corrected is not None:
        others = [entry for entry in since if entry.corrects_id == corrected.pk]
        if not others:
            return Merge()
        earlier = corrected.corrections.filter(pk__lt=others[0].pk).order_by("pk").last() or corrected
        return merge(form, _as_stored(earlier, form), _as_stored(others[-1], form), chosen)
    stored = form.stored_raw()
    if stored is None:
        return Merge()
    subject = [form.raw().get(name) for name in form.subject]
    replaced = [
        entry.data.get("before", {})
        for entry in since
        if entry.step == step and [entry.data["form"].get(name) for name in form.subject] == subject
    ]
    # Each entry keeps what it replaced: what the first one replaced was there when the form was opened.
    base = dict(stored)
    for before in reversed(replaced):
        base |= before
    return merge(form, base, stored, chosen)


def _as_stored(entry: TimelineEntry, form: StepForm) -> Raw:
    """What an entry recorded, in the shape in which forms are compared."""
    raw = {"on_date": [entry.on_date.isoformat()], **entry.data.get("form", {})}
    return type(form).from_raw(raw, form.context).typed_raw()
