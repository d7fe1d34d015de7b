"""What the register of suggestions hands to the layers below when the apps are loaded."""

from deadlines.services import register_rules
from disputes.suggestions.access import issuers_of
from disputes.suggestions.clocks import rules_for
from dossiers.services import register_access
from workflow.offers import register as register_offers


def start() -> None:
    """Register steps, permissions, clocks, access, home, search and what is offered on the pages of other cases."""
    import disputes.suggestions.home  # noqa: PLC0415 - they register themselves
    import disputes.suggestions.invariants  # noqa: PLC0415 - they register themselves
    import disputes.suggestions.permissions  # noqa: PLC0415 - they register themselves
    import disputes.suggestions.search  # noqa: PLC0415 - they register themselves
    import disputes.suggestions.steps  # noqa: PLC0415 - they register themselves
    import disputes.suggestions.worklists  # noqa: F401, PLC0415 - they register themselves
    from disputes.suggestions.offered import offers  # noqa: PLC0415 - its addresses need the apps loaded

    register_rules("suggestion", rules_for)
    register_access("suggestion", issuers_of)
    register_offers(offers)
