"""The list of cases as several people see it, in several orders, beside its bare SQL."""

from accounts.actors import actor_for
from accounts.models import User
from cases.filters import CaseFilter
from dossiers.worklist import worklist
from tests.benchmarks.data import World
from tests.benchmarks.measuring import Row, measured, statement_time
from tests.benchmarks.registry import part


def bare_sql(user: User, asked: dict[str, str], sort: str, rows: int = 50) -> float:
    """The statement that finds the ids of a list, alone."""
    actor = actor_for(user)
    statement, params = worklist(CaseFilter(asked, actor=actor), actor, sort).sql(limit=rows + 1)
    return statement_time(statement, params)


@part("lists", "The list of cases")
def lists(world: World) -> list[Row]:
    """The list as several people see it, in several orders."""
    looks: list[tuple[str, User, str, dict[str, str], str]] = [
        ("officer, running by due date", world.officer, "", {"status": "running"}, "due"),
        ("officer, 15 rows", world.officer, "rows=15", {"status": "running"}, "due"),
        ("officer, own cases", world.officer, "officer=me", {"status": "running", "officer": "me"}, "due"),
        ("officer, due descending", world.officer, "sort=-due", {"status": "running"}, "-due"),
        ("officer, all by receipt", world.officer, "status=", {}, "-received"),
        ("officer, all by number", world.officer, "status=&sort=-number", {}, "-number"),
        ("officer, last page", world.officer, "status=&page=200", {}, "-received"),
        (
            "officer, domain and outcome",
            world.officer,
            "domain=domain.housing&outcome=outcome.revoke",
            {"domain": "domain.housing", "outcome": "outcome.revoke"},
            "-received",
        ),
        ("officer, one agency", world.officer, "status=&respondent={one}", {"respondent": "{one}"}, "-received"),
        ("officer, two characters", world.officer, "q=秀英", {"q": "秀英"}, "-received"),
        ("officer, one character", world.officer, "q=龙", {"q": "龙"}, "-received"),
        ("officer, a common word", world.officer, "q=决定", {"q": "决定"}, "-received"),
        ("officer, no such word", world.officer, "q=鼹鼠", {"q": "鼹鼠"}, "-received"),
        ("liaison of 1 agency", world.liaison_of_one, "", {"status": "running"}, "-received"),
        ("liaison of 200 agencies", world.liaison_of_all, "", {"status": "running"}, "-received"),
        ("liaison of 200, all cases", world.liaison_of_all, "status=", {}, "-received"),
        ("liaison of 200, two characters", world.liaison_of_all, "q=秀英", {"q": "秀英"}, "-received"),
    ]
    one = str(world.liaison_of_one.assignments.get().organisation_id)
    found = []
    for name, user, ask, asked, sort in looks:
        asked = {key: value.format(one=one) for key, value in asked.items()}
        found.append(measured(name, user, f"/reconsideration/?{ask.format(one=one)}", bare_sql(user, asked, sort)))
    return found
