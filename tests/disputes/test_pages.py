"""The pages of the centre: who sees which disputes and which of their parts, how they come in, who is told."""

import csv
import datetime as dt
import io
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse

from accounts.actors import Actor
from accounts.timekeeping import at, today
from deadlines.agenda import Ask, entries
from deadlines.feeds import make_token
from disputes.models import Dispute, Mediator
from dossiers.models import DossierLink, PartyRole
from tests import factories as make
from tests.disputes.centre import Centre
from tests.factories import browser, make_organisation
from tests.pages.steps import take

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sound")]

LIST = "/disputes/"


@pytest.fixture
def centre() -> Iterator[Centre]:
    with at("2026-06-10 10:00"):
        yield Centre()


def page(actor: Actor, dispute: Dispute) -> str:
    return browser(actor).get(reverse("disputes:detail", args=[dispute.pk])).content.decode()


def status(actor: Actor, dispute: Dispute) -> int:
    return browser(actor).get(reverse("disputes:detail", args=[dispute.pk])).status_code


def typed(centre: Centre, **fields: Any) -> dict[str, Any]:
    """What is typed on the page of registration."""
    usual = {
        "organ": centre.organ.pk,
        "source": "dispute_source.court_before",
        "referrer": centre.court.pk,
        "referral_number": "（2026）渝0114委派8号",
        "received_on": today().isoformat(),
        "nature": "administrative",
        "subject": "dispute_subject.indemnity",
        "act_name": "征收补偿决定",
        "act_number": "甲府征补〔2026〕3号",
        "known_on": "2026-03-02",
        "respondents": [centre.agency.pk],
        "parties-TOTAL_FORMS": "1",
        "parties-INITIAL_FORMS": "0",
        "parties-0-role": "applicant",
        "parties-0-kind": "natural",
        "parties-0-name": "周某",
    }
    return {**usual, **fields}


def test_the_list_narrows_sorts_and_exports_in_scope(centre: Centre) -> None:
    elsewhere = Centre("乙区")
    mine = centre.receive(applicant="甄某", act_name="=1+1", act_number="@甲府〔2026〕1号", referral_number="+8")
    civil = centre.receive(
        applicant="贾某", source="party", nature="civil", phase="", subject=None, respondents=[], known_on=None
    )
    handed = centre.accepted(applicant="尹某")
    centre.handed(handed, centre.street)
    theirs = elsewhere.receive(applicant="外某")
    number = {name: str(one.dossier.number) for name, one in
              {"mine": mine, "civil": civil, "handed": handed, "theirs": theirs}.items()}  # fmt: skip

    def listed(actor: Actor, **asked: Any) -> set[str]:
        shown = browser(actor).get(LIST, asked).content.decode()
        return {name for name, words in number.items() if words in shown}

    office = {"mine", "civil", "handed"}
    for actor, seen in (
        (centre.coordinator, office),
        (centre.director, office),
        (centre.officer, office),
        (centre.leader, office),
        (centre.liaison, {"mine", "handed"}),
        (centre.court_liaison, {"mine", "handed"}),
        (centre.street_liaison, {"handed"}),
        (centre.procurator, set()),
        (elsewhere.coordinator, {"theirs"}),
        (elsewhere.court_liaison, {"theirs"}),
    ):
        assert listed(actor) == seen
    ask = centre.coordinator
    for asked, seen in (
        ({"nature": "civil"}, {"civil"}),
        ({"phase": "litigation"}, {"mine", "handed"}),
        ({"stage": "screening"}, {"mine", "civil"}),
        ({"source": "dispute_source.party"}, {"civil"}),
        ({"subject": "dispute_subject.indemnity"}, {"mine", "handed"}),
        ({"domain": "domain.public_security"}, office),
        ({"unit": str(centre.street.pk)}, {"handed"}),
        ({"agency": str(centre.agency.pk)}, {"mine", "handed"}),
        ({"officer": "me"}, office),
        ({"officer": "none"}, set()),
        ({"due": "overdue"}, set()),
        ({"due": "week"}, office),
        ({"status": "closed"}, set()),
        ({"result": "dispute_result.none"}, set()),
        ({"performance": "running"}, set()),
        ({"received_to": "2026-06-09"}, set()),
        ({"received_from": "2026-06-10"}, office),
        ({"concluded_from": "2026-06-10"}, set()),
        ({"q": "甄某"}, {"mine"}),
        ({"q": "甲府"}, {"mine"}),
    ):
        form = browser(ask).get(LIST, asked).context["form"]
        assert not form.errors, (asked, form.errors)
        assert listed(ask, **asked) == seen, asked
    # An agency is not asked who coordinates, nor which unit has a dispute.
    form = browser(centre.liaison).get(LIST).context["form"]
    assert {"officer", "unit", "due"}.isdisjoint(form.fields)
    client = browser(ask)
    export = reverse("disputes:export")
    sent = b"".join(client.get(export, {"format": "csv", "status": "", "sort": "number"}).streaming_content)
    header, *lines = csv.reader(io.StringIO(sent.decode("utf-8-sig")))
    assert len(lines) == len(office)
    row = dict(zip(header, lines[0], strict=True))
    assert (row["案号"], row["来源"], row["收到日期"]) == (number["mine"], "法院诉前委派", "2026-06-10")
    assert not [cell for line in lines for cell in line if cell.startswith(("=", "+", "@", "-"))]
    assert "'=1+1" in lines[0]
    book = b"".join(client.get(export, {"format": "xlsx", "status": ""}).streaming_content)
    assert book.startswith(b"PK")
    theirs_sent = b"".join(browser(centre.street_liaison).get(export, {"format": "csv"}).streaming_content).decode()
    assert number["handed"] in theirs_sent
    assert number["mine"] not in theirs_sent
    assert client.get(export, {"received_from": "gestern"}).status_code == 302


