"""A hundred thousand cases, or a million, made by the database itself."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection

from accounts.models import Organ, Organisation, Role, User
from accounts.timekeeping import today
from dossiers.models import Code
from tests.factories import make_organ, make_organisation, make_user

AGENCIES = 200
OFFICERS = 20
# Of a hundred cases so many run; of these one in eight is suspended.
RUNNING_PERCENT = 5

SURNAMES = "王李张刘陈杨黄赵周吴徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
GIVEN = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂辉玲鹏华建国春燕红梅海波云飞志文德玉龙凤新宇晓光"
ACTS = [
    "罚款决定",
    "行政拘留决定",
    "工伤认定决定",
    "政府信息公开告知书",
    "责令限期拆除决定",
    "房屋征收补偿决定",
    "不动产登记",
]
MATTERS = ["punishment", "information_disclosure", "expropriation", "licence", "complaint", "inaction", "other"]
DOMAINS = ["public_security", "natural_resources", "housing", "market", "human_resources", "environment", "transport"]
OUTCOMES = ["uphold", "revoke", "alter", "mediation", "terminate_withdraw"]


@dataclass(frozen=True)
class World:
    """Who looks at the cases: an officer, and liaisons of one agency and of all."""

    organ: Organ
    officer: User
    liaison_of_one: User
    liaison_of_all: User


DOSSIERS = """
INSERT INTO dossiers_dossier (organ_id, kind, number, title, cause, officer_id, status, stage, opened_on, closed_on,
    next_due_on, source, version, search_text, created_at, void_reason)
SELECT %(organ)s, 'reconsideration', number, title, act, officers[1 + n %% cardinality(officers)],
    CASE WHEN NOT running THEN 'closed' WHEN n %% 8 = 0 THEN 'suspended' ELSE 'open' END,
    CASE WHEN running THEN 'handling' ELSE 'closed' END,
    opened, CASE WHEN NOT running THEN opened + 50 END,
    CASE WHEN running AND n %% 8 <> 0 THEN %(today)s::date - 5 + n %% 90 END,
    'entered', 1, number || E'\\n' || title || E'\\n' || act || E'\\n' || person || E'\\n' || agency || E'\\n' ||
        '文〔' || year || '〕' || n || '号', now(), ''
FROM (
    SELECT n, n %% 100 < %(running)s AS running, %(officers)s::bigint[] AS officers, opened, act, person, agency,
        extract(year FROM opened)::text AS year,
        %(prefix)s || '〔' || extract(year FROM opened) || '〕' || n || '号' AS number,
        person || ' 不服 ' || agency || ' ' || act AS title
    FROM (
        SELECT n, CASE WHEN n %% 100 < %(running)s THEN %(today)s::date - n %% 60
                ELSE %(today)s::date - 60 - (n %% 5700) END AS opened,
            (%(acts)s::text[])[1 + abs(hashint4(n)) %% cardinality(%(acts)s::text[])] AS act,
            substr(%(surnames)s, 1 + abs(hashint4(n + 1)) %% length(%(surnames)s), 1) ||
            substr(%(given)s, 1 + abs(hashint4(n + 2)) %% length(%(given)s), 1) ||
            substr(%(given)s, 1 + abs(hashint4(n + 3)) %% length(%(given)s), 1) AS person,
            (%(names)s::text[])[1 + n %% cardinality(%(names)s::text[])] AS agency
        FROM generate_series(1, %(cases)s) AS n
    ) AS drawn
) AS told
"""

CASES = """
INSERT INTO cases_reconsiderationcase (dossier_id, state, law, channel_id, received_on, act_name, act_number, act_key,
    nature, matter_id, domain_id, requests, reasons, hearing_asked, willing_to_mediate, procedure, accepted_on,
    deemed_accepted, concluded_on, outcome_id, decision_number, sued, stay_asked, norm_asked, application)
SELECT id, stage, CASE WHEN opened_on < '2024-01-01' THEN '2017' ELSE '2023' END, 'channel.mail', opened_on, cause,
    '文〔' || extract(year FROM opened_on) || '〕' || id || '号', '文' || id, 'act',
    'matter.' || (%(matters)s::text[])[1 + abs(hashint4(id::int)) %% cardinality(%(matters)s::text[])],
    'domain.' || (%(domains)s::text[])[1 + abs(hashint4(id::int + 7)) %% cardinality(%(domains)s::text[])],
    repeat('撤销该行政行为。', 10), repeat('认定事实不清，适用依据错误。', 40), false, false,
    CASE WHEN id %% 4 = 0 THEN 'simplified' ELSE 'ordinary' END, opened_on + 3, false, closed_on,
    CASE WHEN closed_on IS NOT NULL
        THEN 'outcome.' || (%(outcomes)s::text[])[1 + id %% cardinality(%(outcomes)s::text[])] END,
    '', id %% 11 = 0, false, false, '{}'
FROM dossiers_dossier
"""

PARTIES = """
INSERT INTO dossiers_party (dossier_id, role, kind, name, group_size, organisation_id, unit, post, credit_code,
    address, email, electronic_service, position, created_at, void_reason, identity_cipher, identity_index,
    identity_mask, phone_cipher, phone_index, phone_mask, authority, licence, relation, legal_aid)
SELECT d.id, side.role, side.kind, side.name, 1, side.organisation, '', '', '', '', '', false, 0, now(), '', '',
    CASE WHEN side.role = 'applicant' THEN md5(d.id::text) || md5(d.id::text) ELSE '' END, '', '', '', '',
    '', '', '', false
