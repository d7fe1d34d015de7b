"""Telling parties who have no account here: by text message, as of their periods."""

from collections.abc import Callable, Iterable

from django.utils.translation import gettext as _

from dossiers.models import Dossier, Party, PartyRole
from notices.models import Channel
from notices.outbox import Letter, is_on
from notices.services import in_each_language

# A respondent and an agency that is a third party are told through their liaisons.
TOLD_BY_TEXT = (PartyRole.APPLICANT, PartyRole.THIRD_PARTY, PartyRole.AGENT, PartyRole.REPRESENTATIVE)


def reached_by_text(parties: Iterable[Party]) -> list[Party]:
    """Those of some parties who can be told by text message: it is on, and they have a telephone number."""
    if not is_on(Channel.TEXT):
        return []
    return [
        party
        for party in parties
        if party.phone_cipher and party.organisation_id is None and party.role in TOLD_BY_TEXT
    ]


def letters_by_text(
    parties: Iterable[Party], dossier: Dossier, said: Callable[[], str], *, kind: str, key: str
) -> list[Letter]:
    """The text messages to some parties, in the name of the office; `said` names the case by its number."""
    office = dossier.organ.office_name
    texts = in_each_language(lambda: _("%(office)s: %(text)s") % {"office": office, "text": said()})
    return [
        Letter(
            kind=kind,
            texts=texts,
            key=key,
            channel=Channel.TEXT,
            address=f"party:{party.pk}",
            organ_id=dossier.organ_id,
        )
        for party in parties
    ]
