"""Joint training: invitations, enrolment within days and places, the sign-in list, figures against plain counting."""

import datetime as dt
import random
from collections import Counter

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from accounts.actors import actor_for
from accounts.models import Role
from accounts.timekeeping import SHANGHAI, at, today
from disputes.models import Participant, Training
from disputes.study import services as study
from disputes.study.figures import table_of
from notices.models import Notice
from tests import factories as make
from tests.disputes.study import agency, browser, code, person, training, typed

pytestmark = pytest.mark.django_db


def days_ahead(number: int):
    """The clock so many days from now."""
    return at(dt.datetime.combine(today() + dt.timedelta(days=number), dt.time(9), SHANGHAI))


@pytest.fixture
def office() -> make.Office:
    return make.Office()


def names(rows) -> set[str]:
    return {row.name for row in rows}


def test_units_enrol_their_own_people_until_the_day_and_within_the_places(office: make.Office) -> None:
    own, other = make.agency_of(office.organ), make.Office("乙区")
    traffic, stranger = agency(office.organ, "交通局")
    court = office.court_liaison
    with pytest.raises(PermissionDenied):
        training(office.liaison, office.organ)
    with pytest.raises(ValidationError):
        training(office.officer, office.organ, ())
    with pytest.raises(ValidationError) as late:
        training(office.officer, office.organ, enrol_until=today() + dt.timedelta(days=11))
    assert "enrol_until" in late.value.message_dict
    one = training(office.officer, office.organ, capacity=4)
    assert not Training.objects.visible_to(office.liaison).exists()
    units = [own, office.court]
    mine, theirs = study.invite(actor=office.officer, training=one, organisations=units, quota=2)
    assert not study.invite(actor=office.director, training=one, organisations=units)  # Who is invited stays so.
    for actor in (office.liaison, court):
        assert Notice.objects.get(recipient=actor.user, kind="training").path == reverse(
            "study:training", args=[one.pk]
        )
        assert list(Training.objects.visible_to(actor)) == [one]
    assert not Training.objects.visible_to(stranger).exists()
    assert not Training.objects.visible_to(other.officer).exists()

    study.enrol(actor=office.liaison, training=one, invitation=mine, people=[person("周某")])
    study.enrol(actor=court, training=one, invitation=theirs, people=[person("沈法官", "judge")])
    refusals = [
        (office.liaison, mine, [person("周 某")]),  # the same again
        (office.liaison, mine, [person("吴某"), person("郑某")]),  # more than the unit's places: none of them
        (office.liaison, mine, [person("吴某", "mediator")]),  # not for that kind
    ]
    for actor, invitation, people in refusals:
        with pytest.raises(ValidationError):
            study.enrol(actor=actor, training=one, invitation=invitation, people=people)
    for actor, invitation in ((office.liaison, theirs), (court, mine), (stranger, mine), (office.leader, mine)):
        with pytest.raises(PermissionDenied):
            study.enrol(actor=actor, training=one, invitation=invitation, people=[person("吴某")])
    with pytest.raises(PermissionDenied):
        study.enrol(actor=office.liaison, training=one, people=[person("吴某", unit="别处")])
    with pytest.raises(ValidationError):
        study.enrol(actor=office.officer, training=one, people=[person("吴某")])  # no unit at all
    study.enrol(actor=office.officer, training=one, people=[person("蒋某", unit="某律师事务所")])
    with pytest.raises(ValidationError):
        study.enrol(actor=office.officer, training=one, people=[person(n, unit="某所") for n in ("韩某", "杨某")])
    assert names(Participant.objects.visible_to(office.officer)) == {"周某", "沈法官", "蒋某"}
    assert names(Participant.objects.visible_to(office.liaison)) == {"周某"}
    assert names(Participant.objects.visible_to(court)) == {"沈法官"}
    assert not Participant.objects.visible_to(stranger).exists()

    # A unit takes its own people off until enrolment ends; nobody's liaison reaches those of unknown units.
    loose = Participant.objects.unscoped("a test").get(name="蒋某")
    first = Participant.objects.unscoped("a test").get(name="周某")
    for actor, row in ((office.liaison, loose), (court, first), (court, loose)):
        with pytest.raises(PermissionDenied):
            study.void_participant(actor=actor, participant=row, reason="不去了")
    with pytest.raises(ValidationError):
        study.void_invitation(actor=office.officer, invitation=mine, reason="误邀")
    study.void_participant(actor=office.liaison, participant=first, reason="换人")
    study.enrol(actor=office.liaison, training=one, invitation=mine, people=[person("周某")])
    with days_ahead(8):
        with pytest.raises(ValidationError):
            study.enrol(actor=office.liaison, training=one, invitation=mine, people=[person("吴某")])
        again = Participant.objects.unscoped("a test").get(name="周某", voided_at=None)
        with pytest.raises(ValidationError):
            study.void_participant(actor=office.liaison, participant=again, reason="不去了")
        study.void_participant(actor=office.officer, participant=again, reason="请假")
    del traffic


