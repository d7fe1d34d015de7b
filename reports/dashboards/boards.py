"""The dashboards of leadership, of the office and of an agency."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.actors import Actor
from accounts.models import Role
from reports.dashboards.base import Board, Column, Compared, Cut, Show, Tile, Trend

BESIDE_ACCEPTED = (("accepted", pgettext_lazy("beside a figure", "accepted")),)
OF_CONCLUDED = pgettext_lazy("beside a figure", "concluded")
RECEIVED = Tile("received", beside=BESIDE_ACCEPTED)
IN_TIME = Tile("in_time_rate", OF_CONCLUDED)
CORRECTED = Tile("correction_rate", OF_CONCLUDED)
APPEARED = Tile(
    "appearance_rate",
    pgettext_lazy("beside a figure", "heard"),
    beside=(("principal_rate", pgettext_lazy("beside a figure", "principals")),),
)
LOST = Tile("lost_rate", pgettext_lazy("beside a figure", "judged"))
RESOLVED = Tile("resolution_rate", OF_CONCLUDED, _("Resolution rate of disputes"))
SERVED = _("Suits against agencies")
SUED_AGAINST = Tile("suits", title=SERVED, beside=(("suits_concluded", pgettext_lazy("beside a figure", "judged")),))
AGAINST_US = Tile("received", title=_("Reconsideration against the agency"), beside=BESIDE_ACCEPTED)
NOMINATED_LATE = Tile("nominations_late", pgettext_lazy("beside a figure", "due"))

RECONSIDERED = (
    Compared("received"),
    Compared("accepted"),
    Compared("concluded"),
    Compared("pending_at_end"),
    Compared("average_days"),
    Compared("settlement_rate"),
    Compared("sued_rate"),
)
SUED = (
    Compared("suits", SERVED),
    Compared("suits_concluded", _("Suits against agencies judged")),
    Compared("coordinated_rate"),
    Compared("lost_after_reconsideration"),
)
RESOLVING = (Compared("disputes"), Compared("suggestions_in_time"))
IN_THE_OFFICE = tuple(
    Compared(indicator)
    for indicator in (
        *("extended_rate", "hearing_rate", "views_rate", "closed_rate"),
        *("nominations_late", "records_late"),
    )
)

TREND = Trend(
    "trend",
    _("Reconsideration and suits by month"),
    (("received", pgettext_lazy("column", "Reconsideration")), ("suits", pgettext_lazy("column", "Suits"))),
    ("received",),
)

CASES = Column("received", "received", pgettext_lazy("column", "Reconsideration"), bar=True)
CORRECTIONS = Column("corrected", "correction_rate", pgettext_lazy("column", "Corrected"), late=True)
SUITS = Column("suits", "suits", pgettext_lazy("column", "Suits"))
LOSSES = Column("lost", "lost_rate", pgettext_lazy("column", "Lost"), late=True)
NO_CASE = _("No case in this period.")

AGENCIES = Cut(
    "agencies",
    _("Agencies"),
    "agency",
    (
        CASES,
        CORRECTIONS,
        SUITS,
        LOSSES,
        Column("appeared", "appearance_rate", pgettext_lazy("column", "Appeared"), Show.AMONG),
        Column("late", "nominations_late", _("Named late"), late=True),
    ),
    NO_CASE,
    note=_("a case against two agencies counts with each"),
    sortable=True,
)
APPEARANCES = Cut(
    "appearances",
    _("Heads in court by agency"),
    "agency",
    (
        Column("heard", "appearance_rate", pgettext_lazy("column", "Heard"), Show.DENOMINATOR),
        Column("present", "appearance_rate", pgettext_lazy("column", "Appeared")),
        Column("principals", "principal_rate", pgettext_lazy("column", "Principals")),
        Column("unknown", "unknown_rate", _("Not recorded yet"), late=True),
        Column("rate", "appearance_rate", pgettext_lazy("column", "Rate"), Show.VALUE, bar=True),
    ),
    _("No hearing in court in this period."),
    sortable=True,
)
DOMAINS = Cut(
    "domains",
    _("Domains of administration"),
    "domain",
    (CASES, SUITS, CORRECTIONS, LOSSES),
    NO_CASE,
    chart=("received", "suits"),
    most=8,
)
MATTERS = Cut(
    "matters",
    _("Administrative matters"),
    "matter",
    (CASES, SUITS, CORRECTIONS, LOSSES),
    NO_CASE,
    head=pgettext_lazy("column", "Matter"),
    chart=("received", "suits"),
    most=8,
)
CAUSES = Cut(
    "causes",
    _("Why acts were corrected"),
    "cause",
    (Column("corrected", "correction_rate", _("Cases")),),
    _("No act was corrected in this period."),
    chart=("corrected",),
    most=8,
    known=False,
)
LOST_BY = Cut(
    "lost",
    _("How suits were lost"),
    "group",
    (Column("lost", "lost_rate", pgettext_lazy("column", "Suits")),),
    _("No suit was lost in this period."),
    chart=("lost",),
    most=8,
    known=False,
)
REGIONS = Cut(
    "regions",
    _("Streets and towns"),
    "region",
    (CASES, CORRECTIONS, SUITS, LOSSES),
    _("There is no street or town."),
    note=_("reconsideration and suits in which they are respondent or defendant"),
    grid=True,
)
SOURCES = Cut(
    "sources",
    _("Disputes by source"),
    "source",
    (Column("disputes", "disputes", pgettext_lazy("column", "Received")),),
    _("No dispute in this period."),
    chart=("disputes",),
    most=8,
)

LEADERSHIP = Board(
    "leadership",
    _("The whole district"),
    (RECEIVED, IN_TIME, CORRECTED, APPEARED, LOST, RESOLVED),
    (*RECONSIDERED, *SUED, *RESOLVING),
    TREND,
    (AGENCIES,),
    (CAUSES, LOST_BY, SOURCES),
    (MATTERS, DOMAINS, APPEARANCES),
    (REGIONS,),
)
OFFICE = Board(
    "office",
    _("The office's work"),
    (RECEIVED, IN_TIME, CORRECTED, SUED_AGAINST, LOST, RESOLVED),
    (*RECONSIDERED, *IN_THE_OFFICE, *SUED, *RESOLVING),
    TREND,
    (AGENCIES,),
    (CAUSES, LOST_BY, SOURCES),
    (MATTERS, DOMAINS, APPEARANCES),
    (REGIONS,),
)
AGENCY = Board(
    "agency",
    _("My agency"),
    (AGAINST_US, CORRECTED, SUED_AGAINST, APPEARED, LOST, NOMINATED_LATE),
    tuple(
        Compared(indicator)
        for indicator in (
            *("concluded", "settlement_rate", "sued_rate"),
            *("coordinated_rate", "records_late", "suggestions_in_time"),
        )
    ),
    TREND,
    (MATTERS,),
    (CAUSES, LOST_BY),
)

LEADERS = (Role.LEADERSHIP, Role.ORGAN_LEADER)
BOARDS: dict[str, tuple[Board, tuple[Role, ...]]] = {
    LEADERSHIP.code: (LEADERSHIP, LEADERS),
    OFFICE.code: (OFFICE, (Role.OFFICER, Role.DIRECTOR)),
    AGENCY.code: (AGENCY, (Role.AGENCY_LIAISON,)),
}


def boards_for(actor: Actor) -> list[Board]:
    """The dashboards that an actor may open, the widest first."""
    return [board for board, roles in BOARDS.values() if actor.has_any(roles)]
