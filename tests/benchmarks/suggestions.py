"""The register of suggestions at volume, as the office, an agency and a court see it, beside its bare SQL."""

from collections.abc import Callable
from dataclasses import dataclass

from accounts.models import Role, User
from accounts.timekeeping import today
from disputes.suggestions.filters import SuggestionFilter
from dossiers.models import Code
from tests.benchmarks.data import AGENCIES, PARTIES, fill, join
from tests.benchmarks.disputes import Look, looked_at
from tests.benchmarks.measuring import Row
from tests.factories import load_code_lists, make_organ, make_organisation, make_user

TABLES = [
    "dossiers_dossier", "disputes_suggestion", "dossiers_party", "disputes_suggestionagency", "dossiers_dossieraccess",
    "deadlines_deadline", "dossiers_casenumber",
]  # fmt: skip
# One in four is still waited for.
DOSSIERS = """
INSERT INTO dossiers_dossier (organ_id, kind, number, title, cause, officer_id, status, stage, opened_on, closed_on,
    next_due_on, source, version, search_text, created_at, void_reason)
SELECT %(organ)s, 'suggestion', number, title, '程序',
    (%(officers)s::bigint[])[1 + n %% cardinality(%(officers)s::bigint[])],
    CASE WHEN n %% 4 = 0 THEN 'open' ELSE 'closed' END, CASE WHEN n %% 4 = 0 THEN 'awaiting' ELSE 'closed' END,
    opened, CASE WHEN n %% 4 > 0 THEN opened + 60 END, CASE WHEN n %% 4 = 0 THEN %(today)s::date + n %% 40 - 10 END,
    'entered', 1, number || E'\\n' || title, now(), ''
FROM (
    SELECT n, %(court_name)s || ' 向 ' ||
            (%(names)s::text[])[1 + n %% cardinality(%(names)s::text[])] || ' 司法建议' AS title,
        %(today)s::date - 30 - n %% 2500 AS opened,
        '（' || extract(year FROM %(today)s::date - 30 - n %% 2500) || '）渝0114司建' || n || '号' AS number
    FROM generate_series(1, %(cases)s) AS n
) AS told
"""
SUGGESTIONS = """
INSERT INTO disputes_suggestion (dossier_id, state, kind, subject, own, issuer_id, issuer_name, issued_on, cause_id,
    domain_id, problem, proposal, other_cases)
SELECT id, stage, 'judicial', 'governance', false, %(court)s, %(court_name)s, opened_on,
    (%(causes)s::text[])[1 + abs(hashint4(id::int)) %% cardinality(%(causes)s::text[])],
    (%(domains)s::text[])[1 + abs(hashint4(id::int + 1)) %% cardinality(%(domains)s::text[])],
    repeat('处罚前未告知听证权利。', 5), repeat('规范告知程序。', 5), ''
FROM dossiers_dossier
"""
ADDRESSED = """
INSERT INTO disputes_suggestionagency (suggestion_id, party_id, organisation_id, received_on, replied_on, taken_up,
    measures, responsible, rectified, requests)
SELECT d.id, p.id, p.organisation_id, d.opened_on, CASE WHEN d.status = 'closed' THEN d.opened_on + 40 END,
    CASE WHEN d.status = 'closed' THEN 'wholly' ELSE '' END, '', '',
    CASE WHEN d.status = 'closed' THEN 'done' ELSE '' END, CASE WHEN d.id %% 16 = 0 THEN 1 ELSE 0 END
FROM dossiers_dossier AS d JOIN dossiers_party AS p ON p.dossier_id = d.id
"""
ACCESS = """
INSERT INTO dossiers_dossieraccess (dossier_id, audience, organisation_id, basis, kind, status, stage, officer_id,
    next_due_on, opened_on, number_key)
SELECT d.id, side.audience, side.organisation, side.basis, d.kind, d.status, d.stage, d.officer_id,
    d.next_due_on, d.opened_on, d.number_key
FROM dossiers_dossier AS d
JOIN dossiers_party AS p ON p.dossier_id = d.id
CROSS JOIN LATERAL (VALUES
    ('office', %(office)s::bigint, 'office'),
    ('organ', %(government)s::bigint, 'organ'),
    ('court', %(court)s::bigint, 'issuer'),
    ('party', p.organisation_id, 'respondent')
) AS side (audience, organisation, basis)
"""
DEADLINES = """
INSERT INTO deadlines_deadline (dossier_id, key, clock, owner, organisation_id, party_id, tracked, state, run,
    starts_on, due_on, nominal_on, provisional_year, ended_on, events, derivation, computed_at)
SELECT d.id, 'jy_governance_2m/' || p.id || '/1', 'jy_governance_2m', 'agency', p.organisation_id, p.id, true,
    CASE WHEN d.closed_on IS NULL THEN 'running' ELSE 'met' END, d.opened_on::text, d.opened_on,
    coalesce(d.next_due_on, d.closed_on), coalesce(d.next_due_on, d.closed_on),
    CASE WHEN d.next_due_on >= '2027-01-01' THEN 2027 END, d.closed_on, '[]', '[{}]', now()
FROM dossiers_dossier AS d JOIN dossiers_party AS p ON p.dossier_id = d.id
"""
NUMBERS = """
INSERT INTO dossiers_casenumber (organ_id, kind, year, serial, text, dossier_id, from_ledger)
SELECT %(organ)s, 'suggestion', 2026, id, '量测区建登〔2026〕' || id || '号', id, false FROM dossiers_dossier
"""


@dataclass(frozen=True)
class Register:
    """Who looks at the suggestions."""

    officer: User
    liaison: User
    liaison_of_all: User
    court: User


def make_register(cases: int, say: Callable[[str], None]) -> Register:
    """An organ with `cases` suggestions of one court, each to one agency."""
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
        "court_name": court.name,
        "officers": [user.pk for user in officers],
        "agencies": [agency.pk for agency in agencies],
        "names": [agency.name for agency in agencies],
        "causes": _codes("loss_cause"),
        "domains": _codes("domain"),
        "first": 1,
    }
    parties = f"{PARTIES}WHERE side.role = 'respondent'"
    rows = (DOSSIERS, SUGGESTIONS, parties, ADDRESSED, ACCESS, DEADLINES, NUMBERS)
    fill(TABLES, rows, given, say)
    return Register(
        officer=officers[0],
        liaison=make_user(Role.AGENCY_LIAISON, agencies[0]),
        liaison_of_all=everywhere,
        court=make_user(Role.COURT_LIAISON, court),
    )


def _codes(name: str) -> list[str]:
    return list(Code.objects.of(name).values_list("pk", flat=True))


def measure(register: Register) -> list[Row]:
    """The list as several people see it, in several orders."""
    looks: list[Look] = [
        ("officer, running by due date", register.officer, {"status": "running"}, "due"),
        ("officer, all by issue", register.officer, {"status": ""}, "-received"),
        ("officer, the same problem again", register.officer, {"status": "running", "recurring": "yes"}, "due"),
        ("officer, asked again", register.officer, {"status": "running", "escalated": "again"}, "due"),
        ("officer, a word", register.officer, {"status": "", "q": "第7行政"}, "-received"),
        ("liaison of 1 agency", register.liaison, {"status": ""}, "-received"),
        ("liaison of 200 agencies", register.liaison_of_all, {"status": ""}, "-received"),
        ("court, all that it issued", register.court, {"status": ""}, "-received"),
    ]
    return looked_at("/suggestions/", SuggestionFilter, looks)
