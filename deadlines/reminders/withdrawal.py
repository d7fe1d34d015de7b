"""Taking back what has not gone out: of deadlines met, ended, paused or moved, and of cases given to another officer.

What was sent stays in the ledger. A reminder of which nothing had gone out can be made again, for the date or the
person that holds then.
"""

from collections.abc import Iterable

from django.db import connection

from accounts.timekeeping import now
from notices.outbox import recall

# The key of a reminder's messages, as deadlines.models.reminder_key makes it.
REMINDER_KEY = (
    "'reminder:' || r.deadline_id || ':' || r.run || ':' || r.stage || ':' || to_char(r.due_on, 'YYYY-MM-DD')"
)

STALE = f"""
    SELECT m.id, r.id,
        CASE WHEN d.state IN ('met', 'ended', 'paused') THEN d.state
            WHEN d.run <> r.run OR d.due_on <> r.due_on THEN 'moved' ELSE 'reassigned' END
    FROM deadlines_deadline d
    JOIN dossiers_dossier o ON o.id = d.dossier_id
    JOIN deadlines_reminder r ON r.deadline_id = d.id AND r.withdrawn_at IS NULL AND NOT r.overtaken
    JOIN notices_message m ON m.key = {REMINDER_KEY}
        AND (m.recipient_id = r.user_id OR m.address = 'party:' || r.party_id OR m.address LIKE 'webhook:%%')
    WHERE d.dossier_id = ANY(%(dossiers)s)
        AND m.state IN ('waiting', 'claimed', 'failed') AND m.recalled_at IS NULL
        AND (d.state <> 'running' OR d.run <> r.run OR d.due_on <> r.due_on
            OR (r.role = 'officer' AND m.recipient_id IS NOT NULL
                AND coalesce(r.for_user_id, r.user_id) IS DISTINCT FROM o.officer_id)
            OR (r.role = 'second' AND m.recipient_id IS NOT NULL
                AND coalesce(r.for_user_id, r.user_id) IS DISTINCT FROM o.second_officer_id))
"""  # noqa: S608 - made of constants alone

# Of the reminders named, those of which nothing went out or is going out; and what they had overtaken.
TAKEN_BACK = f"""
    WITH gone AS (
        SELECT r.* FROM deadlines_reminder r
        WHERE r.id = ANY(%(reminders)s) AND r.withdrawn_at IS NULL AND NOT EXISTS (
            SELECT 1 FROM notices_message m WHERE m.key = {REMINDER_KEY} AND m.state <> 'withdrawn'
            AND (m.recipient_id = r.user_id OR m.address = 'party:' || r.party_id))
    )
    UPDATE deadlines_reminder r SET withdrawn_at = %(now)s, withdrawn_because = %(because)s
    FROM gone
    WHERE r.deadline_id = gone.deadline_id AND r.run = gone.run AND r.withdrawn_at IS NULL
        AND r.user_id IS NOT DISTINCT FROM gone.user_id AND r.party_id IS NOT DISTINCT FROM gone.party_id
        AND (r.id = gone.id OR (r.overtaken AND r.stage < gone.stage))
"""  # noqa: S608 - made of constants alone


def withdraw(dossier_ids: Iterable[int]) -> int:
    """Take back what no longer holds of the reminders of these cases. Returns how many messages were caught.

    One query when there is nothing to take back. Called with the cases' deadlines written, in the same transaction.
    """
    with connection.cursor() as cursor:
        cursor.execute(STALE, {"dossiers": list(dossier_ids)})
        stale = cursor.fetchall()
        caught = 0
        for because in sorted({row[2] for row in stale}):
            messages = {row[0] for row in stale if row[2] == because}
            caught += recall(messages, because)
            reminders = sorted({row[1] for row in stale if row[2] == because})
            cursor.execute(TAKEN_BACK, {"reminders": reminders, "because": because, "now": now()})
    return caught
