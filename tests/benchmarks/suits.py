"""A hundred thousand sittings, each of a lawsuit with an appearance, made by the database itself."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection

from accounts.models import Organ, Organisation, Role, RosterEntry, User
from accounts.timekeeping import today
from tests.benchmarks.data import ACTS, AGENCIES, GIVEN, SURNAMES, fill, join
from tests.factories import load_code_lists, make_organ, make_organisation, make_user

# One agency is sued so often (of a hundred suits) and hands in its records; the others share the rest.
BUSY_PERCENT = 40
# For so many agencies somebody is liaison, to see what each further one costs.
LIAISONS = (1, 10, 50, 200)

TABLES = [
    "dossiers_dossier", "dossiers_party", "dossiers_dossieraccess", "dossiers_timelineentry", "dossiers_fact",
    "hearings_lawsuit", "hearings_defendant", "hearings_sitting", "hearings_sittingcase", "hearings_appearance",
]  # fmt: skip


@dataclass(frozen=True)
class Courts:
    """Who looks at the sittings, the agency that is sued often, and its head."""

    organ: Organ
    officer: User
    court: User
    liaisons: dict[int, User]
    busy: Organisation
    busy_liaison: User
    head: RosterEntry


# The ids of all rows run along: the dossier n is the lawsuit of the sitting n, and so on.
DOSSIERS = """
INSERT INTO dossiers_dossier (id, organ_id, kind, number, title, cause, officer_id, status, stage, opened_on,
    next_due_on, source, version, search_text, created_at, void_reason)
SELECT n, %(organ)s, 'litigation', number, title, act, officers[1 + n %% cardinality(officers)], 'open', 'trial',
    served, %(today)s::date + n %% 90, 'entered', 1, number || E'\\n' || title || E'\\n' || act, now(), ''
FROM (
    SELECT n, %(officers)s::bigint[] AS officers, served, act, person || ' 诉 ' || agency || ' ' || act AS title,
        '（' || extract(year FROM served) || '）渝0114行初' || n || '号' AS number
    FROM (
        SELECT n, %(today)s::date - 60 - n %% 2500 AS served,
            (%(acts)s::text[])[1 + abs(hashint4(n)) %% cardinality(%(acts)s::text[])] AS act,
            substr(%(surnames)s, 1 + abs(hashint4(n + 1)) %% length(%(surnames)s), 1) ||
            substr(%(given)s, 1 + abs(hashint4(n + 2)) %% length(%(given)s), 1) ||
            substr(%(given)s, 1 + abs(hashint4(n + 3)) %% length(%(given)s), 1) AS person,
            (%(names)s::text[])[CASE WHEN n %% 100 < %(busy)s THEN 1
                ELSE 2 + n %% (cardinality(%(names)s::text[]) - 1) END] AS agency
        FROM generate_series(1, %(cases)s) AS n
    ) AS drawn
) AS told
"""
PARTIES = """
INSERT INTO dossiers_party (id, dossier_id, role, kind, name, group_size, organisation_id, unit, post, credit_code,
    address, email, electronic_service, position, created_at, void_reason, identity_cipher, identity_index,
    identity_mask, phone_cipher, phone_index, phone_mask, authority, licence, relation, legal_aid)
SELECT side.id, d.id, side.role, side.kind, side.name, 1, side.organisation, '', '', '', '', '', false, 0, now(), '',
    '', '', '', '', '', '', '', '', '', false
FROM dossiers_dossier AS d
CROSS JOIN LATERAL (
    SELECT (%(agencies)s::bigint[])[CASE WHEN d.id %% 100 < %(busy)s THEN 1
        ELSE 2 + d.id %% (cardinality(%(agencies)s::bigint[]) - 1) END] AS organisation
) AS sued
CROSS JOIN LATERAL (VALUES
    (2 * d.id - 1, 'applicant', 'natural', split_part(d.title, ' ', 1), NULL::bigint),
    (2 * d.id, 'respondent', 'agency', split_part(d.title, ' ', 3), sued.organisation)
) AS side (id, role, kind, name, organisation)
"""
SUITS = """
INSERT INTO hearings_lawsuit (dossier_id, state, instance_id, court_id, procedure, notice_number, served_on, act_name,
    act_number, act_key, matter_id, claims, reconsidered, reconsideration_number, government, major, trial,
    judgment_number)
SELECT id, 'trial', 'suit_instance.first', %(court)s, 'ordinary', '', opened_on, cause, '', '', 'matter.punishment',
    '撤销该行政行为。', false, '', false, false, '', ''
FROM dossiers_dossier
"""
DEFENDANTS = """
INSERT INTO hearings_defendant (id, lawsuit_id, party_id, organisation_id, standing_id, position, designation,
    served_on, minor_fault)
SELECT dossier_id, dossier_id, id, organisation_id, 'suit_standing.original', 0, 'sole', %(today)s::date - 60, false
FROM dossiers_party WHERE role = 'respondent'
"""
SITTINGS = """
INSERT INTO hearings_sitting (id, organ_id, court_id, kind, mode, courtroom, during, whole_day, presider, state,
    change_reason, remarks, version, entered_at)
SELECT id, %(organ)s, %(court)s, 'hearing', 'in_person', '第' || id %% 9 || '法庭',
    tstzrange(begins, begins + interval '1 hour'), false, '', CASE WHEN coming THEN 'set' ELSE 'held' END, '', '', 1,
    now()
