"""What figures can be cut by: each dimension with its name and the words for its values."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models import Organ, Organisation
from disputes.models import SuggestionKind
from dossiers.models import Code

# The months of each part of a period.
MONTHS = {"year": 12, "quarter": 3, "month": 1}


@dataclass(frozen=True)
class Dimension:
    """`words` are those of its own values; `codes` says that they are keys of code lists, `organisations` ids."""

    code: str
    title: Any
    codes: bool = False
    organisations: bool = False
    words: tuple[tuple[str, Any], ...] = ()


# The outcomes put together, of reconsideration and of suits.
GROUPS = (
    ("uphold", gettext_lazy("Upheld")),
    ("dismiss", gettext_lazy("Dismissed")),
    ("revoke", gettext_lazy("Revoked")),
    ("modify", gettext_lazy("Modified")),
    ("illegal", gettext_lazy("Found illegal")),
    ("perform", gettext_lazy("Ordered to perform")),
    ("mediate", gettext_lazy("Mediated")),
    ("terminate", gettext_lazy("Terminated")),
    ("other", gettext_lazy("Other outcome")),
    ("dismissed", gettext_lazy("Claims dismissed")),
    ("affirmed", gettext_lazy("Affirmed")),
    ("rejected", gettext_lazy("Suit rejected or not docketed")),
    ("revoked", gettext_lazy("Revoked, also in part")),
    ("modified", gettext_lazy("Modified")),
    ("changed", gettext_lazy("Changed or sent back")),
    ("withdrawn", pgettext_lazy("lawsuit", "Withdrawn")),
    ("mediated", gettext_lazy("Mediated")),
    ("retrial", gettext_lazy("Application for retrial decided")),
)
YES_NO = (("true", gettext_lazy("yes")), ("false", gettext_lazy("no")))
DIMENSIONS: dict[str, Dimension] = {
    dimension.code: dimension
    for dimension in (
        Dimension("year", gettext_lazy("Year")),
        Dimension("quarter", gettext_lazy("Quarter")),
        Dimension("month", gettext_lazy("Month")),
        Dimension("organ", gettext_lazy("Reconsideration organ")),
        Dimension("agency", gettext_lazy("Agency"), organisations=True),
        Dimension("region", gettext_lazy("Street or town"), organisations=True),
        Dimension(
            "agency_kind",
            gettext_lazy("Kind of agency"),
            words=(
                ("government", gettext_lazy("Government")),
                ("department", gettext_lazy("Department")),
                ("township", gettext_lazy("Street and town")),
            ),
        ),
        Dimension("domain", gettext_lazy("Domain"), codes=True),
        Dimension("matter", pgettext_lazy("column", "Matter"), codes=True),
        Dimension("matter_kind", gettext_lazy("Kind of matter"), codes=True),
        Dimension("outcome", gettext_lazy("Outcome"), codes=True),
        Dimension("cause", gettext_lazy("Cause of the problem"), codes=True),
        Dimension("channel", gettext_lazy("How it came"), codes=True),
        Dimension(
            "procedure",
            gettext_lazy("Procedure"),
            words=(
                ("ordinary", gettext_lazy("Ordinary procedure")),
                ("simplified", gettext_lazy("Simplified procedure")),
            ),
        ),
        Dimension(
            "law",
            gettext_lazy("Law"),
            words=(
                ("2017", gettext_lazy("Reconsideration Law of 2017")),
                ("2023", gettext_lazy("Reconsideration Law of 2023")),
            ),
        ),
        Dimension("court", gettext_lazy("Court"), organisations=True),
        Dimension("instance", gettext_lazy("Instance"), codes=True),
        Dimension(
            "stage",
            gettext_lazy("First instance, second, retrial"),
            words=(
                ("first", gettext_lazy("First instance")),
                ("second", gettext_lazy("Second instance")),
                ("retrial", gettext_lazy("Retrial")),
            ),
        ),
        Dimension("reconsidered", gettext_lazy("After reconsideration"), words=YES_NO),
        Dimension("government", gettext_lazy("The government's own cases"), words=YES_NO),
        Dimension("major", gettext_lazy("Major cases"), words=YES_NO),
        Dimension("called", gettext_lazy("The court called the head"), words=YES_NO),
        Dimension(
            "rank",
            gettext_lazy("Rank of the head"),
            words=(
                ("principal", gettext_lazy("Principal")),
                ("deputy", pgettext_lazy("head of an agency", "Deputy")),
                ("in_charge", gettext_lazy("Head in charge of the field")),
                ("head", gettext_lazy("Head of unrecorded rank")),
            ),
        ),
        Dimension("source", gettext_lazy("Source of a dispute"), codes=True),
        Dimension("result", gettext_lazy("Result"), codes=True),
        Dimension(
            "nature",
            gettext_lazy("Nature of the dispute"),
            words=(
                ("administrative", gettext_lazy("Administrative dispute")),
                ("civil", gettext_lazy("Civil dispute")),
            ),
        ),
        Dimension(
            "kind",
            gettext_lazy("Kind of suggestion"),
            words=tuple((kind.value, kind.label) for kind in SuggestionKind),
        ),
        Dimension("group", gettext_lazy("Group of outcomes"), words=GROUPS),
    )
}


def labels_of(by: str, keys: Iterable[Any]) -> dict[Any, str]:
    """What the values of a dimension are called; one query at most."""
    found = list(keys)
    nothing = {key: _("not recorded") for key in found if key in (None, "")}
    said = [key for key in found if key not in nothing]
    dimension = DIMENSIONS.get(by)
    words: dict[Any, str] = {}
    if by == "organ":
        organs = Organ.objects.filter(pk__in=said).select_related("organisation")
        words = {organ.pk: organ.organisation.name for organ in organs}
    elif dimension and dimension.organisations:
        names = dict(Organisation.objects.filter(pk__in=[int(key) for key in said]).values_list("pk", "name"))
        words = {key: names.get(int(key), str(key)) for key in said}
    elif dimension and dimension.codes:
        words = {code.pk: str(code) for code in Code.objects.filter(pk__in=said)}
    elif dimension:
        words = {key: str(label) for key, label in dimension.words}
    return {key: words.get(key, str(key)) for key in said} | nothing
