"""Sign-in, lock-out, the first change of password, the session, and what a signed-out person meets."""

import re

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.test import Client, RequestFactory
from django.urls import reverse

from accounts import people
from accounts.actors import SYSTEM, actor_for
from accounts.demo import PASSWORD as DEMO_PASSWORD
from accounts.guards import safe_next
from accounts.middleware import client_ip
from accounts.models import Role, User
from accounts.timekeeping import at
from dossiers.models import TrailEntry
from tests import factories as make

pytestmark = pytest.mark.django_db
SIGN_IN = "/account/sign-in/"


def sign_in(client: Client, user: User, password: str = make.PASSWORD, **data: str):
    return client.post(SIGN_IN, {"username": user.username, "password": password, **data})


def actions() -> list[str]:
    return list(TrailEntry.objects.order_by("pk").values_list("action", flat=True))


def test_signing_in_and_out_is_in_the_trail(client: Client) -> None:
    user = make.make_user()
    assert sign_in(client, user)["Location"] == reverse("home")
    client.post(reverse("accounts:sign-out"))
    assert actions()[-2:] == ["sign-in", "sign-out"]
    entry = TrailEntry.objects.get(action="sign-in")
    assert (entry.user, entry.ip) == (user, "127.0.0.1")
    assert entry.request_id


def test_sign_out_is_not_a_link(client: Client) -> None:
    sign_in(client, make.make_user())
    assert client.get(reverse("accounts:sign-out")).status_code == 405


def test_a_failed_sign_in_keeps_no_unknown_name(client: Client) -> None:
    user = make.make_user()
    assert sign_in(client, user, "wrong").status_code == 200
    client.post(SIGN_IN, {"username": "my-password-typed-as-name", "password": "x"})
    first, second = TrailEntry.objects.filter(action="sign-in.failed").order_by("pk")
    assert first.object_id == str(user.pk)
    assert second.object_id == ""
    assert "my-password" not in str(second.detail)


@pytest.mark.parametrize(("wanted", "goes"), [("/mail/", "/mail/"), ("https://example.com/", "/"), ("//x.y/", "/")])
def test_after_sign_in_one_comes_back_to_this_site_alone(client: Client, wanted: str, goes: str) -> None:
    assert sign_in(client, make.make_user(), next=wanted)["Location"] == goes


def test_the_form_tells_browsers_what_its_fields_are(client: Client) -> None:
    page = client.get(SIGN_IN).content.decode()
    assert re.search(r'name="username"[^>]*autocomplete="username"', page)
    assert re.search(r'name="password"[^>]*autocomplete="current-password"', page)


def test_five_failures_lock_and_the_security_officer_unlocks(client: Client) -> None:
    organ = make.make_organ()
    user, security = make.make_user(), make.make_user(Role.SECURITY_OFFICER, organ.office)
    for _attempt in range(4):
        assert sign_in(client, user, "wrong").status_code == 200
    locked = sign_in(client, user, "wrong")
    assert locked.status_code == 429
    assert sign_in(client, user).status_code == 429, "the right password does not open a locked account"
    assert "sign-in.locked" in actions()
    assert people.is_locked(user)
    officer = Client()
    officer.force_login(security)
    assert "登录已锁定" in officer.get(reverse("accounts:user", args=[user.pk])).content.decode()
    officer.post(reverse("accounts:user-unlock", args=[user.pk]))
    assert "user.unlock" in actions()
    assert sign_in(client, user).status_code == 302


def test_four_failures_and_a_right_password_begin_anew(client: Client) -> None:
    user = make.make_user()
    for _attempt in range(4):
        sign_in(client, user, "wrong")
    assert sign_in(client, user).status_code == 302
    other = Client()
    assert sign_in(other, user, "wrong").status_code == 200


def test_an_initial_password_must_be_changed_before_anything_else(client: Client) -> None:
    organ = make.make_organ()
    user = make.make_user(Role.OFFICER, organ.office)
    password = people.new_password()
    people.set_initial_password(actor=SYSTEM, user=user, password=password)
    sign_in(client, user, password)
    change = reverse("accounts:password-change")
    assert client.get("/mail/")["Location"] == change
    assert client.get("/account/")["Location"] == change
    weak = client.post(change, {"old_password": password, "new_password1": "12345678", "new_password2": "12345678"})
    assert weak.status_code == 200
    same = client.post(change, {"old_password": password, "new_password1": password, "new_password2": password})
    assert "新密码与原密码相同" in same.content.decode()
    new = "a-long-river-9-bends"
    client.post(change, {"old_password": password, "new_password1": new, "new_password2": new})
    assert client.get("/mail/").status_code == 200, "the session goes on"
    assert actions()[-1] == "password.change"


