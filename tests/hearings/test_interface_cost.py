"""A list of the interface costs the same few queries for few lines and for many, for one agency and for many."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Role, RoleAssignment
from accounts.timekeeping import at
from tests.factories import make_organisation
from tests.hearings.court import Court
from tests.hearings.test_interface import Program

pytestmark = pytest.mark.django_db
MOST = 8


@pytest.mark.parametrize("path", ["/hearings/", "/appearances/", "/litigation/"])
def test_the_queries_do_not_grow(path: str) -> None:
    office = Court()
    with at("2026-03-02"):
        for hour in range(8, 20):
            office.set(office.sue(), "2026-03-20", starts=f"{hour:02}:00", ends=f"{hour:02}:40")
        agency = Program(office.liaison)

        def queries(size: int) -> int:
            with CaptureQueriesContext(
                connection,
            ) as seen:
                assert len(agency.get(path, page_size=size).json()["results"]) == size
            return len(seen)

        agency.get(path)
        few, many = queries(2), queries(12)
        assert few == many <= MOST
        for n in range(40):
            RoleAssignment.objects.create(
                user=office.liaison.user,
                role=Role.AGENCY_LIAISON,
                organisation=make_organisation(f"第{n}执法队", "department", office.organ.organisation),
            )
        assert queries(12) == many
