"""What must hold of disputes."""

from django.utils.translation import gettext_lazy as _

from accounts.soundness import Invariant, register
from disputes import facts as f

# Facts of which a dispute (or a party in it) has one at most.
SINGLE_FACTS = [
    *(f.RECEIVED, f.SUIT_PERIOD, f.ACCEPTED, f.EXTENDED, f.CONCLUDED, f.CONFIRMED, f.REPORTED_BACK),
    *(f.CLOSED, f.VOIDED),
]

# Who reaches a dispute beside those who reach any case: an agency that is a party does so as a party alone, a body that
# has the dispute twice over does so once.
EXPECTED = """
    SELECT d.dossier_id, g.office_id AS organisation_id, NULL::bigint AS user_id, 'centre' AS basis
    FROM disputes_dispute d JOIN dossiers_dossier o ON o.id = d.dossier_id JOIN accounts_organ g ON g.id = o.organ_id
    UNION ALL
    SELECT d.dossier_id, d.referrer_id, NULL, 'referrer' FROM disputes_dispute d WHERE d.referrer_id IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM dossiers_party p WHERE p.dossier_id = d.dossier_id AND p.voided_at IS NULL
            AND p.role IN ('respondent', 'third_party') AND p.organisation_id = d.referrer_id)
    UNION ALL
    SELECT DISTINCT d.dossier_id, t.organisation_id, NULL::bigint, 'unit' FROM disputes_transfer t
        JOIN disputes_dispute d ON t.dispute_id IN (d.dossier_id, d.lead_id)
        WHERE t.state IN ('sent', 'signed', 'reported') AND t.organisation_id IS DISTINCT FROM d.referrer_id
        AND NOT EXISTS (SELECT 1 FROM dossiers_party p WHERE p.dossier_id = d.dossier_id AND p.voided_at IS NULL
            AND p.role IN ('respondent', 'third_party') AND p.organisation_id = t.organisation_id)
    UNION ALL
    SELECT DISTINCT d.dossier_id, NULL::bigint, p.user_id, 'mediator' FROM disputes_teammember m
        JOIN disputes_dispute d ON m.dispute_id IN (d.dossier_id, d.lead_id)
        JOIN disputes_mediator p ON p.id = m.mediator_id
        WHERE m.until IS NULL AND p.user_id IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM dossiers_dossieraccess a WHERE a.dossier_id = d.dossier_id AND a.basis = 'named'
            AND a.user_id = p.user_id)
"""
PRESENT = """
    SELECT dossier_id, organisation_id, user_id, basis FROM dossiers_dossieraccess
    WHERE basis IN ('centre', 'referrer', 'unit', 'mediator') AND kind = 'dispute'
"""

