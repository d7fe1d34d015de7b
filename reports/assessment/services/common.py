"""What the acts on an assessment share: rows kept from others, versions, the trail, and who is told."""

from collections.abc import Callable, Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actors import Actor
from accounts.models import User
from dossiers.services import store
from dossiers.trail import record
from notices.services import notify
from reports.assessment.models import AssessmentRun, AssessmentScheme

DRAFT, ENFORCE, EXEMPT = "assessment.draft", "assessment.enforce", "assessment.exempt"
PUBLISH, OBJECT = "assessment.publish", "assessment.object"
IN_THIS_STATE = gettext_lazy("This cannot be done any more: somebody else has taken the assessment further meanwhile.")


def person(actor: Actor) -> User:
    """Who acts; the permission has been asked for."""
    assert actor.user is not None  # noqa: S101 - the permission has been asked for
    return actor.user


def locked_scheme(scheme: AssessmentScheme, *states: str) -> AssessmentScheme:
    """The scheme as it stands, kept from others. Raises ValidationError when it is in none of the states any more."""
    rows = AssessmentScheme.objects.select_for_update(of=("self",)).select_related("organ__organisation")
    found = rows.get(pk=scheme.pk)
    if found.state not in states:
        raise ValidationError(str(IN_THIS_STATE), code="state")
    return found


def locked_run(run: AssessmentRun, *states: str) -> AssessmentRun:
    """The version as it stands, kept from others; its scheme first, so that two acts never wait for each other."""
    AssessmentScheme.objects.select_for_update().get(pk=run.scheme_id)
    rows = AssessmentRun.objects.select_for_update(of=("self",)).select_related("scheme__organ__organisation")
    found = rows.get(pk=run.pk)
    if found.state not in states:
        raise ValidationError(str(IN_THIS_STATE), code="state")
    return found


def kept_file(file: Any) -> dict[str, Any]:
    """The columns of a paper that was handed in, or of none."""
    if not file:
        return {"stored": None, "file_name": ""}
    return {"stored": store(file), "file_name": (getattr(file, "name", "") or "")[-200:]}


def written(actor: Actor, action: str, obj: Any, right: str, on: Any, **detail: Any) -> None:
    """The line of an act in the trail."""
    record(actor=actor, action=action, obj=obj, right=right, on=on, detail=detail)


def told(obj: Any, page: str, what: str, people: Iterable[User], words: Callable[[], str], **said: Any) -> None:
    """Tell people of an act, once."""
    notify(
        recipients=people,
        kind="assessment",
        words=lambda: words() % said,
        path=reverse(page, args=[obj.pk]),
        key=f"assessment:{obj._meta.model_name}:{obj.pk}:{what}",
    )


def with_reason(reason: str, field: str, words: str | None = None) -> str:
    """A reason without spaces around it. Raises ValidationError for none."""
    if not reason.strip():
        raise ValidationError({field: words or _("Give the reason.")}, code="required")
    return reason.strip()
