"""The indicators of the appearance of agency heads in court, of nominations and of records."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from typing import Any

from django.utils.translation import gettext_lazy as _

from hearings import rates
from hearings.rates import Among, By, Joint, Parallel, Place
from reports.indicators.base import Direction, Indicator, Reading, Term, Text, Unit
from reports.reckoning.litigation import ATTENDANCE

UNIT = ("agency_kind", "region", "court", "stage", "instance", "domain", "matter", "reconsidered", "called", "rank")
RULES = _("Provisions on the appearance of agency heads (Fa Shi [2020] No. 3) art. 7, 14; no law gives a formula")


def terms(reading: rates.Reading) -> tuple[Term, Term]:
    """Numerator and denominator of the rate in a reading of hearings.rates."""
    where: dict[str, object] = {}
    match reading.among:
        case Among.HEARD:
            where["heard"] = True
        case Among.CALLED:
            where["called"] = True
        case Among.FIRST_CONCLUDED:
            where |= {"first_instance": True, "judged": True}
    if reading.joint == Joint.DESIGNATED:
        where["released"] = False
    if not reading.vertical:
        where["vertical"] = False
    measure = "unit_judged" if reading.by == By.JUDGMENT else "unit_heard"
    denominator = Term(measure, where)
    present = {place_key(reading): str(Place.PRESENT)}
    if reading.parallel == Parallel.SITTINGS:
        # Of units that count as one, the one that says least for the agency says it for all.
        denominator = replace(denominator, once="session")
        return replace(denominator, every=present), denominator
    return denominator.also(**present), denominator


def place_key(reading: rates.Reading) -> str:
    """Where an entry says how its unit stands in a reading."""
    return f"place_{ATTENDANCE[reading.refused, reading.left]}"


def principal_key(reading: rates.Reading) -> str:
    """Where an entry says whether the principal of its unit came."""
    return f"principal_{ATTENDANCE[reading.refused, reading.left]}"


def read_as(reading: rates.Reading, code: str = "chosen", words: Text = "") -> Reading:
    """The rate read in any of the ways that the law leaves open."""
    return Reading(code, words, *terms(reading))


DEFAULT = rates.Reading()
NUMERATOR, DENOMINATOR = terms(DEFAULT)
HEARD = DENOMINATOR
ALTERNATIVES = (
    ("called", _("Among the units in which the court called the head"), replace(DEFAULT, among=Among.CALLED)),
    (
        "first_concluded",
        _("Among the first-instance units concluded"),
        replace(DEFAULT, among=Among.FIRST_CONCLUDED, by=By.JUDGMENT),
    ),
    ("all", _("Among all units, also those that were not heard"), replace(DEFAULT, among=Among.ALL)),
    ("each", _("Each joint defendant counts"), replace(DEFAULT, joint=Joint.EACH)),
    (
        "sittings",
        _("Parallel cases of a sitting count once for an agency"),
        replace(DEFAULT, parallel=Parallel.SITTINGS),
    ),
    ("judgment", _("By the day of the judgment"), replace(DEFAULT, by=By.JUDGMENT)),
    ("no_vertical", _("Without agencies under vertical leadership"), replace(DEFAULT, vertical=False)),
    ("refused_counts", _("Refused identity papers do not matter"), replace(DEFAULT, refused=False)),
    ("left_counts", _("Leaving without leave does not matter"), replace(DEFAULT, left=False)),
)


def every_reading() -> Iterator[rates.Reading]:
    """All the ways in which the rate can be read."""
    for among, joint, parallel, by, vertical, refused, left in product(
        Among, Joint, Parallel, By, (True, False), (True, False), (True, False)
    ):
        yield rates.Reading(among, joint, parallel, by, vertical, refused, left)


def _rate(id: str, title: Text, numerator: Term, denominator: Term, reading: Text, **more: Any) -> Indicator:
    fields: dict[str, Any] = {"direction": Direction.MORE, "source": RULES, "dimensions": UNIT, **more}
    return Indicator(
        id=id,
        title=title,
        numerator=numerator,
        denominator=denominator,
        unit=Unit.PERCENT,
        reading=reading,
        **fields,
    )


KINDS = {
    "government": _("Appearance rate of governments"),
    "department": _("Appearance rate of departments"),
    "township": _("Appearance rate of streets and towns"),
}
STAGES = {
    "first": _("Appearance rate in first instance"),
    "second": _("Appearance rate in second instance"),
    "retrial": _("Appearance rate in retrial"),
}
RANKS = {
    "principal": _("Principals among the heads who appeared"),
    "deputy": _("Deputies among the heads who appeared"),
    "in_charge": _("Heads in charge of the field among those who appeared"),
}
GROUNDS = {
    "force_majeure": _("Absence for force majeure"),
    "accident": _("Absence for an accident"),
    "duty": _("Absence for a duty that nobody else can do"),
    "other": _("Absence for another good reason"),
    "none": _("Absence without good reason"),
    "": _("Absence of which no reason is recorded"),
}
AS_BY_DEFAULT = _("Units in which a head was present ÷ units heard, of those named; read as the rate itself")
ABSENT = HEARD.also(place_ii=str(Place.ABSENT))
ONE_YEAR = _("Agencies with a unit heard in the period; of each of them once")

INDICATORS = (
    _rate(
        "appearance_rate",
        _("Appearance rate"),
        NUMERATOR,
        DENOMINATOR,
        _(
            "Units (case, instance, defendant) in which a head was present ÷ units heard, by the day of the first "
            "hearing; of joint defendants the designated one"
        ),
        alternatives=tuple(read_as(reading, code, words) for code, words, reading in ALTERNATIVES),
        counts=_("Head present"),
    ),
    *(
        _rate(
            f"appearance_{kind}", title, NUMERATOR.also(agency_kind=kind), HEARD.also(agency_kind=kind), AS_BY_DEFAULT
        )
        for kind, title in KINDS.items()
    ),
    *(
        _rate(f"appearance_{stage}", title, NUMERATOR.also(stage=stage), HEARD.also(stage=stage), AS_BY_DEFAULT)
        for stage, title in STAGES.items()
    ),
    _rate(
        "appearance_called",
        _("Appearance rate where the court called the head"),
        NUMERATOR.also(called=True),
        HEARD.also(called=True),
        _("Units heard in which the court gave notice that the head was to appear; present ÷ all of them"),
        source=_("Provisions on the appearance of agency heads (Fa Shi [2020] No. 3) art. 4, 5"),
    ),
    _rate(
        "principal_rate",
        _("Units in which the principal appeared, share"),
        HEARD.also(principal_ii=True),
        HEARD,
        _("Units in which the principal was present ÷ units heard"),
    ),
    *(
        _rate(
            f"rank_{rank}",
            title,
            NUMERATOR.also(rank=rank),
            NUMERATOR,
            _("Units by the rank of the head who was present ÷ units in which a head was present"),
            direction=Direction.NEITHER,
            source=_("Provisions on the appearance of agency heads (Fa Shi [2020] No. 3) art. 2"),
        )
        for rank, title in RANKS.items()
    ),
    _rate(
        "unknown_rate",
        _("Units of which nobody has said who came"),
        HEARD.also(place_ii=str(Place.UNKNOWN)),
        HEARD,
        _("Units heard without a confirmed record ÷ units heard"),
        direction=Direction.LESS,
    ),
    _rate(
        "only_lawyers",
        _("Only lawyers came"),
        HEARD.also(only_lawyers=True),
        HEARD,
        _("Units for which nobody but lawyers came ÷ units heard"),
        direction=Direction.LESS,
        source=_("Administrative Litigation Law art. 3③; its judicial interpretation art. 128②"),
    ),
    *(
        _rate(
            f"absence_{ground.partition('.')[2] or 'not_said'}",
            title,
            ABSENT.also(absence=ground),
            ABSENT,
            _("Units in which no head was present, by the ground that was given ÷ all such units"),
            direction=Direction.NEITHER,
            source=_("Provisions on the appearance of agency heads (Fa Shi [2020] No. 3) art. 8"),
        )
        for ground, title in ((f"absence_ground.{code}" if code else "", label) for code, label in GROUNDS.items())
    ),
    _rate(
        "spoke_rate",
        _("Heads who spoke, share"),
        NUMERATOR.also(spoke=True),
        NUMERATOR,
        _("Units in which the head who was present spoke ÷ units in which a head was present"),
        source=_("Provisions on the appearance of agency heads (Fa Shi [2020] No. 3) art. 11"),
        alternatives=(
            Reading(
                "heard",
                _("Among the units heard"),
                NUMERATOR.also(spoke=True),
                HEARD,
            ),
        ),
    ),
    _rate(
        "resolved_rate",
        _("Resolved after an appearance, share"),
        Term("unit_judged", {**NUMERATOR.where, "resolved": True}),
        Term("unit_judged", NUMERATOR.where),
        _(
            "Units in which a head was present and that ended by withdrawal after coordination or by mediation ÷ units "
            "judged in which a head was present; by the day of the judgment"
        ),
        source=_("Provisions on the appearance of agency heads (Fa Shi [2020] No. 3) art. 11③"),
    ),
    _rate(
        "principal_once",
        _("Agencies whose principal appeared at least once"),
        replace(HEARD.also(principal_ii=True), once="agency"),
        replace(HEARD, once="agency"),
        ONE_YEAR,
        source=_("Opinion of the State Council's office on appearance (Guo Ban Fa [2016] No. 54) part 4"),
    ),
    _rate(
        "agencies_none",
        _("Agencies of which no head appeared"),
        replace(HEARD, once="agency", none={"place_ii": str(Place.PRESENT)}),
        replace(HEARD, once="agency"),
        ONE_YEAR,
        direction=Direction.LESS,
    ),
    _rate(
        "nominations_late",
        _("Nominations late"),
        Term("nomination").also(late=True),
        Term("nomination"),
        _("Heads not named by the day that the office's rules set ÷ nominations due in the period"),
        direction=Direction.LESS,
        source=_("Working rules of the office"),
    ),
    _rate(
        "records_late",
        _("Appearance records late"),
        Term("record").also(late=True),
        Term("record"),
        _("Records not handed in by the day that the office's rules set ÷ records due in the period"),
        direction=Direction.LESS,
        source=_("Working rules of the office"),
    ),
    *(
        Indicator(
            id=f"entry_days_{side}",
            title=title,
            numerator=Term(f"entered_{side}", weigh="days"),
            denominator=Term(f"entered_{side}"),
            unit=Unit.DAYS,
            direction=Direction.LESS,
            reading=_("Days from the hearing to the first record of who came ÷ records; by the day of the hearing"),
            source=_("Administrative bodies and courts keep each other's data up to date"),
            dimensions=("court", "stage", "domain", "matter"),
        )
        for side, title in (
            ("agency", _("Days from the hearing to the agency's record")),
            ("court", _("Days from the hearing to the court's record")),
        )
    ),
)
