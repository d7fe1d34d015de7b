"""The pages of people, roles, deputies and organisations do once what they say, with the errors at the fields."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from accounts import timekeeping
from accounts.actors import actor_for
from accounts.models import Delegation, Organ, Organisation, Role, RoleAssignment, User
from dossiers.models import TrailEntry
from notices.models import IdempotencyKey
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def organ() -> Organ:
    return make.make_organ()


@pytest.fixture
def security(client: Client, organ: Organ) -> Client:
    client.force_login(make.make_user(Role.SECURITY_OFFICER, organ.office))
    return client


@pytest.fixture
def administrator(client: Client, organ: Organ) -> Client:
    client.force_login(make.make_user(Role.ADMINISTRATOR, organ.office))
    return client


def hidden(page: str) -> dict[str, str]:
    """The hidden values of a page's forms but for the token."""
    found = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page))
    return {name: value for name, value in found.items() if name != "csrfmiddlewaretoken"}


def test_a_person_is_entered_once_and_the_password_shown(security: Client) -> None:
    url = reverse("accounts:user-add")
    sent = hidden(security.get(url).content.decode()) | {"username": "wang.wu", "display_name": "王　五"}
    first, second = security.post(url, sent), security.post(url, sent)
    user = User.objects.get(username="wang.wu")
    assert user.display_name == "王五"
    assert user.must_change_password
    assert user.check_password(sent["initial_password"])
    for answer in (first, second):
        assert sent["initial_password"] in answer.content.decode()
        assert "no-store" in answer["Cache-Control"]
    assert TrailEntry.objects.filter(action="user.add").count() == 1
    kept = IdempotencyKey.objects.get(scope="user.add")
    assert sent["initial_password"] not in str(kept.result)


def test_a_user_name_that_is_taken_is_told_at_the_field(security: Client, organ: Organ) -> None:
    taken = make.make_user()
    url = reverse("accounts:user-add")
    sent = hidden(security.get(url).content.decode()) | {"username": taken.username, "display_name": "李四"}
    answer = security.post(url, sent)
    assert answer.status_code == 422
    assert "username" in answer.context["form"].errors
    assert "李四" in answer.content.decode(), "what was typed is still there"


def test_a_role_is_given_once_and_ended(security: Client, organ: Organ) -> None:
    person = make.make_user()
    url = reverse("accounts:user", args=[person.pk])
    sent = hidden(security.get(url).content.decode()) | {
        "role": "officer",
        "organisation": str(organ.office_id),
        "valid_from": "2026.11.02",
    }
    for _click in range(2):
        assert security.post(url, sent).status_code == 302
    assignment = RoleAssignment.objects.get(user=person)
    with timekeeping.at("2026-11-05"):
        ended = security.post(reverse("accounts:role-end", args=[assignment.pk]), {"last_day": "2026年11月6日"})
    assert ended.status_code == 302
    assignment.refresh_from_db()
    assert f"{assignment.valid_to:%Y%m%d}" == "20261106"


def test_a_keepers_role_for_an_officer_is_refused_on_the_page(security: Client, organ: Organ) -> None:
    person = make.make_user(Role.OFFICER, organ.office)
    url = reverse("accounts:user", args=[person.pk])
    sent = hidden(security.get(url).content.decode())
    answer = security.post(url, sent | {"role": "auditor", "organisation": organ.office_id, "valid_from": "20261102"})
    assert answer.status_code == 422
    assert "不能与办案角色兼任" in answer.content.decode()
    assert person.assignments.count() == 1


def test_the_security_officer_finds_people(security: Client, organ: Organ) -> None:
    found = make.make_user(Role.DIRECTOR, organ.office, name="欧阳某某")
    make.make_user(name="另一人")
    page = security.get(reverse("accounts:user-list"), {"q": "欧阳", "role": "director"})
    assert [row["cells"][1] for row in page.context["table"]["rows"]] == [found.username]
    assert {chip["key"] for chip in page.context["chips"]} == {"q", "role"}
    empty = security.get(reverse("accounts:user-list"), {"state": "blocked"}).content.decode()
    assert "没有符合条件的人员" in empty


