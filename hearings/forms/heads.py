"""The head of an agency who appears: chosen from its roster, and whether that is a head at all (负责人出庭规定 2)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import HeadRank, Organisation, RosterEntry
from hearings.models import Appearance
from hearings.sittings.words import day_of
from workflow.fields import CHOOSE

Reason = Any


class HeadField(forms.ModelChoiceField):
    """A head from the roster of the agency, in force on the day of the hearing."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            RosterEntry.objects.standing().select_related("organisation"), **{"empty_label": CHOOSE, **kwargs}
        )

    def label_from_instance(self, entry: RosterEntry) -> str:
        return f"{entry.name}（{entry.post}，{entry.get_rank_display()}）"

    def offer(self, rows: list[Appearance]) -> None:
        """Let the heads of the agencies be chosen who hold their post on the day of a hearing.

        Where several agencies' heads stand in one list, each bears the name of its agency.
        """
        found: dict[int, RosterEntry] = {}
        days = {(row.defendant.organisation_id, day_of(row.case.sitting)) for row in rows}
        for agency, day in days:
            found |= {entry.pk: entry for entry in RosterEntry.objects.on(day).filter(organisation=agency)}
        names = {row.defendant.organisation_id: row.defendant.organisation.name for row in rows}
        places = {agency: place for place, agency in enumerate(names)}

        def place(one: RosterEntry) -> tuple[int, int, int]:
            return places[one.organisation_id], HeadRank.values.index(one.rank), one.pk

        ordered = sorted(found.values(), key=place)
        beside = {pk: f"{name} " if len(names) > 1 else "" for pk, name in names.items()}
        labels = [(one.pk, beside[one.organisation_id] + self.label_from_instance(one)) for one in ordered]
        self.choices = [("", self.empty_label), *labels]


def no_head_of(entry: RosterEntry, row: Appearance) -> Reason:
    """Why somebody on a roster is no head of the defendant on the day of the hearing (规定 2), or None."""
    agency, day = row.defendant.organisation, day_of(row.case.sitting)
    if entry.organisation_id != agency.pk:
        office = row.case.lawsuit.dossier.organ.office_id
        if entry.organisation_id == office and row.case.lawsuit.dossier.organ.organisation_id == agency.pk:
            return _("The head of the judicial bureau counts as staff where the government is sued (art. 130).")
        if stands_below(entry.organisation, agency):
            return _("The head of a subordinate body is no head of the agency (art. 2②); only a staff member.")
        return _("This person is no head of the agency.")
    if entry.valid_from > day or (entry.valid_to is not None and entry.valid_to < day):
        return _("This person does not hold the post on the day of the hearing.")
    return None


def stands_below(organisation: Organisation, above: Organisation) -> bool:
    """Whether an organisation stands somewhere below another one."""
    place = organisation.parent
    while place is not None:
        if place.pk == above.pk:
            return True
        place = place.parent
    return False
