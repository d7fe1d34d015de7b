"""The home page, the search, the API."""

from tests.benchmarks.data import World
from tests.benchmarks.measuring import Row, measured
from tests.benchmarks.registry import part


@part("pages", "Home, search, API")
def pages(world: World) -> list[Row]:
    """The home page, the search, the API."""
    looks = [
        ("home of an officer", world.officer, "/"),
        ("home of a liaison of 200", world.liaison_of_all, "/"),
        ("search, two characters", world.officer, "/search/?q=秀英"),
        ("search, a number", world.officer, "/search/?q=量测区府复[2026]77号"),
        ("search by a liaison of 200", world.liaison_of_all, "/search/?q=秀英"),
        ("API, 50 rows", world.officer, "/api/v1/reconsideration/"),
        ("API by due date", world.officer, "/api/v1/reconsideration/?sort=due"),
        ("API, liaison of 200", world.liaison_of_all, "/api/v1/reconsideration/"),
    ]
    return [measured(name, user, url) for name, user, url in looks]
