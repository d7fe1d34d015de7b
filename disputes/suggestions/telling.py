"""Telling those concerned of a suggestion: once for each entry, never a party's name."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Role, RoleAssignment, User
from accounts.timekeeping import today
from disputes.models import Suggestion
from dossiers.models import Dossier, TimelineEntry
from notices.services import notify


def _holding(condition: Q) -> QuerySet[User]:
    held = RoleAssignment.objects.on(today()).filter(condition)
    return User.objects.filter(pk__in=held.values("user_id"), is_active=True)


def liaisons(organisations: Iterable[int]) -> QuerySet[User]:
    """The liaisons of some agencies."""
    return _holding(Q(role=Role.AGENCY_LIAISON, organisation_id__in=list(organisations)))


def office(dossier: Dossier) -> QuerySet[User]:
    """Who works on a suggestion: its officers, and the directors while it has none."""
    if dossier.officer_id is None:
        return _holding(Q(role=Role.DIRECTOR, organisation_id=dossier.organ.office_id))
    people = {dossier.officer_id, dossier.second_officer_id}
    return User.objects.filter(pk__in=people - {None}, is_active=True)


def leaders(dossier: Dossier) -> QuerySet[User]:
    """Those to whom it is reported upward: the leaders of the organ, and the directors of its office."""
    organ = dossier.organ
    return _holding(
        Q(role=Role.ORGAN_LEADER, organisation_id=organ.organisation_id)
        | Q(role=Role.DIRECTOR, organisation_id=organ.office_id)
    )


def issuers(suggestion: Suggestion) -> QuerySet[User]:
    """The liaisons of the court or procuratorate that issued a suggestion."""
    roles = [Role.COURT_LIAISON, Role.PROCURATORATE_LIAISON]
    return _holding(Q(role__in=roles, organisation_id=suggestion.issuer_id))


def tell(entry: TimelineEntry, suggestion: Suggestion, what: str, people: Iterable[User]) -> None:
    """Tell `people` what an entry did: ``made``, ``again``, ``replied``, ``reported``, ``checked``; twice nobody."""

    def words() -> str:
        said = {
            "kind": suggestion.get_kind_display(),
            "number": entry.dossier.number or _("without a number"),
            "issuer": suggestion.issuer_name,
        }
        return {
            "made": _("%(kind)s %(number)s by %(issuer)s is made to your agency: sign for it and answer in time."),
            "registered": _("%(issuer)s has registered the %(kind)s %(number)s."),
            "again": _("Your agency is asked again for its answer to the %(kind)s %(number)s."),
            "replied": _("An agency has answered the %(kind)s %(number)s."),
            "rectified": _("An agency reports what it has put right after the %(kind)s %(number)s."),
            "reported": _("The %(kind)s %(number)s goes unheeded and is reported upward."),
            "checked": _("What your agency put right after the %(kind)s %(number)s was checked."),
        }[what] % said

    notify(
        recipients=[user for user in people if user.pk != entry.taken_by_id],
        kind="suggestion",
        words=words,
        path=reverse("dossier", args=[entry.dossier_id]),
        key=f"suggestion:{entry.pk}:{what}",
    )
