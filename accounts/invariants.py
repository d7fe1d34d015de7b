"""What must hold of organisations, people and their roles."""

from django.utils.translation import gettext_lazy as _

from accounts.soundness import Invariant, register

register(
    Invariant(
        "organisations.tree",
        _("No organisation stands below itself"),
        "accounts.organisation",
        """
        WITH RECURSIVE above (id, parent_id) AS (
            SELECT id, parent_id FROM accounts_organisation WHERE parent_id IS NOT NULL
            UNION
            SELECT above.id, o.parent_id FROM above JOIN accounts_organisation o ON o.id = above.parent_id
            WHERE o.parent_id IS NOT NULL
        )
        SELECT id FROM above WHERE id = parent_id""",
    ),
    Invariant(
        "organisations.names",
        _("Every organisation is listed once under its full name"),
        "accounts.organisation",
        """
        SELECT o.id FROM accounts_organisation o WHERE (
            SELECT count(*) FROM accounts_organisationname n
            WHERE n.organisation_id = o.id AND n.kind = 'full' AND n.name = o.name) <> 1""",
    ),
)
