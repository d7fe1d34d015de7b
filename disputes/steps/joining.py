"""Disputes of one root resolved together, and what stands of it in those that follow."""

from django.utils.translation import gettext_lazy as _

from disputes import facts as f
from disputes import forms, services
from disputes.steps.common import BY_ITSELF, FOLLOWED, JOINING, NOT_CONFIRMED, OPEN, PLAN, S, article
from dossiers.models import Visibility
from workflow.forms import StepForm
from workflow.steps import NOWHERE, Condition, Effect, Step, Text


def _told_by_lead(
    code: str,
    title: Text,
    form: type[StepForm],
    effect: Effect,
    facts: tuple[str, ...],
    target: str | None = None,
    conditions: tuple[Condition, ...] = (),
) -> Step:
    """The entry in a dispute of what is done with it in its leading one."""
    return Step(
        code,
        title,
        group=JOINING,
        sources=NOWHERE,
        target=target,
        permission="dossier.handle",
        form=form,
        effect=effect,
        facts=facts,
        articles=article(f"{PLAN} 3(二)"),
        visibility=Visibility.PARTIES,
        conditions=conditions,
        automatic=True,
        correctable=False,
    )


STEPS = (
    Step(
        "join_disputes",
        _("Resolve further disputes together with it"),
        group=JOINING,
        sources=OPEN,
        permission="dossier.handle",
        form=forms.JoinForm,
        effect=services.join,
        conditions=(BY_ITSELF,),
        articles=article(f"{PLAN} 3(二)"),
        correctable=False,
        weight=61,
    ),
    Step(
        "part_disputes",
        _("Part joined disputes"),
        group=JOINING,
        sources=OPEN,
        permission="dossier.handle",
        form=forms.PartDisputesForm,
        effect=services.part,
        conditions=(FOLLOWED,),
        articles=article(f"{PLAN} 3(二)"),
        continues=True,
        correctable=False,
        weight=63,
    ),
    _told_by_lead(
        "follow",
        _("Joined to a leading dispute"),
        forms.WithLeadForm,
        services.follow,
        (f.JOINED_TO,),
        S.RESOLVING,
        conditions=(BY_ITSELF,),
    ),
    _told_by_lead(
        "leave_lead", _("Parted from the leading dispute"), forms.WithLeadForm, services.leave_lead, (f.PARTED,)
    ),
    _told_by_lead(
        "end_with_lead",
        _("Ended with the leading dispute"),
        forms.EndWithLeadForm,
        services.end_with_lead,
        (f.CONCLUDED, f.LEFT),
        S.CONCLUDED,
    ),
    _told_by_lead(
        "confirm_with_lead",
        _("Confirmed with the leading dispute"),
        forms.ConfirmWithLeadForm,
        services.confirm_with_lead,
        (f.CONFIRMED,),
        conditions=(NOT_CONFIRMED,),
    ),
)
