"""Cases that belong together: the other case tells of it in its own timeline."""

import datetime as dt
from collections.abc import Iterator

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.fields import CaseNumberField
from accounts.timekeeping import now
from dossiers.models import Dossier, DossierLink, DossierStatus, LinkKind, TimelineEntry, Visibility
from dossiers.services import lock
from workflow.fields import text
from workflow.forms import StepForm
from workflow.steps import NOWHERE, Execution, Step, StepRefused, Text, written_elsewhere


class LinkedForm(StepForm):
    """What stands in the other case when one is linked with it, parted from it or separated from it."""

    case = forms.CharField(label=_("The other case"), max_length=300)
    # The kind of the link; of other things that one case tells the other, in words.
    what = forms.ChoiceField(label=_("How they belong together"), choices=LinkKind.choices, required=False)


def links_between(one: Dossier, other: Dossier, kind: str) -> bool:
    """Whether two cases are linked like this already, in either direction."""
    standing = DossierLink.objects.unscoped("two cases in hand").standing().filter(kind=kind)
    return standing.filter(dossier__in=[one, other], other__in=[one, other]).exists()


class OtherCaseForm(StepForm):
    """Another case of the organ, found by its number among those that the actor may see; `other` is that case."""

    number = CaseNumberField(label=_("Number of the other case"), max_length=64)

    other: Dossier | None = None

    def clean_number(self) -> str:
        number: str = self.cleaned_data["number"]
        dossier = self.context.dossier
        seen = Dossier.objects.visible_to(self.context.actor).filter(organ=dossier.organ_id, number=number)
        self.other = seen.exclude(pk=dossier.pk).exclude(status=DossierStatus.VOID).first()
        if self.other is None:
            raise forms.ValidationError(
                _("There is no other case of this organ with the number %(number)s."), params={"number": number}
            )
        return number

    def check_unlinked(self, kind: str) -> None:
        """Refuse a link of a kind that stands already."""
        if self.other is not None and links_between(self.context.dossier, self.other, kind):
            self.add_error("number", _("The two cases are linked like this already."))


class PartForm(StepForm):
    """A link taken back: cases joined before are heard apart again, or it was made by mistake."""

    on_date_label = _("Parted on")
    number = CaseNumberField(label=_("Number of the other case"), max_length=64)
    reason = text(_("Reason"), 2)

    def clean_number(self) -> str:
        number: str = self.cleaned_data["number"]
        if link_with(self.context.dossier, number) is None:
            raise forms.ValidationError(_("This case is not linked with %(number)s."), params={"number": number})
        return number


def link_with(dossier: Dossier, number: str) -> DossierLink | None:
    """The standing link of a case with the case of a number."""
    links = DossierLink.objects.unscoped("the links of a case in hand").of(dossier)
    return next((link for link in links if link.partner(dossier).number == number), None)


def join_case(ex: Execution, other: Dossier, kind: str) -> None:
    """Link the case of a step with another; both timelines tell of it."""
    DossierLink.objects.create(
        dossier=ex.dossier,
        other=other,
        kind=kind,
        on_date=ex.data["on_date"],
        entry=ex.entry,
        created_by=ex.context.actor.user,
    )
    tell(ex, other, "linked", kind)


def other_of(ex: Execution) -> Dossier:
    """The case that an OtherCaseForm has found, by the number that was kept."""
    return Dossier.objects.unscoped("the form found it within scope").get(
        organ=ex.dossier.organ_id, number=ex.data["number"]
    )


def part_case(ex: Execution) -> tuple[Dossier, str]:
    """Take back the link of a PartForm; the other case and the kind of the link, both timelines telling of it."""
    link = link_with(ex.dossier, ex.data["number"])
    if link is None:
        raise StepRefused(_("This case is not linked with %(number)s.") % {"number": ex.data["number"]})
    return part(ex, link), link.kind


def part(ex: Execution, link: DossierLink) -> Dossier:
    """Take back a link of the case of a step; both timelines tell of it. Returns the other case."""
    link.voided_at = now()
    link.save(update_fields=["voided_at"])
    other = link.partner(ex.dossier)
    tell(ex, other, "parted", link.kind)
    return other


def told_by_other(group: Text, **more: Text) -> Iterator[Step]:
    """The entries in a case of what was done in another one; `more` are further ones, by their codes."""
    for code, title in {
        "linked": _("Linked with another case"),
        "parted": _("Parted from another case"),
        # Nothing moves by itself: whoever handles the case sees to its withdrawal or suspension.
        "centre_settled": _("Settled in the dispute centre"),
        **more,
    }.items():
        yield Step(
            code,
            title,
            group=group,
            sources=NOWHERE,
            permission="dossier.handle",
            form=LinkedForm,
            effect=written_elsewhere,
            automatic=True,
            correctable=False,
        )


def called(dossier: Dossier) -> str:
    """A case as another case names it: by its number, or by what it is about."""
    return dossier.number or dossier.title


def tell(ex: Execution, other: Dossier, step: str, what: str) -> None:
    """The entry in the other case of a step that concerns it."""
    note_link(actor=ex.context.actor, other=other, of=ex.dossier, step=step, what=what, on=ex.data["on_date"])


def note_link(
    *,
    actor: Actor,
    other: Dossier,
    of: Dossier,
    step: str,
    what: str,
    on: dt.date,
    visibility: str = Visibility.OFFICE,
) -> TimelineEntry:
    """The entry in the case `other` that the case `of` belongs to it: whoever has it open is told that it changed."""
    kept = lock(other.pk)
    kept.version += 1
    entry = TimelineEntry.objects.create(
        dossier=kept,
        step=step,
        on_date=on,
        taken_by=actor.user,
        from_state=kept.stage,
        to_state=kept.stage,
        data={
            "form": {"on_date": [str(on)], "case": [called(of)], "what": [what]},
            "version": kept.version,
            "of": of.pk,
            "of_kind": of.kind,
        },
        visibility=visibility,
    )
    kept.save(update_fields=["version"])
    return entry
