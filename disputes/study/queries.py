"""What is read of study and training, each row within the scope of who reads."""

from typing import Self

from django.db.models import Exists, OuterRef, Q

from accounts.actors import Actor
from accounts.models import Role
from dossiers.queries import OrganDataQuerySet

OFFICE = (Role.OFFICER, Role.DIRECTOR)
LEADERS = (Role.ORGAN_LEADER, Role.LEADERSHIP)
UNITS = (Role.AGENCY_LIAISON, Role.COURT_LIAISON, Role.PROCURATORATE_LIAISON)


def of_organ(actor: Actor, prefix: str = "") -> Q:
    """The condition that a row is of an organ whose office or leaders the actor belongs to; `prefix` leads to it."""
    return Q(**{f"{prefix}organ__office__in": actor.organisations(*OFFICE)}) | Q(
        **{f"{prefix}organ__organisation__in": actor.organisations(*LEADERS)}
    )


def own_agency(actor: Actor, field: str = "organisation") -> Q:
    """The condition that a row is of an agency for which the actor is liaison."""
    return Q(**{f"{field}__in": actor.organisations(Role.AGENCY_LIAISON)})


class StudyQuerySet(OrganDataQuerySet):
    """Rows of an organ: seen by its office and its leaders, and by the agency whose they are."""

    def reach(self, actor: Actor) -> Q:
        """The condition that `actor` sees a row."""
        return of_organ(actor) | own_agency(actor)

    def visible_to(self, actor: Actor) -> Self:
        clone = self.filter(self.reach(actor))
        clone._scope = "visible_to"
        return clone


class PlanQuerySet(StudyQuerySet):
    pass


class OfPlanQuerySet(StudyQuerySet):
    def reach(self, actor: Actor) -> Q:
        return of_organ(actor, "plan__") | own_agency(actor, "plan__organisation")


class SessionQuerySet(StudyQuerySet):
    """An agency sees its own sessions, and those of others (the district's) on whose lists its people stand."""

    def reach(self, actor: Actor) -> Q:
        from disputes.models.study import Attendance  # noqa: PLC0415 - models are built on this module

        listed = Attendance.objects.unscoped("the actor's own people").filter(own_agency(actor), voided_at=None)
        return super().reach(actor) | Q(Exists(listed.filter(session=OuterRef("pk"))))


class AttendanceQuerySet(StudyQuerySet):
    """An agency sees its own people, and whoever came to what it held."""

    def reach(self, actor: Actor) -> Q:
        return of_organ(actor, "session__") | own_agency(actor) | own_agency(actor, "session__organisation")


class TrainingQuerySet(StudyQuerySet):
    """A unit sees the trainings to which it is invited."""

    def reach(self, actor: Actor) -> Q:
        from disputes.models.training import Invitation  # noqa: PLC0415 - models are built on this module

        invited = Invitation.objects.unscoped("the actor's own units").filter(
            training=OuterRef("pk"), organisation__in=actor.organisations(*UNITS), voided_at=None
        )
        return of_organ(actor) | Q(Exists(invited))


class InvitationQuerySet(StudyQuerySet):
    def reach(self, actor: Actor) -> Q:
        return of_organ(actor, "training__") | Q(organisation__in=actor.organisations(*UNITS))


class ParticipantQuerySet(StudyQuerySet):
    """A unit sees the people whom it sends."""

    def reach(self, actor: Actor) -> Q:
        return of_organ(actor, "training__") | Q(organisation__in=actor.organisations(*UNITS))


class MaterialQuerySet(StudyQuerySet):
    """Whoever sees the session or the training sees its materials."""

    def reach(self, actor: Actor) -> Q:
        from disputes.models import StudySession, Training  # noqa: PLC0415 - models are built on this module

        return Q(session__in=StudySession.objects.visible_to(actor).values("pk")) | Q(
            training__in=Training.objects.visible_to(actor).values("pk")
        )
