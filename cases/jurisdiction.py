"""Which organ is competent for a respondent (2023 law 24 to 28), as far as the tree of organisations shows it."""

from dataclasses import dataclass

from django.db.models import Q

from accounts.models import Organ, Organisation, OrganisationKind
from cases.models import Law

# Departments led from above: the organ above them is competent, never the local government (27).
LED_FROM_ABOVE = frozenset(
    f"domain.{name}"
    for name in ("customs", "tax", "state_security", "foreign_exchange", "banking", "central_bank", "securities")
) | frozenset({"domain.financial_regulation", "domain.insurance_regulation", "domain.bank_regulation"})

OWN_BUREAU = "own_bureau"
OWN_DEPARTMENT = "own_department"
LOWER_GOVERNMENT = "lower_government"
DISPATCHED_OFFICE = "dispatched_office"
DISPATCHED_UNIT = "dispatched_unit"
UNIT_FROM_ABOVE = "unit_from_above"
LED = "led_from_above"
THE_ORGAN_ITSELF = "the_organ_itself"
ELSEWHERE = "elsewhere"

ARTICLES = {
    OWN_DEPARTMENT: "第24条第1款第1项",
    LOWER_GOVERNMENT: "第24条第1款第2项",
    DISPATCHED_OFFICE: "第24条第1款第3项",
    DISPATCHED_UNIT: "第24条第4款",
    UNIT_FROM_ABOVE: "第24条第4款",
    THE_ORGAN_ITSELF: "第24条第2款",
    LED: "第27条",
    OWN_BUREAU: "第28条",
    ELSEWHERE: "第24条",
}
# With these the office should look again before it accepts.
DOUBTFUL = frozenset({OWN_BUREAU, LED, THE_ORGAN_ITSELF, UNIT_FROM_ABOVE, ELSEWHERE})


@dataclass(frozen=True)
class Competence:
    """How a respondent stands to an organ, and the article by which that organ is competent or is not."""

    standing: str
    article: str

    @property
    def doubtful(self) -> bool:
        return self.standing in DOUBTFUL


def competence(organ: Organ, respondent: Organisation, domain: str, law: str) -> Competence | None:
    """How `organ` is competent for an application against `respondent`; None under the law of 2017.

    The respondent's superior must be at hand (select_related): nothing is read here.
    """
    if law == Law.LAW_2017:
        return None
    standing = _standing(organ, respondent, domain)
    return Competence(standing, ARTICLES[standing])


def _standing(organ: Organ, respondent: Organisation, domain: str) -> str:
    if respondent.pk == organ.organisation_id:
        return THE_ORGAN_ITSELF
    if respondent.pk == organ.office_id:
        return OWN_BUREAU
    parent = respondent.parent
    own = respondent.parent_id == organ.organisation_id
    if domain in LED_FROM_ABOVE or respondent.led_from_above:
        return LED
    if own and respondent.kind == OrganisationKind.STREET_OFFICE:
        return DISPATCHED_OFFICE
    if own and respondent.kind in {OrganisationKind.TOWNSHIP, OrganisationKind.GOVERNMENT}:
        return LOWER_GOVERNMENT
    if own:
        return OWN_DEPARTMENT
    if parent is not None and parent.parent_id == organ.organisation_id:
        return DISPATCHED_UNIT
    if parent is not None and parent.kind == OrganisationKind.DEPARTMENT and parent.parent_id == _above(organ):
        return UNIT_FROM_ABOVE
    return ELSEWHERE


def _above(organ: Organ) -> int | None:
    """The government above the organ; None where the tree does not go so far."""
    return organ.organisation.parent_id


def units_from_above(organ: Organ) -> Q:
    """The units set up by departments of the government above, any of which may be seated in the district (24④)."""
    return Q(parent__kind=OrganisationKind.DEPARTMENT, parent__parent=_above(organ))