def test_a_dispute_is_referred_from_outside_in_ones_own_name(centre: Centre) -> None:
    address = reverse("disputes:register")
    other_court = make_organisation("乙区所在地人民法院", "court")
    court = browser(centre.court_liaison)
    form = court.get(address).context["form"]
    assert "officer" not in form.fields
    assert {code.code for code in form.fields["source"].queryset} == {"court_before", "court_during"}
    assert list(form.fields["referrer"].queryset) == [centre.court]
    # Broken input: told at its field, nothing made, what was typed stays.
    refused = court.post(address, typed(centre, act_name="", referrer=other_court.pk, key="k1"))
    assert refused.status_code == 422
    assert {"act_name", "referrer"} <= set(refused.context["form"].errors)
    assert "甲府征补〔2026〕3号" in refused.content.decode()
    assert "周某" in refused.content.decode()
    refused = court.post(address, typed(centre, respondents=[], key="k1", received_on="2026-07-01"))
    assert {"respondents", "received_on"} <= set(refused.context["form"].errors)
    assert not Dispute.objects.unscoped("test").exists()
    # Sent twice, it is one dispute; who coordinates is the centre's to say, whatever is sent.
    made = court.post(address, typed(centre, key="k1", officer=centre.coordinator.user.pk))
    again = court.post(address, typed(centre, key="k1"))
    assert (made.status_code, again.url) == (302, made.url)
    dispute = Dispute.objects.unscoped("test").get()
    assert (dispute.referrer, dispute.phase, dispute.dossier.officer) == (centre.court, "litigation", None)
    assert made.url == reverse("disputes:detail", args=[dispute.pk])
    assert dispute.dossier.number in page(centre.court_liaison, dispute)
    # The centre is told once, and finds it on its home page.
    assert centre.coordinator.user.notices.filter(kind="dispute").count() == 1
    assert dispute.dossier.number in browser(centre.coordinator).get("/").content.decode()

    for actor, source, referrer in (
        (centre.procurator, "procuratorate", centre.procuratorate),
        (centre.liaison, "agency", centre.agency),
    ):
        client = browser(actor)
        asked = client.get(address).context["form"]
        assert list(asked.fields["referrer"].queryset) == [referrer]
        wrong = client.post(address, typed(centre, key=source))
        assert {"source", "referrer"} & set(wrong.context["form"].errors), source
        fields = {"source": f"dispute_source.{source}", "referrer": referrer.pk, "phase": "reconsideration"}
        assert client.post(address, typed(centre, key=source, **fields)).status_code == 302, source
    assert Dispute.objects.unscoped("test").count() == 3
    assert browser(centre.leader).get(address).status_code == 403


