"""Replies without evidence, third parties, further evidence, reading of the file, and the ground of a simple case."""

import pytest
from django.core.exceptions import ValidationError

from accounts.timekeeping import at
from cases.law import SIMPLE
from cases.models import ReconsiderationCase
from dossiers.models import Code, Party
from tests import factories as make
from tests.cases.steps import entry, fields, hint, messages, page, party
from tests.factories import Office
from workflow.steps import StepRefused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sound", "english")]

THIRD = {"role": "third_party", "kind": "natural", "name": "邻居甲"}


def case_with(office: Office, **data: object) -> ReconsiderationCase:
    """Accepted and heard, with one reply of these particulars."""
    case = office.register()
    office.accept(case)
    office.send_copies(case)
    office.reply(case, **data)
    office.hear(case)
    return case


def test_a_reply_without_evidence_is_weighed_in_the_decision(office: Office, client) -> None:
    with at("2026-03-05"):
        case = case_with(office, with_evidence="no")
        assert "未提交证据：注意适用第70条" in page(client, office.officer, case)
        form = make.form_for(office.officer, case, "decide")
        assert "handed in no evidence" in str(form.fields["failing"].help_text)
        with pytest.raises(ValidationError) as error:
            office.decide(case)
        assert messages(error, "failing")
        with pytest.raises(ValidationError) as error:
            office.decide(case, failing="deemed")
        assert "70" in messages(error, "outcome")
        with pytest.raises(ValidationError) as error:
            office.decide(case, failing="third_party")
        assert "No evidence of a third party" in messages(error, "failing")
        with pytest.raises(ValidationError) as error:
            office.decide(case, failing="excused")
        assert messages(error, "failing_why")
        office.take(case, "add_party", **THIRD)
        third = party(case, "third_party")
        office.take(case, "add_evidence", party=third, evidence_list="照片")
        office.hear(case)
        office.decide(case, failing="third_party")
        assert case.state == "decided"
    with at("2026-03-05"):
        sound = case_with(office)
        assert not {"failing", "committee"} & fields(office, sound, "decide")


def test_a_late_reply_is_flagged(office: Office) -> None:
    with at("2026-03-05"):
        case = office.register()
        office.accept(case)
        office.send_copies(case)
    with at("2026-03-25"):
        office.reply(case)
        office.hear(case)
        form = make.form_for(office.officer, case, "decide")
        assert "replied late" in str(form.fields["failing"].help_text)
        # The reply put right to a day in time is a reply in time.
        made = entry(case, "reply")
        respondent = party(case, "respondent")
        data = {"party": respondent, "opinion": "x", "with_evidence": "yes"}
        make.correct(office.director, case, made, on_date="2026-03-18", **data)
        assert "failing" not in fields(office, case, "decide")


def test_who_acts_for_a_respondent(office: Office) -> None:
    with at("2026-03-05"):
        case = office.register()
        office.accept(case)
        office.send_copies(case)
        for data, said in (({"lawyer": "王律师"}, "lawyer alone"), ({"staff": "甲\n乙\n丙"}, "two")):
            with pytest.raises(ValidationError) as error:
                office.reply(case, **data)
            assert said in messages(error, "staff")
        with pytest.raises(ValidationError) as error:
            office.reply(case, with_evidence="no", evidence=make.pdf())
        assert messages(error, "with_evidence")
        make.take(
            office.liaison,
            case,
            "reply",
            party=party(case, "respondent"),
            opinion="合法",
            with_evidence="yes",
            staff="李某，法制科科长\n孙某，民警",
            lawyer="王律师",
        )


def test_third_parties_are_told_and_respondents_add_evidence_by_consent_alone(office: Office) -> None:
    with at("2026-03-05"):
        case = case_with(office)
        with pytest.raises(StepRefused, match="add the party"):
            office.take(case, "notify_third_party", interest="相邻")
        office.take(case, "add_party", **THIRD)
        third = party(case, "third_party")
        office.take(case, "notify_third_party", party=third, interest="相邻", document=make.pdf("通知.pdf"))
        assert case.dossier.files.get(name="通知.pdf").visibility == "parties"
        assert "Every third party" in hint(office, case, "notify_third_party")
        respondent = party(case, "respondent")
        with pytest.raises(ValidationError) as error:
            office.take(case, "add_evidence", party=respondent, evidence_list="笔录")
        assert "46②" in messages(error, "new_point")
        assert "46②" in messages(error, "consented")
        office.take(
            case, "add_evidence", party=respondent, evidence_list="笔录", new_point="申请人提出新理由", consented="on"
        )
        assert case.dossier.facts.current().filter(kind="evidence_added", party=respondent).count() == 1


