"""Views of the list: saved, shared, opened, replaced, removed; never wider than what their reader may see."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from accounts.actors import Actor, actor_for
from accounts.models import Role
from accounts.once import new_key
from dossiers.models import TrailEntry
from tests import factories as make
from tests.lists.conftest import TODAY, listed, put, signed_in
from workflow.models import ListSetting, SavedView
from workflow.saved import services
from workflow.saved.lists import list_kind
from workflow.saved.preferences import preferences

LIST = "reconsideration"


def save(actor: Actor, name: str, query: str, **more: Any) -> SavedView:
    return services.save_view(actor=actor, kind=list_kind(LIST), name=name, query=QueryDict(query), **more)


def address(name: str, *args: Any) -> str:
    return reverse(f"workflow:{name}", args=[LIST, *args])


def chips(client: Client, ask: str = "") -> dict[str, Any]:
    """The views above the list by their words."""
    views = client.get(f"/reconsideration/?{ask}" if ask else "/reconsideration/?status=running").context["views"]
    return {str(view["label"]): view for view in views}


# --- saving ----------------------------------------------------------------------------------------------------


def test_a_view_keeps_filters_sort_and_columns_and_nothing_else(office: make.Office) -> None:
    query = "officer=me&due=overdue&sort=-number&columns=act,number,nonsense&page=3&rows=15&view=9&next=//x&q="
    view = save(office.officer, "我的逾期", query)
    assert QueryDict(view.query).dict() == {
        "officer": "me",
        "due": "overdue",
        "sort": "-number",
        "columns": "number,act",
    }
    entry = TrailEntry.objects.get(action="view.save")
    assert entry.detail == {"list": LIST, "organisation": ""}


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("officer=999999", "filters"),
        ("received_from=2026-02-30", "filters"),
        ("stage=nowhere", "filters"),
        ("q=138 0000 1234", "number"),
        ("q=11010519491231002X", "number"),
    ],
)
def test_a_view_that_does_not_hold_is_not_saved(office: make.Office, query: str, code: str) -> None:
    with pytest.raises(ValidationError) as error:
        save(office.officer, "x", query)
    assert error.value.code == code
    assert not SavedView.objects.exists()


def test_names_are_ones_own_and_there_are_not_too_many(office: make.Office, monkeypatch: pytest.MonkeyPatch) -> None:
    save(office.officer, "逾期", "due=overdue")
    with pytest.raises(ValidationError) as error:
        save(office.officer, "逾期", "due=today")
    assert error.value.error_dict["name"][0].code == "taken"
    save(office.director, "逾期", "due=today")
    monkeypatch.setattr(services, "MOST_VIEWS", 2)
    save(office.officer, "今日", "due=today")
    with pytest.raises(ValidationError) as many:
        save(office.officer, "本周", "due=week")
    assert many.value.code == "many"
    with pytest.raises(IntegrityError), transaction.atomic():
        SavedView.objects.create(user=office.officer.user, list=LIST, name="今日")


def test_a_view_is_saved_from_the_page_once_for_a_form_sent_twice(office: make.Office) -> None:
    client = signed_in(office.officer)
    page = client.get(address("view-save"), {"query": "due=overdue&columns=number,law"})
    assert "Due：Overdue" in page.content.decode()
    sent = {"query": "due=overdue&columns=number,law", "name": "逾期", "opens": "on", "once_key": new_key()}
    answers = [client.post(address("view-save"), sent) for _ in range(2)]
    view = SavedView.objects.get()
    for answer in answers:
        assert answer.status_code == 302
        assert answer.url == f"/reconsideration/?due=overdue&columns=number%2Claw&view={view.pk}"
    # It is what the list opens with, and its address says all of it.
    assert client.get("/reconsideration/").url == answers[0].url
    again = client.post(address("view-save"), sent | {"once_key": new_key()})
    assert again.status_code == 422
    assert "You have a view of this name." in again.content.decode()


# --- sharing ---------------------------------------------------------------------------------------------------


def test_a_director_shares_with_the_office_and_nobody_else_does(office: make.Office, other_office: make.Office) -> None:
    view = save(office.director, "全室逾期", "due=overdue", share_with=office.organ.office)
    assert chips(signed_in(office.officer))["全室逾期"]["shared"]
    assert "全室逾期" in chips(signed_in(office.director))
    for stranger in (office.leader, office.liaison, other_office.officer, other_office.director):
        assert "全室逾期" not in chips(signed_in(stranger))
    for actor, where in ((office.officer, office), (office.director, other_office)):
        with pytest.raises(PermissionDenied):
            save(actor, "别处", "due=today", share_with=where.organ.office)
    # Another director of the office looks after it, an officer does not.
    second = make.make_actor(Role.DIRECTOR, office.organ)
    services.change_view(actor=second, view=view, name="逾期案件", share_with=office.organ.office)
    with pytest.raises(PermissionDenied):
        services.remove_view(actor=office.officer, view=view)
    services.change_view(actor=office.director, view=view, name="逾期案件", share_with=None)
    assert "逾期案件" not in chips(signed_in(office.officer))


def test_a_view_never_shows_more_than_its_reader_may_see(office: make.Office, other_office: make.Office) -> None:
    ours, theirs = office.register(applicant="周某"), other_office.register(applicant="周某")
    view = save(office.director, "周某", "q=周某&columns=number,officer,source", share_with=office.organ.office)
    ask = f"/reconsideration/?{view.query}&view={view.pk}"
    assert [line.pk for line in signed_in(office.officer).get(ask).context["lines"]] == [ours.pk]
    assert [line.pk for line in signed_in(other_office.officer).get(ask).context["lines"]] == [theirs.pk]
    # Sent to an agency the address shows neither the view nor the office's columns.
    page = signed_in(office.liaison).get(ask)
    assert [line.pk for line in page.context["lines"]] == [ours.pk]
    assert [column.code for column in page.context["columns"]] == ["number"]
    assert office.officer.name not in page.content.decode().replace(office.liaison.name, "")


# --- opening ---------------------------------------------------------------------------------------------------


def test_a_filter_whose_value_has_ceased_is_told_and_the_page_still_opens(office: make.Office) -> None:
    left = make.make_actor(Role.OFFICER, office.organ)
    view = save(office.director, "某人在办", f"officer={left.user_id}")
    case = office.register()
    client = signed_in(office.director)
    assert not client.get(f"/reconsideration/?{view.query}").context["ceased"]
    left.user.assignments.update(valid_to="2026-11-01")
    page = client.get(f"/reconsideration/?{view.query}&view={view.pk}")
    assert page.status_code == 200
    assert page.context["ceased"] == ["Case officer"]
    assert "What was chosen under “Case officer” is no longer there" in page.content.decode()
    assert case.pk in [line.pk for line in page.context["lines"]]
    assert client.get(address("views")).status_code == 200
    assert client.get(address("view", view.pk)).status_code == 200


def test_the_present_view_is_marked_and_a_changed_one_can_be_replaced(office: make.Office) -> None:
    client = signed_in(office.officer)
    view = save(office.officer, "按案号", "due=overdue&sort=number&columns=number,act")
    active = [label for label, one in chips(client, f"{view.query}&view={view.pk}").items() if one["active"]]
    assert active == ["按案号"]
    assert [label for label, one in chips(client, "due=overdue").items() if one["active"]] == ["Overdue"]
    changed = client.get(f"/reconsideration/?due=today&sort=number&columns=number,act&view={view.pk}")
    assert changed.context["view"]["name"] == "按案号"
    answer = client.post(changed.context["view"]["url"], {"query": changed.context["saved_query"]})
    view.refresh_from_db()
    assert QueryDict(view.query).dict() == {"due": "today", "sort": "number", "columns": "number,act"}
    assert answer.url == f"/reconsideration/?{view.query}&view={view.pk}"
    assert client.get(answer.url).context["view"] is None
    refused = client.post(changed.context["view"]["url"], {"query": "officer=999999"}, follow=True)
    assert "These filters do not hold: Case officer." in refused.content.decode()
    # A view of somebody else is no view to be replaced.
    assert signed_in(office.director).get(f"/reconsideration/?due=week&view={view.pk}").context["view"] is None


@pytest.mark.unsound("columns are set without their steps")
def test_the_list_opens_with_what_the_person_has_settled(office: make.Office) -> None:
    mine = office.register()
    late = put(office.register(), next_due_on=TODAY.replace(day=1))
    client = signed_in(office.officer)
    assert listed(client) == [late.pk, mine.pk]
    client.post(address("list-opens"), {"with": "ready:overdue"})
    assert client.get("/reconsideration/").url == "/reconsideration/?due=overdue"
    assert listed(client, due="overdue") == [late.pk]
    # What is in progress stays within reach by its own address.
    assert chips(client)["In progress"]["url"] == "/reconsideration/?status=running"
    assert chips(client)["In progress"]["active"]
    view = save(office.director, "全部", "status=", share_with=office.organ.office)
    client.post(address("list-opens"), {"with": f"view:{view.pk}"})
    assert client.get("/reconsideration/").url == f"/reconsideration/?status=&view={view.pk}"
    # Shared no longer, or removed, it opens nothing.
    services.change_view(actor=office.director, view=view, name="全部", share_with=None)
    assert client.get("/reconsideration/").status_code == 200
    services.remove_view(actor=office.director, view=view)
    assert ListSetting.objects.get(user=office.officer.user).opens is None
    assert client.post(address("list-opens"), {"with": f"view:{view.pk}"}).status_code == 404
    answer = client.post(address("list-opens"), {"with": "ready:nonsense"}, follow=True)
    assert "There is no such view." in answer.content.decode()
    client.post(address("list-opens"), {"with": ""})
    assert preferences(office.officer, LIST).opens_ready == ""


def test_a_removed_view_is_gone_and_the_trail_knows(office: make.Office) -> None:
    view = save(office.officer, "周某的案件", "q=周某")
    client = signed_in(office.officer)
    answer = client.post(address("view-remove", view.pk), follow=True)
    assert "The view has been removed." in answer.content.decode()
    assert not SavedView.objects.exists()
    details = str(list(TrailEntry.objects.filter(action__startswith="view.").values_list("detail", flat=True)))
    assert "周某" not in details
    assert TrailEntry.objects.filter(action="view.remove", object_id=str(view.pk)).exists()


# --- columns ---------------------------------------------------------------------------------------------------


def shown(client: Client, ask: str = "status=") -> list[str]:
    return [column.code for column in client.get(f"/reconsideration/?{ask}").context["columns"]]


def test_columns_are_chosen_for_once_and_for_good(office: make.Office) -> None:
    office.register()
    client = signed_in(office.officer)
    usual = ["number", "applicant", "respondent", "act", "stage", "officer", "received", "due"]
    assert shown(client) == usual
    sent = {"query": "due=week&page=2", "column": ["law", "officer", "nonsense"]}
    once = client.post(address("list-columns"), sent | {"do": "use"})
    assert once.url == "/reconsideration/?due=week&page=2&columns=number%2Claw%2Cofficer"
    assert shown(client, "columns=number,law,officer") == ["number", "law", "officer"]
    assert shown(client) == usual
    client.post(address("list-columns"), sent | {"do": "keep"})
    assert shown(client) == ["number", "law", "officer"]
    assert shown(client, "columns=act") == ["number", "act"]
    client.post(address("list-columns"), sent | {"do": "reset"})
    assert shown(client) == usual


def test_chosen_columns_say_what_they_say_once(office: make.Office) -> None:
    case = office.heard()
    client = signed_in(office.officer)
    page = client.get("/reconsideration/?columns=act,domain,stage,procedure,accepted,law").content.decode()
    row = page[page.index('<tbody role="rowgroup">') : page.index("</tbody>")]
    assert row.count("Public security") == 1
    assert row.count("Ordinary") == 1
    assert 'data-label="Accepted on"><time class="nowrap" datetime="2026-11-20">20 November</time>' in row
    assert case.act_name in row


def test_an_agency_never_chooses_what_is_for_the_office(office: make.Office) -> None:
    office.register()
    client = signed_in(office.liaison)
    offered = {column["code"] for column in client.get("/reconsideration/?status=").context["all_columns"]}
    assert not {"officer", "source"} & offered
    assert shown(client, "columns=officer,source,law") == ["number", "law"]
    client.post(address("list-columns"), {"do": "keep", "column": ["officer", "source", "act"]})
    assert ListSetting.objects.get().columns == "number,act"
    # Also for a setting that is older than the role.
    ListSetting.objects.update(columns="number,officer,act")
    assert shown(client) == ["number", "act"]


def test_exports_hold_the_chosen_columns_or_all(office: make.Office) -> None:
    office.register()
    client = signed_in(office.officer)
    page = client.get("/reconsideration/?columns=number,due").context

    def headings(query: str) -> list[str]:
        answer = client.get(f"/reconsideration/export/?{query}&format=csv")
        return b"".join(answer).decode("utf-8-sig").splitlines()[0].split(",")

    due = ["Case number", "Next due", "Which period", "Days left", "Counted in"]
    assert headings(page["export_query"]) == due
    assert len(headings(page["export_all_query"])) == len(page["all_columns"]) + 5
    agency = signed_in(actor_for(office.liaison.user)).get("/reconsideration/export/?columns=officer,law&format=csv")
    assert b"".join(agency).decode("utf-8-sig").splitlines()[0] == "Case number,Law"
