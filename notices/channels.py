"""How a message leaves the house: e-mail, text message, and group messages through apprise.

Each way takes an address, a text and an idempotency key, returns when the other side has taken the message, and
raises Undeliverable otherwise. A code says why; what the other side answered may hold personal data and is dropped.
"""

import json
import smtplib
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import HTTPRedirectHandler, HTTPSHandler, Request, build_opener

from apprise import AppriseAsset
from apprise.exception import AppriseException
from apprise.plugins.base import NotifyBase
from apprise.plugins.custom_json import NotifyJSON
from apprise.plugins.dingtalk import NotifyDingTalk
from apprise.plugins.feishu import NotifyFeishu
from apprise.plugins.lark import NotifyLark
from apprise.plugins.wecombot import NotifyWeComBot
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.utils.translation import gettext_lazy

from notices.models import Channel

# The listed schemes of a group's address: who sends, and the host where the address itself names none.
SCHEMES: Mapping[str, tuple[type[NotifyBase], str]] = {
    "json": (NotifyJSON, ""),
    "jsons": (NotifyJSON, ""),
    "wecombot": (NotifyWeComBot, "qyapi.weixin.qq.com"),
    "dingtalk": (NotifyDingTalk, "oapi.dingtalk.com"),
    "lark": (NotifyLark, "open.larksuite.com"),
    "feishu": (NotifyFeishu, "open.feishu.cn"),
}
ASSET = AppriseAsset(app_id="Dingfen", app_desc="Dingfen", http_redirects=False, secure_logging=True, async_mode=False)
SUBJECT_LENGTH = 120

# Why a message did not go, in words.
ERRORS: dict[str, Any] = {
    "channel_off": gettext_lazy("this way of sending is not set up"),
    "no_address": gettext_lazy("there is no address or number any more"),
    "refused_address": gettext_lazy("the other side does not know the address"),
    "refused": gettext_lazy("the other side refuses the message"),
    "scheme_not_allowed": gettext_lazy("groups of this kind are not supported"),
    "senseless_address": gettext_lazy("the address cannot be read"),
    "host_not_allowed": gettext_lazy("the address does not lead to an allowed host"),
    "unreachable": gettext_lazy("the other side cannot be reached"),
    "busy": gettext_lazy("the other side cannot take it at present"),
    "lost": gettext_lazy("sending was broken off again and again"),
    "program": gettext_lazy("an error of the program; the log tells more"),
}


@dataclass
class Undeliverable(Exception):
    """A message was not taken, for the reason `code` names; `final` when trying again is no use."""

    code: str
    final: bool = False

    def __str__(self) -> str:
        return self.code


def error_words(code: str) -> str:
    """Why a message did not go, in the reader's language."""
    return str(ERRORS.get(code, code))


def is_on(channel: str) -> bool:
    """Whether this installation is set up to send in that way."""
    return {
        Channel.MAIL: settings.MAIL_ENABLED,
        Channel.TEXT: bool(settings.SMS_URL),
        Channel.WEBHOOK: bool(settings.WEBHOOK_HOSTS),
    }[Channel(channel)]


def send(channel: str, address: str, text: str, key: str) -> None:
    """Hand `text` to the other side under `key`. Raises Undeliverable."""
    if not is_on(channel):
        raise Undeliverable("channel_off")
    WAYS[channel](address, text, key)


# --- e-mail ----------------------------------------------------------------------------------------------------


def send_mail(address: str, text: str, key: str) -> None:
    """An e-mail whose subject is the first line of the text; the key is its Message-ID and a header."""
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip(">") or "localhost"
    mail = EmailMessage(
        subject=text.partition("\n")[0][:SUBJECT_LENGTH],
        body=text,
        to=[address],
        headers={"Message-ID": f"<{key}@{domain}>", "Idempotency-Key": key, "Auto-Submitted": "auto-generated"},
        connection=get_connection(timeout=settings.CHANNEL_TIMEOUT),
    )
    try:
        mail.send()
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _answer in error.recipients.values()]
        raise Undeliverable("refused_address", final=all(code >= 500 for code in codes)) from None
    except smtplib.SMTPResponseException as error:
        raise Undeliverable("refused" if error.smtp_code >= 500 else "busy") from None
    except (smtplib.SMTPException, OSError):
        raise Undeliverable("unreachable") from None


