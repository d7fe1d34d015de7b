"""What is lost is kept with the case: with each step, each correction and each rule of the organ."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from accounts.timekeeping import at
from dossiers.models import Code, DossierLink, LinkKind, TrailEntry
from hearings.models import Defendant, Lawsuit, LostRule
from hearings.services import set_lost_rule, settle_lost
from tests.factories import Office, agency_of, browser, correct, rows
from tests.hearings.test_ledger import HEADER, do, row
from workflow.ledger.ledgers import REFUSED

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 6, 1)


@pytest.fixture
def office(db: None) -> Office:
    return Office()


def two(office: Office, **fields: object) -> Lawsuit:
    return office.sue(
        defendants=[office.defendant(agency_of(office.organ)), office.defendant(office.organ.organisation, "joint")],
        **fields,
    )


def said(suit: Lawsuit) -> tuple[bool | None, list[bool | None]]:
    """Whether the case is lost, and whether each defendant is."""
    defendants = Defendant.objects.unscoped("a test").filter(lawsuit=suit).order_by("position")
    return Lawsuit.objects.unscoped("a test").get(pk=suit.pk).lost, [each.lost for each in defendants]


def end(office: Office, suit: Lawsuit) -> None:
    """Served on everybody, appealed and the appeal withdrawn: in effect."""
    everybody = list(suit.dossier.parties.all())
    office.take(suit, "serve_judgment", parties=everybody)
    office.take(suit, "appeal", party=everybody[0])
    office.take(suit, "appeal_ended", result="withdrawn")


def test_lost_when_it_takes_effect_and_not_before(office: Office) -> None:
    with at(DAY):
        suit = two(office)
        organ = suit.dossier.parties.get(organisation=office.organ.organisation)
        apart = rows({"party": organ.pk, "outcome": "suit_result.claims_dismissed"})
        entry = office.take(suit, "judge", outcome="suit_result.revoked", each=apart)
        assert said(suit) == (None, [None, None])
        end(office, suit)
        assert said(suit) == (True, [True, False])
        # The judgment was entered wrongly: what is lost follows the correction.
        correct(office.director, suit, entry, outcome="suit_result.claims_dismissed", each=apart)
        assert said(suit) == (False, [False, False])


def test_what_the_office_says_of_a_result_is_compared_with_the_rule(office: Office) -> None:
    with at(DAY):
        suit = office.sue()
        entry = office.take(suit, "judge", outcome="suit_result.revoked", lost_said="no")
        end(office, suit)
        (row,) = Defendant.objects.unscoped("a test").filter(lawsuit=suit)
        assert (row.lost, row.lost_as_typed) == (True, False)
        address = reverse("hearings:detail", args=[suit.pk])
        pages = [browser(actor).get(address).content.decode() for actor in (office.officer, office.liaison)]
        # Both stand side by side; in the timeline it is the office's own.
        assert ["填报为未败诉" in shown for shown in pages] == [True, False]
        assert ["本机关认定是否败诉" in shown for shown in pages] == [True, False]
        correct(office.director, suit, entry, outcome="suit_result.revoked", lost_said="yes")
        row.refresh_from_db()
        assert row.lost_as_typed is True


def test_an_affirmed_judgment_is_lost_in_the_instance_that_made_it_final(office: Office) -> None:
    with at(DAY):
        first = office.sue()
        office.take(first, "judge", outcome="suit_result.revoked")
        second = office.sue(number="（2026）渝04行终9号", instance=Code.objects.get(pk="suit_instance.second"))
        DossierLink.objects.create(
            dossier=second.dossier, other=first.dossier, kind=LinkKind.INSTANCE, on_date=DAY, created_by=None
        )
        office.take(second, "judge", outcome="suit_result.affirmed")
        office.take(second, "serve_judgment", parties=list(second.dossier.parties.all()))
        assert said(second) == (True, [True])
        assert said(first) == (None, [None])


def test_a_rule_works_out_anew_what_was_judged_since_its_day(office: Office) -> None:
    with at(DAY):
        suit = two(office)
        office.take(suit, "judge", outcome="suit_result.illegal", minor_fault="on")
        end(office, suit)
        assert said(suit) == (True, [True, True])
        counts = {"partly": True, "modified": True, "joint": False, "minor_fault": False}
        with pytest.raises(PermissionDenied):
            set_lost_rule(actor=office.officer, organ=office.organ, valid_from=DAY, reason="考核办法", **counts)
        with pytest.raises(ValidationError):
            set_lost_rule(actor=office.director, organ=office.organ, valid_from=DAY, reason=" ", **counts)
        late = DAY + dt.timedelta(days=1)
        set_lost_rule(actor=office.director, organ=office.organ, valid_from=late, reason="考核办法", **counts)
        assert said(suit) == (True, [True, True])
        set_lost_rule(actor=office.director, organ=office.organ, valid_from=DAY, reason="考核办法", **counts)
        assert said(suit) == (False, [False, False])
        assert TrailEntry.objects.filter(action="suits.lost_rule").count() == 2
        with pytest.raises(ValidationError, match="已有口径"):
            set_lost_rule(actor=office.director, organ=office.organ, valid_from=DAY, reason="再定", **counts)
        # Working it out once more changes nothing.
        assert settle_lost(Lawsuit.objects.unscoped("a test"), office.organ) == 0


def test_the_rule_is_set_on_its_page_by_the_director_alone(office: Office, other_office: Office) -> None:
    url, act, client = reverse("hearings:lost-rules"), reverse("hearings:lost-rule"), Client()
    with at(DAY):
        client.force_login(office.officer.user)
        page = client.get(url)
        assert page.context["form"] is None
        assert client.post(act, {}).status_code == 403
        client.force_login(office.director.user)
        form = client.get(url).context["form"]
        sent = {"once_key": form["once_key"].value(), "valid_from": "2026-06-01", "partly": "on", "reason": ""}
        assert client.post(act, sent).status_code == 422
        assert client.post(act, sent | {"reason": "依考核办法"}).status_code == 302
        # Sent a second time it is there once.
        client.post(act, sent | {"reason": "依考核办法"})
        (rule,) = LostRule.objects.all()
        assert (rule.partly, rule.minor_fault, rule.modified, rule.joint) == (True, False, False, False)
        assert "依考核办法" in client.get(url).content.decode()
        client.force_login(other_office.director.user)
        assert "依考核办法" not in client.get(url).content.decode()


def test_a_ledger_is_read_by_the_rule_of_the_organ(office: Office) -> None:
    counts = {"partly": True, "modified": False, "joint": False, "minor_fault": True}
    with at(DAY):
        set_lost_rule(
            actor=office.director, organ=office.organ, valid_from=dt.date(2022, 1, 1), reason="考核办法", **counts
        )
        known = {"被告": agency_of(office.organ).name, "审理法院": office.court.name, "是否败诉": "败诉"}
        do(office.organ, row(裁判结果="变更", **known), row("（2022）渝0114行初13号", 裁判结果="撤销", **known))
    lost = Lawsuit.objects.unscoped("a test").order_by("dossier__number").values_list("outcome__code", "lost")
    assert dict(lost) == {"modified": False, "revoked": True}
    # What was typed is kept, and stands beside what the rule finds.
    changed = Lawsuit.objects.unscoped("a test").get(outcome="suit_result.modified")
    client = Client()
    client.force_login(office.officer.user)
    page = client.get(reverse("hearings:detail", args=[changed.pk])).content.decode()
    assert "填报为败诉" in page
    assert "被告身份" in page
    # The clock did not bring it, and what an old ledger does not say is not held against anybody.
    assert "期限届满自动办理" not in page
    assert "尚未送达" not in page


def test_a_ledger_that_contradicts_the_outcome_is_refused(office: Office) -> None:
    assert len(HEADER) == len(row())
    agency, court = agency_of(office.organ).name, office.court.name
    fields = {"被告": agency, "审理法院": court, "裁判结果": "撤销", "是否败诉": "否"}
    (result,) = do(office.organ, row(**fields))
    assert result.status == REFUSED
