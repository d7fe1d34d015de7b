"""What must hold of lawsuits."""

from django.utils.translation import gettext_lazy as _

from accounts.soundness import Invariant, register
from hearings import facts as f

# Facts of which a suit (or a party in it) has one at most.
SINGLE_FACTS = [
    *(f.FILED, f.SERVED_WITH_SUIT, f.ANSWERED, f.EVIDENCE_IN, f.RESPONDED, f.JUDGED, f.JUDGMENT_SERVED, f.APPEALED),
    *(f.EVIDENCE_EXTENSION_ASKED, f.EVIDENCE_CAUSE_OVER, f.OBJECTED, f.OBJECTION_RULED),
    *(f.EFFECTIVE, f.TO_PERFORM, f.PERFORMED, f.CLOSED, f.VOIDED, f.CONVERTED, f.MAJOR),
]

register(
    Invariant(
        "suits.stage",
        _("The stage of a lawsuit is that of its dossier, and every dossier of a lawsuit has its lawsuit"),
        "dossiers.dossier",
        """
        SELECT o.id FROM dossiers_dossier o LEFT JOIN hearings_lawsuit s ON s.dossier_id = o.id
        WHERE o.kind = 'litigation' AND o.stage IS DISTINCT FROM s.state""",
    ),
    Invariant(
        "suits.court",
        _("A lawsuit is reached by its court, and by no other"),
        "dossiers.dossier",
        """
        SELECT DISTINCT dossier_id FROM (
            (SELECT dossier_id, court_id FROM hearings_lawsuit EXCEPT ALL
             SELECT dossier_id, organisation_id FROM dossiers_dossieraccess WHERE basis = 'court')
            UNION ALL
            (SELECT dossier_id, organisation_id FROM dossiers_dossieraccess WHERE basis = 'court' EXCEPT ALL
             SELECT dossier_id, court_id FROM hearings_lawsuit)
        ) AS differing""",
    ),
    Invariant(
        "suits.defendants",
        _("Each defendant agency of a lawsuit has its row, and each row its party"),
        "dossiers.dossier",
        """
        SELECT p.dossier_id FROM dossiers_party p JOIN dossiers_dossier o ON o.id = p.dossier_id
        LEFT JOIN hearings_defendant d ON d.party_id = p.id
        WHERE o.kind = 'litigation' AND p.role = 'respondent'
        AND (d.id IS NULL OR d.lawsuit_id <> p.dossier_id OR d.organisation_id <> p.organisation_id)""",
    ),
    Invariant(
        "suits.government",
        _("A lawsuit is the government's own exactly while its organ is a defendant"),
        "dossiers.dossier",
        """
        SELECT s.dossier_id FROM hearings_lawsuit s JOIN dossiers_dossier o ON o.id = s.dossier_id
        JOIN accounts_organ g ON g.id = o.organ_id
        WHERE s.government <> EXISTS (
            SELECT 1 FROM dossiers_party p WHERE p.dossier_id = o.id AND p.role = 'respondent'
            AND p.voided_at IS NULL AND p.organisation_id = g.organisation_id)""",
    ),
    Invariant(
        "suits.dates",
        _("The dates of a lawsuit are those of its facts"),
        "dossiers.dossier",
        """
        SELECT s.dossier_id FROM hearings_lawsuit s JOIN dossiers_dossier o ON o.id = s.dossier_id
        CROSS JOIN (VALUES ('suit_filed'), ('served_with_suit'), ('judged'), ('judgment_effective')) AS k(kind)
        WHERE o.source <> 'ledger' AND (CASE k.kind WHEN 'suit_filed' THEN s.filed_on
            WHEN 'served_with_suit' THEN s.served_on WHEN 'judged' THEN s.concluded_on
            ELSE s.effective_on END) IS DISTINCT FROM (
            SELECT min(f.on_date) FROM dossiers_fact f WHERE f.dossier_id = s.dossier_id AND f.kind = k.kind
            AND f.superseded_at IS NULL AND NOT f.void)""",
    ),
    Invariant(
        "suits.single_facts",
        _("What can be so once in a lawsuit is so once"),
        "dossiers.fact",
        """
        SELECT min(f.id) FROM dossiers_fact f WHERE f.kind = ANY(%(single_suit_facts)s) AND f.superseded_at IS NULL
            AND NOT f.void AND EXISTS (SELECT 1 FROM hearings_lawsuit s WHERE s.dossier_id = f.dossier_id)
            GROUP BY f.dossier_id, f.kind, f.party_id HAVING count(*) > 1""",
        {"single_suit_facts": SINGLE_FACTS},
    ),
    Invariant(
        "sittings.facts",
        _("A sitting is set, moved, cancelled or held exactly as the facts of its cases say"),
        "dossiers.dossier",
        """
        SELECT DISTINCT c.lawsuit_id FROM hearings_sittingcase c JOIN hearings_sitting s ON s.id = c.sitting_id
        JOIN hearings_lawsuit l ON l.dossier_id = c.lawsuit_id
        CROSS JOIN LATERAL (SELECT (lower(s.during) AT TIME ZONE 'Asia/Shanghai')::date AS day) AS d
        CROSS JOIN LATERAL (
            SELECT coalesce(bool_or(f.kind = 'sitting_held'), false) AS held,
                coalesce(bool_or(f.kind = 'sitting_cancelled' AND NOT f.value ? 'left'), false) AS gone,
                coalesce(bool_or(f.kind = 'sitting_cancelled' AND f.value ? 'left'), false) AS off,
                (array_agg(f.on_date ORDER BY f.id DESC) FILTER (WHERE f.kind = 'sitting_set'))[1] AS set_for
            FROM dossiers_fact f WHERE f.dossier_id = c.lawsuit_id AND f.superseded_at IS NULL AND NOT f.void
            AND f.kind IN ('sitting_set', 'sitting_cancelled', 'sitting_held')
            AND f.value ->> 'sitting' = c.sitting_id::text) AS t
        CROSS JOIN LATERAL (SELECT
            c.left_on IS NULL AS there,
            -- A suit that was over before the day took no part in what became of the sitting.
            l.state <> 'closed' AND (l.concluded_on IS NULL OR l.concluded_on >= d.day) AS open) AS w
        WHERE l.state <> 'void' AND NOT s.whole_day AND (
            t.held AND NOT (s.state = 'held' AND w.there)
            OR s.state = 'held' AND w.there AND w.open AND NOT t.held
            OR t.gone AND s.state NOT IN ('moved', 'cancelled')
            OR s.state IN ('moved', 'cancelled') AND w.there AND w.open AND t.set_for IS NOT NULL AND NOT t.gone
            OR s.state IN ('set', 'held') AND w.there AND t.set_for IS DISTINCT FROM d.day
            OR NOT w.there AND NOT t.off)""",
    ),
    Invariant(
        "sittings.bookings",
        _("A sitting that was moved or cancelled takes up no room and nobody's time"),
        "hearings.sitting",
        """
        SELECT DISTINCT s.id FROM hearings_sitting s JOIN hearings_booking b ON b.sitting_id = s.id
        WHERE b.active AND (s.state IN ('moved', 'cancelled') OR b.during <> s.during)""",
    ),
)
