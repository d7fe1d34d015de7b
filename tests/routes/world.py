"""Two organs with a case each and a person in every role: what the permission matrix is asked of."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.core.files.base import ContentFile

from accounts.actors import actor_for
from accounts.crypto import encrypt
from accounts.models import (
    Absence,
    ApiToken,
    Delegation,
    NameKind,
    Organ,
    Organisation,
    OrganisationName,
    Role,
    RoleAssignment,
    RosterEntry,
    User,
)
from accounts.timekeeping import now, today
from cases.models import ReconsiderationCase
from deadlines.feeds import make_token
from deadlines.models import Change, FeedToken, Reminder
from disputes.library.services import add_rule, hand_in
from disputes.models import Dispute, Mediator
from disputes.services import register_dispute
from disputes.study import services as study
from disputes.suggestions.services import AgencyRow, register_suggestion
from dossiers.models import Code, Correspondence, TimelineEntry, Visibility, Visit, Visitor
from dossiers.services import add_file
from hearings.duties.services import add_evidence
from hearings.models import Appearance, Sitting
from hearings.services import DefendantRow
from notices.models import Message, Notice, Webhook
from reports.assessment import services as assessments
from reports.models import AssessmentMark, AssessmentScheme, Circular, CircularDelivery, ReportedReturn
from tests import factories as make
from workflow.models import Approval, Batch, ImportRun, ImportStatus, SavedView

# Who asks, by the role's name in the matrix: the role held and where (office, organ, agency, elsewhere).
ROLES: dict[str, tuple[str, str] | None] = {
    "officer": (Role.OFFICER, "office"),
    "colleague": (Role.OFFICER, "office"),
    "director": (Role.DIRECTOR, "office"),
    "organ_leader": (Role.ORGAN_LEADER, "organ"),
    "leadership": (Role.LEADERSHIP, "organ"),
    "liaison": (Role.AGENCY_LIAISON, "agency"),
    "other_liaison": (Role.AGENCY_LIAISON, "other_agency"),
    # The judicial bureau is the office and an agency too: its liaison is not of the office.
    "bureau_liaison": (Role.AGENCY_LIAISON, "office"),
    "court": (Role.COURT_LIAISON, "court"),
    "procuratorate": (Role.PROCURATORATE_LIAISON, "procuratorate"),
    "centre": (Role.CENTRE_COORDINATOR, "office"),
    "inspector": (Role.DISCIPLINE_INSPECTOR, "organ"),
    "administrator": (Role.ADMINISTRATOR, "organ"),
    "security": (Role.SECURITY_OFFICER, "organ"),
    "auditor": (Role.AUDITOR, "organ"),
    # The administrator of every organ: what they share is theirs.
    "head_administrator": (Role.ADMINISTRATOR, "organ"),
    "nobody": None,
    "superuser": None,
}
# Who holds the role in the other organ too.
EVERYWHERE = frozenset({"head_administrator"})
# What the lines of a circular are called that are always there.
KINDS = {
    **{f"agency_kind={kind}": kind for kind in ("government", "department", "township")},
    **{f"stage={stage}": stage for stage in ("first", "second", "retrial")},
}
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@dataclass
class Side:
    """One organ with what belongs to it."""

    organ: Organ
    people: dict[str, User]
    case: ReconsiderationCase
    objects: dict[str, Any] = field(default_factory=dict)


def _places(organ: Organ) -> dict[str, Organisation]:
    other = make.make_organisation(f"{organ.organisation.name}交通局", "department", organ.organisation)
    return {
        "office": organ.office,
        "organ": organ.organisation,
        "agency": make.agency_of(organ),
        "other_agency": other,
        "court": make.make_organisation(f"{organ.organisation.name}所在地人民法院", "court"),
        "procuratorate": make.make_organisation(f"{organ.organisation.name}所在地人民检察院", "procuratorate"),
    }


def _assessment(side: Side, people: dict[str, User]) -> dict[str, Any]:
    """A scheme with a version that is open to objections, one of them filed; and a draft of the next year."""
    officer, director = actor_for(people["officer"]), actor_for(people["director"])
    agency = make.agency_of(side.organ)

    def with_item(year: int) -> AssessmentScheme:
        made = assessments.draw_up(actor=officer, organ=side.organ, year=year, title="考核方案")
        fields = {"indicator": "appearance_rate", "method": "linear", "floor": 60, "target": 100, "weight": 100}
        assessments.save_item(
            actor=officer, scheme=made, version=1, item=None, title="出庭", kinds=["department"], **fields
        )
        made.refresh_from_db()
        return made

    scheme, draft = with_item(today().year), with_item(today().year + 1)
    scheme = assessments.put_in_force(actor=director, scheme=scheme, version=scheme.version)
    exemption = assessments.exempt(
        actor=director, scheme=scheme, agency=side.organ.office, item=None, reason="考核组织单位"
    )
    run = assessments.keep(actor=officer, scheme=scheme)
    run = assessments.announce(actor=officer, run=run, until=today())
    score = run.scores.get(agency=agency)
    points = score.points.select_related("score__run", "score__agency", "item").get()
    objection = assessments.object_to(
        actor=actor_for(people["liaison"]), points=points, reason="已出庭", file=ContentFile(PDF + b"\n\n\n", "d.pdf")
    )
    mark = AssessmentMark.objects.create(
        scheme=scheme,
        agency=agency,
        item=points.item,
        points=90,
        ground="复核",
        stored=objection.stored,
        file_name="d.pdf",
        given_by=people["officer"],
    )
    return {
        "mark": mark,
        "assessment": scheme,
        "scheme_draft": draft,
        "assessment_item": draft.items.get(),
        "exemption": exemption,
        "assessment_run": run,
        "score": score,
        "points": points,
        "objection": objection,
    }


def make_side(place: str) -> Side:
    """An organ, a person in each role, a case in review and a suit against its first agency, and of every kind."""
    organ = make.make_organ(place)
    places = _places(organ)
    people: dict[str, User] = {}
    for name, held in ROLES.items():
        role, where = held or (None, None)
        people[name] = make.make_user(role, places[where] if where else None, is_superuser=name == "superuser")
    officer = actor_for(people["officer"])
    case = make.make_case(organ, actor=officer)
    dossier = case.dossier
    side = Side(organ=organ, people=people, case=case)
    post, purpose = Code.objects.get(pk="post.ems"), Code.objects.filter(list="visit_purpose").first()
    original = Code.objects.get(pk="suit_standing.original")
    suit = make.make_suit(
        organ,
        actor=officer,
        court=places["court"],
        parties=[{"role": "applicant", "kind": "natural", "name": "周某"}],
        defendants=[DefendantRow(places["agency"], original, today())],
        officer=officer.user,
    )
    make.take(
        officer,
        suit,
        "set_hearing",
        kind="hearing",
        mode="in_person",
        hearing_on=today() + dt.timedelta(days=30),
        starts="09:30",
        ends="11:00",
        courtroom="第一法庭",
    )
    suggestion = register_suggestion(
        actor=actor_for(people["court"]),
        organ=organ,
        suggestion={
            "kind": "judicial",
            "issuer": places["court"],
            "issuer_name": places["court"].name,
            "issued_on": today(),
            "problem": "程序违法",
            "proposal": "规范程序",
        },
        agencies=[AgencyRow(places["agency"], today())],
        officer=officer.user,
    )
    dispute, mediator = _dispute(organ, people, places)
    duty = add_evidence(
        actor=officer,
        organisation=places["agency"],
        duty=Code.objects.get(pk="head_duty.rules"),
        on_date=today(),
        what="印发制度",
        file=ContentFile(PDF + b"\n\n", "c.pdf"),
    )
    side.objects = {
        "sitting": Sitting.objects.unscoped("test").get(cases__lawsuit=suit),
        "appearance": Appearance.objects.unscoped("test").get(case__lawsuit=suit),
        "head": RosterEntry.objects.create(
            organisation=places["agency"], name="郑局长", rank="principal", post="局长", valid_from=today()
        ),
        "duty": duty,
        "token": ApiToken.objects.create(
            user=people["liaison"],
            organisation=places["agency"],
            role="agency_liaison",
            name="办公系统",
            scopes=["read"],
            digest=f"{organ.pk:064}",
            hint="dingfen_abcd",
            expires_on=today() + dt.timedelta(days=30),
        ),
        "suit": suit.dossier,
        "suggestion": suggestion.dossier,
        "dispute": dispute.dossier,
        "mediator": mediator,
        "case": dossier,
        "entry": TimelineEntry.objects.unscoped("test").get(dossier=dossier),
        "file": add_file(actor=officer, dossier=dossier, file=ContentFile(PDF, "a.pdf"), visibility=Visibility.PARTIES),
        "office_file": add_file(actor=officer, dossier=dossier, file=ContentFile(PDF + b"\n", "b.pdf")),
        "party": dossier.parties.get(role="applicant"),
        "approval": Approval.objects.create(
            dossier=dossier,
            step="decline",
            data={"form": {}},
            permission="approve.director",
            requested_by=people["officer"],
        ),
        "mail": Correspondence.objects.create(
            organ=organ, direction="in", counterpart="周某", post=post, on_date=today(), papers="申请书"
        ),
        "visit": Visit.objects.create(organ=organ, at=now(), purpose=purpose, receivers="承办人"),
        "organ": organ,
    }
    side.objects |= make_study(places, people, side.objects["head"])
    local_day = {"kind": "local_day", "organ": organ, "days": [["2026-11-04", "holiday"]], "basis": "某号"}
    side.objects["change"] = Change.objects.create(**local_day, status="in_force", confirmed_at=now())
    side.objects["draft"] = Change.objects.create(**local_day, status="ready")
    for name, kind in (("run", "reconsideration"), ("suit_run", "litigation"), ("record_run", "appearances")):
        side.objects[name] = ImportRun.objects.create(
            organ=organ,
            kind=kind,
            file=side.objects["file"].stored,
            file_name="台账.xlsx",
            status=ImportStatus.READY,
            created_by=people["officer"],
        )
    side.objects["return"] = ReportedReturn.objects.create(
        organ=organ,
        edition="reconsideration-2010",
        first_day=today(),
        last_day=today(),
        version=1,
        cells={"1-3": [1, [dossier.pk]]},
        reported_by=people["director"],
    )
    moment, stored = now(), side.objects["file"].stored
    issued = {"submitted_by": people["officer"], "approved_by": people["leadership"], "approved_at": moment}
    issued |= {"issued_by": people["officer"], "issued_at": moment, "issued_on": today(), "number": "通〔2026〕1号"}
    side.objects["circular"] = Circular.objects.create(
        organ=organ,
        span="year",
        first_day=today().replace(month=1, day=1),
        last_day=today(),
        title="通报",
        addressed="各单位",
        body="一、情况",
        figures={"cells": {"period/all/lost_rate/denominator": [1, [dossier.pk]]}, "labels": KINDS},
        counted_at=moment,
        state="issued",
        drawn_up_by=people["officer"],
        changed_by=people["officer"],
        stored=stored,
        **issued,
    )
    CircularDelivery.objects.create(circular=side.objects["circular"], organisation=make.agency_of(organ))
    side.objects |= _assessment(side, people)
    side.objects["view"] = SavedView.objects.create(
        user=people["director"], list="reconsideration", name="逾期", query="due=overdue", shared_with=organ.office
    )
    side.objects["batch"] = Batch.objects.create(
        kind="reconsideration", step="assign", data={}, language="zh-hans", key="0" * 32, created_by=people["director"]
    )
    side.objects["visitor"] = Visitor.objects.create(visit=side.objects["visit"], name="来访人")
    side.objects["webhook"] = Webhook.objects.create(
        organ=organ, name="复议群", url_cipher=encrypt("json://127.0.0.1/x"), shown="json://127.0.0.1/…"
    )
    deadline = dossier.deadlines.get()
    reminder = Reminder.objects.create(
        deadline=deadline, run=deadline.run, stage=0, due_on=deadline.due_on, role="officer", user=people["officer"]
    )
    side.objects["deadline"] = deadline
    side.objects["failed_message"] = Message.objects.create(
        channel="mail",
        recipient=people["officer"],
        organ=organ,
        kind="reminder",
        texts={"zh-hans": "x"},
        key=reminder.key,
        state="failed",
        last_error="refused_address",
    )
    side.objects["user"] = people["liaison"]
    side.objects["officer_user"] = people["officer"]
    # In time to come: whoever is away today is passed over by the rule of assignment.
    side.objects["absence"] = Absence.objects.create(
        user=people["officer"],
        valid_from=today() + dt.timedelta(days=7),
        valid_to=today() + dt.timedelta(days=9),
        entered_by=people["director"],
    )
    side.objects["assignment"] = people["officer"].assignments.get()
    side.objects["organisation"] = make.agency_of(organ)
    side.objects["name"] = OrganisationName.objects.create(
        organisation=make.agency_of(organ), name="公安分局", kind=NameKind.SHORT
    )
    return side


def make_study(places: dict[str, Organisation], people: dict[str, User], head: RosterEntry) -> dict[str, Any]:
    """A plan, a session and a rule that the agency handed in, a rule of the library, a training with its people."""
    office, liaison, agency = actor_for(people["officer"]), actor_for(people["liaison"]), places["agency"]
    topic, day = Code.objects.get(pk="study_topic.head_appearance"), today()
    paper = ContentFile(PDF + b"\n\n\n", "d.pdf")
    plan = study.add_plan(
        actor=liaison,
        organisation=agency,
        year=day.year,
        title="学法计划",
        adopted_on=day,
        file=paper,
        topics=[(topic, "", 3)],
    )
    form = Code.objects.get(pk="study_form.lecture")
    held = {"on_date": day, "place": "会议室", "form": form, "speaker": "", "summary": ""}
    session = study.add_session(actor=liaison, organisation=agency, topics=[(topic, "")], **held)
    study.set_attendance(actor=liaison, session=session, agency=agency, heads=[study.Came(head, True)])
    judge = Code.objects.get(pk="training_kind.judge")
    training = study.add_training(
        actor=office,
        organ=plan.organ,
        kinds=[judge],
        title="行政审判与行政执法同堂培训",
        topic=topic,
        first_day=day,
        last_day=day,
        enrol_until=day,
        place="区委党校",
        organisers="",
        teachers="",
        capacity=None,
        note="",
    )
    invited = [agency, places["court"], places["procuratorate"]]
    invitation = study.invite(actor=office, training=training, organisations=invited)[0]
    (participant,) = study.enrol(
        actor=liaison, training=training, invitation=invitation, people=[study.Enrolled("周某", judge)]
    )
    rule = {
        "title": "出庭应诉工作规定",
        "number": "",
        "topic": Code.objects.get(pk="rule_topic.head_appearance"),
        "adopted_on": day,
        "valid_from": day,
        "valid_to": None,
        "body": "第一条",
    }
    government = {"tier": "government", "organisation": None, "issuer": "区人民政府"}
    return {
        "plan": plan,
        "study_topic": plan.topics.get(),
        "session": session,
        "attendance": session.attendance.get(),
        "training": training,
        "invitation": invitation,
        "participant": participant,
        "material": study.add_material(actor=liaison, of=session, file=paper),
        "rule": add_rule(actor=office, organ=plan.organ, file=paper, **rule, **government),
        "own_rule": hand_in(actor=liaison, organisation=agency, file=paper, **rule, tier="", issuer=""),
    }


def _dispute(organ: Organ, people: dict[str, User], places: dict[str, Organisation]) -> tuple[Dispute, Mediator]:
    """A dispute that the court referred, handed by the centre to another agency, and somebody who mediates."""
    centre = actor_for(people["centre"])
    dispute = register_dispute(
        actor=actor_for(people["court"]),
        organ=organ,
        received_on=today(),
        dispute={
            "source": Code.objects.get(pk="dispute_source.court_before"),
            "referrer": places["court"],
            "nature": "administrative",
            "phase": "litigation",
            "act_name": "征收补偿决定",
        },
        parties=[{"role": "applicant", "kind": "natural", "name": "周某"}],
        respondents=[places["agency"]],
        officer=people["centre"],
    )
    make.take(centre, dispute, "check_scope", within="yes")
    for party in dispute.dossier.parties.all():
        make.take(centre, dispute, "consent", party=party, consents="yes", manner="oral", proof=make.pdf())
    make.take(centre, dispute, "accept_dispute")
    handed = make.rows({"organisation": places["other_agency"].pk, "lead": True})
    make.take(centre, dispute, "transfer", units=handed, task="化解")
    mediator = Mediator.objects.create(
        organ=organ, name="孙调解", kind=Code.objects.get(pk="mediator_kind.people"), unit="调解委员会"
    )
    return dispute, mediator


def make_world() -> tuple[Side, Side]:
    """Two sides, and those who keep both."""
    own, foreign = make_side("甲区"), make_side("乙区")
    own.objects |= personal_objects(own)
    for name in EVERYWHERE:
        RoleAssignment.objects.create(
            user=own.people[name],
            role=ROLES[name][0],
            organisation=foreign.organ.organisation,
            valid_from=dt.date(2015, 1, 1),
        )
    return own, foreign


def personal_objects(side: Side) -> dict[str, Any]:
    """Objects that belong to one person."""
    officer, colleague = side.people["officer"], side.people["colleague"]
    return {
        "delegation": Delegation.objects.create(
            # In time to come: a deputy of today would act as the officer everywhere else.
            principal=officer,
            deputy=colleague,
            valid_from=today() + dt.timedelta(days=7),
            valid_to=today() + dt.timedelta(days=9),
            created_by=officer,
        ),
        "feed": _feed(officer),
        "notice": Notice.objects.create(recipient=officer, kind="news", texts={"zh-hans": "x", "en": "x"}, key="k"),
    }


def _feed(user: User) -> FeedToken:
    """A person's calendar, with the secret of its address."""
    secret = make_token(actor=actor_for(user), alarm_days=None)
    feed = FeedToken.objects.get(user=user)
    feed.secret = secret
    return feed
