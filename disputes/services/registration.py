"""How a dispute comes before the centre: received, or referred by a court, a procuratorate or an agency."""

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.models import Organ, Organisation, User
from accounts.permissions import can, require
from accounts.timekeeping import today
from deadlines import services as deadlines
from disputes import facts as f
from disputes.forms.registration import CourtForm, SuingForm
from disputes.models import Dispute, State
from disputes.permissions import own_bodies
from disputes.services.keeping import BEFORE_CENTRE, keep_suit_periods, suing
from disputes.suing import begun
from disputes.telling import of_centre, of_units, tell
from dossiers.following import changed
from dossiers.models import (
    Code,
    Dossier,
    DossierKind,
    DossierLink,
    DossierSource,
    LinkKind,
    PartyRole,
    TimelineEntry,
    Visibility,
)
from dossiers.parties import add_parties
from dossiers.services import add_fact, give_number, refresh_access, refresh_search
from dossiers.trail import record
from workflow.forms import plain
from workflow.links import note_link
from workflow.naming import named, title_of
from workflow.steps import Execution


@transaction.atomic
def register_dispute(
    *,
    actor: Actor,
    organ: Organ,
    received_on: dt.date,
    dispute: dict[str, Any],
    parties: list[dict[str, Any]],
    respondents: list[Organisation],
    officer: User | None = None,
    behind: Dossier | None = None,
    court: dict[str, bool] | None = None,
) -> Dispute:
    """Receive a dispute: dossier, parties, access, first entry, facts, periods, number; the case behind it is linked.

    `dispute` holds columns of Dispute (source, referrer, nature, act_name and so on; not state or days), `parties`
    those who seek resolution, third parties and who acts for them as `dossiers.parties.party_of` takes them, `court`
    how a court hands it over (simplified, online: forms.registration.CourtForm). Whoever refers from outside does so
    in the name of its own body. Raises PermissionDenied, and ValidationError for a dispute of nobody and for a day in
    the future.
    """
    require(actor, "dispute.register", organ)
    if not can(actor, "dispute.receive", organ):
        referrer: Organisation | None = dispute.get("referrer")
        if referrer is None or referrer.pk not in own_bodies(actor):
            raise PermissionDenied(_("A body refers disputes in its own name alone."))
    if not any(row["role"] == PartyRole.APPLICANT for row in parties):
        raise ValidationError(_("A dispute has somebody who seeks its resolution."), code="parties")
    if received_on > today():
        raise ValidationError(_("The day lies in the future."), code="future")
    names = [named(row["name"], row.get("group_size") or 1) for row in parties if row["role"] == PartyRole.APPLICANT]
    act = dispute.get("act_name", "")
    dossier = Dossier.objects.create(
        organ=organ,
        kind=DossierKind.DISPUTE,
        title=title_of(names, [one.name for one in respondents], act, BEFORE_CENTRE),
        cause=act,
        officer=officer,
        stage=State.SCREENING,
        opened_on=received_on,
        source=DossierSource.ENTERED,
        created_by=actor.user,
    )
    add_parties(dossier, parties, respondents)
    made = Dispute.objects.create(dossier=dossier, state=State.SCREENING, received_on=received_on, **dispute)
    entry = TimelineEntry(
        dossier=dossier,
        step="register",
        on_date=received_on,
        taken_by=actor.user,
        to_state=made.state,
        data={"form": _as_typed(made, court or {}), "version": dossier.version},
        visibility=Visibility.PARTIES,
    )
    entry.save(force_insert=True)
    add_fact(entry=entry, kind=f.RECEIVED, on_date=received_on, value={"source": made.source.code, **(court or {})})
    for party in suing(dossier, made):
        for kind, (on, value) in begun(made).items():
            if on is not None:
                add_fact(entry=entry, kind=kind, on_date=on, party=party, value=value)
    refresh_access(dossier)
    if behind is not None:
        _link(actor, dossier, behind)
    deadlines.refresh(dossier)
    record(actor=actor, action="dispute.register", obj=made, dossier=dossier)
    changed([dossier.pk])
    # Last, since others then wait for this transaction.
    give_number(dossier=dossier, year=received_on.year)
    refresh_search(dossier, made.act_name, made.act_number, made.referral_number)
    tell(
        of_units([one.pk for one in respondents]).exclude(pk=actor.user_id),
        dossier,
        "consent",
        lambda number: _("The dispute %(case)s concerns your agency; say whether you agree.") % {"case": number},
    )
    tell(
        of_centre(dossier).exclude(pk=actor.user_id),
        dossier,
        "received",
        lambda number: _("The dispute %(case)s was received; it waits to be examined.") % {"case": number},
    )
    return made


def _link(actor: Actor, dossier: Dossier, behind: Dossier) -> None:
    kind = LinkKind.CENTRE
    DossierLink.objects.create(
        dossier=dossier, other=behind, kind=kind, on_date=dossier.opened_on, created_by=actor.user
    )
    note_link(actor=actor, other=behind, of=dossier, step="linked", what=kind, on=today())


def _as_typed(dispute: Dispute, court: dict[str, bool]) -> dict[str, list[str]]:
    """The receipt as the form that puts it right keeps it."""
    kept = {
        "on_date": plain(dispute.received_on),
        "source": plain(dispute.source_id),
        "referral_number": plain(dispute.referral_number),
        **{name: plain(getattr(dispute, name)) for name in SuingForm.SUING},
        **{name: ["on"] for name in court},
    }
    return {name: values for name, values in kept.items() if values}


def correct_receipt(ex: Execution) -> None:
    """The receipt put right: the periods begin anew from its day, the period for suing from when the act was known."""
    dispute, data = ex.proceeding, ex.data
    court: dict[str, Any] = {name: True for name in CourtForm.COURT if data[name]}
    source: Code = data["source"]
    ex.fact(f.RECEIVED, data["on_date"], source=source.code, **court)
    dispute.received_on = ex.dossier.opened_on = data["on_date"]
    dispute.source, dispute.referral_number = source, data["referral_number"]
    for name in SuingForm.SUING:
        setattr(dispute, name, data[name])
    keep_suit_periods(ex)
