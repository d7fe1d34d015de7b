"""Scope is in the query: what nobody has limited raises, and access is what the parties give."""

import datetime as dt
import random
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db.models import Count, QuerySet

from accounts.actors import Actor, actor_for
from accounts.models import Role
from dossiers.models import Dossier, DossierAccess, Fact, Party, TimelineEntry
from dossiers.scoping import OrganScopedQuerySet, ScopedQuerySet, UnscopedQueryError
from dossiers.services import expected_access, name_person, refresh_access
from tests import factories as make
from tests.factories import Office

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sound")]

SCOPED = [model for model in apps.get_models() if isinstance(model._default_manager.all(), ScopedQuerySet)]

RUNS: dict[str, Callable[[QuerySet], Any]] = {
    "list": list,
    "bool": bool,
    "len": len,
    "count": lambda rows: rows.count(),
    "exists": lambda rows: rows.exists(),
    "aggregate": lambda rows: rows.aggregate(n=Count("pk")),
    "iterator": lambda rows: list(rows.iterator()),
    "values": lambda rows: list(rows.values("pk")),
    "values_list": lambda rows: list(rows.values_list("pk", flat=True)),
    "first": lambda rows: rows.first(),
    "last": lambda rows: rows.last(),
    "get": lambda rows: rows.get(pk=1),
    "in_bulk": lambda rows: rows.in_bulk(),
    "contains": lambda rows: rows.contains(rows.model(pk=1)),
    "earliest": lambda rows: rows.earliest("pk"),
    "slice": lambda rows: rows[0],
    "update": lambda rows: rows.update(pk=1),
    "delete": lambda rows: rows.delete(),
    "explain": lambda rows: rows.explain(),
    "union": lambda rows: list(rows.union(rows)),
    "filtered": lambda rows: list(rows.filter(pk=1).exclude(pk=2).order_by("pk").distinct()),
    "annotated": lambda rows: list(rows.annotate(n=Count("pk"))),
    "select_for_update": lambda rows: list(rows.select_for_update()),
    "dates": lambda rows: list(rows.datetimes(_moment_of(rows.model), "day")) if _moment_of(rows.model) else list(rows),
}


def _moment_of(model: type) -> str | None:
    return next((f.name for f in model._meta.fields if f.get_internal_type() == "DateTimeField"), None)


def test_all_data_of_cases_is_scoped() -> None:
    named = {model.__name__ for model in SCOPED}
    assert named >= {
        "Dossier", "Party", "Fact", "TimelineEntry", "DossierFile", "Deadline", "Approval", "ReconsiderationCase",
        "Correspondence", "Visit",
    }  # fmt: skip
    # Whatever points to a dossier is case data, or one of the tables that hold the scope itself.
    apart = {"DossierAccess", "CaseNumber", "TrailEntry"}
    for model in apps.get_models():
        points = any(field.related_model is Dossier for field in model._meta.fields)
        assert not points or model in SCOPED or model.__name__ in apart, model


@pytest.mark.parametrize("model", SCOPED, ids=lambda model: model.__name__)
def test_an_unscoped_query_raises_however_it_is_run(model: type) -> None:
    for name, run in RUNS.items():
        try:
            run(model._default_manager.all())
        except UnscopedQueryError:
            continue
        pytest.fail(f"{name} ran without a scope")
    for run in RUNS.values():
        if run in (RUNS["update"], RUNS["delete"], RUNS["get"], RUNS["slice"], RUNS["earliest"]):
            continue
        run(model._default_manager.unscoped("a test"))
    with pytest.raises(ValueError, match="Say why"):
        model._default_manager.unscoped("")


def test_rows_reached_from_a_case_are_in_scope_with_it(office: Office) -> None:
    case = office.register()
    dossier = Dossier.objects.visible_to(office.officer).get()
    assert dossier.parties.count() == 2
    assert dossier.facts.exists()
    assert dossier.timeline.get().step == "register"
    assert list(dossier.deadlines.all())
    assert dossier.reconsideration.pk == case.pk
    assert Party.objects.unscoped("a test").first().dossier == dossier
    found = Dossier.objects.visible_to(office.officer).prefetch_related("parties", "facts").get()
    assert len(found.parties.all()) == 2
    related = TimelineEntry.objects.visible_to(office.officer).select_related("dossier").get()
    assert related.facts.get().kind == "received"


# --- audiences -------------------------------------------------------------------------------------------------


