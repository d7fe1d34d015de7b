"""What must hold of suggestions."""

from django.utils.translation import gettext_lazy as _

from accounts.soundness import Invariant, register
from disputes.suggestions import facts as f

# Facts of which a suggestion, or an agency in it, has one at most.
SINGLE_FACTS = [f.ISSUED, f.RECEIVED, f.WITHDRAWN, f.CLOSED, f.VOIDED]

register(
    Invariant(
        "suggestions.stage",
        _("The stage of a suggestion is that of its dossier, and every dossier of a suggestion has its suggestion"),
        "dossiers.dossier",
        """
        SELECT o.id FROM dossiers_dossier o LEFT JOIN disputes_suggestion s ON s.dossier_id = o.id
        WHERE o.kind = 'suggestion' AND o.stage IS DISTINCT FROM s.state""",
    ),
    Invariant(
        "suggestions.register",
        _("A suggestion has its number in the register, whatever number its paper bears"),
        "disputes.suggestion",
        """
        SELECT s.dossier_id FROM disputes_suggestion s WHERE NOT EXISTS (
            SELECT 1 FROM dossiers_casenumber n WHERE n.dossier_id = s.dossier_id)""",
    ),
    Invariant(
        "suggestions.issuer",
        _("A suggestion is reached by the court or procuratorate that issued it, and by no other"),
        "dossiers.dossier",
        """
        SELECT DISTINCT dossier_id FROM (
            (SELECT s.dossier_id, s.issuer_id FROM disputes_suggestion s
             JOIN accounts_organisation a ON a.id = s.issuer_id WHERE a.kind IN ('court', 'procuratorate') EXCEPT ALL
             SELECT dossier_id, organisation_id FROM dossiers_dossieraccess WHERE basis = 'issuer')
            UNION ALL
            (SELECT dossier_id, organisation_id FROM dossiers_dossieraccess WHERE basis = 'issuer' EXCEPT ALL
             SELECT dossier_id, issuer_id FROM disputes_suggestion)
        ) AS differing""",
    ),
    Invariant(
        "suggestions.agencies",
        _("Each agency of a suggestion has its row, and each row its party"),
        "dossiers.dossier",
        """
        SELECT p.dossier_id FROM dossiers_party p JOIN dossiers_dossier o ON o.id = p.dossier_id
        LEFT JOIN disputes_suggestionagency a ON a.party_id = p.id
        WHERE o.kind = 'suggestion' AND p.role = 'respondent'
        AND (a.id IS NULL OR a.suggestion_id <> p.dossier_id OR a.organisation_id <> p.organisation_id)""",
    ),
    Invariant(
        "suggestions.dates",
        _("The dates of a suggestion and of its agencies are those of its facts"),
        "dossiers.dossier",
        """
        SELECT s.dossier_id FROM disputes_suggestion s WHERE s.issued_on IS DISTINCT FROM (
            SELECT min(f.on_date) FROM dossiers_fact f WHERE f.dossier_id = s.dossier_id
            AND f.kind = 'suggestion_issued' AND f.superseded_at IS NULL AND NOT f.void)
        UNION
        SELECT a.suggestion_id FROM disputes_suggestionagency a
        CROSS JOIN (VALUES ('suggestion_received'), ('suggestion_replied'), ('rectification_reported'),
            ('suggestion_requested_again'), ('suggestion_reported_up')) AS k(kind)
        WHERE (CASE k.kind WHEN 'suggestion_received' THEN a.received_on WHEN 'suggestion_replied' THEN a.replied_on
            WHEN 'rectification_reported' THEN a.reported_on WHEN 'suggestion_requested_again' THEN a.requested_on
            ELSE a.reported_up_on END) IS DISTINCT FROM (
            SELECT max(f.on_date) FROM dossiers_fact f WHERE f.party_id = a.party_id AND f.kind = k.kind
            AND f.superseded_at IS NULL AND NOT f.void)""",
    ),
    Invariant(
        "suggestions.single_facts",
        _("What can be so once of a suggestion is so once"),
        "dossiers.fact",
        """
        SELECT min(f.id) FROM dossiers_fact f WHERE f.kind = ANY(%(single_suggestion_facts)s)
            AND f.superseded_at IS NULL AND NOT f.void
            GROUP BY f.dossier_id, f.kind, f.party_id HAVING count(*) > 1""",
        {"single_suggestion_facts": SINGLE_FACTS},
    ),
    Invariant(
        "suggestions.one_clock",
        _("A letter that is in the register of suggestions has no period in its case any more"),
        "deadlines.deadline",
        """
        SELECT d.id FROM deadlines_deadline d JOIN dossiers_fact f ON f.dossier_id = d.dossier_id
            AND f.kind = 'letter_registered' AND f.party_id IS NOT DISTINCT FROM d.party_id
            AND f.superseded_at IS NULL AND NOT f.void AND f.value->>'since' = d.starts_on::text
        WHERE d.clock IN ('jy_governance_2m', 'jy_norm_60d', 'fy_opinion_letter_60d', 'fy17_opinion_letter_60d')
            AND d.state IN ('running', 'paused')""",
    ),
)