def test_the_centre_receives_a_dispute_with_the_case_behind_it(centre: Centre) -> None:
    suit = centre.sue()
    client, address = browser(centre.director), reverse("disputes:register")
    begun = client.get(address, {"behind": suit.pk}).context["form"]
    assert begun.initial["behind"] == suit.dossier.number
    seen = client.post(reverse("disputes:register-preview"), typed(centre, behind=suit.dossier.number))
    assert suit.dossier.number in seen.content.decode()
    fields = {"officer": centre.coordinator.user.pk, "behind": suit.dossier.number, "key": "k"}
    answer = client.post(address, typed(centre, source="dispute_source.court_during", **fields))
    assert answer.status_code == 302, answer.context["form"].errors
    assert client.post(address, typed(centre, **fields)).url == answer.url
    dispute = Dispute.objects.unscoped("test").get()
    assert DossierLink.objects.unscoped("test").get().partner(dispute.dossier) == suit.dossier
    assert (dispute.dossier.officer, dispute.act_number) == (centre.coordinator.user, "甲府征补〔2026〕3号")
    # One over the same document is shown beside the form.
    alike = client.post(reverse("disputes:register-preview"), typed(centre, act_number="甲府征补[2026]3号"))
    assert dispute.dossier.number in alike.content.decode()
    unseen = browser(centre.procurator).post(reverse("disputes:register-preview"), typed(centre))
    assert dispute.dossier.number not in unseen.content.decode()
    # The centre alone sees to which case it belongs.
    assert suit.dossier.number in page(centre.director, dispute)
    for actor in (centre.court_liaison, centre.liaison):
        assert 'id="links"' not in page(actor, dispute)
    # Whoever coordinates reaches no lawsuit by it.
    assert browser(centre.coordinator).get(reverse("hearings:detail", args=[suit.pk])).status_code == 404


def test_a_unit_sees_its_own_transfers_as_long_as_it_has_the_dispute(centre: Centre) -> None:
    bureau = make_organisation("甲区交通局", "department", centre.organ.organisation)
    carrier = make.actor_for(make.make_user("agency_liaison", bureau))
    there = centre.street_liaison
    dispute = centre.accepted()
    street, _other = centre.handed(dispute, centre.street, bureau)
    for actor, own, others in (
        (centre.street_liaison, centre.street, bureau),
        (carrier, bureau, centre.street),
    ):
        shown = page(actor, dispute)
        assert own.name in shown[shown.index('id="transfers"') : shown.index('id="timeline"')]
        # Nor does the timeline name the other.
        assert others.name not in shown
    shown = page(centre.coordinator, dispute)
    assert centre.street.name in shown
    assert bureau.name in shown
    assert 'id="transfers"' not in page(centre.court_liaison, dispute)
    assert 'id="transfers"' not in page(centre.liaison, dispute)
    # On the home page of the unit it waits to be signed for.
    step = reverse("workflow:step", args=[dispute.pk, "sign_transfer"])
    assert step in browser(centre.street_liaison).get("/").content.decode()
    assert step not in browser(centre.liaison).get("/").content.decode()
    assert there.user.notices.filter(kind="dispute").count() == 1
    client = browser(centre.street_liaison)
    answer, _sent = take(client, dispute, "sign_transfer", on_date=today().isoformat(), transfer=street.pk)
    assert answer.status_code == 422
    typed_in = {"on_date": today().isoformat(), "transfer": street.pk, "person": "郑主任"}
    answer, _sent = take(client, dispute, "sign_transfer", **typed_in)
    assert answer.status_code == 302
    assert status(centre.street_liaison, dispute) == 200
    centre.do(dispute, "return_transfer", centre.street_liaison, transfer=street, reason="不属本街道")
    assert status(centre.street_liaison, dispute) == 404
    assert dispute.dossier.number not in browser(centre.street_liaison).get(LIST).content.decode()
    assert status(carrier, dispute) == 200
    # The centre is told that it came back, once.
    assert centre.coordinator.user.notices.filter(kind="dispute", texts__icontains="退回").count() == 1
    assert "不属本街道" in page(centre.coordinator, dispute)


def test_two_organs_do_not_meet(centre: Centre) -> None:
    elsewhere = Centre("乙区")
    dispute = centre.accepted()
    mediator = centre.mediator()
    for actor in (
        *(elsewhere.coordinator, elsewhere.director, elsewhere.officer, elsewhere.leader),
        *(elsewhere.liaison, elsewhere.court_liaison, elsewhere.procurator),
    ):
        assert status(actor, dispute) == 404
        assert browser(actor).get(reverse("workflow:step", args=[dispute.pk, "amend"])).status_code == 404
        assert dispute.dossier.number not in browser(actor).get(LIST).content.decode()
    client = browser(elsewhere.coordinator)
    assert mediator.name not in client.get(reverse("disputes:mediators")).content.decode()
    assert client.get(reverse("disputes:mediator-end", args=[mediator.pk])).status_code == 404
    named = make.form_for(centre.coordinator, dispute, "name_team", mediators=[elsewhere.mediator("外调解")])
    assert "mediators" in named.errors


