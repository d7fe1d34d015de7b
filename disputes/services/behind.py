"""What the cases behind a dispute have of it: that it was settled, and the time that its parties spent here."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Role, RoleAssignment, User
from accounts.timekeeping import today
from disputes import facts as f
from disputes import reading
from disputes.forms.outcome import is_resolved
from disputes.models import State
from dossiers.models import Code, Dossier, DossierLink, LinkKind
from notices.services import notify
from workflow.centre import Span, keep_time, keeps_time
from workflow.links import tell as tell_case
from workflow.steps import Context, Execution


def _links(dossier: Dossier) -> list[DossierLink]:
    """The links with cases behind a dispute, those that were taken back too; one query."""
    rows = DossierLink.objects.unscoped("the links of a case in hand").filter(kind=LinkKind.CENTRE)
    return list(rows.filter(Q(dossier=dossier) | Q(other=dossier)).select_related("dossier__organ", "other__organ"))


def keep_time_behind(context: Context, on: dt.date) -> None:
    """Let each case behind the dispute have the time in which the parties take part, as it now stands."""
    dossier = context.dossier
    links = _links(dossier)
    if not links:
        return
    # A party may have come or gone with the step.
    context.__dict__.pop("parties", None)
    standing = {link.partner(dossier).pk for link in links if link.voided_at is None}
    cases = {case.pk: case for case in (link.partner(dossier) for link in links)}
    spans = [Span(one.party, one.since, one.until) for one in reading.participations(context)]
    if context.proceeding.state == State.VOID:
        spans = []
    doubt = str(reading.NOT_ACCEPTED) if context.has(f.DECLINED) else ""
    for pk in sorted(cases):
        if keeps_time(cases[pk]):
            own = spans if pk in standing else []
            keep_time(actor=context.actor, case=cases[pk], of=dossier, spans=own, on=on, doubt=doubt)


def prompt_cases_behind(ex: Execution, result: Code | None) -> None:
    """A running case behind a dispute that is settled is told: withdrawal or suspension is for its own people."""
    if result is None or not is_resolved(result):
        return
    for link in _links(ex.dossier):
        other = link.partner(ex.dossier)
        if link.voided_at is not None or not other.is_running:
            continue
        tell_case(ex, other, "centre_settled", str(result.label_zh))
        notify(
            recipients=_handlers(other),
            kind="dispute",
            words=lambda other=other: (
                _("The dispute behind %(case)s was settled in the centre; see to its withdrawal or suspension.")
                % {"case": other.number or _("a case without number")}
            ),
            path=reverse("dossier", args=[other.pk]),
            key=f"dispute:{ex.dossier.pk}:settled:{other.pk}:{ex.entry.pk}",
        )


def _handlers(dossier: Dossier) -> Iterable[User]:
    """Who handles a case; while nobody does, the directors of its office."""
    people = [pk for pk in (dossier.officer_id, dossier.second_officer_id) if pk]
    if people:
        return User.objects.filter(pk__in=people, is_active=True)
    held = RoleAssignment.objects.on(today()).filter(role=Role.DIRECTOR, organisation=dossier.organ.office_id)
    return User.objects.filter(pk__in=held.values("user_id"), is_active=True)
