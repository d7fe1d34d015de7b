"""Telling everybody concerned that a sitting is set, moved or cancelled: once for each change, never a party's name."""

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Role, RoleAssignment, User
from accounts.timekeeping import today
from hearings.models import Appearance, Sitting, SittingCase
from hearings.sittings.words import kind_words, place_words, when_words
from notices.services import notify


def concerned(sitting: Sitting, cases: QuerySet[SittingCase] | None = None) -> QuerySet[User]:
    """The officers of the cases, the liaisons of the agencies sued in them and of the court, and heads who are users.

    Where a case has no officer, the directors of the office. `cases` are those heard in the sitting, or some of them.
    """
    cases = sitting.cases.standing() if cases is None else cases
    held = RoleAssignment.objects.on(today())
    agencies = cases.values("lawsuit__defendants__organisation")
    condition = Q(pk__in=cases.filter(lawsuit__dossier__officer__isnull=False).values("lawsuit__dossier__officer"))
    condition |= Q(pk__in=cases.values("lawsuit__dossier__second_officer"))
    condition |= Q(
        pk__in=held.filter(role=Role.AGENCY_LIAISON, organisation__in=agencies).values("user_id"),
    )
    condition |= Q(pk__in=held.filter(role=Role.COURT_LIAISON, organisation=sitting.court_id).values("user_id"))
    heads = Appearance.objects.unscoped("the heads of the sitting at hand").filter(case__in=cases)
    condition |= Q(pk__in=heads.values("head__user"))
    if cases.filter(lawsuit__dossier__officer=None).exists():
        condition |= Q(pk__in=held.filter(role=Role.DIRECTOR, organisation=sitting.organ.office_id).values("user_id"))
    return User.objects.filter(condition, is_active=True)


def tell(sitting: Sitting, what: str, before: Sitting | None = None) -> None:
    """Tell what became of a sitting: ``set``, ``moved`` (from `before`), ``cancelled`` or ``righted`` (and so set, not
    at the time of `before`). Twice it tells nobody."""

    def words() -> str:
        said = {
            "kind": kind_words(sitting),
            "when": when_words(sitting),
            "place": place_words(sitting),
            "court": sitting.court,
            "before": when_words(before) if before else "",
        }
        if what == "moved":
            return _("%(kind)s moved from %(before)s to %(when)s, %(place)s (%(court)s).") % said
        if what == "cancelled":
            return _("%(kind)s of %(when)s, %(place)s (%(court)s), was cancelled.") % said
        if what == "righted" and said["before"] not in {"", said["when"]}:
            return (
                _("An entry was put right: %(kind)s is on %(when)s, %(place)s (%(court)s), not on %(before)s.") % said
            )
        if what == "righted":
            return _("An entry was put right: %(kind)s is set for %(when)s, %(place)s (%(court)s).") % said
        return _("%(kind)s on %(when)s, %(place)s (%(court)s).") % said

    notify(
        recipients=concerned(sitting),
        kind="sitting",
        words=words,
        path=reverse("hearings:sitting", args=[sitting.pk]),
        key=f"sitting:{sitting.pk}:{sitting.version}:{what}",
    )


def tell_left(sitting: Sitting, row: SittingCase) -> None:
    """Tell those whom one case concerns that it was taken off a sitting, which stays set for the others."""
    said = {"case": row.lawsuit.dossier.number, "when": when_words(sitting), "court": sitting.court}
    notify(
        recipients=concerned(sitting, sitting.cases.filter(pk=row.pk)),
        kind="sitting",
        words=lambda: _("%(case)s is no longer heard in the sitting of %(when)s (%(court)s).") % said,
        path=reverse("hearings:detail", args=[row.lawsuit_id]),
        key=f"sitting:{sitting.pk}:{sitting.version}:left:{row.lawsuit_id}",
    )