def test_the_file_is_read_by_those_who_may(office: Office, client) -> None:
    with at("2026-03-05"):
        case = case_with(office)
        applicant = party(case, "applicant")
        respondent = party(case, "respondent")
        office.take(case, "add_party", role="agent", kind="natural", name="王律师", represents=applicant)
        Party.objects.create(
            dossier=case.dossier, role="agent", kind="natural", name="官方代理", represents=respondent, position=9
        )
        for name, may in (("王律师", True), ("官方代理", False)):
            form = make.form_for(office.officer, case, "ask_access")
            assert form.fields["party"].queryset.filter(name=name).exists() == may
        for wrong in (respondent, case.dossier.parties.get(name="官方代理")):
            with pytest.raises(ValidationError) as error:
                office.take(case, "ask_access", party=wrong, manner="in_person")
            assert messages(error, "party")
        with pytest.raises(StepRefused, match="Nobody has asked"):
            office.take(case, "give_access", shown="全部")
        agent = case.dossier.parties.get(name="王律师")
        office.take(case, "ask_access", party=agent, manner="electronic", appointed_on="2026-03-09")
        with pytest.raises(StepRefused, match="waits already"):
            office.take(case, "ask_access", party=applicant, manner="in_person")
        assert "预约2026年3月9日" in page(client, office.officer, case)
    with at("2026-03-09"):
        untidy = (
            ({"withheld": "withheld_ground.privacy"}, "withheld_what"),
            ({"withheld_what": "证人住址"}, "withheld"),
            ({"copies": 1}, "pages"),
        )
        for data, field in untidy:
            with pytest.raises(ValidationError) as error:
                office.take(case, "give_access", shown="答复书", **data)
            assert messages(error, field), data
        office.take(
            case,
            "give_access",
            shown="答复书及证据",
            withheld="withheld_ground.privacy",
            withheld_what="证人住址",
            copies=1,
            pages=12,
            record=make.pdf("阅卷记录.pdf"),
        )
        seen = page(client, office.officer, case)
        for text in ("王律师，3月9日", "不予查阅：个人隐私", "复制1份、12页", "阅卷记录.pdf"):
            assert text in seen, text
        of_agency = page(client, office.liaison, case)
        for text in ("不予查阅", "阅卷记录", "证人住址"):
            assert text not in of_agency, text
        fact = case.dossier.facts.current().get(kind="access_given")
        assert fact.party_id == agent.pk
        made = entry(case, "give_access")
        make.correct(office.director, case, made, shown="全部案卷", copies=2, pages=30)
        fact = case.dossier.facts.current().get(kind="access_given")
        assert (fact.party_id, fact.value) == (agent.pk, {"withheld": [], "copies": 2, "pages": 30})


# --- the ground of the simplified procedure --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ground", "matter", "data", "field"),
    [
        ("small_amount", "punishment_fine", {}, "amount"),
        ("small_amount", "punishment_fine", {"amount": "3000.01"}, "amount"),
        ("small_amount", "punishment_fine", {"amount": "3000"}, ""),
        ("warning", "punishment_fine", {}, "ground"),
        ("warning", "punishment_warning", {}, ""),
        ("disclosure", "punishment", {}, "ground"),
        ("disclosure", "information_disclosure", {}, ""),
        ("disclosure", "inaction_information_disclosure", {}, ""),
        ("on_the_spot", "punishment_fine", {}, ""),
        ("on_the_spot", "punishment_fine", {"plain": ["facts", "rights"]}, "plain"),
        ("disclosure", "information_disclosure", {"plain": None}, "plain"),
        ("consent", "licence", {}, "consenting"),
    ],
)
def test_the_ground_of_the_simplified_procedure_must_hold(
    office: Office, ground: str, matter: str, data: dict[str, str], field: str
) -> None:
    with at("2026-03-05"):
        case = office.register(matter=Code.objects.get(pk=f"matter.{matter}"))
        fields = {"procedure": "simplified", "ground": f"simplified_ground.{ground}", "plain": list(SIMPLE), **data}
        if not field:
            office.take(case, "accept", **fields)
            assert case.procedure == "simplified"
            accepted = case.dossier.facts.current().get(kind="accepted").value
            assert (accepted["ground"], accepted["plain"]) == (fields["ground"], list(SIMPLE))
            return
        with pytest.raises(ValidationError) as error:
            office.take(case, "accept", **fields)
        assert "53" in messages(error, field) or "amount" in messages(error, field)


def test_an_act_that_was_not_done_was_not_done_on_the_spot(office: Office) -> None:
    with at("2026-03-05"):
        case = office.register(nature="inaction")
        with pytest.raises(ValidationError) as error:
            office.take(case, "accept", procedure="simplified", ground="simplified_ground.on_the_spot")
        assert "53①(1)" in messages(error, "ground")


def test_each_party_must_agree_on_paper(office: Office) -> None:
    with at("2026-03-05"):
        case = office.register()
        parties = list(case.dossier.parties.all())
        data = {"procedure": "simplified", "ground": "simplified_ground.consent"}
        with pytest.raises(ValidationError) as error:
            office.take(case, "accept", **data, consenting=parties[:1], consent=make.pdf())
        assert parties[1].name in messages(error, "consenting")
        with pytest.raises(ValidationError) as error:
            office.take(case, "accept", **data, consenting=parties)
        assert messages(error, "consent")
        office.take(case, "accept", **data, consenting=parties, consent=make.pdf("同意书.pdf"))
        assert case.procedure == "simplified"
        assert case.dossier.files.get(name="同意书.pdf")


def test_what_is_said_of_views_in_the_simplified_procedure(office: Office, client) -> None:
    with at("2026-03-05"):
        case = office.register()
        office.accept(case, "simplified")
        text = page(client, office.officer, case)
        assert "可以书面审理（第54条第2款）" in text
        assert "事实清楚、权利义务关系明确、争议不大" in text
