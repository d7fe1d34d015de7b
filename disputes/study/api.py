"""Study and training by program: plans, study sessions with who came, trainings and enrolment for them."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.pages import page_by_moment
from accounts.api.shapes import DAY, FLAG, ID, KEY, TEXT, and_also, answers, many, maybe, one_of, page, thing
from accounts.api.views import Interface, filtered
from accounts.models import Organisation, RosterEntry, Scope
from accounts.permissions import can
from disputes.models import (
    Attendance,
    Invitation,
    Participant,
    StudyPlan,
    StudyRank,
    StudySession,
    StudyState,
    Training,
)
from disputes.study.enrolling import enrol_form, enrol_typed
from disputes.study.filters import PlanFilter, SessionFilter, TrainingFilter
from disputes.study.forms import EnrolForm, OthersForm, SessionForm
from disputes.study.reach import agencies_read
from disputes.study.services import Came, add_session, set_attendance
from disputes.study.services.sessions import may_change
from workflow.api import parameters_of
from workflow.entering import bodies, day, enter
from workflow.fields import CHOOSE
from workflow.rows import RowsField

PLACE = thing(id=ID, name=TEXT)
TOPIC = thing(topic=TEXT, title=TEXT)
PLAN = thing(
    id=ID,
    year=ID,
    agency=PLACE,
    title=TEXT,
    adopted_on=DAY,
    topics=many(thing(topic=TEXT, title=TEXT, month=ID)),
)
SESSION = thing(
    id=ID,
    agency=PLACE,
    on_date=DAY,
    place=TEXT,
    form=TEXT,
    speaker=TEXT,
    topics=many(TOPIC),
    state=one_of(StudyState),
    state_note=TEXT,
)
PERSON = thing(agency=PLACE, head=maybe(ID), name=TEXT, rank=one_of(StudyRank), post=TEXT, came=FLAG, reason=TEXT)
SESSION_DETAIL = and_also(SESSION, summary=TEXT, attendance=many(PERSON))
TRAINING = thing(
    id=ID,
    title=TEXT,
    topic=TEXT,
    first_day=DAY,
    last_day=DAY,
    place=TEXT,
    kinds=many(TEXT),
    enrol_until=DAY,
    capacity=maybe(ID),
)
ENROLLED = thing(id=ID, name=TEXT, unit=TEXT, kind=TEXT, post=TEXT, came=maybe(FLAG))
TRAINING_DETAIL = and_also(
    TRAINING,
    organisers=TEXT,
    teachers=TEXT,
    note=TEXT,
    invitations=many(thing(id=ID, agency=PLACE, quota=maybe(ID))),
    participants=many(ENROLLED),
)


def _place(organisation: Organisation) -> dict[str, Any]:
    return {"id": organisation.pk, "name": organisation.name}


class Plans(Interface):
    right = "study.view"

    @extend_schema(
        operation_id="study_plans",
        summary=_("Study plans in sight"),
        tags=["study"],
        parameters=parameters_of(PlanFilter),
        responses=answers(200, page(PLAN)),
    )
    def get(self, request: Request) -> Response:
        """The study plans in sight with their topics, those entered last first."""
        rows = StudyPlan.objects.visible_to(request.actor).standing().select_related("organisation")
        filters = PlanFilter(request.query_params, rows.prefetch_related("topics"))
        found, following = page_by_moment(request, filtered(filters), "entered_at")
        return Response({"next": following, "results": [_plan(plan) for plan in found]})


def _plan(plan: StudyPlan) -> dict[str, Any]:
    standing = [topic for topic in plan.topics.all() if topic.voided_at is None]
    return {
        "id": plan.pk,
        "year": plan.year,
        "agency": _place(plan.organisation),
        "title": plan.title,
        "adopted_on": day(plan.adopted_on),
        "topics": [{"topic": one.topic_id, "title": one.title, "month": one.month} for one in standing],
    }


# --- study sessions --------------------------------------------------------------------------------------------


def _sessions(request: Request) -> QuerySet[StudySession]:
    rows = StudySession.objects.visible_to(request.actor).standing()
    return rows.select_related("organisation", "organ").prefetch_related("topics")


def _session(session: StudySession) -> dict[str, Any]:
    standing = [topic for topic in session.topics.all() if topic.dropped_at is None]
    return {
        "id": session.pk,
        "agency": _place(session.organisation),
        "on_date": day(session.on_date),
        "place": session.place,
        "form": session.form_id,
        "speaker": session.speaker,
        "topics": [{"topic": one.topic_id, "title": one.title} for one in standing],
        "state": session.state,
        "state_note": session.state_note,
    }


def _one_session(request: Request, pk: int) -> dict[str, Any]:
    session: StudySession = get_object_or_404(_sessions(request), pk=pk)
    people = Attendance.objects.visible_to(request.actor).standing().filter(session=session)
    return _session(session) | {
        "summary": session.summary,
        "attendance": [
            {
                "agency": _place(row.organisation),
                "head": row.head_id,
                "name": row.name,
                "rank": row.rank,
                "post": row.post,
                "came": row.came,
                "reason": row.reason,
            }
            for row in people.select_related("organisation")
        ],
    }


class Sessions(Interface):
    right = "study.view"
    scope = Scope.STUDY.value

    @extend_schema(
        operation_id="study_sessions",
        summary=_("Study sessions in sight"),
        tags=["study"],
        parameters=parameters_of(SessionFilter),
        responses=answers(200, page(SESSION)),
    )
    def get(self, request: Request) -> Response:
        """The study sessions in sight, those entered last first."""
        filters = SessionFilter(request.query_params, _sessions(request), organisations=agencies_read(request.actor))
        found, following = page_by_moment(request, filtered(filters), "entered_at")
        return Response({"next": following, "results": [_session(session) for session in found]})

    @extend_schema(
        operation_id="enter_study_session",
        summary=_("Enter a study session that one's agency held"),
        tags=["study"],
        parameters=[KEY],
        request=bodies(SessionForm),
        responses=answers(201, SESSION_DETAIL, 409, 422),
    )
    def post(self, request: Request) -> Response:
        """Enter a session; it counts when the office has checked it."""
        if not can(request.actor, "study.enter"):
            self.permission_denied(request)

        def act(form: SessionForm) -> dict[str, Any]:
            return _one_session(request, add_session(actor=request.actor, **form.values()).pk)

        return enter(request, SessionForm, lambda data, files: SessionForm(data, actor=request.actor), act)


class SessionDetail(Interface):
    right = "study.view"

    @extend_schema(
        operation_id="study_session",
        summary=_("One study session with who came"),
        tags=["study"],
        responses=answers(200, SESSION_DETAIL),
    )
    def get(self, request: Request, pk: int) -> Response:
        """One session: what was studied, who came, what the office makes of it."""
        return Response(_one_session(request, pk))


class AttendanceForm(OthersForm):
    """Who of an agency came to a session: heads of its roster by their ids, and others."""

    heads = RowsField(
        {
            "head": forms.ModelChoiceField(RosterEntry.objects.none(), label=_("Head")),
            "came": forms.ChoiceField(label=_("Came"), choices=[("yes", _("Came")), ("no", _("Did not come"))]),
            "reason": forms.CharField(label=_("Reason of absence"), max_length=200, required=False),
        },
        label=_("Heads"),
        required=False,
        most=60,
    )
    agency = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=_("Agency"),
        required=False,
        empty_label=CHOOSE,
        help_text=_("Empty: the one that held the session."),
    )

    def __init__(self, *args: Any, session: StudySession, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["heads"].columns["head"].queryset = RosterEntry.objects.on(session.on_date)
        self.fields["agency"].queryset = Organisation.objects.valid_on(session.on_date)


class EnterAttendance(Interface):
    right = "study.view"
    scope = Scope.STUDY.value

    @extend_schema(
        operation_id="enter_study_attendance",
        summary=_("Enter who came to a study session"),
        tags=["study"],
        parameters=[KEY],
        request=bodies(AttendanceForm),
        responses=answers(201, SESSION_DETAIL, 409, 422),
    )
    def post(self, request: Request, pk: int) -> Response:
        """Enter who came; what was written of a person before is replaced."""
        session: StudySession = get_object_or_404(_sessions(request), pk=pk)
        if not may_change(request.actor, session):
            raise PermissionDenied("study.keep")

        def act(form: AttendanceForm) -> dict[str, Any]:
            data = form.cleaned_data
            set_attendance(
                actor=request.actor,
                session=session,
                agency=data["agency"] or session.organisation,
                heads=[Came(row["head"], row["came"] == "yes", row["reason"]) for row in data["heads"]],
                others=[(row["name"], row["post"]) for row in data["others"]],
            )
            return _one_session(request, pk)

        return enter(request, AttendanceForm, lambda data, files: AttendanceForm(data, session=session), act)


# --- joint training --------------------------------------------------------------------------------------------


def _trainings(request: Request) -> QuerySet[Training]:
    rows = Training.objects.visible_to(request.actor).standing()
    return rows.select_related("organ").prefetch_related("kinds")


def _training(training: Training) -> dict[str, Any]:
    return {
        "id": training.pk,
        "title": training.title,
        "topic": training.topic_id,
        "first_day": day(training.first_day),
        "last_day": day(training.last_day),
        "place": training.place,
        "kinds": [kind.pk for kind in training.kinds.all()],
        "enrol_until": day(training.enrol_until),
        "capacity": training.capacity,
    }


def _one_training(request: Request, pk: int) -> dict[str, Any]:
    training: Training = get_object_or_404(_trainings(request), pk=pk)
    invited = Invitation.objects.visible_to(request.actor).standing().filter(training=training)
    people = Participant.objects.visible_to(request.actor).standing().filter(training=training)
    return _training(training) | {
        "organisers": training.organisers,
        "teachers": training.teachers,
        "note": training.note,
        "invitations": [
            {"id": one.pk, "agency": _place(one.organisation), "quota": one.quota}
            for one in invited.select_related("organisation")
        ],
        "participants": [
            {
                "id": one.pk,
                "name": one.name,
                "unit": one.unit,
                "kind": one.kind_id,
                "post": one.post,
                "came": one.came,
            }
            for one in people.order_by("pk")
        ],
    }


class Trainings(Interface):
    right = "training.view"

    @extend_schema(
        operation_id="trainings",
        summary=_("Joint trainings in sight"),
        tags=["study"],
        parameters=parameters_of(TrainingFilter),
        responses=answers(200, page(TRAINING)),
    )
    def get(self, request: Request) -> Response:
        """The trainings in sight: to a unit those to which it is invited."""
        filters = TrainingFilter(request.query_params, _trainings(request))
        found, following = page_by_moment(request, filtered(filters), "entered_at")
        return Response({"next": following, "results": [_training(training) for training in found]})


class TrainingDetail(Interface):
    right = "training.view"

    @extend_schema(
        operation_id="training",
        summary=_("One training with the people whom one's unit sends"),
        tags=["study"],
        responses=answers(200, TRAINING_DETAIL),
    )
    def get(self, request: Request, pk: int) -> Response:
        """One training: its particulars, the invitations and the participants in sight."""
        return Response(_one_training(request, pk))


class Enrol(Interface):
    right = "training.view"
    scope = Scope.STUDY.value

    @extend_schema(
        operation_id="enrol",
        summary=_("Enrol people for a training"),
        tags=["study"],
        parameters=[KEY],
        request=bodies(EnrolForm),
        responses=answers(201, TRAINING_DETAIL, 409, 422),
    )
    def post(self, request: Request, pk: int) -> Response:
        """Enrol people of one's unit: all of them or none, within its places and until enrolment ends."""
        training: Training = get_object_or_404(_trainings(request), pk=pk)

        def act(form: EnrolForm) -> dict[str, Any]:
            enrol_typed(request.actor, training, form.cleaned_data)
            return _one_training(request, pk)

        return enter(request, EnrolForm, lambda data, files: enrol_form(request.actor, training, data), act)
