"""Forms that are carried out once: a hidden key comes back with the form, and the key is used up by the act.

The keys lie in the table of `notices`, the layer above; it hands in its `once` when the apps are loaded.
"""

import uuid
from collections.abc import Callable
from typing import Any, Protocol

from django import forms

from accounts.actors import Actor


class Once(Protocol):
    def __call__(self, *, scope: str, key: str, actor: Actor, act: Callable[[], dict]) -> tuple[dict, bool]: ...


_once: list[Once] = []


def set_keeper(once: Once) -> None:
    """Tell what keeps the keys (`notices.services.once`)."""
    _once[:] = [once]


def once(*, scope: str, key: str, actor: Actor, act: Callable[[], dict]) -> tuple[dict, bool]:
    """The JSON-serialisable result of `act`, and whether it ran now: False when `key` was used in `scope` before."""
    return _once[0](scope=scope, key=key, actor=actor, act=act)


def new_key() -> str:
    """A key for one form as it is shown."""
    return uuid.uuid4().hex


class OnceForm(forms.Form):
    """A form with the hidden key `once_key`. `carry_out` runs an act unless this very form was carried out before."""

    once_key = forms.RegexField(r"^[0-9a-f]{32}$", widget=forms.HiddenInput, initial=new_key)

    def carry_out(self, scope: str, actor: Actor, act: Callable[[], dict[str, Any]]) -> tuple[dict[str, Any], bool]:
        """The JSON-serialisable result of `act`, and whether it ran now (False when the form came a second time)."""
        return once(scope=scope, key=self.cleaned_data["once_key"], actor=actor, act=act)
