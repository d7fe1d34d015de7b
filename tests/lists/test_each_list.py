"""What every declared list of cases can do: views, columns, exports, one officer for many cases."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from accounts.actors import Actor
from accounts.models import Role
from accounts.once import new_key
from accounts.timekeeping import today
from disputes.models import Dispute, Suggestion
from disputes.services import register_dispute
from disputes.suggestions.services import AgencyRow, register_suggestion
from dossiers.models import Code
from notices.models import Notice
from tests import factories as make
from tests.factories import agency_of
from tests.lists.conftest import signed_in
from workflow.batch import services as batches
from workflow.models import Batch, ListSetting, SavedView
from workflow.saved import services
from workflow.saved.lists import ListKind, list_kind, list_kinds


@dataclass(frozen=True)
class Sample:
    """How a test comes by a case of a list, a query that leaves one of them, and the columns that are the office's.

    `plain` is a column that everybody may choose.
    """

    make: Callable[[make.Office, str], Any]
    query: str
    inner: tuple[str, ...]
    plain: str = "act"


def _dispute(office: make.Office, name: str) -> Dispute:
    return register_dispute(
        actor=office.officer,
        organ=office.organ,
        received_on=today(),
        dispute={
            "source": Code.objects.get(pk="dispute_source.party"),
            "nature": "administrative",
            "phase": "litigation",
            "act_name": "征收补偿决定",
        },
        parties=[{"role": "applicant", "kind": "natural", "name": name}],
        respondents=[agency_of(office.organ)],
        officer=office.officer.user,
    )


def _suggestion(office: make.Office, name: str) -> Suggestion:
    return register_suggestion(
        actor=office.officer,
        organ=office.organ,
        suggestion={
            "kind": "judicial",
            "issuer": None,
            "issuer_name": name,
            "issued_on": today(),
            "problem": "处罚前未告知听证权利",
            "proposal": "规范处罚告知程序",
        },
        agencies=[AgencyRow(agency_of(office.organ), today())],
        officer=office.officer.user,
    )


SAMPLES = {
    "reconsideration": Sample(
        lambda office, name: office.register(applicant=name), "q=甄某", ("officer", "source", "prior")
    ),
    "litigation": Sample(lambda office, name: office.sue(plaintiff=name), "q=甄某", ("officer", "major")),
    "dispute": Sample(_dispute, "q=甄某", ("officer", "second")),
    "suggestion": Sample(_suggestion, "q=甄某", ("officer", "reported_up"), "problem"),
}


@pytest.fixture(params=sorted(SAMPLES))
def kind(request: pytest.FixtureRequest) -> ListKind:
    return list_kind(request.param)


def test_every_list_is_tested() -> None:
    assert {one.name for one in list_kinds()} == set(SAMPLES)


def context(kind: ListKind, actor: Actor, query: str = "") -> Any:
    answer = signed_in(actor).get(f"{reverse(kind.url_name)}?{query}")
    assert answer.status_code == 200, answer
    return answer.context


AGENCY_FILTERS = {
    "reconsideration": "respondent",
    "litigation": "defendant",
    "dispute": "agency",
    "suggestion": "agency",
}


def test_a_list_offers_the_agencies_of_the_office_and_is_narrowed_by_them(kind: ListKind, office: make.Office) -> None:
    """One that nobody has a case against finds nothing; of another office none is offered."""
    SAMPLES[kind.name].make(office, "甄某")
    concerned, quiet = agency_of(office.organ), make.make_organisation("甲区水利局", parent=office.organ.organisation)
    stranger = agency_of(make.make_organ("乙区"))
    name = AGENCY_FILTERS[kind.name]
    found = context(kind, office.officer, f"status=&{name}={concerned.pk}")
    assert found["page"].count == 1
    offered = {str(value) for value, _label in found["form"].fields[name].choices}
    assert {str(concerned.pk), str(quiet.pk)} <= offered
    assert str(stranger.pk) not in offered
    assert context(kind, office.officer, f"status=&{name}={quiet.pk}")["page"].count == 0
    # Whoever is not of the office is offered those of their own cases alone.
    theirs = context(kind, office.liaison, f"status=&{name}={concerned.pk}")
    assert str(stranger.pk) not in {str(value) for value, _label in theirs["form"].fields[name].choices}
    assert theirs["page"].count == 1


def address(kind: ListKind, name: str, *args: Any) -> str:
    return reverse(f"workflow:{name}", args=[kind.name, *args])


def headings(client: Client, kind: ListKind, query: str) -> list[str]:
    answer = client.get(f"{reverse(kind.export)}?{query}&format=csv")
    return b"".join(answer).decode("utf-8-sig").splitlines()[0].split(",")


def test_a_view_is_saved_shared_marked_replaced_and_opens_the_list(kind: ListKind, office: make.Office) -> None:
    sample = SAMPLES[kind.name]
    ours, other = sample.make(office, "甄某"), sample.make(office, "乙某")
    client, list_address = signed_in(office.director), reverse(kind.url_name)
    sent = {"query": f"{sample.query}&columns={sample.plain}&page=3&view=9", "name": "甄某的", "once_key": new_key()}
    sent |= {"share_with": str(office.organ.office_id), "opens": "on"}
    answers = [client.post(address(kind, "view-save"), sent) for _twice in range(2)]
    view = SavedView.objects.get(list=kind.name)
    assert QueryDict(view.query).dict() == {"q": "甄某", "columns": f"number,{sample.plain}"}
    assert {answer.url for answer in answers} == {f"{list_address}?{view.query}&view={view.pk}"}
    assert client.get(list_address).url == answers[0].url
    seen = context(kind, office.officer, f"{view.query}&view={view.pk}")
    assert [line.pk for line in seen["lines"]] == [ours.pk]
    assert [one["label"] for one in seen["views"] if one["active"]] == ["甄某的"]
    assert "甄某的" not in [one["label"] for one in context(kind, office.liaison)["views"]]
    # It is of this list and of no other.
    for one in list_kinds():
        assert ("甄某的" in [x["label"] for x in context(one, office.officer, "status=")["views"]]) is (one == kind)
    changed = context(kind, office.director, f"q=乙某&columns={sample.plain}&view={view.pk}")
    assert [line.pk for line in changed["lines"]] == [other.pk]
    client.post(changed["view"]["url"], {"query": changed["saved_query"]})
    view.refresh_from_db()
    assert QueryDict(view.query)["q"] == "乙某"
    with pytest.raises(ValidationError):
        services.save_view(actor=office.officer, kind=kind, name="x", query=QueryDict("stage=nowhere"))
    assert client.get(address(kind, "views")).status_code == 200


@pytest.mark.usefixtures("english")
def test_each_ready_made_view_opens_and_is_marked(kind: ListKind, office: make.Office) -> None:
    SAMPLES[kind.name].make(office, "甄某")
    for actor in (office.officer, office.director, office.liaison):
        for ready in kind.ready(actor):
            seen = context(kind, actor, ready.query)
            assert not seen["form"].errors, ready.query
            assert [one["label"] for one in seen["views"] if one["active"]] == [ready.label]
            services.open_with(actor=actor, kind=kind, ready=ready.code)


@pytest.mark.usefixtures("english")
def test_columns_are_chosen_and_an_agency_gets_none_of_the_offices(kind: ListKind, office: make.Office) -> None:
    sample = SAMPLES[kind.name]
    case, plain = sample.make(office, "甄某"), sample.plain
    titles = {column.code: str(column.title) for column in kind.columns}
    # In the order of the list.
    kept_codes = [code for code in titles if code in {"number", plain, "officer"}]
    kept_titles = [titles[code] for code in kept_codes]
    # What the office alone may know shows nothing of itself to the agency, and every column can be shown.
    everything = ",".join(column.code for column in kind.columns)
    assert len(context(kind, office.officer, f"columns={everything}")["columns"]) == len(kind.columns)
    client, usual = signed_in(office.officer), [one.code for one in context(kind, office.officer)["columns"]]
    sent = {"query": "page=2", "column": [plain, "officer", "nonsense"]}
    once = client.post(address(kind, "list-columns"), sent | {"do": "use"})
    assert once.url == f"{reverse(kind.url_name)}?page=2&columns={'%2C'.join(kept_codes)}"
    client.post(address(kind, "list-columns"), sent | {"do": "keep"})
    kept = context(kind, office.officer)
    assert [one.code for one in kept["columns"]] == kept_codes
    assert headings(client, kind, kept["export_query"]) == kept_titles
    due = [list(headings(client, kind, kept["export_all_query"])).count(one) for one in ("Next due", "Days left")]
    assert due == [1, 1]
    client.post(address(kind, "list-columns"), sent | {"do": "reset"})
    assert [one.code for one in context(kind, office.officer)["columns"]] == usual
    # To the agency.
    inner = sample.inner
    seen = context(kind, office.liaison, f"columns={plain},{','.join(inner)}&status=")
    assert [line.pk for line in seen["lines"]] == [case.pk]
    assert [one.code for one in seen["columns"]] == ["number", plain]
    assert not {*inner} & {one["code"] for one in seen["all_columns"]}
    assert not seen["selectable"]
    ListSetting.objects.create(user=office.liaison.user, list=kind.name, columns=f"number,officer,{plain}")
    assert [one.code for one in context(kind, office.liaison)["columns"]] == ["number", plain]
    assert headings(signed_in(office.liaison), kind, f"columns=officer,{plain}") == [titles["number"], titles[plain]]


@pytest.mark.usefixtures("sound")
def test_cases_that_are_ticked_get_one_officer(kind: ListKind, office: make.Office, other_office: make.Office) -> None:
    sample, taker = SAMPLES[kind.name], make.make_actor(Role.OFFICER, office.organ).user
    ours = [sample.make(office, name) for name in ("甲某", "乙某")]
    foreign = sample.make(other_office, "密某")
    assert "assign" in {step.step for step in context(kind, office.director)["many"]}
    assert "assign" not in {step.step for step in context(kind, office.officer)["many"]}
    new = reverse("workflow:batch-prepare", args=[kind.name, "assign"])
    ticked = {"case": [*(case.pk for case in ours), foreign.pk]}
    assert signed_in(office.officer).post(new, ticked).status_code == 403
    client = signed_in(office.director)
    preview = client.post(new, ticked)
    shown = preview.content.decode()
    assert ours[0].dossier.title in shown
    assert "密某" not in shown
    sent = {"confirm": "1", "key": preview.context["key"], "officer": taker.pk, "on_date": make.today().isoformat()}
    sent |= {"case": preview.context["ticked"], "version": preview.context["versions"]}
    begun = client.post(new, sent)
    assert begun.status_code == 302, begun.context["form"].errors
    batches.carry_out(Batch.objects.get().pk)
    for case in ours:
        case.dossier.refresh_from_db()
        assert case.dossier.officer == taker
    foreign.dossier.refresh_from_db()
    assert foreign.dossier.officer != taker
    notice = Notice.objects.get(recipient=taker)
    assert notice.path == f"{reverse(kind.url_name)}?officer=me"
    assert "2 cases" in notice.texts["en"]
