"""Whom a stage reaches: one statement in SQL, asked by the sweep for all deadlines and by a page for one.

- What the office owes: the case officer and the second one; the director too once it is late, or where nobody has the
  case or who had it can no longer act; then the leaders.
- What an agency owes: its liaisons; once it is late the officers too, then the director.
- What an applicant owes: the party by text message, up to the due date; once it is late the officers, then the
  director.
- For whoever is away, their deputies besides.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from accounts.models import Delegation, Role, RoleAssignment
from deadlines.reminders.stages import Reach

OFFICE_ROLES = (Role.OFFICER, Role.DIRECTOR)
# A coordinator of the dispute centre handles a dispute as an officer handles a case.
HANDLING = {Role.CENTRE_COORDINATOR: Role.OFFICER}
TOLD_ROLES = (*OFFICE_ROLES, *HANDLING, Role.ORGAN_LEADER, Role.LEADERSHIP, Role.AGENCY_LIAISON)


@dataclass(frozen=True)
class Holder:
    """Somebody who can be told in a role held in an organisation: by themselves, or as deputy of who holds it."""

    role: str
    organisation_id: int
    user_id: int
    for_user_id: int | None = None


def holders(day: dt.date) -> list[Holder]:
    """Everybody who can be told on `day`, with the deputies; two queries. Who may not sign in is not among them."""
    rows = RoleAssignment.objects.on(day).filter(role__in=TOLD_ROLES).values_list("role", "organisation_id", "user_id")
    held = list(dict.fromkeys((HANDLING.get(Role(role), role), place, user) for role, place, user in rows))
    deputies: dict[int, list[int]] = {}
    acting = Delegation.objects.on(day).filter(principal__is_active=True, deputy__is_active=True)
    for principal, deputy in acting.values_list("principal_id", "deputy_id"):
        deputies.setdefault(principal, []).append(deputy)
    found = [Holder(*row) for row in held]
    found += [
        Holder(role, organisation, deputy, user)
        for role, organisation, user in held
        for deputy in deputies.get(user, ())
    ]
    return found


# WANTED gives a row for each deadline, stage and recipient; {more} narrows the deadlines. The ledger is not asked. The
# deadlines are found first, by their due dates, and then put to their stages: that order is meant. Organ and clock are
# one value (slot), because the planner takes two for independent and then joins row by row.
WANTED = """
    who AS MATERIALIZED (
        SELECT * FROM unnest(%(roles)s::text[], %(places)s::bigint[], %(users)s::bigint[], %(principals)s::bigint[])
            AS t(role, place, user_id, for_user_id)
    ), acting AS (
        SELECT DISTINCT place, user_id FROM who WHERE role IN ('officer', 'director') AND for_user_id IS NULL
    ), reach AS MATERIALIZED (
        SELECT * FROM unnest(%(slots)s::text[], %(stages)s::int[], %(levels)s::int[], %(above)s::date[],
            %(reached)s::date[], %(chosen)s::bool[], %(overtaken)s::bool[])
            AS t(slot, stage, level, above, reached, chosen, overtaken)
    ), near AS MATERIALIZED (
        SELECT d.id, d.run, d.due_on, d.owner, d.tracked, d.party_id, d.organisation_id, d.dossier_id,
            o.organ_id, o.officer_id, o.second_officer_id, o.organ_id || ' ' || d.clock AS slot
        FROM deadlines_deadline d JOIN dossiers_dossier o ON o.id = d.dossier_id
        WHERE d.state = 'running' AND {more}
    ), due AS MATERIALIZED (
        SELECT n.id, n.run, n.due_on, n.owner, n.party_id, n.organisation_id, n.dossier_id, n.officer_id,
            n.second_officer_id,
            g.office_id, g.organisation_id AS government_id, r.stage, r.level, r.overtaken,
            a.user_id IS NOT NULL AS has_officer
        FROM near n
        JOIN reach r ON r.slot = n.slot AND n.due_on > r.above AND n.due_on <= r.reached
        JOIN accounts_organ g ON g.id = n.organ_id
        LEFT JOIN acting a ON a.place = g.office_id AND a.user_id = n.officer_id
        WHERE n.tracked OR r.chosen
    ), wanted AS (
        SELECT due.id, due.run, due.due_on, due.stage, due.overtaken, 'officer' AS role, w.user_id, w.for_user_id,
            NULL::bigint AS party_id
        FROM due JOIN who w ON w.role IN ('officer', 'director') AND w.place = due.office_id
            AND coalesce(w.for_user_id, w.user_id) = due.officer_id
        WHERE due.has_officer AND (due.owner = 'office' OR due.stage > 0)
        UNION ALL
        SELECT due.id, due.run, due.due_on, due.stage, due.overtaken, 'second', w.user_id, w.for_user_id, NULL
        FROM due JOIN who w ON w.role IN ('officer', 'director') AND w.place = due.office_id
            AND coalesce(w.for_user_id, w.user_id) = due.second_officer_id
        WHERE due.owner = 'office' OR due.stage > 0
        UNION ALL
        SELECT due.id, due.run, due.due_on, due.stage, due.overtaken, 'director', w.user_id, w.for_user_id, NULL
        FROM due JOIN who w ON w.role = 'director' AND w.place = due.office_id
        WHERE CASE WHEN due.owner = 'office' THEN due.level >= 1 OR NOT due.has_officer
            ELSE due.level >= 2 OR (due.stage > 0 AND NOT due.has_officer) END
        UNION ALL
        SELECT due.id, due.run, due.due_on, due.stage, due.overtaken, 'leader', w.user_id, w.for_user_id, NULL
        FROM due JOIN who w ON w.role IN ('organ_leader', 'leadership') AND w.place = due.government_id
        WHERE due.owner = 'office' AND due.level >= 2
        UNION ALL
        SELECT due.id, due.run, due.due_on, due.stage, due.overtaken, 'liaison', w.user_id, w.for_user_id, NULL
        FROM due JOIN who w ON w.role = 'agency_liaison' AND w.place = due.organisation_id
        WHERE due.owner = 'agency'
        UNION ALL
        SELECT due.id, due.run, due.due_on, due.stage, due.overtaken, 'party', NULL, NULL, p.id
        FROM due JOIN dossiers_party p ON p.dossier_id = due.dossier_id AND p.voided_at IS NULL
            AND (p.phone_cipher <> '' OR %(without_number)s)
            AND CASE WHEN due.party_id IS NULL THEN p.role = 'applicant' ELSE p.id = due.party_id END
        WHERE due.owner = 'applicant' AND due.stage <= 0 AND %(parties)s
    )
"""


def given_for(reaches: Sequence[Reach], people: Sequence[Holder], **more: Any) -> dict[str, Any]:
    """The values that WANTED takes: stages, people, and `more` for what narrows it."""
    return {
        "roles": [holder.role for holder in people],
        "places": [holder.organisation_id for holder in people],
        "users": [holder.user_id for holder in people],
        "principals": [holder.for_user_id for holder in people],
        "slots": [f"{reach.organ_id} {reach.clock}" for reach in reaches],
        "stages": [reach.stage.days for reach in reaches],
        "levels": [reach.stage.level for reach in reaches],
        "above": [reach.above for reach in reaches],
        "reached": [reach.reached for reach in reaches],
        "chosen": [reach.chosen for reach in reaches],
        "overtaken": [reach.overtaken for reach in reaches],
        "without_number": False,
        **more,
    }
