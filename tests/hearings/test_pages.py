"""The pages of lawsuits: who sees what, what is missing over all cases, the registration from the court's notice."""

import datetime as dt
import re

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.actors import Actor, actor_for
from accounts.models import Role, RosterEntry
from accounts.timekeeping import at, today
from dossiers.models import DossierLink, DossierSource, LinkKind, PartyRole
from hearings.display.process import lacks_of
from hearings.forms import AnswerForm, NominateForm
from hearings.models import Lawsuit
from hearings.tracking import cases_with_lacks
from tests import factories as make
from tests.factories import Office, agency_of, browser, correct, load_code_lists, rows
from workflow.describing import Names, describe
from workflow.home import panels_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    load_code_lists()
    return Office()


def page(actor: Actor, suit: Lawsuit) -> str:
    return browser(actor).get(reverse("hearings:detail", args=[suit.pk])).content.decode()


def plain(shown: str) -> str:
    """The words of a page, without tags and spaces."""
    return re.sub(r"<[^>]+>|\s+", "", shown)


def own_case(office: Office, **fields: object) -> Lawsuit:
    return office.sue(
        defendants=[
            office.defendant(agency_of(office.organ)),
            office.defendant(office.organ.organisation, "joint"),
        ],
        **fields,
    )


def test_the_file_of_the_whole_process_is_the_offices_own(office: Office) -> None:
    with at("2026-03-02"):
        suit = own_case(office)
        agency = suit.dossier.parties.get(role=PartyRole.RESPONDENT, organisation=agency_of(office.organ))
        make.take(office.liaison, suit, "ask_guidance", party=agency, question="怎样答辩为好")
        office.take(suit, "response_opinion", by="区公安局", view="doubtful", opinion="证据略显不足")
        office.take(suit, "find_risk", level="risk_level.high", person="吴某", what="可能败诉", measure="补充说理")
        shown = page(office.officer, suit)
        for words in ("意见：证据略显不足", "可能败诉", "怎样答辩为好", "政府应诉案件"):
            assert words in shown, words
        # What is missing is listed, and nothing of it is late yet.
        missing = shown[shown.index('id="lacks"') :]
        assert ("应诉方案" in missing and "尚未录入" in missing) or "3月17日" in missing
        theirs = page(office.liaison, suit)
        assert "怎样答辩为好" in theirs
        for words in ("证据略显不足", "可能败诉", 'id="lacks"', 'id="process"', 'id="checks"'):
            assert words not in theirs, words
        # What an agency asks the office is no business of the court's.
        courts = page(office.court_liaison, suit)
        assert "怎样答辩为好" not in courts
        assert suit.dossier.number in courts
    with at("2026-04-20"):
        tracked = browser(office.director).get(reverse("hearings:tracking")).content.decode()
        assert suit.dossier.number in tracked
        assert "逾期" in tracked
        assert browser(office.liaison).get(reverse("hearings:tracking")).status_code == 403
        risk = suit.dossier.timeline.get(step="find_risk")
        office.take(suit, "handle_risk", risk=str(risk.pk), result="已补充")
        shown = page(office.officer, suit)
        assert "已补充" in shown
        # The entry names the risk, not its key.
        assert plain(shown).count("风险事项：可能败诉") == 2
        with pytest.raises(ValidationError, match="没有未处置的风险"):
            office.take(suit, "handle_risk", risk=str(risk.pk), result="再补充")


def test_guidance_answers_one_request(office: Office) -> None:
    with at("2026-03-02"):
        suit = own_case(office)
        organ, agency = (
            suit.dossier.parties.get(organisation=one) for one in (office.organ.organisation, agency_of(office.organ))
        )
        early = {"question": "怎样举证", "wanted_by": "2026-03-01"}
        with pytest.raises(ValidationError):
            make.take(office.liaison, suit, "ask_guidance", party=agency, **early)
        first = make.take(office.liaison, suit, "ask_guidance", party=agency, **early | {"wanted_by": "2026-03-06"})
        office.take(suit, "ask_guidance", party=organ, question="是否调解")
        entry = office.take(suit, "give_guidance", asked=first.pk, manner="meeting", content="补强证据")
        # The answer is that agency's; the other request stays open.
        (given,) = suit.dossier.facts.current().filter(kind="guidance_given")
        assert (given.party, given.value["asked"]) == (agency, str(first.pk))
        with pytest.raises(ValidationError, match="已就该请求"):
            office.take(suit, "give_guidance", asked=first.pk, manner="meeting", content="又一次")
        assert [str(lack["words"]) for lack in _lacks(office, suit, "指导")] == ["是否调解 · 3月17日 周二到期"]
        second = suit.dossier.timeline.filter(step="ask_guidance").latest("pk")
        correct(office.director, suit, entry, asked=second.pk, manner="meeting", content="可以调解")
    with at("2026-03-09"):
        # Answered was the other request; the agency has waited longer than it wished.
        (lack,) = _lacks(office, suit, "指导")
        assert (lack["words"], lack["late"]) == ("怎样举证 · 3月6日 周五到期", True)
        shown = plain(page(office.officer, suit))
        for words in ("希望3月6日周五前答复", "3月2日周一已答复：可以调解", "指导请求：怎样举证"):
            assert words in shown, words
        assert "补强证据" in plain(page(office.liaison, suit))


