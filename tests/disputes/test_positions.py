"""What a party tells the mediator alone is read by the mediators and by whoever wrote it down, and nowhere else."""

import logging

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from accounts.actors import Actor, actor_for
from accounts.models import Role
from disputes.models import Dispute, Position
from dossiers.models import TrailEntry
from tests import factories as make
from tests.disputes.centre import Centre
from tests.factories import browser, make_organisation, make_user
from tests.pages.steps import take
from workflow.services import context_for, correct
from workflow.steps import StepRefused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sound")]

SECRET, OPEN = "底价为八千元整", "希望尽快履行补偿"


def _page(actor: Actor, dispute: Dispute) -> str:
    return browser(actor).get(reverse("disputes:detail", args=[dispute.pk])).content.decode()


def test_a_confidential_word_is_read_by_the_team_and_its_recorder_alone(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    centre = Centre()
    # Two people of units that are no party; one mediates no more.
    firm = make_organisation("某律师事务所", "department")
    account, former = (make_user(Role.AGENCY_LIAISON, firm, name=name) for name in ("孙调解", "曾调解"))
    one, gone = centre.mediator(user=account), centre.mediator("曾调解", user=former)
    mediator = actor_for(account)
    dispute = centre.accepted()
    centre.handed(dispute, centre.street)
    centre.do(dispute, "name_team", mediators=[gone])
    centre.do(dispute, "name_team", mediators=[one])
    party = centre.side(dispute)
    centre.do(dispute, "record_position", mediator, party=party, content=SECRET, confidential="on")
    centre.do(dispute, "record_position", mediator, party=party, content=OPEN)

    assert SECRET in _page(mediator, dispute)
    others: dict[str, Actor] = {
        "the coordinator": centre.coordinator,
        "the director": centre.director,
        "an officer": centre.officer,
        "the leader": centre.leader,
        "leadership": make.make_actor(Role.LEADERSHIP, centre.organ),
        "the agency": centre.liaison,
        "the unit": centre.street_liaison,
        "the court": centre.court_liaison,
    }
    inside = {"the coordinator", "the director", "an officer"}
    for name, actor in others.items():
        shown = _page(actor, dispute)
        assert SECRET not in shown, name
        # That something was said is the centre's to know, and what was said openly; no party's, no court's.
        assert (OPEN in shown) == (name in inside), name
        assert ('id="positions"' in shown) == (name in inside), name
    assert "当事人要求仅限化解员知悉" in _page(centre.director, dispute)
    assert browser(actor_for(former)).get(reverse("disputes:detail", args=[dispute.pk])).status_code == 404

    # One that the coordinator wrote down is read by the coordinator and the team; the director reads it not.
    centre.do(dispute, "record_position", party=party, content="另有隐情甲", confidential="on")
    assert "另有隐情甲" in _page(centre.coordinator, dispute)
    assert "另有隐情甲" in _page(mediator, dispute)
    assert "另有隐情甲" not in _page(centre.director, dispute)

    # Not in the table, in no other table, nor in anything that is sent out.
    with connection.cursor() as cursor:
        cursor.execute("SELECT content_cipher FROM disputes_position")
        ciphers = [cipher for (cipher,) in cursor.fetchall()]
        assert not any(text in cipher for cipher in ciphers for text in (SECRET, OPEN))
        for table in ("dossiers_timelineentry", "dossiers_fact", "dossiers_trailentry", "notices_notice",
                      "notices_idempotencykey", "dossiers_dossier", "workflow_approval"):  # fmt: skip
            cursor.execute(
                f"SELECT count(*) FROM {table} AS t WHERE t::text LIKE ANY(%s)", [[f"%{SECRET}%", f"%{OPEN}%"]]
            )
            assert cursor.fetchone() == (0,), table
    assert not TrailEntry.objects.filter(detail__icontains=SECRET).exists()
    assert SECRET not in caplog.text
    for actor in (mediator, centre.coordinator):
        client = browser(actor)
        sent = b"".join(client.get(reverse("disputes:export"), {"format": "csv", "status": ""}).streaming_content)
        assert SECRET not in sent.decode("utf-8-sig")
        found = client.get(reverse("search"), {"q": SECRET}).content.decode()
        assert dispute.dossier.number not in found
        listed = client.get(reverse("disputes:list"), {"q": SECRET}).content.decode()
        assert dispute.dossier.number not in listed


def test_a_word_once_written_down_cannot_be_changed() -> None:
    centre = Centre()
    dispute = centre.accepted()
    entry = centre.do(dispute, "record_position", party=centre.side(dispute), content=SECRET, confidential="on")
    position = Position.objects.unscoped("test").get()
    for statement in ("UPDATE disputes_position SET confidential = false", "DELETE FROM disputes_position"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    position.confidential = False
    with pytest.raises(DatabaseError), transaction.atomic():
        position.save()
    form = make.bound(context_for(centre.director, dispute.dossier), "record_position", content="x")
    with pytest.raises(StepRefused):
        correct(actor=centre.director, entry=entry, form=form, reason="x")
    client = browser(centre.coordinator)
    address = reverse("workflow:correct", args=[dispute.pk, entry.pk])
    assert SECRET not in client.get(address).content.decode()
    assert client.post(address, {"content": "x", "reason": "x"}).status_code == 409
    assert Position.objects.unscoped("test").get().confidential


def test_the_typed_word_is_not_kept_when_the_form_is_refused() -> None:
    centre = Centre()
    dispute = centre.accepted()
    client = browser(centre.coordinator)
    typed = {"on_date": "2999-01-01", "party": centre.side(dispute).pk, "content": SECRET, "confidential": "on"}
    answer, sent = take(client, dispute, "record_position", **typed)
    assert answer.status_code == 422
    # What was typed stands in the form of whoever typed it.
    assert SECRET in answer.content.decode()
    assert not Position.objects.unscoped("test").exists()
    answer, sent = take(client, dispute, "record_position", **typed | {"on_date": dispute.accepted_on.isoformat()})
    assert answer.status_code == 302
    # Sent twice, it is recorded once.
    assert client.post(reverse("workflow:step", args=[dispute.pk, "record_position"]), sent).status_code == 302
    assert Position.objects.unscoped("test").count() == 1
