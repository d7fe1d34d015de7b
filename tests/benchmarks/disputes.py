"""The list of disputes at volume, as the centre, an agency and a court see it, beside its bare SQL and a bare page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from accounts.actors import actor_for
from accounts.models import Role, User
from accounts.timekeeping import today
from disputes.filters import DisputeFilter
from dossiers.worklist import worklist
from tests.benchmarks.data import ACTS, AGENCIES, GIVEN, PARTIES, SURNAMES, fill, join
from tests.benchmarks.measuring import Row, measured, statement_time
from tests.factories import load_code_lists, make_organ, make_organisation, make_user
from workflow.filters import WorklistFilter

TABLES = [
    "dossiers_dossier", "disputes_dispute", "dossiers_party", "dossiers_dossieraccess", "deadlines_deadline",
]  # fmt: skip
# One in three disputes is still before the centre.
DOSSIERS = """
INSERT INTO dossiers_dossier (organ_id, kind, number, title, cause, officer_id, status, stage, opened_on, closed_on,
    next_due_on, source, version, search_text, created_at, void_reason)
SELECT %(organ)s, 'dispute', number, title, act, (%(officers)s::bigint[])[1 + n %% cardinality(%(officers)s::bigint[])],
    CASE WHEN n %% 3 = 0 THEN 'open' ELSE 'closed' END, CASE WHEN n %% 3 = 0 THEN 'resolving' ELSE 'closed' END,
    opened, CASE WHEN n %% 3 > 0 THEN opened + 30 END, CASE WHEN n %% 3 = 0 THEN %(today)s::date + n %% 40 - 10 END,
    'entered', 1, number || E'\\n' || title || E'\\n' || act, now(), ''
FROM (
    SELECT n, act, person || ' 与 ' || agency || ' ' || act AS title, %(today)s::date - 30 - n %% 2500 AS opened,
        %(prefix)s || '〔' || extract(year FROM %(today)s::date - 30 - n %% 2500) || '〕' || n || '号' AS number
    FROM (
        SELECT n, (%(acts)s::text[])[1 + abs(hashint4(n)) %% cardinality(%(acts)s::text[])] AS act,
            substr(%(surnames)s, 1 + abs(hashint4(n + 1)) %% length(%(surnames)s), 1) ||
            substr(%(given)s, 1 + abs(hashint4(n + 2)) %% length(%(given)s), 1) ||
            substr(%(given)s, 1 + abs(hashint4(n + 3)) %% length(%(given)s), 1) AS person,
            (%(names)s::text[])[1 + n %% cardinality(%(names)s::text[])] AS agency
        FROM generate_series(1, %(cases)s) AS n
    ) AS drawn
) AS told
"""
DISPUTES = """
INSERT INTO disputes_dispute (dossier_id, state, source_id, referrer_id, referral_number, received_on, nature, phase,
    subject_id, act_name, act_number, act_key, suing, immovable, demands, accepted_on, concluded_on, result_id,
    agreement, agreed_amount, performance)
SELECT id, stage, 'dispute_source.court_before', %(court)s, '委派' || id, opened_on, 'administrative', 'litigation',
    'dispute_subject.indemnity', cause, '', '', 'act', false, repeat('请求补偿。', 10), opened_on + 3, closed_on,
    CASE WHEN closed_on IS NOT NULL THEN 'dispute_result.agreement' END,
    CASE WHEN closed_on IS NOT NULL THEN 'written' ELSE '' END,
    CASE WHEN closed_on IS NOT NULL THEN 5000 END, CASE WHEN closed_on IS NOT NULL THEN 'done' ELSE '' END
FROM dossiers_dossier
"""
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
    ('centre', %(office)s::bigint, 'centre'),
    ('court', %(court)s::bigint, 'referrer'),
    ('party', p.organisation_id, 'respondent')
) AS side (audience, organisation, basis)
"""
DEADLINES = """
INSERT INTO deadlines_deadline (dossier_id, key, clock, owner, tracked, state, run, starts_on, due_on, nominal_on,
    provisional_year, ended_on, events, derivation, computed_at)
SELECT id, 'dc_house_overall/-/1', 'dc_house_overall', 'office', true,
    CASE WHEN closed_on IS NULL THEN 'running' ELSE 'met' END, opened_on::text, opened_on,
    coalesce(next_due_on, closed_on), coalesce(next_due_on, closed_on),
    CASE WHEN next_due_on >= '2027-01-01' THEN 2027 END, closed_on, '[]', '[{}]', now()
FROM dossiers_dossier
"""


@dataclass(frozen=True)
class Centre:
    """Who looks at the disputes."""

    coordinator: User
    officer: User
    liaison: User
    liaison_of_all: User
    court: User


def make_centre(cases: int, say: Callable[[str], None]) -> Centre:
    """An organ with its centre and `cases` disputes that one court referred."""
    load_code_lists()
    organ = make_organ("量测区")
    court = make_organisation("量测区人民法院", "court")
    agencies = [make_organisation(f"量测区第{n}行政管理局", parent=organ.organisation) for n in range(AGENCIES)]
    officers = [make_user(Role.OFFICER, organ.office, f"承办{n}") for n in range(5)]
    everywhere = make_user()
    join(everywhere, agencies)
    given = {
        "cases": cases,
        "today": today(),
        "organ": organ.pk,
        "office": organ.office_id,
        "government": organ.organisation_id,
        "court": court.pk,
        "prefix": organ.centre_prefix,
        "officers": [user.pk for user in officers],
        "agencies": [agency.pk for agency in agencies],
        "names": [agency.name for agency in agencies],
        "surnames": SURNAMES,
        "given": GIVEN,
        "acts": ACTS,
        "first": 1,
    }
    fill(TABLES, (DOSSIERS, DISPUTES, PARTIES, ACCESS, DEADLINES), given, say)
    return Centre(
        coordinator=make_user(Role.CENTRE_COORDINATOR, organ.office),
        officer=officers[0],
        liaison=make_user(Role.AGENCY_LIAISON, agencies[0]),
        liaison_of_all=everywhere,
        court=make_user(Role.COURT_LIAISON, court),
    )


# What it is called, who looks, what is asked, and the sort.
Look = tuple[str, User, dict[str, str], str]


def measure(centre: Centre) -> list[Row]:
    """The list as several people see it, in several orders."""
    looks: list[Look] = [
        ("coordinator, running by due date", centre.coordinator, {"status": "running"}, "due"),
        ("coordinator, all by receipt", centre.coordinator, {"status": ""}, "-received"),
        ("officer, own disputes", centre.officer, {"status": "running", "officer": "me"}, "due"),
        ("officer, two characters", centre.officer, {"status": "", "q": "秀英"}, "-received"),
        ("officer, a common word", centre.officer, {"status": "", "q": "决定"}, "-received"),
        ("liaison of 1 agency", centre.liaison, {"status": ""}, "-received"),
        ("liaison of 200 agencies", centre.liaison_of_all, {"status": ""}, "-received"),
        ("court, all that it referred", centre.court, {"status": ""}, "-received"),
    ]
    return looked_at("/disputes/", DisputeFilter, looks)


def looked_at(page: str, filters: type[WorklistFilter], looks: Sequence[Look]) -> list[Row]:
    """A list as its page shows it to several people, each beside the bare SQL that finds its lines."""
    found = []
    for name, user, asked, sort in looks:
        actor = actor_for(user)
        statement, params = worklist(filters(asked, actor=actor), actor, sort).sql(limit=51)
        address = f"{page}?{urlencode({**asked, 'sort': sort})}"
        found.append(measured(name, user, address, statement_time(statement, params)))
    return found