def _lacks(office: Office, suit: Lawsuit, words: str) -> list[dict[str, object]]:
    context = make.context_of(office.officer, suit)
    return [lack for lack in lacks_of(context, context.deadlines) if words in str(lack["title"])]


def test_a_leader_is_arranged_before_the_first_hearing_that_is_set(office: Office) -> None:
    hearing = {"kind": "hearing", "mode": "in_person", "starts": "09:30", "ends": "11:00", "courtroom": "一"}
    organ = office.organ.organisation
    with at("2026-03-02"):
        suit = own_case(office)
        bureau = office.sue()
        office.take(bureau, "mark_major_suit", reason="群体性")
        assert [lack["words"] for lack in _lacks(office, suit, "负责人出庭")] == ["尚未录入"]
        office.take(suit, "set_hearing", hearing_on="2026-03-06", **{**hearing, "kind": "pretrial"})
        office.take(suit, "set_hearing", hearing_on="2026-03-20", **hearing)
        assert [lack["words"] for lack in _lacks(office, suit, "负责人出庭")] == ["3月19日 周四到期"]
        # A co-defendant that names its head settles nothing for the organ.
        sitting = suit.sittings.latest("pk").sitting
        for agency in (agency_of(office.organ), organ):
            RosterEntry.objects.create(
                organisation=agency, name=f"{agency.pk}长", rank="principal", post="长", valid_from="2020-01-01"
            )
        named = {"sitting": sitting, "party": suit.dossier.parties.get(organisation=agency_of(office.organ))}
        head = RosterEntry.objects.get(organisation=agency_of(office.organ))
        make.take(office.liaison, suit, "nominate_head", head=head, **named)
        assert _lacks(office, suit, "负责人出庭")
    with at("2026-03-20"):
        assert [lack["late"] for lack in _lacks(office, suit, "负责人出庭")] == [True]
        tracked = {case["number"]: case for case in cases_with_lacks(office.director, today())}
        titles = {lack["title"] for lack in tracked[suit.dossier.number]["lacks"] if lack["late"]}
        assert "已安排负责人出庭" in {str(title) for title in titles}
        # A department's major case is to be reported upward as well, and nothing else of the file is asked of it.
        assert [(str(lack["title"]), lack["late"]) for lack in tracked[bureau.dossier.number]["lacks"]] == [
            ("重大案件已上报", True)
        ]
        office.take(suit, "arrange_leader", leader="某副区长")
        assert not _lacks(office, suit, "负责人出庭")


def test_the_list_narrows_sorts_and_exports_in_scope(office: Office) -> None:
    other = Office("乙区")
    mine, theirs = own_case(office, plaintiff="甄某"), other.sue(plaintiff="贾某")
    client = browser(office.officer)
    address = reverse("hearings:list")
    shown = client.get(address).content.decode()
    assert mine.dossier.number in shown
    assert theirs.dossier.number not in shown
    assert mine.dossier.number in client.get(address, {"government": "yes"}).content.decode()
    assert mine.dossier.number not in client.get(address, {"government": "no"}).content.decode()
    assert mine.dossier.number in client.get(address, {"q": "甄某"}).content.decode()
    assert mine.dossier.number not in client.get(address, {"due": "overdue"}).content.decode()
    for form in ("csv", "xlsx"):
        sent = b"".join(client.get(reverse("hearings:export"), {"format": form, "status": ""}).streaming_content)
        assert (b"PK" in sent[:4]) if form == "xlsx" else (mine.dossier.number in sent.decode("utf-8-sig"))
    for actor in (office.liaison, office.court_liaison):
        assert mine.dossier.number in browser(actor).get(address).content.decode()
    assert mine.dossier.number not in browser(other.court_liaison).get(address).content.decode()
    # Any spelling of the number finds it.
    number = mine.dossier.number
    for typed in (number, number.replace("（", "(").replace("）", ") "), number[6:]):
        assert number in client.get(reverse("search"), {"q": typed}).content.decode(), typed


def _typed(office: Office, **fields: object) -> dict[str, object]:
    bureau = agency_of(office.organ)
    return {
        "organ": office.organ.pk,
        "court": office.court.pk,
        "number": "(2026) 渝0114行初第88号",
        "procedure": "ordinary",
        "filed_on": today().isoformat(),
        "act_name": "罚款决定",
        "matter": "matter.punishment",
        "parties-TOTAL_FORMS": "1",
        "parties-INITIAL_FORMS": "0",
        "parties-0-role": "applicant",
        "parties-0-kind": "natural",
        "parties-0-name": "周某",
        "defendants": rows(
            {"organisation": bureau.pk, "standing": "suit_standing.original", "served_on": today().isoformat()}
        ),
        **fields,
    }


