"""What must hold of the data at any time, as SQL: run after every test that writes."""

from django.db import connection

# Facts of which a case (or a party in it) has one at most.
SINGLE_FACTS = [
    "received",
    "accepted",
    "declined",
    "abandoned",
    "withdrawn",
    "concluded",
    "closed",
    "voided",
    "converted",
    "copies_complete",
    "supplement_notified",
    "supplement_served",
    "supplement_received",
    "copy_sent",
    "copy_received",
    "reply_received",
    "served",
]
DECISION_CLOCKS = ["fy_decide_60d", "fy_decide_30d_simplified", "fy17_decide_60d"]

INVARIANTS: dict[str, str] = {
    "a case being heard has its decision clock": """
        SELECT c.dossier_id FROM cases_reconsiderationcase c
        WHERE c.state = 'handling' AND NOT EXISTS (
            SELECT 1 FROM deadlines_deadline d WHERE d.dossier_id = c.dossier_id
            AND d.clock = ANY(%(decision)s) AND d.state IN ('running', 'paused'))""",
    "a case has one decision clock that runs": """
        SELECT dossier_id FROM deadlines_deadline WHERE clock = ANY(%(decision)s) AND state IN ('running', 'paused')
        GROUP BY dossier_id HAVING count(*) > 1""",
    "every deadline explains itself": """
        SELECT id FROM deadlines_deadline WHERE jsonb_typeof(derivation) <> 'array' OR derivation = '[]'""",
    "no deadline falls before its start": """
        SELECT id FROM deadlines_deadline WHERE due_on < starts_on""",
    "nothing runs for the office in a case that is over": """
        SELECT d.id FROM deadlines_deadline d JOIN dossiers_dossier o ON o.id = d.dossier_id
        WHERE o.status IN ('closed', 'void') AND d.tracked AND d.state IN ('running', 'paused')""",
    "nothing at all runs in a void case": """
        SELECT d.id FROM deadlines_deadline d JOIN dossiers_dossier o ON o.id = d.dossier_id
        WHERE o.status = 'void' AND d.state IN ('running', 'paused')""",
    "the next due date is that of the deadlines": """
        SELECT o.id FROM dossiers_dossier o WHERE o.next_due_on IS DISTINCT FROM (
            SELECT min(d.due_on) FROM deadlines_deadline d
            WHERE d.dossier_id = o.id AND d.state = 'running' AND d.tracked)""",
    "the state of the case is the stage of the dossier": """
        SELECT o.id FROM dossiers_dossier o JOIN cases_reconsiderationcase c ON c.dossier_id = o.id
        WHERE o.stage <> c.state""",
    "a dossier is suspended exactly while a suspension is open": """
        SELECT o.id FROM dossiers_dossier o JOIN cases_reconsiderationcase c ON c.dossier_id = o.id
        WHERE c.state = 'handling' AND (o.status = 'suspended') <> (
            (SELECT count(*) FROM dossiers_fact f WHERE f.dossier_id = o.id AND f.kind = 'suspended'
             AND f.superseded_at IS NULL AND NOT f.void)
            > (SELECT count(*) FROM dossiers_fact f WHERE f.dossier_id = o.id AND f.kind = 'resumed'
             AND f.superseded_at IS NULL AND NOT f.void))""",
    "the dates of the case are those of its facts": """
        SELECT c.dossier_id FROM cases_reconsiderationcase c
        CROSS JOIN (VALUES ('received'), ('accepted'), ('concluded')) AS k(kind)
        WHERE (CASE k.kind WHEN 'received' THEN c.received_on WHEN 'accepted' THEN c.accepted_on
            ELSE c.concluded_on END) IS DISTINCT FROM (
            SELECT f.on_date FROM dossiers_fact f WHERE f.dossier_id = c.dossier_id AND f.kind = k.kind
            AND f.superseded_at IS NULL AND NOT f.void)""",
    "what can be so once is so once": """
        SELECT min(f.id) FROM dossiers_fact f WHERE f.kind = ANY(%(single)s) AND f.superseded_at IS NULL AND NOT f.void
        GROUP BY f.dossier_id, f.kind, f.party_id HAVING count(*) > 1""",
    "a superseded fact names a fact of the same case and kind": """
        SELECT f.id FROM dossiers_fact f JOIN dossiers_fact n ON n.id = f.superseded_by_id
        WHERE n.dossier_id <> f.dossier_id OR n.kind <> f.kind OR n.id <= f.id""",
    "every case is reached by its office and its organ, once": """
        SELECT o.id FROM dossiers_dossier o JOIN accounts_organ g ON g.id = o.organ_id
        WHERE (SELECT count(*) FROM dossiers_dossieraccess a WHERE a.dossier_id = o.id AND a.audience = 'office'
               AND a.organisation_id = g.office_id) <> 1
           OR (SELECT count(*) FROM dossiers_dossieraccess a WHERE a.dossier_id = o.id AND a.audience = 'organ'
               AND a.organisation_id = g.organisation_id) <> 1
           OR (SELECT count(*) FROM dossiers_dossieraccess a WHERE a.dossier_id = o.id
               AND a.audience IN ('office', 'organ')) <> 2""",
    "exactly the agencies that are parties reach a case as such": """
        (SELECT p.dossier_id, p.organisation_id FROM dossiers_party p WHERE p.organisation_id IS NOT NULL
         AND p.voided_at IS NULL AND p.role IN ('respondent', 'third_party')
         EXCEPT SELECT a.dossier_id, a.organisation_id FROM dossiers_dossieraccess a WHERE a.audience = 'party')
        UNION ALL
        (SELECT a.dossier_id, a.organisation_id FROM dossiers_dossieraccess a WHERE a.audience = 'party'
         EXCEPT SELECT p.dossier_id, p.organisation_id FROM dossiers_party p WHERE p.organisation_id IS NOT NULL
         AND p.voided_at IS NULL AND p.role IN ('respondent', 'third_party'))""",
    "the worklist shows what the dossier says": """
        SELECT a.id FROM dossiers_dossieraccess a JOIN dossiers_dossier o ON o.id = a.dossier_id
        WHERE (a.kind, a.status, a.stage, a.officer_id, a.next_due_on, a.opened_on) IS DISTINCT FROM
              (o.kind, o.status, o.stage, o.officer_id, o.next_due_on, o.opened_on)""",
    "no number given here leaves a gap before it": """
        SELECT n.id FROM dossiers_casenumber n WHERE NOT n.from_ledger AND n.serial > 1 AND NOT EXISTS (
            SELECT 1 FROM dossiers_casenumber p WHERE p.organ_id = n.organ_id AND p.kind = n.kind
            AND p.year = n.year AND p.serial = n.serial - 1)""",
    "a counter stands at the highest number": """
        SELECT s.id FROM dossiers_numberseries s WHERE s.last <> coalesce((
            SELECT max(n.serial) FROM dossiers_casenumber n WHERE n.organ_id = s.organ_id AND n.kind = s.kind
            AND n.year = s.year), 0)""",
    "a dossier carries the number that it was given": """
        SELECT o.id FROM dossiers_dossier o LEFT JOIN dossiers_casenumber n ON n.dossier_id = o.id
        WHERE o.number IS DISTINCT FROM n.text""",
    "nothing waits for approval in a case that is over": """
        SELECT a.id FROM workflow_approval a JOIN dossiers_dossier o ON o.id = a.dossier_id
        WHERE a.status = 'pending' AND a.corrects_id IS NULL AND o.status IN ('closed', 'void')""",
}


def problems() -> list[str]:
    """What does not hold, with the ids of the first rows concerned."""
    found = []
    with connection.cursor() as cursor:
        for name, sql in INVARIANTS.items():
            cursor.execute(sql, {"decision": DECISION_CLOCKS, "single": SINGLE_FACTS})
            if rows := cursor.fetchmany(3):
                found.append(f"{name}: {rows}")
    return found
