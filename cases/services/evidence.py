"""Effects of what comes into the file and of its reading: third parties, evidence, access, inspection, appraisal."""

from cases import facts as f
from dossiers.models import Visibility
from workflow.papers import keep_papers
from workflow.steps import Execution


def notify_third_party(ex: Execution) -> None:
    party = ex.data["party"]
    ex.fact(f.THIRD_PARTY_NOTIFIED, ex.data["on_date"], party)
    keep_papers(ex, "document", visibility=Visibility.PARTIES, paper="third_party_notice", party=party)


def add_evidence(ex: Execution) -> None:
    party = ex.data["party"]
    ex.fact(f.EVIDENCE_ADDED, ex.data["on_date"], party)
    keep_papers(ex, "evidence", visibility=Visibility.PARTIES, paper="evidence", party=party)


def ask_access(ex: Execution) -> None:
    appointed = ex.data.get("appointed_on")
    ex.fact(
        f.ACCESS_ASKED,
        ex.data["on_date"],
        ex.data["party"],
        manner=ex.data["manner"],
        appointed_on=appointed.isoformat() if appointed else None,
    )


def give_access(ex: Execution) -> None:
    """The file was read (47); what was withheld is kept with its ground."""
    data = ex.data
    ex.fact(
        f.ACCESS_GIVEN,
        data["on_date"],
        data["party"],
        withheld=sorted(code.pk for code in data.get("withheld") or ()),
        copies=data.get("copies") or 0,
        pages=data.get("pages") or 0,
    )
    keep_papers(ex, "record", visibility=Visibility.OFFICE, paper="reading_record", party=data["party"])


def begin_inspection(ex: Execution) -> None:
    ex.fact(f.INSPECTION_BEGUN, ex.data["on_date"], what=ex.data["place"])


def end_inspection(ex: Execution) -> None:
    ex.fact(f.INSPECTION_ENDED, ex.data["on_date"])
    keep_papers(ex, "record", visibility=Visibility.PARTIES, paper="other")


def begin_appraisal(ex: Execution) -> None:
    ex.fact(f.APPRAISAL_BEGUN, ex.data["on_date"], what=ex.data["institution"])


def end_appraisal(ex: Execution) -> None:
    ex.fact(f.APPRAISAL_ENDED, ex.data["on_date"])
    keep_papers(ex, "record", visibility=Visibility.PARTIES, paper="evidence")


def expert_opinion(ex: Execution) -> None:
    ex.fact(f.EXPERT_OPINION, ex.data["on_date"])
    keep_papers(ex, "record", visibility=Visibility.OFFICE, paper="other")
