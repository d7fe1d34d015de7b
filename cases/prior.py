"""Whether reconsideration must come before a suit (复议前置, 2023 law 23①, rules 30, 31; 2017 law 30①)."""

from dataclasses import dataclass
from typing import Protocol

from django.db.models import Q

from cases.models import Law, Nature

NONE = "prior.none"
ON_THE_SPOT = "prior.on_the_spot_penalty"
RESOURCES = "prior.natural_resources"
INACTION = "prior.inaction"
DISCLOSURE = "prior.disclosure"

# Domains whose titles are rights to natural resources, and matters that may take such a right away.
RESOURCE_DOMAINS = frozenset(
    f"domain.{name}" for name in ("natural_resources", "land", "minerals", "water", "forestry", "real_estate")
)
DISCLOSURE_MATTERS = frozenset({"matter.information_disclosure", "matter.inaction_information_disclosure"})
TITLE = "matter.title"

ARTICLES = {
    ON_THE_SPOT: "第23条第1款第1项",
    RESOURCES: "第23条第1款第2项",
    INACTION: "第23条第1款第3项；实施条例第30条",
    DISCLOSURE: "第23条第1款第4项；实施条例第31条",
    "prior.other_law": "第23条第1款第5项",
}


@dataclass(frozen=True)
class Prior:
    """A ground (key of the list `prior`) with its article; `settled` when the officer has said so."""

    ground: str
    article: str
    settled: bool


class Act(Protocol):
    """What the question asks of a case: a case itself, or a line of a list."""

    @property
    def law(self) -> str: ...

    @property
    def nature(self) -> str: ...

    @property
    def prior_id(self) -> str | None: ...

    @property
    def matter_id(self) -> str: ...

    @property
    def domain_id(self) -> str: ...


def prior_of(case: Act) -> Prior | None:
    """Why reconsideration must come before a suit, or None.

    What the officer has set goes first. Else it follows from the act and the matter, as far as they say it: whether a
    penalty was imposed on the spot, and what another law lays down, only the papers show.
    """
    ground = case.prior_id or _worked_out(case)
    if ground is None or ground == NONE:
        return None
    if case.law == Law.LAW_2017:
        article = "第30条第1款" if ground == RESOURCES else "第16条第1款"
    else:
        article = ARTICLES.get(ground, "第23条第1款")
    return Prior(ground, article, settled=case.prior_id is not None)


def _worked_out(case: Act) -> str | None:
    resources = case.matter_id == TITLE and case.domain_id in RESOURCE_DOMAINS
    if case.law == Law.LAW_2017:
        return RESOURCES if resources else None
    if case.matter_id in DISCLOSURE_MATTERS:
        return DISCLOSURE
    if case.nature == Nature.INACTION:
        return INACTION
    return RESOURCES if resources else None


def prior_condition(path: str = "") -> Q:
    """The same question (`prior_of`) as a condition on cases; `path` leads to the case."""
    settled = Q(**{f"{path}prior__isnull": False}) & ~Q(**{f"{path}prior": NONE})
    resources = Q(**{f"{path}matter": TITLE, f"{path}domain__in": sorted(RESOURCE_DOMAINS)})
    new = Q(**{f"{path}matter__in": sorted(DISCLOSURE_MATTERS)}) | Q(**{f"{path}nature": Nature.INACTION}) | resources
    worked_out = (Q(**{f"{path}law": Law.LAW_2017}) & resources) | (~Q(**{f"{path}law": Law.LAW_2017}) & new)
    return settled | (Q(**{f"{path}prior__isnull": True}) & worked_out)
