"""Cases that belong together: the other case tells of it in its own timeline."""

import datetime as dt

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from dossiers.models import Dossier, DossierLink, TimelineEntry, Visibility
from dossiers.services import lock
from workflow.forms import StepForm
from workflow.steps import Execution


class LinkedForm(StepForm):
    """What stands in the other case when one is linked with it, parted from it or separated from it."""

    case = forms.CharField(label=_("The other case"), max_length=300)
    what = forms.CharField(label=_("How they belong together"), max_length=100, required=False)


def links_between(one: Dossier, other: Dossier, kind: str) -> bool:
    """Whether two cases are linked like this already, in either direction."""
    standing = DossierLink.objects.unscoped("two cases in hand").standing().filter(kind=kind)
    return standing.filter(dossier__in=[one, other], other__in=[one, other]).exists()


def called(dossier: Dossier) -> str:
    """A case as another case names it: by its number, or by what it is about."""
    return dossier.number or dossier.title


def tell(ex: Execution, other: Dossier, step: str, what: str) -> None:
    """The entry in the other case of a step that concerns it."""
    note_link(actor=ex.context.actor, other=other, of=ex.dossier, step=step, what=what, on=ex.data["on_date"])


def note_link(*, actor: Actor, other: Dossier, of: Dossier, step: str, what: str, on: dt.date) -> None:
    """The entry in the case `other` that the case `of` belongs to it: whoever has it open is told that it changed."""
    kept = lock(other.pk)
    kept.version += 1
    TimelineEntry.objects.create(
        dossier=kept,
        step=step,
        on_date=on,
        taken_by=actor.user,
        from_state=kept.stage,
        to_state=kept.stage,
        data={"form": {"on_date": [str(on)], "case": [called(of)], "what": [what]}, "version": kept.version},
        visibility=Visibility.OFFICE,
    )
    kept.save(update_fields=["version"])
