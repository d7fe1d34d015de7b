"""The demo accounts, shown on the sign-in page outside production: who they are, and their common password."""

from dataclasses import dataclass

from accounts.models import Role, RoleAssignment
from accounts.timekeeping import today

# Known to everybody who runs the demonstration; production has no demo accounts.
DEMO_PASSWORD = "dingfen-2026-demo"  # noqa: S105
MOST_SHOWN = 40


@dataclass(frozen=True)
class DemoAccount:
    username: str
    name: str
    role: str
    organisation: str


def demo_accounts() -> list[DemoAccount]:
    """People with a role today, in the order of the roles; a person with several roles stands once for each."""
    order = list(Role.values)
    held = (
        RoleAssignment.objects.on(today())
        .filter(user__must_change_password=False)
        .select_related("user", "organisation")[:MOST_SHOWN]
    )
    return [
        DemoAccount(a.user.username, a.user.display_name, a.get_role_display(), a.organisation.name)
        for a in sorted(held, key=lambda a: (order.index(a.role), a.pk))
    ]
