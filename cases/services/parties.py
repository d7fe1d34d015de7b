"""Which of the parties of a case is asked what."""

from dossiers.models import Dossier, Party, PartyRole


def agency_of_act(dossier: Dossier) -> Party | None:
    """The respondent with which an application is filed that goes through the agency of the act (32)."""
    return dossier.parties.standing().filter(role=PartyRole.RESPONDENT).order_by("position", "pk").first()
