"""The pages of suggestions: who sees what of whom, what comes again, what the homes show, the form and the list."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.actors import Actor, actor_for
from accounts.models import Role
from accounts.timekeeping import at
from cases.models import ReconsiderationCase
from disputes.models import Suggestion
from dossiers.models import Code, DossierFile
from hearings.models import Lawsuit
from tests import factories as make
from tests.disputes.register import Register

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sound")]


@pytest.fixture
def register() -> Register:
    return Register()


def client_of(actor: Actor) -> Client:
    client = Client()
    client.force_login(actor.user)
    return client


def page(actor: Actor, suggestion: Suggestion) -> str:
    return client_of(actor).get(reverse("suggestions:detail", args=[suggestion.pk])).content.decode()


def shown(actor: Actor, **asked: str) -> str:
    """The rows of the list."""
    found = client_of(actor).get(reverse("suggestions:list"), asked).content.decode()
    return found[found.rindex("<tbody") :] if "<tbody" in found else ""


def test_an_agency_sees_its_own_and_nothing_of_another(register: Register) -> None:
    stranger = Register("乙区")
    both = [register.agency, register.other_agency]
    with at("2026-03-02"):
        suggestion = register.received(agencies=both, number="（2026）渝0114司建3号")
        alone = register.received(agencies=[register.other_agency])
        for liaison, place, words in (
            (register.liaison, both[0], "修订了告知文书"),
            (register.other_liaison, both[1], "撤换了承办人员"),
        ):
            make.take(
                liaison,
                suggestion,
                "reply",
                party=register.party(suggestion, place),
                taken_up="wholly",
                measures=words,
                responsible="郑局长",
                papers=make.pdf(f"{words}.pdf"),
            )
        register.check(suggestion, result="partly")
        for actor in (register.officer, register.director, register.leader, register.court_liaison):
            whole = page(actor, suggestion)
            for words in ("修订了告知文书", "撤换了承办人员"):
                assert words in whole
        theirs = page(register.liaison, suggestion)
        assert "修订了告知文书" in theirs
        assert "撤换了承办人员" not in theirs
        assert register.other_agency.name in theirs
        # The papers of another agency are no paper of theirs, however their number is come by.
        mine, other = (
            DossierFile.objects.unscoped("a test").get(name__startswith=words)
            for words in ("修订了告知文书", "撤换了承办人员")
        )
        for actor, file, code in (
            (register.liaison, mine, 200),
            (register.liaison, other, 404),
            (register.other_liaison, other, 200),
            (register.court_liaison, other, 200),
            (stranger.court_liaison, other, 404),
        ):
            answer = client_of(actor).get(reverse("dossiers:file", args=[file.pk]))
            assert answer.status_code == code
            assert code == 404 or b"".join(answer.streaming_content)
        # Nor is a suggestion that is made to others, by its number or from the list.
        bureau = actor_for(
            make.make_user(
                Role.AGENCY_LIAISON, make.make_organisation("水利局", "department", register.organ.organisation)
            )
        )
        for actor, seen in (
            (register.liaison, {suggestion}),
            (register.other_liaison, {suggestion, alone}),
            (register.court_liaison, {suggestion, alone}),
            (register.prosecutor, set()),
            (bureau, set()),
            (stranger.officer, set()),
            (stranger.court_liaison, set()),
        ):
            for one in (suggestion, alone):
                code = client_of(actor).get(reverse("suggestions:detail", args=[one.pk])).status_code
                assert code == (200 if one in seen else 404)
                assert (reverse("suggestions:detail", args=[one.pk]) in shown(actor)) is (one in seen)
            exported = b"".join(
                client_of(actor).get(reverse("suggestions:export"), {"format": "csv"}).streaming_content
            )
            assert ("撤换了承办人员" in exported.decode()) is (
                actor in {register.other_liaison, register.court_liaison}
            )
            found = client_of(actor).get(reverse("search"), {"q": "司建3号"}).content.decode()
            assert (reverse("suggestions:detail", args=[suggestion.pk]) in found) is (suggestion in seen)


def test_the_same_problem_at_the_same_agency_is_found(register: Register) -> None:
    with at("2026-03-02"):
        first = register.received(number="甲建〔2026〕1号", issuer=None, kind="procuratorial")
        elsewhere = register.received(agencies=[register.other_agency])
        other = register.received(cause=None, matter=None)
    with at("2026-04-01"):
        again = register.received(agencies=[register.agency, register.other_agency])
        # The same kind of act alone is no problem that comes again; with the same cause it is.
        by_matter = register.received(cause=None, domain=None)
        by_cause = register.received(domain=None)
        client = client_of(register.officer)
        # While it is registered.
        typed = {
            "agencies__0__organisation": register.agency.pk,
            "cause": "loss_cause.procedure",
            "domain": "domain.public_security",
            "number": "甲建〔2026〕1号",
        }
        beside = client.post(reverse("suggestions:register-preview"), typed).content.decode()
        assert reverse("suggestions:detail", args=[first.pk]) in beside
        assert reverse("suggestions:detail", args=[elsewhere.pk]) not in beside
        assert reverse("dossier", args=[first.pk]) in beside
        # On its page: the earlier ones of its agencies, in the reader's sight.
        seen = page(register.officer, again)
        links = {one: reverse("suggestions:detail", args=[one.pk]) in seen for one in (first, elsewhere, other)}
        assert links == {first: True, elsewhere: True, other: False}
        assert "同类问题再次发生" in seen
        courts = page(register.court_liaison, again)
        assert reverse("suggestions:detail", args=[first.pk]) not in courts
        assert "同类问题再次发生" not in courts
        assert 'id="earlier"' not in page(register.officer, first)
        # In the list.
        rows = shown(register.officer, recurring="yes")
        anew = {first: False, elsewhere: False, other: False, again: True, by_matter: False, by_cause: True}
        for one, is_again in anew.items():
            assert (reverse("suggestions:detail", args=[one.pk]) in rows) is is_again
        assert "recurring" not in client_of(register.court_liaison).get(reverse("suggestions:list")).content.decode()
        # What was voided never happened.
        register.approved(again, "void", reason="误登")
        register.approved(first, "void", reason="误登")
        assert reverse("suggestions:detail", args=[by_cause.pk]) not in shown(register.officer, recurring="yes")


@pytest.mark.unsound("the judgment of the suit stands in its row alone")
def test_a_later_case_that_is_lost_for_the_same_cause_is_found(register: Register) -> None:
    domain, matter = Code.objects.get(pk="domain.public_security"), Code.objects.get(pk="matter.punishment")

    def decided(ground: str, on: str) -> ReconsiderationCase:
        with at(on):
            case = register.heard(domain=domain, matter=matter)
            register.decide(case, "revoke", ground=f"decision_ground.{ground}")
        return case

    before = decided("revoke_procedure", "2026-03-02")
    with at("2026-03-10"):
        suggestion = register.received()
        elsewhere = register.received(agencies=[register.other_agency])
    again, otherwise = decided("revoke_procedure", "2026-04-01"), decided("revoke_facts", "2026-04-02")
    with at("2026-04-10"):
        suit = register.sue(domain=domain, matter=matter)
        Lawsuit.objects.unscoped("test").filter(pk=suit.pk).update(
            outcome="suit_result.revoked", concluded_on="2026-04-10", effective_on="2026-04-10", lost=True
        )
        seen = page(register.officer, suggestion)
        part = seen[seen.index('id="again"') :].partition("</section>")[0]
        links = {one: reverse("dossier", args=[one.pk]) in part for one in (before, again, otherwise, suit)}
        assert links == {before: False, again: True, otherwise: False, suit: True}
        assert "败诉原因未登记" in part
        assert "同类问题再次发生" in seen
        assert 'id="again"' not in page(register.officer, elsewhere)
        # An agency sees its own case, a court none that is not before it.
        assert reverse("dossier", args=[again.pk]) in page(register.liaison, suggestion)


def test_the_form_registers_by_office_court_and_procuratorate(register: Register) -> None:
    suit = register.sue(number="（2026）渝0114行初8号")
    sent = {
        "organ": register.organ.pk,
        "subject": "governance",
        "number": "（2026）渝0114司建3号",
        "issued_on": "2026-03-02",
        "agencies__0__organisation": register.agency.pk,
        "cases": f"{suit.dossier.number}、(2025)渝99行初1号",
        "cause": "loss_cause.procedure",
        "problem": "程序违法",
        "proposal": "规范程序",
    }
    address = reverse("suggestions:register")
    with at("2026-03-02"):
        court, office = client_of(register.court_liaison), client_of(register.officer)
        assert 'name="how"' not in court.get(address).content.decode()
        wrong = court.post(address, sent | {"kind": "procuratorial", "issuer": register.court.pk, "key": "a"})
        assert wrong.status_code == 422
        wrong = court.post(address, sent | {"kind": "judicial", "issuer": register.procuratorate.pk, "key": "a"})
        assert wrong.status_code == 422
        answer = court.post(
            address,
            sent
            | {"kind": "judicial", "issuer": register.court.pk, "key": "a", "document": make.pdf("司法建议书.pdf")},
        )
        made = Suggestion.objects.unscoped("a test").get()
        assert answer["Location"] == reverse("suggestions:detail", args=[made.pk])
        assert made.other_cases == "（2025）渝99行初1号"
        assert "司法建议书.pdf" in page(register.liaison, made)
        # The case behind it is in the court's sight and not in the agency's way.
        assert suit.dossier.number in page(register.court_liaison, made)
        # The same form sent twice registers once; the number is the organ's once.
        assert (
            court.post(address, sent | {"kind": "judicial", "issuer": register.court.pk, "key": "a"}).status_code == 302
        )
        assert Suggestion.objects.unscoped("a test").count() == 1
        base = {**sent, "how": "received", "kind": "judicial", "issuer": register.court.pk, "key": "b"}
        assert "已" in office.post(address, base).content.decode()
        for fields, words in (
            ({"number": "", "issued_on": ""}, "请填写文书日期"),
            ({"number": "", "issuer": ""}, "请填写建议机关"),
            ({"number": "", "how": "issued"}, "本机关不制发"),
            ({"number": "", "subject": "norm", "reply_days": "30"}, "六十日"),
            ({"number": "", "reply_by": "2026-03-01"}, "早于建议制发日期"),
            ({"number": "", "reply_by": "2026-04-01", "reply_days": "30"}, "只填一项"),
            ({"number": "", "agencies__0__received_on": "2026-03-01"}, "发出前收到"),
            ({"number": "", "agencies__1__organisation": register.agency.pk}, "重复填写"),
            (
                {"number": "", "how": "draft", "kind": "supervision", "agencies__0__received_on": "2026-03-02"},
                "尚未制发",
            ),
        ):
            refused = office.post(address, base | fields)
            assert refused.status_code == 422
            assert words in refused.content.decode(), (fields, words)
        drafted = office.post(address, base | {"how": "draft", "kind": "supervision", "issuer": "", "number": ""})
        assert drafted.status_code == 302
        draft = Suggestion.objects.unscoped("a test").get(state="draft")
        assert (draft.issuer, draft.own, draft.issued_on) == (register.organ.office, True, None)
        theirs = base | {"kind": "judicial", "issuer": "", "issuer_name": "某市中级人民法院", "number": "", "key": "c"}
        assert office.post(address, theirs).status_code == 302
        for actor in (register.liaison, register.leader):
            assert client_of(actor).get(address).status_code == 403
        # Nobody draws up from a case on which they do not work.
        for typed, code in ((suit.pk, 403), (999999, 404), ("x", 404)):
            assert court.get(address, {"case": typed}).status_code == code


def test_the_homes_show_what_escalates(register: Register) -> None:
    def home(actor: Actor) -> str:
        return client_of(actor).get("/").content.decode()

    with at("2026-03-02"):
        suggestion = register.enter(number="甲建〔2026〕1号")
        assert "待签收" in home(register.liaison)
        assert "本院提出的建议" in home(register.court_liaison)
        register.take(suggestion, "receive", party=register.party(suggestion))
        assert "逾期未回复的建议" not in home(register.officer)
    with at("2026-05-11"):
        for actor in (register.officer, register.director):
            shown_home = home(actor)
            assert "逾期未回复的建议" in shown_home
            assert reverse("workflow:step", args=[suggestion.pk, "request_again"]) in shown_home
        register.take(
            suggestion, "request_again", party=register.party(suggestion), reply_by="2026-05-15", reason="逾期"
        )
        assert "已再次建议" in home(register.liaison)
        assert "逾期未回复的建议" not in home(register.officer)
    with at("2026-05-18"):
        assert reverse("workflow:step", args=[suggestion.pk, "report_unheeded"]) in home(register.officer)
        assert "未予回应的建议" not in home(register.leader)
        register.approved(suggestion, "report_unheeded", party=register.party(suggestion), to="副区长", content="x")
        assert "未予回应的建议" in home(register.leader)
        assert "已上报" not in page(register.liaison, suggestion)
        assert reverse("suggestions:detail", args=[suggestion.pk]) in shown(register.director, escalated="up")
        register.answer(suggestion)
        assert "待核查的整改" in home(register.officer)
        register.check(suggestion)
        assert "未予回应的建议" not in home(register.leader)
        assert reverse("suggestions:detail", args=[suggestion.pk]) in shown(register.director, rectified="done")
        assert reverse("suggestions:detail", args=[suggestion.pk]) not in shown(register.director, rectified="not")


@pytest.mark.parametrize("count", [1, 3])
def test_a_page_costs_the_same_however_much_there_is(
    register: Register, count: int, django_assert_max_num_queries: object
) -> None:
    with at("2026-03-02"):
        places = [make.make_organisation(f"第{n}局", "department", register.organ.organisation) for n in range(count)]
        for _n in range(count):
            suggestion = register.received(agencies=places, cases=[register.sue().dossier for _n in range(count)])
        for place in places:
            register.answer(suggestion, place, papers=make.pdf(f"{place.name}.pdf"))
        client = client_of(register.officer)
        for address in (reverse("suggestions:detail", args=[suggestion.pk]), reverse("suggestions:list")):
            client.get(address)
            with django_assert_max_num_queries(17 if "detail" in address or address[-2].isdigit() else 11):
                client.get(address)
