"""The pages of figures at volume beside the bare worklist page: the time is not to grow with the table.

Run it at several sizes (`--only figures --cases 100000`, then 1000000): sums by month are read, of the entries the days
of a month that has begun. The same asked as of a day, which is counted from the entries, shows what the sums save.
"""

import time
from collections.abc import Callable

from accounts.actors import actor_for
from accounts.timekeeping import today
from reports import summaries
from reports.evaluating import behind, evaluate
from reports.periods import Period
from reports.sheets import RECONSIDERATION
from tests.benchmarks.data import World, fill
from tests.benchmarks.measuring import Row, measured, timed

ENTRIES = """
INSERT INTO reports_entry (organ_id, dossier_id, measure, unit, day, ended, ripe_on, agencies, dims, known_from)
SELECT d.organ_id, d.id, counted.measure, 0, counted.day, counted.ended, counted.ripe_on, ARRAY[p.organisation_id],
    jsonb_build_object('agency_kind', jsonb_build_array('department'), 'region', '[]'::jsonb, 'domain', c.domain_id,
        'matter', c.matter_id, 'matter_kind', c.matter_id, 'procedure', c.procedure, 'law', c.law,
        'channel', c.channel_id, 'people', 1)
    || CASE WHEN counted.ends THEN jsonb_build_object('outcome', c.outcome_id, 'group', CASE d.id %% 5
            WHEN 0 THEN 'uphold' WHEN 1 THEN 'revoke' WHEN 2 THEN 'modify' WHEN 3 THEN 'mediate' ELSE 'terminate' END,
        'corrected', d.id %% 5 IN (1, 2), 'righted', d.id %% 5 IN (1, 2, 3), 'decided', d.id %% 5 < 3,
        'settled', d.id %% 5 = 3, 'given_up', d.id %% 5 > 2, 'cause', '', 'sued', c.sued, 'in_time', d.id %% 50 > 0,
        'late', d.id %% 50 = 0, 'extended', d.id %% 20 = 0, 'days', 47, 'hearing', false, 'views', true,
        'committee', false) ELSE '{}' END, now()
FROM dossiers_dossier d
JOIN cases_reconsiderationcase c ON c.dossier_id = d.id
JOIN dossiers_party p ON p.dossier_id = d.id AND p.role = 'respondent'
CROSS JOIN LATERAL (VALUES
    ('received', c.received_on, NULL::date, NULL::date, false),
    ('accepted', c.accepted_on, c.concluded_on, NULL, false),
    ('concluded', c.concluded_on, NULL, NULL, true),
    ('closed_short', c.concluded_on, NULL, c.concluded_on + 16, true),
    ('closed_long', c.concluded_on, NULL, c.concluded_on + 184, true)
) AS counted (measure, day, ended, ripe_on, ends)
WHERE counted.day IS NOT NULL
"""


def measure(world: World, say: Callable[[str], None]) -> list[Row]:
    """The worklist page first; the pages and questions of figures after it."""
    fill(["reports_entry"], [ENTRIES], {}, say)
    start = time.perf_counter()
    say(f"{summaries.complete()} sums made in {time.perf_counter() - start:.0f} s")
    day = today()
    year = Period(day.replace(month=1, day=1), day)
    trend = Period(year.first.replace(year=day.year - 4), day)
    asked = f"from={year.first}&to={year.last}"
    reader, organ = actor_for(world.officer), world.organ
    cut = RECONSIDERATION.columns
    agency = world.liaison_of_one.assignments.get().organisation
    return [
        measured("the worklist page", world.officer, "/reconsideration/"),
        measured("figures, this year", world.officer, f"/figures/?{asked}"),
        measured("figures, five years", world.officer, f"/figures/?from={trend.first}&to={trend.last}"),
        measured("the cases behind a figure", world.officer, f"/figures/cases/?{asked}&figure=accepted"),
        *(
            Row(name, *timed(question), 0)
            for name, question in (
                ("all indicators, this year", lambda: evaluate(reader, organ, year)),
                ("ranking of agencies", lambda: evaluate(reader, organ, year, only=cut, by="agency")),
                ("by domain", lambda: evaluate(reader, organ, year, only=cut, by="domain")),
                ("five years by month", lambda: evaluate(reader, organ, trend, only=cut, by="month")),
                ("one agency", lambda: evaluate(reader, organ, year, only=cut, agency=agency)),
                ("a page of a list", lambda: list(behind(reader, organ, year, "correction_rate")[:50])),
                ("from the entries: as of today", lambda: evaluate(reader, organ, year, only=cut, as_of=day)),
            )
        ),
    ]