def test_who_came_is_entered_once_it_has_begun_and_whoever_else_came_is_added(office: make.Office) -> None:
    court, one = office.court_liaison, training(office.officer, office.organ, capacity=1)
    (invitation,) = study.invite(actor=office.officer, training=one, organisations=[office.court])
    (row,) = study.enrol(
        actor=office.court_liaison, training=one, invitation=invitation, people=[person("沈法官", "judge")]
    )
    with pytest.raises(ValidationError):
        study.set_presence(actor=office.officer, training=one, came={row.pk: True})
    with days_ahead(10):
        study.enrol(actor=office.officer, training=one, people=[person("韩某", unit="某镇")])  # beyond the places
        for actor in (office.court_liaison, office.leader, make.Office("乙区").officer):
            with pytest.raises(PermissionDenied):
                study.set_presence(actor=actor, training=one, came={row.pk: True})
        client = browser(office.officer)
        sheet = client.get(reverse("study:sheet", args=[one.pk])).content.decode()
        assert "沈法官" in sheet
        page = reverse("study:presence", args=[one.pk])
        assert client.post(page, {f"came_{row.pk}": "yes"}).status_code == 302
        row.refresh_from_db()
        assert row.came is True
        feedback = typed(count="3", summary="希望增加旁听庭审")
        client.post(reverse("study:training-feedback", args=[one.pk]), feedback)
        one.refresh_from_db()
        assert (one.feedback_count, one.feedback) == (3, "希望增加旁听庭审")
        seen = browser(office.court_liaison).get(reverse("study:training", args=[one.pk])).content.decode()
        assert "韩某" not in seen
        assert "希望增加旁听庭审" not in seen
    study.void_training(actor=office.director, training=one, reason="场地原因")
    with pytest.raises(ValidationError):
        study.enrol(actor=office.officer, training=one, people=[person("杨某", unit="某镇")])
    assert Notice.objects.filter(recipient=court.user, kind="training").count() == 2
    assert not table_of(office.officer, one.first_day.year).total


def test_a_change_of_day_or_place_is_told_and_places_are_never_fewer_than_those_taken(office: make.Office) -> None:
    one = training(office.officer, office.organ)
    (invitation,) = study.invite(actor=office.officer, training=one, organisations=[make.agency_of(office.organ)])
    study.enrol(actor=office.liaison, training=one, invitation=invitation, people=[person("周某"), person("吴某")])
    form = browser(office.officer).get(reverse("study:training-change", args=[one.pk])).context["form"]
    fields = {name: form.initial[name] for name in study.training.FIELDS}
    kinds = list(one.kinds.all())
    with pytest.raises(ValidationError) as few:
        study.change_training(actor=office.officer, training=one, kinds=kinds, **fields | {"capacity": 1})
    assert "capacity" in few.value.message_dict
    study.change_training(actor=office.officer, training=one, kinds=kinds, **fields | {"note": "带笔记本"})
    told = Notice.objects.filter(recipient=office.liaison.user, kind="training")
    assert told.count() == 1
    study.change_training(actor=office.officer, training=one, kinds=kinds, **fields | {"place": "司法局"})
    assert told.count() == 2


