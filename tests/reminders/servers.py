"""Servers of this machine that take messages as an office's own would: SMTP, an SMS gateway, a messenger's webhook."""

import asyncio
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller

from tests.stack.sites import free_port


@dataclass
class Taken:
    """One message that a server took."""

    to: str
    text: str
    key: str
    subject: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    path: str = ""


@dataclass
class Server:
    """A server that listens: what it took, in order.

    For the n-th request (from 0) `answer` gives the status, `wait_before` the seconds before it is taken, `wait` those
    between taking and answering: the sender can die meanwhile.
    """

    port: int
    taken: list[Taken] = field(default_factory=list)
    answer: Callable[[int], int] = lambda number: 200
    wait_before: Callable[[int], float] = lambda number: 0.0
    wait: Callable[[int], float] = lambda number: 0.0
    asked: int = 0

    @property
    def keys(self) -> list[str]:
        return [taken.key for taken in self.taken]


@contextmanager
def http_server() -> Iterator[Server]:
    """An HTTP server that takes POSTed JSON with an Idempotency-Key, and redirects where it is told to answer 302."""
    server = Server(free_port())
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            with lock:
                number, server.asked = server.asked, server.asked + 1
            status = server.answer(number)
            time.sleep(server.wait_before(number))
            if 200 <= status < 300:
                with lock:
                    server.taken.append(
                        Taken(
                            body.get("to", ""),
                            body.get("text") or body.get("message", ""),
                            self.headers.get("Idempotency-Key", ""),
                            body.get("title", ""),
                            dict(self.headers),
                            self.path,
                        )
                    )
            time.sleep(server.wait(number))
            try:
                self.send_response(status)
                if status == 302:
                    self.send_header("Location", f"http://127.0.0.1:{server.port}/elsewhere")
                self.send_header("Content-Length", "2")
                self.end_headers()
                self.wfile.write(b"{}")
            except OSError:
                pass

        def log_message(self, *args: Any) -> None:
            pass

    listening = ThreadingHTTPServer(("127.0.0.1", server.port), Handler)
    listening.daemon_threads = True
    thread = threading.Thread(target=listening.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        listening.shutdown()
        listening.server_close()
        thread.join()


@contextmanager
def mail_server() -> Iterator[Server]:
    """An SMTP server; an address that begins with "nobody" it does not know."""
    server = Server(free_port())

    class Handler:
        async def handle_RCPT(self, smtp: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
            if address.startswith("nobody"):
                return "550 no such user"
            envelope.rcpt_tos.append(address)
            return "250 OK"

        async def handle_DATA(self, smtp: Any, session: Any, envelope: Any) -> str:
            number, server.asked = server.asked, server.asked + 1
            if (status := server.answer(number)) != 200:
                return f"{status} not now"
            await asyncio.sleep(server.wait_before(number))
            mail = message_from_bytes(envelope.content, policy=policy.default)
            server.taken.append(
                Taken(
                    envelope.rcpt_tos[0],
                    mail.get_content(),
                    mail["Idempotency-Key"],
                    mail["Subject"],
                    dict(mail.items()),
                )
            )
            await asyncio.sleep(server.wait(number))
            return "250 taken"

    controller = Controller(Handler(), hostname="127.0.0.1", port=server.port)
    controller.start()
    try:
        yield server
    finally:
        controller.stop()