def test_a_deputy_is_chosen_among_colleagues_and_entered_once(client: Client, organ: Organ) -> None:
    officer, colleague = (make.make_user(Role.OFFICER, organ.office) for _ in range(2))
    stranger = make.make_user(Role.OFFICER, make.make_organ("乙区").office)
    auditor = make.make_user(Role.AUDITOR, organ.office)
    client.force_login(officer)
    page = client.get("/account/")
    offered = set(page.context["form"].fields["deputy"].queryset)
    assert colleague in offered
    assert not offered & {officer, stranger, auditor}
    with timekeeping.at("2026-11-02"):
        sent = hidden(page.content.decode()) | {
            "deputy": colleague.pk,
            "valid_from": "2026-11-02",
            "valid_to": "2026-11-06",
        }
        for _click in range(2):
            assert client.post("/account/", sent).status_code == 302
        delegation = Delegation.objects.get()
        assert actor_for(colleague).principals == (officer,)
        foreign = client.post("/account/", hidden(client.get("/account/").content.decode()) | {"deputy": stranger.pk})
        assert foreign.status_code == 422
        client.force_login(colleague)
        assert client.post(reverse("accounts:delegation-end", args=[delegation.pk])).status_code == 404
        client.force_login(officer)
        client.post(reverse("accounts:delegation-end", args=[delegation.pk]))
        assert actor_for(colleague).principals == ()


def test_the_administrator_enters_renames_and_ends_an_organisation(administrator: Client, organ: Organ) -> None:
    url = reverse("accounts:organisation-add")
    sent = hidden(administrator.get(url).content.decode()) | {
        "name": "甲区林业局（甲区绿化办）",
        "kind": "department",
        "parent": organ.organisation_id,
        "code": "jia-linyeju",
        "short_names": "区林业局；林业局",
    }
    for _click in range(2):
        assert administrator.post(url, sent).status_code == 302
    forestry = Organisation.objects.get(code="jia-linyeju")
    assert forestry.name == "甲区林业局（甲区绿化办）"
    assert forestry.names.count() == 3
    renamed = administrator.post(
        reverse("accounts:organisation-rename", args=[forestry.pk]), {"rename-name": "甲区自然保护局"}
    )
    assert renamed.status_code == 302
    police = make.agency_of(organ)
    ended = administrator.post(
        reverse("accounts:organisation-end", args=[forestry.pk]),
        {"end-last_day": "2026-12-31", "end-successor": police.pk},
    )
    assert ended.status_code == 302
    forestry.refresh_from_db()
    assert (forestry.name, forestry.successor) == ("甲区自然保护局", police)
    page = administrator.get(reverse("accounts:organisation-list"), {"q": "绿化办"}).content.decode()
    assert "甲区自然保护局" in page


def test_a_code_that_is_taken_is_told_at_the_field(administrator: Client, organ: Organ) -> None:
    url = reverse("accounts:organisation-add")
    sent = hidden(administrator.get(url).content.decode()) | {
        "name": "甲区林业局",
        "kind": "department",
        "code": organ.organisation.code,
    }
    answer = administrator.post(url, sent)
    assert answer.status_code == 422
    assert "code" in answer.context["form"].errors


def test_a_director_reads_the_organisations_and_changes_none(client: Client, organ: Organ) -> None:
    client.force_login(make.make_user(Role.DIRECTOR, organ.office))
    assert client.get(reverse("accounts:organisation", args=[organ.office_id])).status_code == 200
    sent = {"rename-name": "别名"}
    answer = client.post(reverse("accounts:organisation-rename", args=[organ.office_id]), sent)
    assert answer.status_code == 403