def test_figures_are_what_plain_counting_gives_and_stay_within_the_organ(office: make.Office) -> None:
    rng, other = random.Random(3), make.Office("乙区")
    units = [office.court.name, "某镇", "某所"]
    expected: Counter[tuple[str, str]] = Counter()
    for number in range(4):
        day = today() - dt.timedelta(days=rng.choice([0, 1, 400]))
        one = training(
            office.officer, office.organ, ("judge", "enforcement", "other"), first_day=day, title=f"第{number}期"
        )
        people = [
            person(f"{number}期{n}号", rng.choice(["judge", "enforcement", "other"]), rng.choice(units))
            for n in range(9)
        ]
        rows = study.enrol(actor=office.officer, training=one, people=people)
        came = {row.pk: rng.choice([True, True, False, None]) for row in rows}
        study.set_presence(actor=office.officer, training=one, came=came)
        gone = rng.sample(rows, 2)
        for row in gone:
            study.void_participant(actor=office.officer, participant=row, reason="录错")
        if day.year == today().year:
            expected.update((row.unit, row.kind_id) for row in rows if came[row.pk] and row not in gone)
    abroad = training(other.officer, other.organ, first_day=today())
    (row,) = study.enrol(actor=other.officer, training=abroad, people=[person("外区某", unit="某镇")])
    study.set_presence(actor=other.officer, training=abroad, came={row.pk: True})

    table = table_of(office.officer, today().year)
    assert table.cells == dict(expected)
    assert table.total == sum(expected.values()) > 5
    assert sum(table.of_unit(unit) for unit in table.units) == table.total
    assert table_of(other.leader, today().year).total == 1
    client = browser(office.leader)
    page = client.get(reverse("study:figures"))
    for line in page.context["table"]["rows"]:
        for cell in line["cells"]:
            if isinstance(cell, dict):
                assert client.get(cell["url"]).context["page"].count == cell["value"]
    export = client.get(reverse("study:figures-export"))
    assert b"".join(export.streaming_content).startswith(b"PK")
    assert browser(office.liaison).get(reverse("study:figures")).status_code == 403


def test_the_liaison_of_a_procuratorate_finds_the_open_enrolment_and_enrols_by_the_page(office: make.Office) -> None:
    organ, first = office.organ, today() + dt.timedelta(days=5)
    procuratorate = make.make_organisation("甲区人民检察院", "procuratorate")
    liaison = actor_for(make.make_user(Role.PROCURATORATE_LIAISON, procuratorate))
    officer = browser(office.officer)
    announced = typed(
        title="同堂培训",
        topic="study_topic.litigation",
        place="党校",
        first_day=first.isoformat(),
        last_day=first.isoformat(),
        enrol_until=today().isoformat(),
        kinds=["training_kind.procurator", "training_kind.judge"],
        organ=organ.pk,
    )
    answer = officer.post(reverse("study:training-add"), announced)
    one = Training.objects.unscoped("a test").get()
    invite = reverse("study:invite", args=[one.pk])
    assert answer["Location"] == invite
    offered = officer.get(invite).context["form"].fields["organisations"].queryset
    assert {procuratorate, make.agency_of(organ)} <= set(offered)
    assert officer.post(invite, typed(organisations=[procuratorate.pk], quota="1")).status_code == 302
    client = browser(liaison)
    enrol = reverse("study:enrol", args=[one.pk])
    assert enrol in client.get("/").content.decode()
    people = {"people__0__name": "孙检察官", "people__0__kind": "training_kind.procurator", "people__0__post": "员额"}
    invitation = one.invitations.get()
    wrong = client.post(
        enrol, typed(invitation=invitation.pk, people__0__name="孙", people__0__kind="training_kind.other")
    )
    assert wrong.status_code == 422
    assert client.post(enrol, typed(invitation=invitation.pk, **people)).status_code == 302
    row = one.participants.get()
    assert (row.unit, row.organisation, row.kind) == (
        procuratorate.name,
        procuratorate,
        code("training_kind.procurator"),
    )
    assert client.post(enrol, typed(invitation=invitation.pk, **{**people, "people__0__name": "李"})).status_code == 422
    material = study.add_material(actor=office.officer, of=one, file=make.pdf("讲义.pdf"))
    assert b"".join(client.get(reverse("study:file", args=[material.pk])).streaming_content).startswith(b"%PDF")
    assert client.post(reverse("study:training-file", args=[one.pk]), typed(file=make.pdf())).status_code == 403
    with days_ahead(1):
        assert enrol not in client.get("/").content.decode()