def test_a_new_initial_password_ends_the_sessions(client: Client) -> None:
    user = make.make_user()
    client.force_login(user)
    assert client.get("/account/").status_code == 200
    people.set_initial_password(actor=SYSTEM, user=user, password="abcd-efgh-jkmn-pqrs")
    assert client.get("/account/").status_code == 302


def test_who_is_deactivated_is_out_at_once(client: Client) -> None:
    user = make.make_user()
    client.force_login(user)
    people.set_active(actor=SYSTEM, user=user, active=False)
    assert client.get("/account/").status_code == 302
    with pytest.raises(ValidationError):
        people.set_active(actor=actor_for(user), user=user, active=True)


def test_initial_passwords_pass_the_rules_and_differ() -> None:
    passwords = {people.new_password() for _ in range(50)}
    assert len(passwords) == 50
    assert all(re.fullmatch(r"[A-Za-z2-9]{4}(-[A-Za-z2-9]{4}){3}", password) for password in passwords)


def test_a_session_ends_after_some_hours_without_use(client: Client) -> None:
    assert settings.SESSION_COOKIE_AGE == 8 * 3600
    assert settings.SESSION_EXPIRE_AT_BROWSER_CLOSE
    user = make.make_user()
    sign_in(client, user)
    session = client.session
    session.set_expiry(-1)
    session.save()
    assert client.get("/account/").status_code == 302


def test_signed_out_one_is_led_to_sign_in_and_back(client: Client) -> None:
    assert client.get("/mail/?q=a")["Location"] == f"{SIGN_IN}?next=/mail/%3Fq%3Da"
    sent = client.post("/notices/read/", headers={"referer": "http://testserver/notices/?page=2"})
    assert sent["Location"] == f"{SIGN_IN}?next=/notices/%3Fpage%3D2"
    part = client.get("/mail/", headers={"hx-request": "true", "referer": "http://testserver/mail/"})
    assert part["HX-Redirect"] == f"{SIGN_IN}?next=/mail/"


def test_what_one_may_not_do_answers_403_in_words(client: Client) -> None:
    client.force_login(make.make_user(Role.OFFICER, make.make_organ().office))
    answer = client.get("/trail/")
    assert answer.status_code == 403
    assert "trail.read" not in answer.content.decode()


def test_demo_accounts_are_shown_in_a_demonstration_alone(client: Client, settings) -> None:
    organ = make.make_organ()
    user = make.make_user(Role.OFFICER, organ.office, name="陈某")
    User.objects.filter(pk=user.pk).update(username="chen")
    assert DEMO_PASSWORD not in client.get(SIGN_IN).content.decode()
    settings.DEMO = True
    page = client.get(SIGN_IN).content.decode()
    assert DEMO_PASSWORD in page
    assert "chen" in page


def test_a_session_in_use_is_kept_alive_without_being_written_each_time(client: Client) -> None:
    user = make.make_user()
    with at("2026-11-02T09:00"):
        sign_in(client, user)
        client.get("/account/")
    with at("2026-11-02T09:04"):
        client.get("/account/")
        begun = client.session["used_at"]
    with at("2026-11-02T09:06"):
        client.get("/account/")
        assert client.session["used_at"] == begun + 360


@pytest.mark.parametrize(
    ("proxies", "forwarded", "seen"),
    [
        (0, "203.0.113.9", "127.0.0.1"),
        (1, "198.51.100.7, 203.0.113.9", "203.0.113.9"),
        (2, "198.51.100.7, 203.0.113.9, 192.0.2.1", "203.0.113.9"),
        (1, "nonsense", None),
    ],
)
def test_the_trail_names_the_address_that_the_outermost_proxy_saw(
    settings, rf: RequestFactory, proxies: int, forwarded: str, seen: str | None
) -> None:
    settings.PROXY_COUNT = proxies
    assert client_ip(rf.get("/", headers={"x-forwarded-for": forwarded})) == seen


@pytest.mark.parametrize(
    ("wanted", "goes"),
    [("/mail/?q=a", "/mail/?q=a"), ("", "/"), ("甲 乙", "/"), ("home", "/"), ("//x.y/", "/"), ("https://x.y/", "/")],
)
def test_a_form_comes_back_to_a_page_of_this_site_and_to_no_word(rf: RequestFactory, wanted: str, goes: str) -> None:
    assert safe_next(rf.post("/", {"next": wanted}), "home") == goes
