"""Effects of the steps of a hearing (听证)."""

from cases import facts as f
from dossiers.models import Visibility
from workflow.papers import keep_papers
from workflow.steps import Execution


def mark_major(ex: Execution) -> None:
    ex.fact(f.MARKED_MAJOR, ex.data["on_date"], ground=ex.data["ground"].pk)


def order_hearing(ex: Execution) -> None:
    """A hearing is set; the entry that ordered it names it from then on."""
    _set(ex, (ex.corrected or ex.entry).pk, 0)
    keep_papers(ex, "notice", visibility=Visibility.PARTIES, paper="hearing_notice")


def postpone_hearing(ex: Execution) -> None:
    sitting = ex.data["sitting"]
    own = ex.corrected is not None
    _set(ex, sitting.key, sitting.turn if own else sitting.turn + 1)


def _set(ex: Execution, key: int, turn: int) -> None:
    data = ex.data
    ex.fact(
        f.HEARING_SET,
        data["hearing_on"],
        hearing=key,
        turn=turn,
        time=data["time"].isoformat("minutes"),
        place=data["place"],
        presider=data["presider"].pk,
        listeners=[person.pk for person in data["listeners"]],
        recorder=data["recorder"],
        notified_on=data["on_date"].isoformat(),
    )


def cancel_hearing(ex: Execution) -> None:
    ex.fact(f.HEARING_CANCELLED, ex.data["on_date"], hearing=ex.data["sitting"].key)


def hold_hearing(ex: Execution) -> None:
    """The hearing was held; an applicant who stayed away without reason has given up the right to it (51②)."""
    data = ex.data
    ex.fact(
        f.HEARING_HELD,
        data["on_date"],
        hearing=data["sitting"].key,
        head=data["head"],
        head_name=data.get("head_name", ""),
        given_up=data.get("absence") == "unexcused",
    )
    keep_papers(ex, "record", visibility=Visibility.PARTIES, paper="hearing_record")
