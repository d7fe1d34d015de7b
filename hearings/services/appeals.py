"""The result of an appeal, told to the suit below by the link between the two instances."""

import datetime as dt

from django.urls import reverse
from django.utils.translation import gettext as _

from dossiers.models import Dossier, DossierLink, LinkKind, TimelineEntry
from dossiers.services import lock
from hearings import reading
from hearings.models import Lawsuit, State
from notices.services import notify
from workflow.services import bind_correction, carry_out, closed_to, context_for
from workflow.steps import Execution, proceeding_type

# What a second instance decides, as the suit below enters it. A withdrawal there may be one of the appeal or of the
# suit itself: whoever handles the suit below enters it.
RESULTS = {code: code for code in ("affirmed", "changed", "sent_back", "continue")}
STEP = "appeal_ended"


def tell_below(ex: Execution, effective_on: dt.date) -> None:
    """Enter in the suit below what its appeal came to, when the second instance takes effect; put it right with it."""
    result = RESULTS.get("".join(reading.outcomes(reading.judged(ex.context))))
    below = _below(ex.dossier)
    if result is None or below is None or not ex.dossier.number:
        return
    kept = lock(below.pk)
    step = proceeding_type(kept.kind).steps[STEP]
    entered = _entry(kept, ex.dossier.number)
    raw = {"on_date": [effective_on.isoformat()], "result": [result], "number": [ex.dossier.number]}
    context = context_for(ex.context.actor, kept)
    form = step.form.from_raw(raw, context)
    if entered is not None:
        latest = entered.corrections.order_by("pk").last() or entered
        if (latest.on_date, latest.data["form"].get("result")) == (effective_on, [result]):
            return
        bind_correction(form, entered)
    elif closed_to(step, context):
        return
    if not form.is_valid():
        return
    carry_out(
        proceeding_type(kept.kind),
        step,
        context,
        form,
        approved_by=ex.entry.approved_by if entered is not None else None,
        corrected=entered,
        reason=(ex.entry.reason or _("Follows the second instance.")) if entered is not None else "",
    )
    _tell_officer(kept, ex.dossier)


def _below(dossier: Dossier) -> Dossier | None:
    """The first instance whose judgment is under appeal in this suit, by the link of the two; else the latest one."""
    links = DossierLink.objects.unscoped("the instances of a suit in hand").of(dossier).filter(kind=LinkKind.INSTANCE)
    partners = {link.partner(dossier).pk for link in links}
    suits = Lawsuit.objects.unscoped("the instances of a suit in hand").standing().filter(dossier__in=partners)
    firsts = suits.filter(instance__in=[f"suit_instance.{code}" for code in reading.FIRST])
    found = sorted(firsts.select_related("dossier"), key=lambda suit: (suit.state == State.APPEALED, suit.pk))
    return found[-1].dossier if found else None


def _entry(dossier: Dossier, number: str) -> TimelineEntry | None:
    """The entry of the result of the appeal that has a number."""
    return dossier.timeline.filter(step=STEP, corrects=None, data__form__number=[number]).order_by("pk").last()


def _tell_officer(below: Dossier, above: Dossier) -> None:
    if below.officer is None:
        return
    said = {"below": below.number, "above": above.number}
    notify(
        recipients=[below.officer],
        kind="suit",
        words=lambda: _("%(below)s: the result of its appeal was entered from %(above)s.") % said,
        path=reverse("hearings:detail", args=[below.pk]),
        key=f"appeal:{below.pk}:{above.pk}:{below.version}",
    )
