"""Effects of the file of the whole process."""

from dossiers.models import Visibility
from hearings import facts as f
from hearings.forms.process import role_codes
from workflow.papers import keep_papers
from workflow.steps import Execution


def write_opinion(ex: Execution) -> None:
    ex.fact(f.OPINION_WRITTEN, ex.data["on_date"], by=ex.data["by"], view=ex.data["view"])
    keep_papers(ex, "paper", visibility=Visibility.OFFICE, paper="other")


def make_plan(ex: Execution) -> None:
    ex.fact(f.PLANNED, ex.data["on_date"])
    keep_papers(ex, "paper", visibility=Visibility.OFFICE, paper="other")


def name_team(ex: Execution) -> None:
    members = ex.data["members"]
    names, agents = ([row["name"] for row in rows] for rows in (members, [row for row in members if row["agent"]]))
    ex.fact(f.TEAM_NAMED, ex.data["on_date"], roles=role_codes(members), names=names, agents=agents)


def instruct(ex: Execution) -> None:
    ex.fact(f.INSTRUCTED, ex.data["on_date"], leader=ex.data["leader"])


def arrange_leader(ex: Execution) -> None:
    ex.fact(f.LEADER_ARRANGED, ex.data["on_date"], leader=ex.data["leader"])


def find_risk(ex: Execution) -> None:
    """A line of the risk register; its entry is its name, by which it is found when it is dealt with."""
    data, entry = ex.data, ex.corrected or ex.entry
    said = {name: data[name] for name in ("what", "measure", "person")}
    ex.fact(f.RISK_FOUND, data["on_date"], risk=str(entry.pk), level=data["level"].pk, **said)


def handle_risk(ex: Execution) -> None:
    data = ex.data
    said = {name: data[name] for name in ("result", "feedback")}
    ex.fact(f.RISK_HANDLED, data["on_date"], risk=str(data["risk"].pk), **said)


def mark_major(ex: Execution) -> None:
    ex.fact(f.MAJOR, ex.data["on_date"])
    ex.proceeding.major = True


def report_up(ex: Execution) -> None:
    ex.fact(f.REPORTED_UP, ex.data["on_date"], to=ex.data["to"])
    keep_papers(ex, "paper", visibility=Visibility.OFFICE, paper="other")


def ask_guidance(ex: Execution) -> None:
    """A request of an agency; its entry is its name, by which the answer finds it."""
    data, entry = ex.data, ex.corrected or ex.entry
    wanted = {"wanted_by": data["wanted_by"].isoformat()} if data["wanted_by"] else {}
    ex.fact(f.GUIDANCE_ASKED, data["on_date"], data["party"], asked=str(entry.pk), question=data["question"], **wanted)


def give_guidance(ex: Execution) -> None:
    """The answer to one request, for the agency that asked."""
    data, asked = ex.data, str(ex.data["asked"].pk)
    party = next(
        fact.party for fact in ex.context.facts if fact.kind == f.GUIDANCE_ASKED and fact.value["asked"] == asked
    )
    ex.fact(f.GUIDANCE_GIVEN, data["on_date"], party, asked=asked, content=data["content"])