def visible(actor: Actor) -> set[int]:
    return set(Dossier.objects.visible_to(actor).values_list("pk", flat=True))


def test_who_sees_which_case(office: Office, other_office: Office) -> None:
    mine, theirs = office.register(), other_office.register()
    both = office.register(respondents=[make.agency_of(office.organ), make.agency_of(other_office.organ)])
    assert visible(office.officer) == visible(office.director) == visible(office.leader) == {mine.pk, both.pk}
    assert visible(office.liaison) == {mine.pk, both.pk}
    assert visible(other_office.officer) == {theirs.pk}
    assert visible(other_office.liaison) == {theirs.pk, both.pk}
    for role in (Role.ADMINISTRATOR, Role.SECURITY_OFFICER, Role.AUDITOR):
        assert visible(make.make_actor(role, office.organ)) == set()
    assert visible(Actor(user=None)) == set()
    superuser = make.make_user(is_superuser=True)
    assert visible(actor_for(superuser)) == set()


def test_one_organisation_on_two_sides_looks_through_each_audience(office: Office) -> None:
    """The bureau is office of the organ and may itself be respondent: its liaison sees that case alone."""
    mine = office.register()
    against = office.register(respondents=[office.organ.office])
    liaison = actor_for(make.make_user(Role.AGENCY_LIAISON, office.organ.office))
    assert visible(liaison) == {against.pk}
    assert visible(office.officer) == {mine.pk, against.pk}


def test_rows_of_a_case_are_seen_with_the_case(office: Office, other_office: Office) -> None:
    office.register()
    for model in SCOPED:
        if isinstance(model._default_manager.all(), OrganScopedQuerySet):
            continue
        assert not model._default_manager.visible_to(other_office.officer).exists(), model
    assert Fact.objects.visible_to(office.officer).exists()


def test_a_person_who_is_named_sees_that_one_case(office: Office, other_office: Office) -> None:
    case = office.register()
    office.register(applicant="吴某")
    assert not visible(other_office.officer)
    row = name_person(actor=office.director, dossier=case.dossier, user=other_office.officer.user)
    assert visible(other_office.officer) == {case.pk}
    assert name_person(actor=office.director, dossier=case.dossier, user=other_office.officer.user) == row
    refresh_access(case.dossier)
    assert visible(other_office.officer) == {case.pk}


def test_access_is_what_the_parties_give_for_any_parties(office: Office, other_office: Office) -> None:
    rng = random.Random(20260305)
    agencies = [make.make_organisation(f"第{n}局", parent=office.organ.organisation) for n in range(5)]
    for _ in range(12):
        case = office.register(respondents=rng.sample(agencies, rng.randint(1, 3)))
        for agency in rng.sample(agencies, rng.randint(0, 2)):
            Party.objects.create(
                dossier=case.dossier, role="third_party", kind="agency", name=agency.name, organisation=agency
            )
        for party in case.dossier.parties.filter(organisation__isnull=False):
            if rng.random() < 0.2:
                party.voided_at = dt.datetime(2026, 3, 5, tzinfo=dt.UTC)
                party.save()
        refresh_access(case.dossier)
        respondents = set(
            case.dossier.parties.filter(role="respondent", voided_at=None).values_list("organisation_id", flat=True)
        )
        third = set(
            case.dossier.parties.filter(role="third_party", voided_at=None).values_list("organisation_id", flat=True)
        )
        present = {
            (row.audience, row.organisation_id, row.basis) for row in DossierAccess.objects.filter(dossier=case.dossier)
        }
        assert present == (
            {("office", office.organ.office_id, "office"), ("organ", office.organ.organisation_id, "organ")}
            | {("party", pk, "respondent") for pk in respondents}
            | {("party", pk, "third_party") for pk in third - respondents}
        )
        assert {(a, o, b) for a, o, _, b in expected_access(case.dossier)} == present


def test_a_third_partys_liaison_replies_to_nothing(office: Office, other_office: Office) -> None:
    from accounts.permissions import can  # noqa: PLC0415 - the one test that needs it

    case = office.register()
    agency = make.agency_of(other_office.organ)
    Party.objects.create(dossier=case.dossier, role="third_party", kind="agency", name="x", organisation=agency)
    refresh_access(case.dossier)
    assert visible(other_office.liaison) == {case.pk}
    assert not can(other_office.liaison, "case.reply", case.dossier)
    assert can(office.liaison, "case.reply", case.dossier)