FROM dossiers_dossier AS d
CROSS JOIN LATERAL (
    SELECT (%(agencies)s::bigint[])[1 + (d.id - %(first)s + 1) %% cardinality(%(agencies)s::bigint[])] AS organisation
) AS sued
CROSS JOIN LATERAL (VALUES
    ('applicant', 'natural', split_part(d.title, ' ', 1), NULL::bigint),
    ('respondent', 'agency', split_part(d.title, ' ', 3), sued.organisation)
) AS side (role, kind, name, organisation)
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
    ('party', p.organisation_id, 'respondent')
) AS side (audience, organisation, basis)
"""

DEADLINES = """
INSERT INTO deadlines_deadline (dossier_id, key, clock, owner, tracked, state, run, starts_on, due_on, nominal_on,
    provisional_year, ended_on, events, derivation, computed_at)
SELECT id, 'fy_decide_60d::1', 'fy_decide_60d', 'office', true,
    CASE WHEN closed_on IS NULL THEN 'running' ELSE 'met' END, opened_on::text, opened_on,
    coalesce(next_due_on, closed_on + 10), coalesce(next_due_on, closed_on + 10),
    CASE WHEN next_due_on >= '2027-01-01' THEN 2027 END, closed_on, '[]', '[{}]', now()
FROM dossiers_dossier WHERE next_due_on IS NOT NULL OR closed_on IS NOT NULL
"""


def make_world(cases: int, say: Callable[[str], None] = lambda line: None) -> World:
    """An organ with AGENCIES agencies and `cases` cases, RUNNING_PERCENT of them running, and who looks at them."""
    for name, codes in (("matter", MATTERS), ("domain", DOMAINS), ("outcome", OUTCOMES), ("channel", ["mail"])):
        Code.objects.bulk_create(
            Code(key=f"{name}.{code}", list=name, code=code, label_zh=code, label_en=code) for code in codes
        )
    organ = make_organ("量测区")
    agencies = [make_organisation(f"量测区第{n}行政管理局", parent=organ.organisation) for n in range(AGENCIES)]
    officers = [make_user(Role.OFFICER, organ.office, f"承办{n}") for n in range(OFFICERS)]
    liaison_of_one = make_user(Role.AGENCY_LIAISON, agencies[0])
    liaison_of_all = make_user()
    join(liaison_of_all, agencies)
    given = {
        "cases": cases,
        "today": today(),
        "running": RUNNING_PERCENT,
        "organ": organ.pk,
        "office": organ.office_id,
        "government": organ.organisation_id,
        "prefix": organ.number_prefix,
        "officers": [user.pk for user in officers],
        "agencies": [agency.pk for agency in agencies],
        "names": [agency.name for agency in agencies],
        "surnames": SURNAMES,
        "given": GIVEN,
        "acts": ACTS,
        "matters": MATTERS,
        "domains": DOMAINS,
        "outcomes": OUTCOMES,
        "first": 1,
    }
    fill(TABLES, (DOSSIERS, CASES, PARTIES, ACCESS, DEADLINES), given, say)
    return World(organ, officers[0], liaison_of_one, liaison_of_all)


# What slows the filling of a table by rows and is made at once afterwards: foreign keys, and indexes of no constraint.
FOREIGN_KEYS = """
SELECT format('ALTER TABLE %%s DROP CONSTRAINT %%I', conrelid::regclass, conname),
    format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s', conrelid::regclass, conname, pg_get_constraintdef(oid))
FROM pg_constraint WHERE contype = 'f' AND conrelid = ANY(%s::regclass[])
"""
INDEXES = """
SELECT format('DROP INDEX %%s', indexrelid::regclass), pg_get_indexdef(indexrelid)
FROM pg_index WHERE indrelid = ANY(%s::regclass[])
    AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
"""
TABLES = [
    "dossiers_dossier", "cases_reconsiderationcase", "dossiers_party", "dossiers_dossieraccess", "deadlines_deadline",
]  # fmt: skip


def fill(tables: Sequence[str], statements: Iterable[str], given: dict[str, Any], say: Callable[[str], None]) -> None:
    """Run statements that fill `tables`, each with `given`, and let the database count what it has."""
    with connection.cursor() as cursor, _bare_tables(cursor, tables, say):
        for statement in statements:
            start = time.perf_counter()
            cursor.execute(statement, given)
            table = statement.split(maxsplit=3)[2]
            say(f"{table}: {cursor.rowcount:,} rows in {time.perf_counter() - start:.0f} s")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


@contextmanager
def _bare_tables(cursor: Any, tables: Sequence[str], say: Callable[[str], None]) -> Iterator[None]:
    """Tables without triggers, foreign keys and indexes while they are filled: what these keep is so by the filling."""
    made = []
    for found in (FOREIGN_KEYS, INDEXES):
        cursor.execute(found, [list(tables)])
        made.append(cursor.fetchall())
    for table in tables:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    for drop, _ in (*made[0], *made[1]):
        cursor.execute(drop)
    yield
    start = time.perf_counter()
    cursor.execute("SET maintenance_work_mem = '512MB'")
    for _, make in (*made[1], *made[0]):
        cursor.execute(make)
    for table in tables:
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    say(f"indexes and foreign keys made in {time.perf_counter() - start:.0f} s")


def join(user: User, agencies: Iterable[Organisation]) -> None:
    """Make somebody the liaison of all these agencies."""
    user.assignments.bulk_create(
        user.assignments.model(user=user, role=Role.AGENCY_LIAISON, organisation=agency, valid_from="2015-01-01")
        for agency in agencies
    )