def test_a_suit_is_registered_from_the_notice_and_linked_with_what_came_before(office: Office) -> None:
    with at("2026-09-01"):
        case = office.heard(received_on=dt.date(2026, 9, 1))
        office.decide(case)
    number = case.dossier.number
    with at("2026-09-20"):
        client = browser(office.officer)
        typed = _typed(office, reconsidered="on", reconsideration_number=number.replace("〔", "[").replace("〕", "]"))
        seen = client.post(reverse("hearings:register-preview"), typed).content.decode()
        # Upheld: both must be sued, and the two decisions stand side by side.
        assert "行政诉讼法第26条第2款" in seen
        assert case.act_number in seen
        assert client.get(reverse("hearings:register")).status_code == 200
        answer = client.post(reverse("hearings:register"), {**typed, "key": "k1"})
        assert answer.status_code == 302, answer.context["form"].errors
        again = client.post(reverse("hearings:register"), {**typed, "key": "k1"})
        assert again.url == answer.url
        suit = Lawsuit.objects.unscoped("test").get()
        assert (suit.dossier.number, suit.instance_id) == ("（2026）渝0114行初88号", "suit_instance.first")
        assert DossierLink.objects.unscoped("test").get(dossier=suit.dossier).kind == LinkKind.SUED
        shown = page(office.officer, suit)
        # The organ upheld and is not sued: the page says that it is missing.
        assert 'id="decisions"' in shown
        assert "追加" in shown
        assert case.dossier.number in shown
        # The same number in another spelling is refused, and told while it is typed.
        assert suit.dossier.number in client.post(reverse("hearings:register-preview"), typed).content.decode()
        refused = client.post(reverse("hearings:register"), {**typed, "key": "k2"})
        assert refused.status_code == 422
        assert "number" in refused.context["form"].errors
        wrong = _typed(office, number="（2026）渝0114行初89号", instance="suit_instance.second", key="k3")
        assert "instance" in client.post(reverse("hearings:register"), wrong).context["form"].errors
        # The next instance begins with the parties and the act of the first.
        begun = client.get(reverse("hearings:register"), {"follows": suit.pk})
        assert begun.context["form"].initial["earlier_number"] == suit.dossier.number
        assert "周某" in begun.content.decode()
        assert browser(office.liaison).get(reverse("hearings:register")).status_code == 403
        other = Office("乙区")
        assert browser(other.officer).get(reverse("hearings:register"), {"follows": suit.pk}).status_code == 404


def test_home_and_navigation_name_the_lawsuits(office: Office) -> None:
    own_case(office)
    for actor in (office.director, office.leader, office.officer, office.liaison, office.court_liaison):
        assert "应诉案件" in browser(actor).get(reverse("home")).content.decode()
    leadership = actor_for(make.make_user(Role.LEADERSHIP, office.organ.organisation))
    for actor, linked in ((office.leader, "hearings:tracking"), (leadership, "hearings:list")):
        panel = next(one for one in panels_for(actor, today()) if one.code == "suits")
        assert panel.link == reverse(linked)


def test_a_party_is_named_without_the_role_that_its_label_says() -> None:
    names = Names(parties={"7": "被告 甲局"})
    assert describe(NominateForm, {"party": ["7"]}, names) == [("被告", "甲局")]
    assert describe(AnswerForm, {"party": ["7"]}, names) == [("当事人", "被告 甲局")]


def test_a_suit_that_nobody_handles_waits_for_the_director(office: Office) -> None:
    with at("2026-03-02"):
        suit = office.sue()
        suit.dossier.officer = None
        suit.dossier.save(update_fields=["officer"])
        shown = browser(office.director).get(reverse("home")).content.decode()
        assert reverse("workflow:step", args=[suit.pk, "assign"]) in shown
        # One that a ledger brought never had an officer here: nobody is to be found for it.
        suit.dossier.source = DossierSource.LEDGER
        suit.dossier.save(update_fields=["source"])
        shown = browser(office.director).get(reverse("home")).content.decode()
        assert reverse("workflow:step", args=[suit.pk, "assign"]) not in shown


def test_ones_own_suits_are_those_of_the_second_officer_too(office: Office) -> None:
    with at("2026-03-02"):
        suit, other = office.sue(), office.sue()
        suit.dossier.second_officer = office.second.user
        suit.dossier.save(update_fields=["second_officer"])
        shown = browser(office.second).get(reverse("hearings:list"), {"officer": "me"}).content.decode()
    assert str(suit.dossier.number) in shown
    assert str(other.dossier.number) not in shown


def test_a_link_is_taken_back_from_either_side_and_both_tell_of_it(office: Office) -> None:
    with at("2026-03-02"):
        behind = office.register()
        office.accept(behind)
        suit = office.sue()
        for taker, code, other in ((suit, "unlink_suit", behind), (behind, "part", suit)):
            office.take(suit, "link_suit", kind="sued", number=behind.dossier.number)
            office.take(taker, code, number=other.dossier.number, reason="误录")
            assert other.dossier.timeline.filter(step="parted").count() == 1
            assert not DossierLink.objects.unscoped("a test").standing().exists()
        assert "与其他案件解除关联" in page(office.officer, suit)
        assert browser(office.officer).get(reverse("cases:detail", args=[behind.pk])).status_code == 200
