"""The cases that a notice names by number: linked at once, when the number is amended, or when they come."""

import datetime as dt

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from accounts.actors import SYSTEM
from accounts.timekeeping import at
from cases.services.ledger import LedgerCase, enter_ledger_cases
from dossiers.models import Code, DossierLink
from hearings.models import Lawsuit
from hearings.reading import next_instance
from tests.factories import Office, agency_of, browser, case_fields, correct, rows
from tests.hearings.test_pages import _typed, page, plain

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sound")]
FIRST, SECOND = "（2026）渝0114行初88号", "（2026）渝04行终9号"


@pytest.fixture
def office() -> Office:
    return Office()


def standing(suit: Lawsuit) -> set[tuple[str, str]]:
    """How a suit is linked with what, by the other's number."""
    links = DossierLink.objects.unscoped("test").standing().filter(dossier=suit.pk)
    return {(link.kind, str(link.other.number)) for link in links.select_related("other")}


def test_what_a_notice_names_is_linked_when_it_comes(office: Office) -> None:
    behind = "甲区府复〔2026〕1号"
    with at("2026-03-02"):
        client = browser(office.officer)
        earlier = "(2026) 渝0114行初第０88号"
        typed = _typed(
            office, number=SECOND, reconsidered="on", reconsideration_number=behind, earlier_number=earlier, key="k"
        )
        beside = client.post(reverse("hearings:register-preview"), typed).content.decode()
        assert beside.count("自动关联") == 2
        own = client.post(reverse("hearings:register"), {**typed, "earlier_number": SECOND})
        assert "earlier_number" in own.context["form"].errors
        wrong = client.post(reverse("hearings:register"), {**typed, "earlier_number": "第八十八号"})
        assert "earlier_number" in wrong.context["form"].errors
        # Nothing is dropped without a word: told at once, and shown on the page until it is linked.
        answer = client.post(reverse("hearings:register"), typed)
        assert [FIRST in str(one) or behind in str(one) for one in get_messages(answer.wsgi_request)][1:] == [True] * 2
        suit = Lawsuit.objects.unscoped("test").get()
        assert (suit.earlier_number, standing(suit)) == (FIRST, set())
        assert page(office.officer, suit).count("尚未与本机关案件关联") == 2
        assert suit.dossier.number in client.get(reverse("search"), {"q": FIRST}).content.decode()
    with at("2026-03-03"):
        case = office.register()
        assert standing(suit) == set()
        office.accept(case)
        assert (case.dossier.number, standing(suit)) == (behind, {("sued", behind)})
        before = office.sue(number=FIRST)
        assert standing(suit) == {("sued", behind), ("instance", FIRST)}
        suit.refresh_from_db()
        for told in (suit.dossier, case.dossier, before.dossier):
            assert told.timeline.filter(step="linked", taken_by=None).exists(), told
        shown = page(office.officer, suit)
        assert 'id="decisions"' in shown
        # Told by nobody, and in words.
        assert "关联关系：复议后提起诉讼" in plain(shown)
        assert "尚未与本机关案件关联" not in shown
        # Whoever has the suit open is told that it changed.
        suit.dossier.refresh_from_db()
        assert suit.dossier.version == 3


def test_links_follow_the_numbers_that_are_amended(office: Office) -> None:
    with at("2026-03-02"):
        cases = [office.register(applicant=name) for name in ("周某", "吴某")]
        for case in cases:
            office.accept(case)
        one, other = (str(case.dossier.number) for case in cases)
        first = office.sue(number=FIRST)
        suit = office.sue(number=SECOND, instance=Code.objects.get(pk="suit_instance.second"))
        notice = {"act_name": "罚款决定", "matter": "matter.punishment"}
        office.take(suit, "amend", **notice, reconsidered="on", reconsideration_number=one, earlier_number=FIRST)
        assert standing(suit) == {("sued", one), ("instance", FIRST)}
        # The wrong one was typed: that case is let go of, and both tell of it.
        office.take(suit, "amend", **notice, reconsidered="on", reconsideration_number=other, earlier_number=FIRST)
        assert standing(suit) == {("sued", other), ("instance", FIRST)}
        assert cases[0].dossier.timeline.filter(step="parted").count() == 1
        # What was parted by hand is not linked anew by what else is amended.
        office.take(suit, "unlink_suit", number=other, reason="误关联")
        office.take(suit, "amend", **notice, reconsidered="on", reconsideration_number=other, notice_number="通1号")
        assert (suit.earlier_number, standing(suit)) == ("", set())
        office.take(suit, "link_suit", kind="instance", number=FIRST)
        assert (suit.earlier_number, standing(suit)) == (FIRST, {("instance", FIRST)})
        # By the correction of its own number a suit becomes the one that another waits for.
        office.take(suit, "amend", **notice, earlier_number="（2026）渝0114行初99号")
        assert standing(suit) == set()
        entry, party = first.dossier.timeline.get(step="register"), first.dossier.parties.get(role="respondent")
        served = rows({"party": party.pk, "served_on": "2026-03-02"})
        correct(office.director, first, entry, number="（2026）渝0114行初99号", services=served)
        assert standing(suit) == {("instance", "（2026）渝0114行初99号")}


def test_a_ledger_that_is_imported_later_is_linked_too(office: Office) -> None:
    number = "甲区府复〔2022〕7号"
    with at("2026-03-02"):
        suits = [office.sue(reconsidered=True, reconsideration_number=number) for _each in range(2)]
        fields = {name: value for name, value in case_fields().items() if name != "channel"}
        row = LedgerCase(
            number=number,
            received_on=dt.date(2022, 3, 1),
            accepted_on=dt.date(2022, 3, 4),
            case={**fields, "channel": Code.objects.get(pk="channel.not_recorded")},
            parties=[{"role": "applicant", "kind": "natural", "name": "周某"}],
            respondents=[agency_of(office.organ)],
        )
        enter_ledger_cases(actor=SYSTEM, organ=office.organ, rows=[row])
    for suit in suits:
        assert standing(suit) == {("sued", number)}
        assert suit.dossier.timeline.filter(step="linked").count() == 1


@pytest.mark.parametrize(
    ("instance", "outcome", "following"),
    [
        ("first", "", "second"),
        ("remanded", "claims_dismissed", "second"),
        ("second", "affirmed", "retrial_review"),
        ("second", "sent_back", "remanded"),
        ("second", "continue", "first"),
        ("retrial", "sent_back", "remanded"),
        ("retrial_review", "retrial_ordered", "retrial"),
        ("retrial_review", "retrial_refused", None),
        ("retrial", "affirmed", None),
    ],
)
def test_which_instance_follows(instance: str, outcome: str, following: str | None) -> None:
    suit = Lawsuit(instance_id=f"suit_instance.{instance}", outcome_id=f"suit_result.{outcome}" if outcome else None)
    assert next_instance(suit) == following
