"""The effect of hearing a case anew: its conclusion and what followed fall, and stay on record as set aside."""

from django.utils.translation import gettext_lazy as _

from cases import anew, conclusions
from cases import facts as f
from cases.models import Procedure
from dossiers.models import DossierStatus, TimelineEntry, Visibility
from workflow.papers import keep_papers
from workflow.steps import Execution, Text


def hear_anew(ex: Execution) -> None:
    """The conclusion was set aside: the case is heard anew, in the ordinary procedure, within a period of its own.

    What was replied, heard and examined stays; the office's opinion and the decision come anew.
    """
    data = ex.data
    until, days = data.get("until"), data.get("days")
    own = next((fact for fact in ex.left if fact.kind == f.SET_ASIDE), None)
    turn = own.value["turn"] if own is not None else len(anew.set_aside(ex.context.facts))
    ex.fact(
        f.HEARD_ANEW,
        data["on_date"],
        turn=turn,
        occasion=data["occasion"],
        by=data["by"],
        number=data["number"],
        **({"until": until.isoformat()} if until else {}),
        **({"days": days} if days else {}),
    )
    if ex.corrected is None:
        _set_aside(ex, turn)
    else:
        for fact in ex.left:
            day = data["on_date"] if fact.kind == f.RESUMED else fact.on_date
            ex.fact(fact.kind, day, **fact.value)
    keep_papers(ex, "paper", visibility=Visibility.OFFICE, paper="other")


def _set_aside(ex: Execution, turn: int) -> None:
    case, dossier = ex.proceeding, ex.dossier
    end = conclusions.concluded(ex.context.facts)
    if end is None:
        raise ValueError("A case that was not concluded cannot be heard anew.")
    falling = anew.fallen(ex.context.facts)
    entries = TimelineEntry.objects.unscoped("the entries of a case in hand").filter(
        pk__in={fact.entry_id for fact in falling}
    )
    originals = sorted({corrects or pk for pk, corrects in entries.values_list("pk", "corrects_id")})
    ex.fact(
        f.SET_ASIDE,
        end.on_date,
        **{**end.value, "turn": turn, "entries": originals, "warrants": anew.warrants(ex.context.facts)},
    )
    # A suspension that the conclusion had ended does not come back with the case.
    if conclusions.open_suspension(ex.context) is not None:
        ex.fact(f.RESUMED, ex.data["on_date"])
    ex.let_fall(falling)
    case.concluded_on, case.outcome, case.decision_number = None, None, ""
    case.procedure = Procedure.ORDINARY
    dossier.status, dossier.closed_on = DossierStatus.OPEN, None


def fixed(entry: TimelineEntry) -> Text | None:
    """Why an entry cannot be corrected: it belongs to a conclusion that was set aside."""
    facts = entry.dossier.facts.current().filter(kind=f.SET_ASIDE)
    if (entry.corrects_id or entry.pk) not in anew.fixed_entries(facts):
        return None
    return _("It belongs to a conclusion that was set aside, and stands as it was.")
