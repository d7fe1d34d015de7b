"""The pages need as many queries as tests/baselines/queries.json says: for few rows and many, one agency and many."""

import datetime as dt
import json
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Role, RoleAssignment, User
from cases.columns import COLUMNS
from disputes.models import Dispute
from dossiers.models import Dossier, DossierAccess
from dossiers.worklist import SORTS, Worklist
from tests import factories as make
from tests.disputes.centre import Centre
from tests.lists.conftest import TODAY, signed_in

BASELINES = Path(__file__).parent.parent / "baselines" / "queries.json"
# What begins and ends transactions belongs to the surroundings of the test.
NOT_QUERIES = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK")
# A search asks each kind for its first hits and for their number; the registers that hold no cases are kinds too.
LIMITS = {"list": 10, "search": 20, "home": 18, "api": 8, "export": 10, "case": 15, "agenda": 17, "clocks": 8}
LIMITS |= {"suits": 11, "suits export": 10, "suit": 17}
LIMITS |= {"disputes": 14, "disputes export": 10, "dispute": 24}


# Of the others it is the home page that counts, and of a coordinator the disputes.
EVERYWHERE = ("officer", "director", "leadership", "liaison of 1", "liaison of 200")


def queries(client: Client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(path)
        assert answer.status_code == 200
        if answer.streaming:
            b"".join(answer)
    return sum(not query["sql"].startswith(NOT_QUERIES) for query in captured.captured_queries)


def liaison_of(agencies: int, office: make.Office) -> User:
    """A liaison of the office's agency and of as many others as make `agencies`."""
    user = make.make_user(Role.AGENCY_LIAISON, make.agency_of(office.organ))
    RoleAssignment.objects.bulk_create(
        RoleAssignment(
            user=user,
            role=Role.AGENCY_LIAISON,
            organisation=make.make_organisation(f"第{n}局", parent=office.organ.organisation),
            valid_from=dt.date(2020, 1, 1),
        )
        for n in range(agencies - 1)
    )
    return user


def disputes_of(office: Centre) -> tuple[Dispute, Dispute]:
    """A dispute just received, and one with transfers, mediators, sessions, positions, terms and a case behind it."""
    full = office.accepted(behind=office.sue().dossier)
    office.handed(full, office.street, office.agency)
    office.do(full, "name_team", mediators=[office.mediator(user=office.officer.user)], conflict_reason="同意")
    for day in (1, 2):
        office.session(full, TODAY + dt.timedelta(days=day))
    session = office.session(full)
    office.hold(full, session)
    for role in ("applicant", "respondent"):
        office.do(full, "record_position", party=office.side(full, role), content="愿意协商", session=session)
    payer = office.side(full, "respondent")
    office.settle(full, *({"what": f"第{number}期补偿款", "by": payer.pk, "amount": "100"} for number in range(3)))
    return office.receive(applicant="郑某"), full


@pytest.mark.django_db
@pytest.mark.usefixtures("english")
def test_the_pages_need_the_queries_of_the_baseline_whatever_the_volumes() -> None:
    office = Centre()
    people = {
        "officer": office.officer.user,
        "director": office.director.user,
        "leadership": make.make_user(Role.LEADERSHIP, office.organ.organisation),
        "liaison of 1": liaison_of(1, office),
        "liaison of 200": liaison_of(200, office),
        "security officer": make.make_user(Role.SECURITY_OFFICER, office.organ.office),
        "auditor": make.make_user(Role.AUDITOR, office.organ.office),
        "coordinator": office.coordinator.user,
    }
    pages = {
        "list": "/reconsideration/?rows=50",
        # Every column at once: what is shown costs no query.
        "list, all columns": f"/reconsideration/?rows=50&columns={','.join(column.code for column in COLUMNS)}",
        "list, one column": "/reconsideration/?rows=50&columns=law",
        "list, filtered": "/reconsideration/?rows=50&status=&domain=domain.public_security&q=周&sort=-number",
        "search": "/search/?q=周",
        "api": "/api/v1/reconsideration/",
        "export": "/reconsideration/export/?status=&format=xlsx",
        "home": "/",
        "agenda": "/calendar/agenda/",
        "agenda, list": "/calendar/agenda/?view=list",
        "clocks": "/calendar/clocks/?q=决定",
    }
    first = office.register()
    office.accept(first)
    pages["case"] = f"/reconsideration/{first.pk}/"
    suit = office.sue()
    office.take(suit, "link_suit", kind="sued", number=first.dossier.number)
    office.take(suit, "answer", party=suit.dossier.parties.get(role="respondent"), what="both")
    pages |= {
        "suits": "/litigation/",
        "suits, filtered": "/litigation/?status=&government=no&q=周&sort=-number",
        "suits export": "/litigation/export/?status=&format=xlsx",
        "suit": f"/litigation/{suit.pk}/",
    }
    plain, full = disputes_of(office)
    pages |= {
        "disputes": "/disputes/",
        "disputes, filtered": "/disputes/?status=&nature=administrative&q=周&sort=-number",
        "disputes export": "/disputes/export/?status=&format=xlsx",
        "dispute": f"/disputes/{plain.pk}/",
        "dispute, full": f"/disputes/{full.pk}/",
    }
    expected = json.loads(BASELINES.read_text())
    clients = {who: signed_in(user) for who, user in people.items()}
    for rows in (5, 50):
        have = Dossier.objects.unscoped("a test").filter(kind="reconsideration").count()
        for _ in range(rows - have):
            office.register()
        for _ in range(rows // 5):
            office.sue()
            office.receive(applicant="吴某")
        counted = {
            page: {
                who: queries(client, path)
                for who, client in clients.items()
                if who in EVERYWHERE or page == "home" or (who == "coordinator" and page.startswith("dispute"))
            }
            for page, path in pages.items()
        }
        assert (rows, counted) == (rows, expected)
    # However much hangs on a dispute; the names of those concerned are read where there are any.
    assert all(most <= expected["dispute"][who] + 3 for who, most in expected["dispute, full"].items())
    for page, by_person in expected.items():
        assert max(by_person.values()) <= LIMITS[page.partition(",")[0]]


@pytest.mark.parametrize("wide", [False, True])
def test_a_page_of_ids_is_one_query_for_one_organisation_and_for_two_hundred(office: make.Office, wide: bool) -> None:
    for _ in range(4):
        office.register()
    rows = DossierAccess.objects.filter(kind="reconsideration")
    for user in (office.officer.user, liaison_of(1, office), liaison_of(200, office)):
        actor = make.actor_for(user)
        listing = Worklist(actor=actor, rows=rows, sort=SORTS["due"], wide=wide)
        with CaptureQueriesContext(connection) as captured:
            assert len(listing.page(1)) == 4
        assert len(captured) == 1
