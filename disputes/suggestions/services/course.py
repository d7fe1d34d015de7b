"""Effects of what happens between a suggestion and its agencies: receipt, answer, check, second request, the end."""

from disputes.suggestions import facts as f
from disputes.suggestions import reading, telling
from disputes.suggestions.wording import paper_of
from dossiers.models import Party, Visibility
from dossiers.services import keep_courts_number
from workflow.closing import close_case, reopen_case
from workflow.papers import keep_papers
from workflow.steps import Execution


def issue(ex: Execution) -> None:
    """What was drawn up here goes out: it gets its number and its day, and what it lays down for the answer."""
    suggestion, data = ex.proceeding, ex.data
    keep_courts_number(dossier=ex.dossier, text=data["number"])
    ex.fact(f.ISSUED, data["on_date"])
    suggestion.issued_on, suggestion.reply_by, suggestion.reply_days = (
        data["on_date"],
        data["reply_by"],
        data["reply_days"],
    )
    # What the clocks are reckoned by is read from what is stored.
    suggestion.save()
    keep_papers(ex, "document", visibility=Visibility.PARTIES, paper=paper_of(suggestion.kind))
    agencies = [party.organisation_id for party in ex.context.respondents if party.organisation_id]
    telling.tell(ex.entry, suggestion, "made", telling.liaisons(agencies))


def receive(ex: Execution) -> None:
    ex.fact(f.RECEIVED, ex.data["on_date"], ex.data["party"])


def reply(ex: Execution) -> None:
    """The agency answers, and binds itself to a day where it has something to put right."""
    data, party = ex.data, ex.data["party"]
    done_by = data["done_by"].isoformat() if data.get("done_by") else ""
    ex.fact(
        f.REPLIED,
        data["on_date"],
        party,
        turn=_turn(ex, party, f.REPLIED),
        taken_up=data["taken_up"],
        measures=data["measures"],
        responsible=data["responsible"],
        done_by=done_by,
    )
    keep_papers(ex, "papers", visibility=Visibility.PARTIES, paper="suggestion_reply", party=party)
    _tell_office(ex, "replied")


def report_rectification(ex: Execution) -> None:
    party = ex.data["party"]
    ex.fact(f.RECTIFICATION_REPORTED, ex.data["on_date"], party, turn=_turn(ex, party, f.RECTIFICATION_REPORTED))
    keep_papers(ex, "papers", visibility=Visibility.PARTIES, paper="rectification_report", party=party)
    _tell_office(ex, "rectified")


def check(ex: Execution) -> None:
    party = ex.data["party"]
    ex.fact(f.CHECKED, ex.data["on_date"], party, turn=_turn(ex, party, f.CHECKED), result=ex.data["result"])
    keep_papers(ex, "papers", visibility=Visibility.PARTIES, paper="rectification_report", party=party)
    _tell_agency(ex, party, "checked")


def request_again(ex: Execution) -> None:
    """The agency is asked again, by the day that the second paper names."""
    data, party = ex.data, ex.data["party"]
    ex.fact(
        f.REQUESTED_AGAIN,
        data["on_date"],
        party,
        turn=_turn(ex, party, f.REQUESTED_AGAIN),
        reply_by=data["reply_by"].isoformat(),
        number=data["number"],
    )
    keep_papers(ex, "document", visibility=Visibility.PARTIES, paper="second_request", party=party)
    _tell_agency(ex, party, "again")


def report_up(ex: Execution) -> None:
    """What goes unheeded is laid before the leader of the organ."""
    ex.fact(f.REPORTED_UP, ex.data["on_date"], ex.data["party"], to=ex.data["to"])
    keep_papers(ex, "document", visibility=Visibility.OFFICE, paper="submission")
    telling.tell(ex.entry, ex.proceeding, "reported", telling.leaders(ex.dossier))


def withdraw(ex: Execution) -> None:
    """The body that issued it takes it back: nothing more is owed."""
    ex.fact(f.WITHDRAWN, ex.data["on_date"])
    close_case(ex, f.CLOSED)
    keep_papers(ex, "document", visibility=Visibility.PARTIES, paper="suggestion_letter")


def close(ex: Execution) -> None:
    close_case(ex, f.CLOSED)


def reopen(ex: Execution) -> None:
    reopen_case(ex, f.REOPENED, f.CLOSED)
    ex.derived_fact(f.WITHDRAWN, None)


# --- where it stands afterwards --------------------------------------------------------------------------------


def after_reply(ex: Execution) -> str | None:
    """Answer awaited while one is missing, else to be checked."""
    party = ex.data["party"]
    return reading.state_with(ex, f.REPLIED, [party], turn=_turn(ex, party, f.REPLIED))


def after_report(ex: Execution) -> str | None:
    """To be checked, unless an answer is still awaited."""
    party = ex.data["party"]
    return reading.state_with(ex, f.RECTIFICATION_REPORTED, [party], turn=_turn(ex, party, f.RECTIFICATION_REPORTED))


def after_check(ex: Execution) -> str | None:
    """Being put right, or put right by all; as it was while another agency is further back."""
    party = ex.data["party"]
    return reading.state_with(ex, f.CHECKED, [party], turn=_turn(ex, party, f.CHECKED), result=ex.data["result"])


def after_request(ex: Execution) -> str | None:
    """Answer awaited."""
    party = ex.data["party"]
    return reading.state_with(ex, f.REQUESTED_AGAIN, [party], turn=_turn(ex, party, f.REQUESTED_AGAIN))


def before_closing(ex: Execution) -> str:
    """The stage at which its agencies stand."""
    return reading.state_of(reading.courses_of(ex.context))


def _turn(ex: Execution, party: Party, kind: str) -> int:
    """The how-manieth request (0 the suggestion itself) a fact of `kind` belongs to; in a correction as it did."""
    old = next((fact for fact in ex.left if fact.kind == kind and fact.party_id == party.pk), None)
    if old is not None:
        turn: int = old.value.get("turn", 0)
        return turn
    return reading.course_of(ex.context, party).turn + (kind == f.REQUESTED_AGAIN)


def _tell_office(ex: Execution, what: str) -> None:
    telling.tell(ex.entry, ex.proceeding, what, telling.office(ex.dossier))
    telling.tell(ex.entry, ex.proceeding, what, telling.issuers(ex.proceeding))


def _tell_agency(ex: Execution, party: Party, what: str) -> None:
    if party.organisation_id:
        telling.tell(ex.entry, ex.proceeding, what, telling.liaisons([party.organisation_id]))
