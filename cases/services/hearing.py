"""Effects of the steps of a hearing (听证)."""

from cases import facts as f
from cases.reading import Sitting, sittings
from cases.services.hearing_notices import tell_of_cancelling, tell_of_hearing
from dossiers.models import Visibility
from workflow.papers import keep_papers
from workflow.steps import Execution


def mark_major(ex: Execution) -> None:
    ex.fact(f.MARKED_MAJOR, ex.data["on_date"], ground=ex.data["ground"].pk)


def order_hearing(ex: Execution) -> None:
    """A hearing is set; the entry that ordered it names it from then on."""
    key = (ex.corrected or ex.entry).pk
    _set(ex, key, 0)
    _tell(ex, key, 0, ex.data["sitting"] if ex.corrected is not None else None)
    keep_papers(ex, "notice", visibility=Visibility.PARTIES, paper="hearing_notice")


def postpone_hearing(ex: Execution) -> None:
    """A hearing set anew; also those are told who were to hold it as it was set before."""
    sitting = ex.data["sitting"]
    turn = sitting.turn if ex.corrected is not None else sitting.turn + 1
    _set(ex, sitting.key, turn)
    _tell(ex, sitting.key, turn, sitting)


def _tell(ex: Execution, key: int, turn: int, before: Sitting | None) -> None:
    """Tell of the hearing, unless it was put off since (what is corrected then stays behind the new day) or a
    correction left as it was what was told.
    """
    found = next((sitting for sitting in sittings(ex.context.facts) if sitting.key == key), None)
    if found is None or not found.is_set or found.turn != turn:
        return
    if ex.corrected is None or before is None or before.arrangement != found.arrangement:
        tell_of_hearing(ex, found, before.people if before is not None else ())


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
        **({"recorder_person": data["recorder_person"].pk} if data.get("recorder_person") else {}),
        notified_on=data["on_date"].isoformat(),
    )


def cancel_hearing(ex: Execution) -> None:
    """The hearing is not held; who was to be there is told once."""
    ex.fact(f.HEARING_CANCELLED, ex.data["on_date"], hearing=ex.data["sitting"].key)
    if ex.corrected is None:
        tell_of_cancelling(ex, ex.data["sitting"])


def hold_hearing(ex: Execution) -> None:
    """The hearing was held; an applicant who stayed away without reason has given up the right to it (51②)."""
    data = ex.data
    ex.fact(
        f.HEARING_HELD,
        data["on_date"],
        hearing=data["sitting"].key,
        heads=[{"party": row["respondent"].pk, "how": row["head"], "people": row["people"]} for row in data["heads"]],
        came=[party.pk for party in data["came"]],
        given_up=data.get("absence") == "unexcused",
    )
    keep_papers(ex, "record", visibility=Visibility.PARTIES, paper="hearing_record")
