"""What must hold of reconsideration cases."""

from django.utils.translation import gettext_lazy as _

from accounts.soundness import Invariant, register
from cases import facts as f
from cases.steps import DECISION_CLOCKS, REVIEW_CLOCKS

# Facts of which a case (or a party in it) has one at most.
SINGLE_FACTS = [
    *(f.RECEIVED, f.ACCEPTED, f.DECLINED, f.ABANDONED, f.WITHDRAWN, f.CONCLUDED, f.CLOSED, f.VOIDED, f.CONVERTED),
    *(f.SUPPLEMENT_NOTIFIED, f.SUPPLEMENT_SERVED, f.SUPPLEMENT_RECEIVED),
    *(f.FILED_WITH_AGENCY, f.AGENCY_TOLD, f.SETTLED_BEFORE, f.NOT_HANDLED, f.TRANSFERRED, f.ORDERED_TO_ACCEPT),
    *(f.ESCALATION_NOTICE, f.ESCALATED, f.TAKEN_OVER),
    *(f.COPY_SENT, f.COPY_RECEIVED, f.COPIES_COMPLETE, f.REPLY_RECEIVED, f.SERVED),
]

register(
    Invariant(
        "reconsideration.review_clock",
        _("A case under review has its period of review"),
        "dossiers.dossier",
        """
        SELECT c.dossier_id FROM cases_reconsiderationcase c
        WHERE c.state = 'review' AND NOT EXISTS (
            SELECT 1 FROM deadlines_deadline d WHERE d.dossier_id = c.dossier_id
            AND d.clock = ANY(%(review_clocks)s) AND d.state IN ('running', 'paused'))""",
        {"review_clocks": [*REVIEW_CLOCKS, "fy17_review_5wd"]},
    ),
    Invariant(
        "reconsideration.decision_clock",
        _("A case being heard has its period for the decision"),
        "dossiers.dossier",
        """
        SELECT c.dossier_id FROM cases_reconsiderationcase c
        WHERE c.state = 'handling' AND NOT EXISTS (
            SELECT 1 FROM deadlines_deadline d WHERE d.dossier_id = c.dossier_id
            AND d.clock = ANY(%(decision_clocks)s) AND d.state IN ('running', 'paused'))""",
        {"decision_clocks": [*DECISION_CLOCKS]},
    ),
    Invariant(
        "reconsideration.decision_clock_once",
        _("A case has one period for the decision that runs"),
        "dossiers.dossier",
        """
        SELECT dossier_id FROM deadlines_deadline
        WHERE clock = ANY(%(decision_clocks)s) AND state IN ('running', 'paused')
        GROUP BY dossier_id HAVING count(*) > 1""",
        {"decision_clocks": [*DECISION_CLOCKS]},
    ),
    Invariant(
        "reconsideration.stage",
        _("The stage of a case is that of its proceeding, and every case has its proceeding"),
        "dossiers.dossier",
        """
        SELECT o.id FROM dossiers_dossier o LEFT JOIN cases_reconsiderationcase c ON c.dossier_id = o.id
        WHERE o.kind = 'reconsideration' AND o.stage IS DISTINCT FROM c.state""",
    ),
    Invariant(
        "reconsideration.suspended",
        _("A case is suspended exactly while a suspension is open"),
        "dossiers.dossier",
        """
        SELECT o.id FROM dossiers_dossier o JOIN cases_reconsiderationcase c ON c.dossier_id = o.id
        WHERE c.state = 'handling' AND (o.status = 'suspended') <> (
            (SELECT count(*) FROM dossiers_fact f WHERE f.dossier_id = o.id AND f.kind = 'suspended'
             AND f.superseded_at IS NULL AND NOT f.void)
            > (SELECT count(*) FROM dossiers_fact f WHERE f.dossier_id = o.id AND f.kind = 'resumed'
             AND f.superseded_at IS NULL AND NOT f.void))""",
    ),
    Invariant(
        "reconsideration.dates",
        _("The dates of a case are those of its facts"),
        "dossiers.dossier",
        """
        SELECT c.dossier_id FROM cases_reconsiderationcase c
        CROSS JOIN (VALUES ('received'), ('accepted'), ('concluded')) AS k(kind)
        WHERE (CASE k.kind WHEN 'received' THEN c.received_on WHEN 'accepted' THEN c.accepted_on
            ELSE c.concluded_on END) IS DISTINCT FROM (
            SELECT coalesce(min(f.on_date) FILTER (WHERE f.kind = k.kind), min(f.on_date) FILTER (
                WHERE f.kind = 'filed_with_agency' AND k.kind = 'received'))
            FROM dossiers_fact f WHERE f.dossier_id = c.dossier_id AND f.kind IN (k.kind, 'filed_with_agency')
            AND f.superseded_at IS NULL AND NOT f.void)""",
    ),
    Invariant(
        "reconsideration.single_facts",
        _("What can be so once is so once"),
        "dossiers.fact",
        """
        SELECT min(f.id) FROM dossiers_fact f WHERE f.kind = ANY(%(single_facts)s) AND f.superseded_at IS NULL
            AND NOT f.void GROUP BY f.dossier_id, f.kind, f.party_id HAVING count(*) > 1""",
        {"single_facts": SINGLE_FACTS},
    ),
)