def test_the_pool_is_kept_by_the_centre(centre: Centre) -> None:
    client = browser(centre.coordinator)
    address = reverse("disputes:mediator-add")
    form = client.get(address).context["form"]
    fields = {
        "once_key": form.initial.get("once_key") or form["once_key"].value(),
        "organ": centre.organ.pk,
        "name": "孙调解",
        "kind": "mediator_kind.people",
        "unit": "=调解委员会",
        "valid_from": today().isoformat(),
        "domains": ["domain.public_security"],
    }
    assert client.post(address, {**fields, "unit": ""}).status_code == 422
    assert client.post(address, fields).status_code == 302
    assert client.post(address, fields).status_code == 302
    mediator = Mediator.objects.get()
    dispute = centre.accepted()
    centre.do(dispute, "name_team", mediators=[mediator])
    shown = client.get(reverse("disputes:mediators")).content.decode()
    assert "孙调解" in shown
    assert (Mediator.objects.visible_to(centre.coordinator).with_load().get().load) == 1
    ending = reverse("disputes:mediator-end", args=[mediator.pk])
    assert client.post(ending, {"last_day": today().isoformat(), "reason": ""}).status_code == 422
    assert client.post(ending, {"last_day": today().isoformat(), "reason": "调离"}).status_code == 302
    # The disputes in which somebody sits keep them; no new one gets them.
    assert "孙调解" in page(centre.coordinator, dispute)
    with at(today() + dt.timedelta(days=2)):
        named = make.form_for(centre.coordinator, dispute, "name_team", mediators=[mediator])
        assert "mediators" in named.errors
    for actor in (centre.leader, centre.liaison, centre.court_liaison, centre.procurator):
        assert browser(actor).get(reverse("disputes:mediators")).status_code == 403


def test_sessions_stand_in_the_agenda_and_everybody_is_told_once(centre: Centre) -> None:
    account = make.make_user("agency_liaison", make_organisation("某律师事务所"), name="孙调解")
    mediator = make.actor_for(account)
    there = (centre.coordinator, centre.liaison, centre.street_liaison, centre.court_liaison, mediator)
    dispute = centre.accepted()
    centre.handed(dispute, centre.street)
    centre.do(dispute, "name_team", mediators=[centre.mediator(user=account)])
    before = {actor: actor.user.notices.count() for actor in there}
    session = centre.session(dispute, today() + dt.timedelta(days=5))
    assert [actor.user.notices.count() - before[actor] for actor in there] == [1] * len(there)

    def agenda(actor: Actor) -> list[str]:
        return [line.place for line in entries(Ask(actor, own=True), "session")]

    assert [agenda(actor) for actor in there] == [["化解中心1室"]] * len(there)
    for actor in (centre.procurator, Centre("乙区").coordinator):
        assert agenda(actor) == []

    def feed(actor: Actor) -> str:
        secret = make_token(actor=actor, alarm_days=None)
        sent = browser(actor).get(reverse("deadlines:feed", args=[secret]))
        return sent.content.decode().replace("\r\n ", "")

    assert f"session-{session.pk}" in feed(centre.coordinator)
    assert f"session-{session.pk}" in feed(centre.liaison)
    time = {"held_on": today() + dt.timedelta(days=7), "starts": "14:00", "ends": "15:00", "place": "街道会议室"}
    centre.do(dispute, "move_session", mediator, session=session, reason="改期", **time)
    assert [actor.user.notices.count() - before[actor] for actor in there] == [2] * len(there)
    assert agenda(centre.liaison) == ["街道会议室"]
    # With the dispute the session falls away too.
    centre.do(dispute, "conclude", result="dispute_result.none", summary="分歧过大")
    assert agenda(centre.coordinator) == []


def test_the_home_page_of_the_centre(centre: Centre) -> None:
    waiting = centre.receive()
    centre.receive(applicant="贾某")
    shown = browser(centre.coordinator).get("/").content.decode()
    assert 'id="disputes-examine"' in shown
    assert waiting.dossier.number in shown
    assert "争议化解" in shown
    tiles = browser(centre.director).get("/").content.decode()
    assert "争议化解" in tiles
    for actor in (centre.procurator, centre.court_liaison, centre.liaison, centre.leader):
        assert browser(actor).get("/").status_code == 200
    # What a unit has in hand stands once on its home page, with its period.
    handed = centre.accepted(applicant="尹某")
    centre.handed(handed, centre.street)
    theirs = browser(centre.street_liaison).get("/").content.decode()
    assert 'id="disputes-handed"' in theirs
    assert theirs.count(reverse("workflow:step", args=[handed.pk, "sign_transfer"])) == 1
    assert "余 2 个工作日" in theirs
    # The roles of parties are called as the centre calls them.
    assert "申请化解人" in page(centre.coordinator, waiting)
    assert centre.side(waiting, PartyRole.RESPONDENT).name in page(centre.coordinator, waiting)
