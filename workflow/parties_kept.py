"""Effects of amending and taking out a party, in cases of every kind."""

from accounts.timekeeping import now
from dossiers.models import Party
from workflow.steps import Execution


def amend_party(ex: Execution) -> Party:
    """What was typed is put right in place; the timeline keeps what it became, on which day and why."""
    party: Party = ex.data["party"]
    party.name = ex.data["name"] or party.name
    party.address = ex.data["address"] or party.address
    party.authority = ex.data["authority"] or party.authority
    party.empowered_on = ex.data["empowered_on"] or party.empowered_on
    party.licence = ex.data["licence"] or party.licence
    if ex.data["identity"]:
        party.set_identity(ex.data["identity"])
    if ex.data["phone"]:
        party.set_phone(ex.data["phone"])
    party.save()
    return party


def remove_party(ex: Execution) -> Party:
    """A party entered by mistake; its row stays, voided."""
    party: Party = ex.data["party"]
    party.voided_at, party.void_reason = now(), ex.data["reason"][:300]
    party.save(update_fields=["voided_at", "void_reason"])
    return party
