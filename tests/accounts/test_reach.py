"""The keepers' roles end at their organ: what is another organ's is neither seen nor changed, by page or by service."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from accounts import people, tree
from accounts.actors import SYSTEM, Actor, actor_for
from accounts.models import NameKind, Organ, Organisation, OrganisationName, Role, RoleAssignment, User
from accounts.permissions import can
from accounts.reach import elsewhere, keeps_every_organ, organisations_seen, organs_within, people_within, reach
from accounts.services import add_name, add_organisation, end_role, grant_role
from accounts.timekeeping import today
from deadlines.holidays import set_local_day
from deadlines.models import CalendarDay
from dossiers.models import Code, TrailEntry
from dossiers.reference import change_code
from dossiers.trail import entries_for, record
from tests import factories as make

pytestmark = pytest.mark.django_db
PASSWORD = "abcd-efgh-jkmn-pqrs"
WEDNESDAY = dt.date(2026, 11, 4)


@pytest.fixture
def own() -> Organ:
    return make.make_organ("甲区")


@pytest.fixture
def foreign() -> Organ:
    return make.make_organ("乙区")


@pytest.fixture
def court() -> Organisation:
    return make.make_organisation("某某法院", "court")


def security_of(*organs: Organ) -> Actor:
    return keeper(Role.SECURITY_OFFICER, *(organ.office for organ in organs))


def administrator_of(*organs: Organ) -> Actor:
    return keeper(Role.ADMINISTRATOR, *(organ.office for organ in organs))


def keeper(role: str, *places: Organisation) -> Actor:
    user = make.make_user()
    for place in places:
        hold(user, role, place)
    return actor_for(user)


def hold(user: User, role: str, place: Organisation, first: str = "2015-01-01", last: str | None = None) -> None:
    days = {"valid_from": dt.date.fromisoformat(first), "valid_to": dt.date.fromisoformat(last) if last else None}
    RoleAssignment.objects.create(user=user, role=role, organisation=place, **days)


def page_of(actor: Actor) -> Client:
    client = Client()
    client.force_login(actor.user)
    return client


def names(organisations: Any) -> set[str]:
    return {organisation.name for organisation in organisations}


# --- how far it reaches ---


@pytest.mark.parametrize("where", ["organisation", "office"])
def test_a_role_at_the_organ_or_its_office_reaches_the_tree_of_the_organ(
    own: Organ, foreign: Organ, court: Organisation, where: str
) -> None:
    actor = keeper(Role.ADMINISTRATOR, getattr(own, where))
    assert names(reach(actor, Role.ADMINISTRATOR)) == {"甲区人民政府", "甲区司法局", "甲区公安局"}
    assert list(organs_within(actor, Role.ADMINISTRATOR)) == [own]
    assert not reach(actor, Role.SECURITY_OFFICER).exists()
    assert names(organisations_seen(actor, Role.ADMINISTRATOR)) == {
        "甲区人民政府",
        "甲区司法局",
        "甲区公安局",
        court.name,
    }


def test_a_role_in_a_section_below_reaches_the_tree_of_its_organ(own: Organ, foreign: Organ) -> None:
    section = make.make_organisation("甲区司法局复议科", "other", own.office)
    actor = keeper(Role.AUDITOR, section)
    assert own.organisation in reach(actor, Role.AUDITOR)
    assert foreign.organisation not in reach(actor, Role.AUDITOR)


def test_an_organ_below_another_keeps_its_own(own: Organ, foreign: Organ) -> None:
    Organisation.objects.filter(pk=foreign.organisation_id).update(parent=own.organisation)
    upper, lower = administrator_of(own), administrator_of(foreign)
    assert names(reach(upper, Role.ADMINISTRATOR)) == {"甲区人民政府", "甲区司法局", "甲区公安局"}
    assert names(reach(lower, Role.ADMINISTRATOR)) == {"乙区人民政府", "乙区司法局", "乙区公安局"}
    assert Organisation.objects.below(own.organisation).count() == 6


def test_an_office_of_two_organs_is_kept_by_who_keeps_both(own: Organ, foreign: Organ) -> None:
    Organ.objects.filter(pk=foreign.pk).update(office=own.office)
    make.make_organ("丙区")
    at_own = keeper(Role.SECURITY_OFFICER, own.organisation)
    at_office = keeper(Role.SECURITY_OFFICER, own.office)
    assert own.office not in reach(at_own, Role.SECURITY_OFFICER), "an officer there works on the cases of both"
    assert own.office in reach(at_office, Role.SECURITY_OFFICER)
    assert set(organs_within(at_office, Role.SECURITY_OFFICER)) == {Organ.objects.get(pk=foreign.pk), own}


def test_a_role_held_outside_any_organ_reaches_the_tree_below_alone(own: Organ, foreign: Organ) -> None:
    city = make.make_organisation("某市数据局", "department")
    below = make.make_organisation("某市数据中心", "other", city)
    Organisation.objects.filter(pk=own.organisation_id).update(parent=city)
    actor = keeper(Role.ADMINISTRATOR, city)
    assert set(reach(actor, Role.ADMINISTRATOR)) == {city, below}, "the organ below keeps itself"
    assert not organs_within(actor, Role.ADMINISTRATOR).exists()
    assert not keeps_every_organ(actor, Role.ADMINISTRATOR)


def test_who_keeps_every_organ_keeps_what_they_share(own: Organ, court: Organisation) -> None:
    alone = administrator_of(own)
    assert keeps_every_organ(alone, Role.ADMINISTRATOR)
    assert court in reach(alone, Role.ADMINISTRATOR)
    foreign = make.make_organ("乙区")
    assert not keeps_every_organ(alone, Role.ADMINISTRATOR)
    assert court not in reach(alone, Role.ADMINISTRATOR)
    both = administrator_of(own, foreign)
    assert set(reach(both, Role.ADMINISTRATOR)) == set(Organisation.objects.all())
    assert set(reach(SYSTEM)) == set(Organisation.objects.all())
    assert set(organs_within(SYSTEM)) == {own, foreign}


# --- people and roles ---


@pytest.fixture
def neighbour(foreign: Organ) -> User:
    return make.make_user(Role.OFFICER, foreign.office, name="邻区承办人")


ACCOUNT_WRITES: dict[str, Callable[[Actor, User], Any]] = {
    "password": lambda actor, user: people.set_initial_password(actor=actor, user=user, password=PASSWORD),
    "active": lambda actor, user: people.set_active(actor=actor, user=user, active=not user.is_active),
    "unlock": lambda actor, user: people.unlock(actor=actor, user=user),
}


@pytest.mark.parametrize("write", ACCOUNT_WRITES)
def test_an_account_is_changed_within_its_organ_alone(own: Organ, foreign: Organ, neighbour: User, write: str) -> None:
    act = ACCOUNT_WRITES[write]
    with pytest.raises(PermissionDenied):
        act(security_of(own), neighbour)
    with pytest.raises(PermissionDenied):
        act(administrator_of(foreign), neighbour)
    with pytest.raises(PermissionDenied):
        act(administrator_of(foreign), make.make_user())
    act(security_of(foreign), neighbour)
    act(security_of(own, foreign), neighbour)
    act(security_of(own), make.make_user())


@pytest.mark.parametrize("write", ACCOUNT_WRITES)
@pytest.mark.parametrize("first", ["2015-01-01", "2999-01-01"])
@pytest.mark.parametrize("active", [True, False])
def test_the_account_of_one_who_works_for_both_is_changed_by_who_keeps_both(
    own: Organ, foreign: Organ, write: str, first: str, active: bool
) -> None:
    person = make.make_user(Role.AGENCY_LIAISON, make.agency_of(own), is_active=active)
    hold(person, Role.AGENCY_LIAISON, make.agency_of(foreign), first)
    with pytest.raises(ValidationError) as refused:
        ACCOUNT_WRITES[write](security_of(own), person)
    assert refused.value.code == "elsewhere"
    person.refresh_from_db()
    assert person.check_password(make.PASSWORD)
    assert person.is_active is active
    ACCOUNT_WRITES[write](security_of(own, foreign), person)


def test_a_role_elsewhere_that_is_over_holds_nothing_back(own: Organ, foreign: Organ) -> None:
    person = make.make_user(Role.OFFICER, own.office)
    hold(person, Role.OFFICER, foreign.office, last="2020-01-01")
    people.set_initial_password(actor=security_of(own), user=person, password=PASSWORD)
    person.refresh_from_db()
    assert person.check_password(PASSWORD)
    assert elsewhere(security_of(foreign), person, Role.SECURITY_OFFICER)


def test_a_role_is_given_and_ended_within_the_organ_alone(own: Organ, foreign: Organ, neighbour: User) -> None:
    security, person = security_of(own), make.make_user()
    for user, place in ((person, foreign.office), (person, make.agency_of(foreign)), (neighbour, own.office)):
        with pytest.raises(PermissionDenied):
            grant_role(actor=security, user=user, role=Role.DIRECTOR, organisation=place)
    with pytest.raises(PermissionDenied):
        grant_role(actor=administrator_of(own), user=person, role=Role.DIRECTOR, organisation=own.office)
    with pytest.raises(PermissionDenied):
        end_role(actor=security, assignment=neighbour.assignments.get(), last_day=today())
    assert not person.assignments.exists()
    given = grant_role(actor=security, user=person, role=Role.DIRECTOR, organisation=own.office)
    end_role(actor=security, assignment=given, last_day=today())
    with pytest.raises(PermissionDenied):
        people.set_active(actor=security_of(foreign), user=person, active=False)


def test_of_one_who_works_for_both_each_ends_its_own_role(own: Organ, foreign: Organ) -> None:
    person = make.make_user(Role.OFFICER, own.office)
    hold(person, Role.OFFICER, foreign.office)
    here, there = person.assignments.get(organisation=own.office), person.assignments.get(organisation=foreign.office)
    security = security_of(own)
    page = page_of(security).get(reverse("accounts:user", args=[person.pk]))
    text = page.content.decode()
    assert reverse("accounts:role-end", args=[here.pk]) in text
    assert reverse("accounts:role-end", args=[there.pk]) not in text
    assert "另有任职" in text
    assert reverse("accounts:user-password", args=[person.pk]) not in text
    end_role(actor=security, assignment=here, last_day=today())
    with pytest.raises(PermissionDenied):
        end_role(actor=security, assignment=there, last_day=today())


def test_roles_in_what_is_shared_are_given_by_who_keeps_every_organ(
    own: Organ, foreign: Organ, court: Organisation
) -> None:
    person = make.make_user()
    with pytest.raises(PermissionDenied):
        grant_role(actor=security_of(own), user=person, role=Role.COURT_LIAISON, organisation=court)
    grant_role(actor=security_of(own, foreign), user=person, role=Role.COURT_LIAISON, organisation=court)


def test_a_person_is_entered_by_a_security_officer_alone(own: Organ) -> None:
    fields = {"username": "wang", "display_name": "王某", "password": PASSWORD}
    with pytest.raises(PermissionDenied):
        people.add_user(actor=administrator_of(own), **fields)
    assert people.add_user(actor=security_of(own), **fields).pk


def test_the_list_shows_the_people_of_the_organ_and_those_without_a_role(
    own: Organ, foreign: Organ, neighbour: User
) -> None:
    officer, newcomer = make.make_user(Role.OFFICER, own.office), make.make_user()
    former = make.make_user()
    hold(former, Role.OFFICER, own.office, last="2020-01-01")
    gone = make.make_user()
    hold(gone, Role.OFFICER, foreign.office, last="2020-01-01")
    security = security_of(own)
    shown = set(people_within(security, Role.SECURITY_OFFICER))
    assert shown == {officer, newcomer, former, security.user}
    page = page_of(security).get(reverse("accounts:user-list"))
    rows = [row["cells"][1] for row in page.context["table"]["rows"]]
    assert sorted(rows) == sorted(user.username for user in shown)
    assert names(page.context["form"].fields["organisation"].queryset) == {"甲区人民政府", "甲区司法局", "甲区公安局"}


def test_the_pages_of_another_organs_people_are_not_found(own: Organ, foreign: Organ, neighbour: User) -> None:
    client, assignment = page_of(security_of(own)), neighbour.assignments.get()
    assert client.get(reverse("accounts:user", args=[neighbour.pk])).status_code == 404
    for name in ("user", "user-password", "user-unlock", "user-active"):
        assert client.post(reverse(f"accounts:{name}", args=[neighbour.pk]), {"active": "0"}).status_code == 404
    url = reverse("accounts:role-end", args=[assignment.pk])
    assert client.get(url).status_code == client.post(url, {"last_day": "2030-01-01"}).status_code == 404
    neighbour.refresh_from_db()
    assignment.refresh_from_db()
    assert neighbour.is_active
    assert neighbour.check_password(make.PASSWORD)
    assert assignment.valid_to is None


def test_the_page_offers_and_takes_the_organs_own_places_alone(own: Organ, foreign: Organ) -> None:
    person = make.make_user()
    client, url = page_of(security_of(own)), reverse("accounts:user", args=[person.pk])
    page = client.get(url)
    assert names(page.context["form"].fields["organisation"].queryset) == {"甲区人民政府", "甲区司法局", "甲区公安局"}
    sent = once(page) | {"role": "officer", "organisation": foreign.office_id, "valid_from": "2026-11-02"}
    refused = client.post(url, sent)
    assert refused.status_code == 422
    assert list(refused.context["form"].errors) == ["organisation"]
    assert not person.assignments.exists()
    assert client.post(url, sent | {"organisation": own.office_id}).status_code == 302
    assert person.assignments.get().organisation == own.office


def test_the_pages_say_why_an_account_is_not_changed(own: Organ, foreign: Organ) -> None:
    person = make.make_user(Role.OFFICER, own.office)
    hold(person, Role.OFFICER, foreign.office)
    client = page_of(security_of(own))
    for name in ("user-password", "user-unlock", "user-active"):
        sent = {"active": "0", "initial_password": PASSWORD, "once_key": "0" * 32}
        answer = client.post(reverse(f"accounts:{name}", args=[person.pk]), sent, follow=True)
        assert "另有任职" in " ".join(str(message) for message in answer.context["messages"]), name
    person.refresh_from_db()
    assert person.is_active
    assert person.check_password(make.PASSWORD)


def once(page: Any) -> dict[str, str]:
    return {"once_key": re.search(r'name="once_key" value="([0-9a-f]+)"', page.content.decode())[1]}


# --- organisations ---


def test_an_organisation_is_changed_within_its_organ_alone(own: Organ, foreign: Organ, court: Organisation) -> None:
    administrator = administrator_of(own)
    for place in (make.agency_of(foreign), foreign.organisation, court):
        entry = OrganisationName.objects.create(organisation=place, name="简称", kind=NameKind.SHORT)
        with pytest.raises(PermissionDenied):
            tree.rename(actor=administrator, organisation=place, name="新名")
        with pytest.raises(PermissionDenied):
            tree.end_organisation(actor=administrator, organisation=place, last_day=today())
        with pytest.raises(PermissionDenied):
            tree.correct_name(actor=administrator, entry=entry, name="别名", kind=NameKind.SHORT)
        with pytest.raises(PermissionDenied):
            add_name(actor=administrator, organisation=place, name="别名", kind=NameKind.SHORT)
        with pytest.raises(PermissionDenied):
            add_organisation(actor=administrator, code="new", name="新设局", kind="department", parent=place)
    with pytest.raises(PermissionDenied):
        add_organisation(actor=administrator, code="new", name="新设局", kind="department")
    assert not Organisation.objects.filter(code="new").exists()
    added = add_organisation(
        actor=administrator, code="new", name="新设局", kind="department", parent=own.organisation, short_names=["新局"]
    )
    tree.rename(actor=administrator, organisation=added, name="新名局")
    tree.correct_name(actor=administrator, entry=added.names.get(kind=NameKind.SHORT), name="名局", kind=NameKind.SHORT)
    tree.end_organisation(actor=administrator, organisation=added, last_day=today())
    tree.rename(actor=administrator_of(own, foreign), organisation=court, name="某某区法院")


def test_the_pages_show_ones_own_and_what_is_shared_and_change_ones_own(
    own: Organ, foreign: Organ, court: Organisation
) -> None:
    client = page_of(administrator_of(own))
    listed = client.get(reverse("accounts:organisation-list")).context["rows"]
    assert names(row["organisation"] for row in listed) == {"甲区人民政府", "甲区司法局", "甲区公安局", court.name}
    agency = make.agency_of(own)
    mine, shared, theirs = ([place.pk] for place in (agency, court, make.agency_of(foreign)))
    pages = [client.get(reverse("accounts:organisation", args=pk)) for pk in (mine, shared, theirs)]
    assert [page.status_code for page in pages] == [200, 200, 404]
    assert [page.context["may_change"] for page in pages[:2]] == [True, False]
    sent = {"rename-name": "改名", "once_key": "0" * 32, "name-name": "又名", "name-kind": "short"}
    for name in ("organisation-rename", "organisation-end", "organisation-name"):
        assert client.post(reverse(f"accounts:{name}", args=shared), sent).status_code == 403
        assert client.post(reverse(f"accounts:{name}", args=theirs), sent).status_code == 404
    for place, status in ((court, 403), (make.agency_of(foreign), 404), (agency, 200)):
        entry = OrganisationName.objects.create(organisation=place, name="简称", kind=NameKind.SHORT)
        assert client.get(reverse("accounts:organisation-name-correct", args=[entry.pk])).status_code == status
    assert client.post(reverse("accounts:organisation-rename", args=mine), sent).status_code == 302
    assert set(Organisation.objects.filter(name="改名")) == {agency}


def test_a_new_organisation_stands_under_ones_own(own: Organ, foreign: Organ) -> None:
    client, url = page_of(administrator_of(own)), reverse("accounts:organisation-add")
    page = client.get(url)
    assert names(page.context["form"].fields["parent"].queryset) == {"甲区人民政府", "甲区司法局", "甲区公安局"}
    sent = once(page) | {"name": "林业局", "kind": "department", "code": "linyeju"}
    for parent in ("", foreign.organisation_id):
        refused = client.post(url, sent | {"parent": parent})
        assert list(refused.context["form"].errors) == ["parent"]
    assert client.post(url, sent | {"parent": own.organisation_id}).status_code == 302
    assert Organisation.objects.get(code="linyeju").parent == own.organisation
    everywhere = page_of(administrator_of(own, foreign))
    sent = once(everywhere.get(url)) | {"name": "某法院", "kind": "court", "code": "fayuan"}
    assert everywhere.post(url, sent).status_code == 302


def test_links_lead_to_what_is_seen(own: Organ, foreign: Organ) -> None:
    agency, theirs = make.agency_of(own), make.agency_of(foreign)
    Organisation.objects.filter(pk=agency.pk).update(successor=theirs)
    text = page_of(administrator_of(own)).get(reverse("accounts:organisation", args=[agency.pk])).content.decode()
    assert theirs.name in text
    assert reverse("accounts:organisation", args=[theirs.pk]) not in text
    assert reverse("accounts:organisation", args=[own.organisation_id]) in text


# --- calendar and code lists ---


def test_a_local_day_is_entered_for_ones_own_organ(own: Organ, foreign: Organ) -> None:
    administrator = administrator_of(own)
    with pytest.raises(PermissionDenied):
        set_local_day(actor=administrator, organ=foreign, date=WEDNESDAY, kind="holiday", basis="某号")
    client, url = page_of(administrator), reverse("deadlines:calendar")
    page = client.get(url)
    assert list(page.context["form"].fields["organ"].queryset) == [own]
    sent = once(page) | {"organ": foreign.pk, "date": "2026-11-04", "kind": "holiday", "basis": "某号"}
    refused = client.post(url, sent)
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["organ"])
    assert not CalendarDay.objects.exists()
    assert client.post(url, sent | {"organ": own.pk}).status_code == 302
    assert CalendarDay.objects.get().organ == own


def test_code_lists_are_changed_by_the_administrator_of_every_organ(own: Organ) -> None:
    code, url = Code.objects.get(pk="post.fax"), reverse("dossiers:code", args=["post.fax"])
    labels = {"label_en": "Fax", "valid_from": None, "valid_to": None}
    alone = administrator_of(own)
    assert page_of(alone).get(url).status_code == 200
    foreign = make.make_organ("乙区")
    with pytest.raises(PermissionDenied):
        change_code(actor=alone, code=code, label_zh="传真件", **labels)
    assert page_of(alone).get(url).status_code == 403
    assert url not in page_of(alone).get(reverse("dossiers:code-list", args=["post"])).content.decode()
    assert change_code(actor=administrator_of(own, foreign), code=code, label_zh="传真件", **labels)
    assert not can(administrator_of(foreign), "codes.change")


# --- trail ---


def test_the_auditor_reads_what_concerns_the_organ(own: Organ, foreign: Organ, neighbour: User) -> None:
    officer, auditor = make.make_actor(Role.OFFICER, own), make.make_actor(Role.AUDITOR, own)
    mine, theirs = make.make_case(own, actor=officer).dossier, make.make_case(foreign).dossier
    record(actor=officer, action="step.take", dossier=theirs, detail={"step": "accept"})
    record(actor=actor_for(neighbour), action="step.take", dossier=mine, detail={"step": "reply"})
    for actor in (officer, actor_for(neighbour)):
        record(actor=actor, action="mail.add")
    for user in (officer.user, neighbour, None):
        record(actor=SYSTEM, action="sign-in.failed", obj=user)
    record(actor=SYSTEM, action="codes.load")
    for place in (own.office, foreign.office):
        record(actor=SYSTEM, action="organisation.rename", obj=place)
    newcomer = make.make_user()
    grants = [
        grant_role(actor=SYSTEM, user=newcomer, role=Role.OFFICER, organisation=place)
        for place in (own.office, foreign.office)
    ]
    seen = entries_for(auditor)
    read = {(e.action, e.user_id, e.dossier_id, e.object_id) for e in seen.exclude(action="case.register")}
    assert read == {
        ("step.take", neighbour.pk, mine.pk, ""),
        ("mail.add", officer.user_id, None, ""),
        ("sign-in.failed", None, None, str(officer.user_id)),
        ("sign-in.failed", None, None, ""),
        ("organisation.rename", None, None, str(own.office_id)),
        ("role.grant", None, None, str(grants[0].pk)),
    }
    assert set(seen.filter(action="case.register").values_list("dossier", flat=True)) == {mine.pk}
    assert not entries_for(officer).exists()


def test_who_audits_every_organ_reads_everything(own: Organ, foreign: Organ) -> None:
    make.make_case(own)
    make.make_case(foreign)
    record(actor=SYSTEM, action="codes.load")
    actor = keeper(Role.AUDITOR, own.office, foreign.office)
    assert entries_for(actor).count() == TrailEntry.objects.count() > 2


def test_page_and_export_leave_out_what_another_organ_did(own: Organ, foreign: Organ, neighbour: User) -> None:
    client = page_of(make.make_actor(Role.AUDITOR, own))
    officer = make.make_actor(Role.OFFICER, own)
    record(actor=officer, action="mail.add")
    record(actor=actor_for(neighbour), action="mail.add")
    page = client.get(reverse("dossiers:trail"), {"action": "mail.add"})
    assert [row["cells"][1]["value"] for row in page.context["table"]["rows"]] == [officer.name]
    named = client.get(reverse("dossiers:trail"), {"person": neighbour.username})
    assert named.context["page"].total == 0
    exported = client.get(reverse("dossiers:trail-export"))
    text = b"".join(exported.streaming_content).decode("utf-8-sig")
    assert officer.name in text
    assert neighbour.display_name not in text