register(
    Invariant(
        "disputes.stage",
        _("The stage of a dispute is that of its dossier, and every dossier of a dispute has its dispute"),
        "dossiers.dossier",
        """
        SELECT o.id FROM dossiers_dossier o LEFT JOIN disputes_dispute d ON d.dossier_id = o.id
        WHERE o.kind = 'dispute' AND o.stage IS DISTINCT FROM d.state""",
    ),
    Invariant(
        "disputes.access",
        _("A dispute is reached by its centre, by the units that have it, by whoever referred it and by its mediators"),
        "dossiers.dossier",
        f"""
        SELECT DISTINCT dossier_id FROM (
            (({EXPECTED}) EXCEPT ALL ({PRESENT})) UNION ALL (({PRESENT}) EXCEPT ALL ({EXPECTED}))
        ) AS differing""",  # noqa: S608 - statements of this module
    ),
    Invariant(
        "disputes.dates",
        _("The dates of a dispute are those of its facts"),
        "dossiers.dossier",
        """
        SELECT d.dossier_id FROM disputes_dispute d
        CROSS JOIN (VALUES ('dispute_received'), ('dispute_accepted'), ('dispute_concluded'), ('dispute_confirmed'),
            ('dispute_reported_back')) AS k(kind)
        WHERE (CASE k.kind WHEN 'dispute_received' THEN d.received_on WHEN 'dispute_accepted' THEN d.accepted_on
            WHEN 'dispute_concluded' THEN d.concluded_on WHEN 'dispute_confirmed' THEN d.confirmed_on
            ELSE d.reported_on END) IS DISTINCT FROM (
            SELECT min(f.on_date) FROM dossiers_fact f WHERE f.dossier_id = d.dossier_id AND f.kind = k.kind
            AND f.superseded_at IS NULL AND NOT f.void)""",
    ),
    Invariant(
        "disputes.participation",
        _("A party's participation ends no more often than it began, and with the dispute it ends"),
        "dossiers.dossier",
        """
        SELECT f.dossier_id FROM dossiers_fact f JOIN disputes_dispute d ON d.dossier_id = f.dossier_id
        WHERE f.kind IN ('centre_joined', 'centre_left') AND f.superseded_at IS NULL AND NOT f.void
        GROUP BY f.dossier_id, f.party_id, d.state
        HAVING count(*) FILTER (WHERE f.kind = 'centre_left') > count(*) FILTER (WHERE f.kind = 'centre_joined')
        OR (d.state IN ('concluded', 'closed')
            AND count(*) FILTER (WHERE f.kind = 'centre_left') < count(*) FILTER (WHERE f.kind = 'centre_joined'))""",
    ),
    Invariant(
        "disputes.time_behind",
        _("The time in the centre that a case behind a dispute has is that of the dispute, while they are linked"),
        "dossiers.dossier",
        """
        SELECT DISTINCT f.dossier_id FROM dossiers_fact f
        WHERE f.kind IN ('centre_joined', 'centre_left') AND f.superseded_at IS NULL AND NOT f.void
            AND f.value ? 'dispute' AND NOT EXISTS (
                SELECT 1 FROM dossiers_fact o JOIN disputes_dispute d ON d.dossier_id = o.dossier_id
                JOIN dossiers_dossierlink l ON l.kind = 'centre' AND l.voided_at IS NULL
                    AND ((l.dossier_id = d.dossier_id AND l.other_id = f.dossier_id)
                        OR (l.other_id = d.dossier_id AND l.dossier_id = f.dossier_id))
                WHERE o.dossier_id = (f.value->>'dispute')::bigint AND o.kind = f.kind AND o.on_date = f.on_date
                    AND o.superseded_at IS NULL AND NOT o.void AND d.state <> 'void')""",
    ),
    Invariant(
        "disputes.lead",
        _("A dispute follows the one of its facts, of its organ, which follows none itself while it is open"),
        "disputes.dispute",
        """
        SELECT d.dossier_id FROM disputes_dispute d LEFT JOIN disputes_dispute l ON l.dossier_id = d.lead_id
        LEFT JOIN LATERAL (
            SELECT f.kind, (f.value->>'lead')::bigint AS lead FROM dossiers_fact f WHERE f.dossier_id = d.dossier_id
            AND f.kind IN ('dispute_joined_to', 'dispute_parted') AND f.superseded_at IS NULL AND NOT f.void
            ORDER BY f.on_date DESC, f.id DESC LIMIT 1) AS told ON true
        WHERE d.lead_id IS DISTINCT FROM CASE WHEN told.kind = 'dispute_joined_to' THEN told.lead END
            OR (d.state IN ('accepted', 'resolving')
                AND (l.lead_id IS NOT NULL OR l.state NOT IN ('accepted', 'resolving')))
            OR (SELECT count(DISTINCT o.organ_id) FROM dossiers_dossier o
                WHERE o.id IN (d.dossier_id, d.lead_id)) > 1""",
    ),
    Invariant(
        "disputes.terms",
        _("Each term of an agreement that stands has its fact"),
        "disputes.term",
        """
        SELECT t.id FROM disputes_term t WHERE t.state <> 'dropped' AND NOT EXISTS (
            SELECT 1 FROM dossiers_fact f WHERE f.dossier_id = t.dispute_id AND f.kind = 'dispute_term_agreed'
            AND f.superseded_at IS NULL AND NOT f.void AND (f.value->>'term')::bigint = t.id)""",
    ),
    Invariant(
        "disputes.single_facts",
        _("What can be so once in a dispute is so once"),
        "dossiers.fact",
        """
        SELECT min(f.id) FROM dossiers_fact f WHERE f.kind = ANY(%(single_dispute_facts)s)
            AND f.superseded_at IS NULL AND NOT f.void
            AND EXISTS (SELECT 1 FROM disputes_dispute d WHERE d.dossier_id = f.dossier_id)
            GROUP BY f.dossier_id, f.kind, f.party_id HAVING count(*) > 1""",
        {"single_dispute_facts": SINGLE_FACTS},
    ),
)
