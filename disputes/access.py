"""Who reaches a dispute beside its office, its organ and the agencies in it.

The centre's coordinators, the body that referred it, the units that have it, and mediators who have an account; of
one that is resolved together with another also the units and mediators of that one.
"""

from collections.abc import Sequence

from accounts.models import OrganisationKind
from disputes.models import Dispute, TeamMember, Transfer
from disputes.reading import OPEN_TRANSFERS
from dossiers.models import DossierAccess, Party, PartyRole
from dossiers.models.access import Basis
from dossiers.scoping import Audience
from dossiers.services import AccessKey

# As what a body that referred a dispute reaches it.
AUDIENCES = {
    OrganisationKind.COURT: Audience.COURT,
    OrganisationKind.PROCURATORATE: Audience.PROCURATORATE,
}


def others_of(dossier_ids: Sequence[int]) -> dict[int, set[AccessKey]]:
    """The access rows of some disputes that come from the centre's own data; six queries.

    An agency that is a party reaches the dispute as one already, a person who was named for it by that.
    """
    found: dict[int, set[AccessKey]] = {}
    disputes = Dispute.objects.unscoped("the access of dossiers that are being written").filter(pk__in=dossier_ids)
    parties = Party.objects.unscoped("the access of dossiers that are being written").standing()
    sides = parties.filter(dossier__in=dossier_ids, role__in=[PartyRole.RESPONDENT, PartyRole.THIRD_PARTY])
    taken = set(sides.exclude(organisation=None).values_list("dossier_id", "organisation_id"))
    rows = disputes.values_list("pk", "dossier__organ__office_id", "referrer_id", "referrer__kind")
    for pk, office, referrer, kind in rows:
        found[pk] = {(Audience.CENTRE, office, None, Basis.CENTRE)}
        audience = AUDIENCES.get(OrganisationKind(kind), Audience.PARTY) if referrer else None
        if audience and not (audience == Audience.PARTY and (pk, referrer) in taken):
            found[pk].add((audience, referrer, None, Basis.REFERRER))
            taken.add((pk, referrer))
    # By the dispute that has units and mediators: those to which they come, itself and those that it leads.
    reached: dict[int, list[int]] = {pk: [pk] for pk in dossier_ids}
    for pk, lead in disputes.exclude(lead=None).values_list("pk", "lead_id"):
        reached.setdefault(lead, []).append(pk)
    transfers = Transfer.objects.unscoped("the access of dossiers that are being written")
    open_ones = transfers.filter(dispute__in=reached, state__in=OPEN_TRANSFERS)
    for having, unit in open_ones.values_list("dispute_id", "organisation_id"):
        for pk in reached[having]:
            if (pk, unit) not in taken:
                found[pk].add((Audience.PARTY, unit, None, Basis.UNIT))
                taken.add((pk, unit))
    named = set(
        DossierAccess.objects.filter(dossier__in=dossier_ids, basis=Basis.NAMED).values_list("dossier_id", "user_id")
    )
    team = TeamMember.objects.unscoped("the access of dossiers that are being written")
    sitting = team.filter(until=None, dispute__in=reached, mediator__user__isnull=False)
    for having, user in sitting.values_list("dispute_id", "mediator__user_id"):
        for pk in reached[having]:
            if (pk, user) not in named:
                found[pk].add((Audience.PERSON, None, user, Basis.MEDIATOR))
    return found
