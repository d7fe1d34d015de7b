"""What is read of cases: chainable, always in scope."""

import datetime as dt
import re
from functools import reduce
from operator import and_, or_
from typing import Self

from django.db.models import Model, Q

from accounts.text import normalise_name
from dossiers.scoping import OrganScopedQuerySet, ScopedQuerySet

BRACKETED_YEAR = re.compile(r"[\[(〔【{〈<](\d{4})年?[\])〕】}〉>]")
# 〔2026〕012号 and 〔2026〕第12号 are written 〔2026〕12号.
LEADING_ZEROS = re.compile(r"^第?0*(?=\d)")


def grams_of(text: str) -> list[str]:
    """The one- and two-character grams of a normalised text, as dossiers_grams() of the database makes them."""
    return sorted({*text, *(text[i : i + 2] for i in range(len(text) - 1))})


def spellings(fragment: str) -> list[str]:
    """The normal forms in which a typed fragment can stand in what is searched; none for an empty one.

    A number is found in whatever bracket its year was typed: 渝府复[2026]012 as 渝府复〔2026〕12.
    """
    text = normalise_name(fragment)
    if not text:
        return []
    if not (year := BRACKETED_YEAR.search(text)):
        return [text]
    before, after = text[: year.start()], text[year.end() :]
    after = LEADING_ZEROS.sub("", after)
    return list(dict.fromkeys([text, *(f"{before}{left}{year[1]}{right}{after}" for left, right in ("〔〕", "()"))]))


def fragments(typed: str) -> list[str]:
    """The normal forms of what was typed and of each of its words, for showing where they stand."""
    words = typed.split()
    return list(dict.fromkeys(text for part in (typed, *words) for text in spellings(part)))


def containing(typed: str, prefix: str = "") -> Q:
    """The condition that a case contains what was typed: as it stands or, with spaces in it, each of the words.

    `prefix` leads to the dossier. Nothing typed is in none. The index over grams finds the candidates, LIKE rechecks
    them.
    """
    words = typed.split()
    found = _contains(typed, prefix)
    if len(words) > 1:
        found |= reduce(and_, (_contains(word, prefix) for word in words))
    return found


def _contains(fragment: str, prefix: str) -> Q:
    conditions = [
        Q(**{f"{prefix}grams__contains": needed_grams(text), f"{prefix}search_text__contains": text})
        for text in spellings(fragment)
    ]
    return reduce(or_, conditions, Q(pk__in=[]))


def needed_grams(text: str) -> list[str]:
    """The grams by which the index finds `text`: its pairs of characters, or the only one."""
    return [text] if len(text) == 1 else list(dict.fromkeys(text[i : i + 2] for i in range(len(text) - 1)))


class DossierQuerySet(ScopedQuerySet):
    dossier_path = "pk"

    def containing(self, fragment: str) -> Self:
        """Cases whose number, title, parties or act contain `fragment`; widths, brackets and spaces do not matter."""
        return self.filter(containing(fragment))

    def running(self) -> Self:
        return self.filter(status__in=["open", "suspended"])

    def due_by(self, day: dt.date) -> Self:
        """Open cases whose next due date is `day` or earlier."""
        return self.filter(status="open", next_due_on__lte=day)


class CaseDataQuerySet(ScopedQuerySet):
    """Rows that hang on a dossier."""

    def standing(self) -> Self:
        """Rows that have not been voided."""
        return self.filter(voided_at=None)


class LinkQuerySet(CaseDataQuerySet):
    def of(self, dossier: Model) -> Self:
        """The standing links of a case, in either direction, with the cases at both ends."""
        return self.standing().filter(Q(dossier=dossier) | Q(other=dossier)).select_related("dossier", "other")


class FactQuerySet(CaseDataQuerySet):
    def current(self) -> Self:
        """Facts as they are known now."""
        return self.filter(superseded_at=None, void=False)

    def known_at(self, moment: dt.datetime) -> Self:
        """Facts as they were known at `moment`."""
        return self.filter(Q(superseded_at=None) | Q(superseded_at__gt=moment), recorded_at__lte=moment, void=False)


class OrganDataQuerySet(OrganScopedQuerySet):
    def standing(self) -> Self:
        """Rows that have not been voided."""
        return self.filter(voided_at=None)
