"""Every route by every role, on an object of one's own, one of another office, one of another agency and none.

The routes come from the URL configuration: one without an entry here fails. What may be done is in the entry; all
else must be refused: 403 where the object is seen, 404 where it is not.
"""

from unittest.mock import patch

from django.conf import settings
from django.core.signals import request_finished
from django.db import close_old_connections, transaction
from django.http import HttpResponse
from django.test import Client, TestCase, override_settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.routes.entries import ENTRIES, Entry
from tests.routes.world import EVERYWHERE, ROLES, Side, make_world

MISSING = 2_000_000_000


def routes() -> dict[str, tuple[str, ...]]:
    """Every named route of the project with the names of its arguments."""

    def walk(resolver: URLResolver, namespace: str, given: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for pattern in resolver.url_patterns:
            names = (*given, *pattern.pattern.regex.groupindex)
            if isinstance(pattern, URLResolver):
                inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
                found |= walk(pattern, inner, names)
            elif isinstance(pattern, URLPattern):
                assert pattern.name, f"the route {pattern.pattern} has no name"
                found[f"{namespace}{pattern.name}"] = names
        return found

    return walk(get_resolver(), "", ())


class Undo(Exception):
    """Takes back what a request wrote, so that the next one finds the same world."""


# Only the status counts here: a session costs no query, and a refusal is not set in type.
@override_settings(SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies")
@patch("config.errors.render_to_string", lambda template, context: template)
class MatrixTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.own, cls.foreign = make_world()

    def setUp(self) -> None:
        self.clients: dict[str, Client] = {"anonymous": Client()}
        for role in ROLES:
            client = Client(raise_request_exception=True)
            client.force_login(self.own.people[role])
            self.clients[role] = client

    def status(self, role: str, method: str, url: str) -> int:
        client = self.clients[role]
        try:
            with transaction.atomic():
                content = {"content_type": "application/json"} if url.startswith("/api/") and method == "POST" else {}
                response = getattr(client, method.lower())(url, {} if method == "POST" else None, **content)
                status = response.status_code
                self.close(response)
                raise Undo
        except Undo:
            # A sign-out took the cookie, which nothing brings back.
            if role != "anonymous" and not client.cookies[settings.SESSION_COOKIE_NAME].value:
                client.force_login(self.own.people[role])
            return status

    def close(self, response: HttpResponse) -> None:
        """Close a file that was sent, without what ends a request: it would close the test's connection."""
        request_finished.disconnect(close_old_connections)
        try:
            response.close()
        finally:
            request_finished.connect(close_old_connections)

    def url(self, name: str, entry: Entry, side: Side) -> str:
        return reverse(name, kwargs=entry.kwargs(side.objects)) + (f"?{entry.query}" if entry.query else "")

    def test_every_route_has_its_entry(self) -> None:
        self.assertEqual(sorted(routes()), sorted(ENTRIES))

    def test_own_objects(self) -> None:
        for name, entry in ENTRIES.items():
            url = self.url(name, entry, self.own)
            for method in entry.methods:
                for role in ROLES:
                    with self.subTest(route=name, method=method, role=role):
                        status = self.status(role, method, url)
                        if role in entry.through(method):
                            self.assertIn(
                                status, {200, 201, 204, 302, 400, 409, 422, *({503} if name == "healthz" else ())}
                            )
                        elif role in entry.seen:
                            self.assertEqual(status, 403)
                        else:
                            self.assertIn(status, {403, 404})

    def test_objects_of_another_office(self) -> None:
        for name, entry in ENTRIES.items():
            if not entry.scoped:
                continue
            url = self.url(name, entry, self.foreign)
            for method in entry.methods:
                for role in ROLES:
                    with self.subTest(route=name, method=method, role=role):
                        status = self.status(role, method, url)
                        if role in entry.allowed & EVERYWHERE:
                            self.assertIn(status, {200, 302, 422})
                        elif role in entry.allowed | entry.seen:
                            self.assertEqual(status, 404)
                        else:
                            self.assertIn(status, {403, 404})

    def test_objects_that_do_not_exist(self) -> None:
        for name, entry in ENTRIES.items():
            if not entry.objects:
                continue
            url = reverse(name, kwargs=entry.missing(MISSING))
            for method in entry.methods:
                for role in ROLES:
                    with self.subTest(route=name, method=method, role=role):
                        status = self.status(role, method, url)
                        if role in entry.allowed | entry.seen:
                            self.assertEqual(status, 404)
                        else:
                            self.assertIn(status, {403, 404})

    def test_nobody_comes_in_without_signing_in(self) -> None:
        for name, entry in ENTRIES.items():
            url = self.url(name, entry, self.own)
            for method in entry.methods:
                with self.subTest(route=name, method=method):
                    response = getattr(self.clients["anonymous"], method.lower())(url)
                    if entry.public:
                        self.assertIn(response.status_code, {200, 302, 503})
                    elif entry.api:
                        self.assertIn(response.status_code, {401, 403})
                    else:
                        self.assertEqual(response.status_code, 302)
                        self.assertIn(reverse("accounts:sign-in"), response["Location"])

    def test_methods_that_are_not_offered_are_refused(self) -> None:
        for name, entry in ENTRIES.items():
            # By GET, Django's view of the language only leads back.
            if "GET" in entry.methods or entry.public:
                continue
            url = self.url(name, entry, self.own)
            role = sorted(entry.allowed)[0]
            with self.subTest(route=name, role=role):
                self.assertEqual(self.status(role, "GET", url), 405)