FROM (
    SELECT id, coming, (CASE WHEN coming THEN %(today)s::date + 1 + (id / 20 %% 60)::int
            ELSE opened_on + 59 END + interval '9 hours' + id %% 97 * interval '5 minutes')
        AT TIME ZONE 'Asia/Shanghai' AS begins
    FROM (SELECT id, opened_on, id %% 100 >= %(busy)s AND id %% 20 = 0 AS coming FROM dossiers_dossier) AS d
) AS s
"""
PLACES = """
INSERT INTO hearings_sittingcase (id, sitting_id, lawsuit_id, position, left_reason)
SELECT id, id, id, 0, '' FROM dossiers_dossier
"""
APPEARANCES = """
INSERT INTO hearings_appearance (id, case_id, defendant_id, state, came_id, rank, present, notice_number,
    called_again, identity, identity_reason, absence_note, staff, staff_post, spoke_on, resolving, others,
    return_reason, court_note, settled_reason)
SELECT id, id, id, CASE WHEN recorded THEN 'confirmed' ELSE 'awaited' END,
    CASE WHEN recorded THEN 'appearance.principal' END, CASE WHEN recorded THEN 'principal' ELSE '' END,
    CASE WHEN recorded THEN true END, '', false, '', '', '', '', '', '', '', '', '', '', ''
FROM (SELECT id, id %% 100 >= %(busy)s AND state = 'held' AS recorded FROM hearings_sitting) AS s
"""
ENTRIES = """
INSERT INTO dossiers_timelineentry (id, dossier_id, step, on_date, taken_at, from_state, to_state, article, summary,
    data, visibility, reason)
SELECT id, id, 'set_hearing', opened_on, now(), 'trial', 'trial', '', '', '{"version": 1}', 'parties', ''
FROM dossiers_dossier
"""
FACTS = """
INSERT INTO dossiers_fact (dossier_id, kind, party_id, on_date, value, void, entry_id, recorded_at)
SELECT d.id, told.kind, told.party, told.day, told.value, false, d.id, now()
FROM dossiers_dossier AS d
JOIN hearings_sitting AS s ON s.id = d.id
CROSS JOIN LATERAL (SELECT (lower(s.during) AT TIME ZONE 'Asia/Shanghai')::date AS day) AS heard
CROSS JOIN LATERAL (VALUES
    ('served_with_suit', 2 * d.id, d.opened_on, '{}'::jsonb),
    ('sitting_set', NULL, heard.day, jsonb_build_object('sitting', d.id, 'sort', 'hearing')),
    ('appearance_owed', 2 * d.id, heard.day, jsonb_build_object('sitting', d.id)),
    ('sitting_held', NULL, heard.day, jsonb_build_object('sitting', d.id, 'sort', 'hearing')),
    ('appearance_record_owed', 2 * d.id, heard.day, jsonb_build_object('sitting', d.id))
) AS told (kind, party, day, value)
WHERE s.state = 'held' OR told.kind NOT IN ('sitting_held', 'appearance_record_owed')
"""
# With the triggers at rest, the columns of the worklist are filled here.
ACCESS = """
INSERT INTO dossiers_dossieraccess (dossier_id, audience, organisation_id, basis, kind, status, stage, officer_id,
    next_due_on, opened_on, number_key)
SELECT d.id, side.audience, side.organisation, side.basis, d.kind, d.status, d.stage, d.officer_id,
    d.next_due_on, d.opened_on, d.number_key
FROM dossiers_dossier AS d
JOIN dossiers_party AS p ON p.dossier_id = d.id AND p.role = 'respondent'
CROSS JOIN LATERAL (VALUES
    ('office', %(office)s::bigint, 'office'),
    ('organ', %(government)s::bigint, 'organ'),
    ('court', %(court)s::bigint, 'court'),
    ('party', p.organisation_id, 'respondent')
) AS side (audience, organisation, basis)
"""
# The rows came with their ids; what is entered by hand comes after them.
SEQUENCE = "SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"


def make_courts(cases: int, say: Callable[[str], None]) -> Courts:
    """An organ with AGENCIES agencies, a court, and `cases` sittings of one lawsuit each, most of them held."""
    load_code_lists()
    organ = make_organ("量测区")
    court = make_organisation("量测区人民法院", "court")
    agencies = [make_organisation(f"量测区第{n}行政管理局", parent=organ.organisation) for n in range(AGENCIES)]
    heads = RosterEntry.objects.bulk_create(
        RosterEntry(organisation=agency, name="郑局长", normalised="郑局长", rank="principal", post="局长",
            valid_from="2015-01-01")
        for agency in agencies
    )  # fmt: skip
    officers = [make_user(Role.OFFICER, organ.office, f"承办{n}") for n in range(20)]
    liaisons = {number: make_user(name=f"{number}个机关的联络员") for number in LIAISONS}
    for number, user in liaisons.items():
        join(user, agencies[-number:])
    given = {
        "cases": cases,
        "today": today(),
        "busy": BUSY_PERCENT,
        "organ": organ.pk,
        "office": organ.office_id,
        "government": organ.organisation_id,
        "court": court.pk,
        "officers": [user.pk for user in officers],
        "agencies": [agency.pk for agency in agencies],
        "names": [agency.name for agency in agencies],
        "surnames": SURNAMES,
        "given": GIVEN,
        "acts": ACTS,
    }
    rows = (DOSSIERS, PARTIES, SUITS, DEFENDANTS, SITTINGS, PLACES, APPEARANCES, ENTRIES, FACTS, ACCESS)
    fill(TABLES, rows, given, say)
    with connection.cursor() as cursor:
        for table in TABLES:
            if table != "hearings_lawsuit":
                cursor.execute(SEQUENCE.format(table=table))
    return Courts(
        organ=organ,
        officer=officers[0],
        court=make_user(Role.COURT_LIAISON, court),
        liaisons=liaisons,
        busy=agencies[0],
        busy_liaison=make_user(Role.AGENCY_LIAISON, agencies[0]),
        head=heads[0],
    )
