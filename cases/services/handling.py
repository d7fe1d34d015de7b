"""Effects of the steps of an accepted case: copies, replies, views, what stops and lengthens its period."""

from cases import facts as f
from cases.models import Procedure
from dossiers.models import PartyRole, Visibility
from workflow.papers import keep_papers
from workflow.steps import Execution


def send_copy(ex: Execution) -> None:
    """The copy for one respondent; when the last one has gone, the copies are complete."""
    party, day = ex.data["party"], ex.data["on_date"]
    ex.fact(f.COPY_SENT, day, party)
    if ex.data.get("received_on"):
        ex.fact(f.COPY_RECEIVED, ex.data["received_on"], party)
    respondents = ex.dossier.parties.standing().filter(role=PartyRole.RESPONDENT)
    complete = all(ex.context.has(f.COPY_SENT, respondent) for respondent in respondents)
    ex.derived_fact(f.COPIES_COMPLETE, max(ex.context.days(f.COPY_SENT)) if complete else None)


def copy_received(ex: Execution) -> None:
    ex.fact(f.COPY_RECEIVED, ex.data["on_date"], ex.data["party"])


def reply(ex: Execution) -> None:
    """The respondent's reply (48, 54①); the period is kept or missed by the day on which it was handed in."""
    party = ex.data["party"]
    ex.fact(f.REPLY_RECEIVED, ex.data["on_date"], party, evidence=ex.data["with_evidence"] == "yes")
    keep_papers(ex, "reply", visibility=Visibility.PARTIES, paper="reply", party=party)
    keep_papers(ex, "evidence", visibility=Visibility.PARTIES, paper="evidence", party=party)


def hear_views(ex: Execution) -> None:
    ex.fact(f.VIEWS_HEARD, ex.data["on_date"], ex.data["party"], manner=ex.data["manner"].pk)
    keep_papers(ex, "record", visibility=Visibility.OFFICE, paper="views_record", party=ex.data["party"])


def views_not_heard(ex: Execution) -> None:
    """Of each of some parties, that its views could not be heard for a reason of its own (49)."""
    for party in ex.data["parties"]:
        ex.fact(f.VIEWS_NOT_HEARD, ex.data["on_date"], party)


def extend(ex: Execution) -> None:
    ex.fact(f.EXTENDED, ex.data["on_date"], days=ex.data["days"])


def convert(ex: Execution) -> None:
    """From the simplified to the ordinary procedure (55): sixty days from the original acceptance (R11)."""
    ex.fact(f.CONVERTED, ex.data["on_date"])
    ex.proceeding.procedure = Procedure.ORDINARY