# --- text messages ---------------------------------------------------------------------------------------------


class _NoRedirect(HTTPRedirectHandler):
    """A gateway that sends elsewhere is not the one that was set."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


_opener = build_opener(_NoRedirect, HTTPSHandler(context=ssl.create_default_context()))


def send_text(number: str, text: str, key: str) -> None:
    """POST {"to", "text"} to the gateway, with the key as header. 2xx is taken; 429 and 5xx are tried again."""
    request = Request(  # noqa: S310 - the scheme of the gateway's address is checked with the settings
        settings.SMS_URL,
        data=json.dumps({"to": number, "text": text}, ensure_ascii=False).encode(),
        headers={"Content-Type": "application/json; charset=utf-8", "Idempotency-Key": key},
        method="POST",
    )
    if settings.SMS_TOKEN:
        request.add_header("Authorization", f"Bearer {settings.SMS_TOKEN}")
    try:
        with _opener.open(request, timeout=settings.CHANNEL_TIMEOUT) as answer:
            answer.read(1)
    except HTTPError as error:
        error.close()
        busy = error.code in {408, 425, 429} or error.code >= 500
        raise Undeliverable("busy" if busy else "refused", final=error.code in {400, 404, 422}) from None
    except (URLError, HTTPException, OSError):
        raise Undeliverable("unreachable") from None


# --- groups in a messenger -------------------------------------------------------------------------------------


def plugin_for(url: str) -> NotifyBase:
    """The sender that apprise makes of a group's address.

    Raises Undeliverable when the scheme is not listed, the address makes no sense, or it leads to a host that the
    installation does not list (DINGFEN_WEBHOOK_HOSTS): a group's address is typed in by hand and must not reach inside.
    """
    scheme = url.partition("://")[0].lower()
    if scheme not in SCHEMES:
        raise Undeliverable("scheme_not_allowed", final=True)
    sender, fixed_host = SCHEMES[scheme]
    try:
        parsed = sender.parse_url(url)
        plugin = sender(**parsed, asset=ASSET) if parsed else None
    except (AppriseException, TypeError, ValueError):
        plugin = None
    if plugin is None:
        raise Undeliverable("senseless_address", final=True)
    # What apprise made of the address decides, not another reading of it.
    if (fixed_host or plugin.host) not in settings.WEBHOOK_HOSTS:
        raise Undeliverable("host_not_allowed", final=True)
    # The address may ask for redirects and long waits; it does not get them.
    plugin.redirects = False
    plugin.socket_connect_timeout = plugin.socket_read_timeout = settings.CHANNEL_TIMEOUT
    return plugin


def shown_address(url: str) -> str:
    """Scheme and host of a group's address: what may be shown of it. Raises Undeliverable."""
    scheme = url.partition("://")[0].lower()
    plugin = plugin_for(url)
    return f"{scheme}://{SCHEMES[scheme][1] or plugin.host}/…"


def send_webhook(url: str, text: str, key: str) -> None:
    """A message to a group. Schemes that take headers carry the key as one, the others at the foot of the text."""
    plugin = plugin_for(url)
    if isinstance(plugin, NotifyJSON):
        plugin.headers["Idempotency-Key"] = key
    else:
        text = f"{text}\n#{key[:8]}"
    title, _line, rest = text.partition("\n")
    if not plugin.notify(body=rest or title, title=title if rest else ""):
        raise Undeliverable("unreachable")


WAYS: dict[str, Callable[[str, str, str], None]] = {
    Channel.MAIL: send_mail,
    Channel.TEXT: send_text,
    Channel.WEBHOOK: send_webhook,
}
