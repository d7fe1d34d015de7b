"""Which law and which implementing rules hold for a case, and what differs between them.

The law is that of the day of receipt and stays with the case to its end (reading R9). The implementing rules (实施条例)
are those of the day on which something happens (R16): of 2007 until 2026-06-30, of 2026 from then on; a case under the
law of 2017 keeps the rules of 2007, which were made for that law.
"""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.models import Law
from deadlines.engine import implementing_regulations, reconsideration_act
from deadlines.engine.law import REVISED_REGULATIONS_FROM
from workflow.display import article_words

RULES_2007 = 2007
RULES_2026 = 2026


def law_for(received_on: dt.date) -> str:
    """The law a case lives by: the law of 2017 accepts with the receipt, so the day of receipt decides (R9)."""
    return Law(str(reconsideration_act(received_on)))


def rules_on(law: str, day: dt.date) -> int:
    """The implementing rules that hold on `day` for a case under `law`: RULES_2007 or RULES_2026 (R16)."""
    return RULES_2007 if law == Law.LAW_2017 else implementing_regulations(day)


# What makes a case fit for the simplified procedure, beside one of its grounds (2023 law 53①).
SIMPLE = {
    "facts": _("the facts are clear"),
    "rights": _("rights and duties are plain"),
    "dispute": _("the dispute is not a large one"),
}


def applicable(law: str, first: dt.date, last: dt.date) -> str:
    """The law and the rules under which a case runs that began on `first` and came to `last`, in words."""
    if law == Law.LAW_2017:
        return gettext("Reconsideration Law (as amended 2017) and its Implementing Regulations (2007)")
    if last < REVISED_REGULATIONS_FROM:
        return gettext("Reconsideration Law (as revised 2023) and its Implementing Regulations (2007)")
    if first < REVISED_REGULATIONS_FROM:
        return gettext(
            "Reconsideration Law (as revised 2023) and its Implementing Regulations (as revised 2026; those of"
            " 2007 for what was done before 1 July 2026)"
        )
    return gettext("Reconsideration Law (as revised 2023) and its Implementing Regulations (as revised 2026)")


@dataclass(frozen=True)
class Election:
    """How many representatives (代表人) a group of applicants elects: when there are more than `over` of them."""

    over: int
    least: int
    most: int
    article: str


ELECTIONS = {
    RULES_2007: Election(5, 1, 5, "实施条例（2007）第8条"),
    RULES_2026: Election(10, 2, 5, "实施条例第17条"),
}


def election_on(law: str, day: dt.date) -> Election:
    """The rule on representatives that holds on `day` (rules of 2007 art. 8, of 2026 art. 17)."""
    return ELECTIONS[rules_on(law, day)]


def election_lacks(election: Election, applicants: int, representatives: int) -> str:
    """What is wrong with the number of representatives of so many applicants, in words; nothing when it is right."""
    words = {
        "applicants": applicants,
        "over": election.over,
        "least": election.least,
        "most": election.most,
        "article": article_words(election.article),
    }
    if representatives > election.most:
        return gettext("At most %(most)s representatives can be elected (%(article)s).") % words
    if applicants > election.over and representatives < election.least:
        return (
            gettext(
                "There are %(applicants)s applicants: more than %(over)s elect %(least)s to %(most)s representatives"
                " (%(article)s)."
            )
            % words
        )
    return ""
