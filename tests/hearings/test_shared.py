"""The page that court and government share: both records beside each other, and what differs, open and settled."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.actors import Actor, actor_for
from accounts.models import Role
from accounts.timekeeping import at
from hearings.models import Appearance
from tests import factories as make
from tests.hearings.court import Court

pytestmark = pytest.mark.django_db
DAY = "2026-04-10 10:00"
CAME = {
    "（2026）渝0114行初1号": ("open", "appearance.principal", "appearance.staff", {}),
    "（2026）渝0114行初2号": (
        "settled",
        "appearance.principal",
        "appearance.staff",
        {"settled_came": "appearance.staff"},
    ),
    "（2026）渝0114行初3号": ("alike", "appearance.deputy", "appearance.deputy", {}),
    "（2026）渝0114行初4号": ("agency", "appearance.deputy", None, {}),
    "（2026）渝0114行初5号": ("court", None, "appearance.deputy", {}),
    "（2026）渝0114行初6号": ("neither", None, None, {}),
    # who came is the same, and not whether they stayed
    "（2026）渝0114行初7号": ("open", "appearance.deputy", "appearance.deputy", {"left_early": False}),
}


def shown(actor: Actor, **query: Any) -> Any:
    client = Client()
    assert actor.user
    client.force_login(actor.user)
    return client.get(reverse("hearings:shared"), query)


def numbers(answer: Any) -> set[str]:
    return {row["cells"][1]["value"] for row in answer.context["table"]["rows"]}


def test_both_records_stand_beside_each_other_for_court_and_government() -> None:
    court = Court()
    for place, (number, (_standing, came, theirs, more)) in enumerate(CAME.items(), start=1):
        with at("2026-03-02"):
            suit = court.sue(number=number)
            sitting = court.set(suit, f"2026-03-{15 + place:02}")
        settled = {"settled_came_id": more.get("settled_came"), "settled_reason": "庭审笔录载明"}
        left = {"left_early": False, "court_left_early": True} if "left_early" in more else {}
        columns = {"came_id": came, "court_came_id": theirs, **left, **(settled if "settled_came" in more else {})}
        Appearance.objects.unscoped("test").filter(case__lawsuit=suit, case__sitting=sitting).update(**columns)
    with at("2026-03-02"):
        # still to come on the day that is asked for
        court.set(court.sue(number="（2026）渝0114行初9号"), "2026-04-20")
    leader = actor_for(make.make_user(Role.LEADERSHIP, court.organ.organisation))
    with at(DAY):
        for reader in (court.officer, leader, court.court_liaison):
            answer = shown(reader)
            assert numbers(answer) == set(CAME)
            counts = [view["count"] for view in answer.context["views"]]
            assert counts == [7, 2, 1, 1, 1, 1, 1]
            assert counts[0] == sum(counts[1:])
        for standing in ("open", "settled", "alike", "agency", "court", "neither"):
            answer = shown(court.court_liaison, show=standing)
            assert numbers(answer) == {number for number, told in CAME.items() if told[0] == standing}
            label = next(view["label"] for view in answer.context["views"] if view["active"])
            assert {row["cells"][5]["badge"] for row in answer.context["table"]["rows"]} == {label}
        (row,) = shown(court.officer, show="settled").context["table"]["rows"]
        assert "庭审笔录载明" in row["cells"][5]["sub"]
        assert numbers(shown(court.officer, year=2025)) == set()
        # the court of another district sees none of it, and an agency has its own in its cases
        other = Court("乙区")
        assert numbers(shown(other.court_liaison)) == set()
        assert numbers(shown(other.officer)) == set()
        assert shown(court.liaison).status_code == 403
