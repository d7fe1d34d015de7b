"""Taking a step on its page: said beforehand, taken once, never over somebody else's head, nothing typed lost."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts import timekeeping
from dossiers.models import Dossier, DossierFile, TimelineEntry
from tests import factories as make
from tests.pages.conftest import pdf
from tests.pages.steps import confirm, fill, hidden, take
from workflow.models import Approval

pytestmark = pytest.mark.django_db


def url(case, code: str) -> str:
    return reverse("workflow:step", args=[case.pk, code])


def entries(case, step: str) -> int:
    return TimelineEntry.objects.unscoped("test").filter(dossier_id=case.pk, step=step).count()


def test_what_a_step_causes_is_said_before_it_is_confirmed(office, case):
    client = office.client()
    opened = client.get(url(case, "accept")).content.decode()
    assert "Under review → Being heard" in opened
    assert "Reconsideration decision, due Tue 8 December" in opened
    answer, sent = fill(client, url(case, "accept"), on_date="2026-10-09", procedure="ordinary")
    assert answer.status_code == 200
    assert entries(case, "accept") == 0
    answer, _ = confirm(client, url(case, "accept"), answer, sent)
    assert answer.status_code == 302
    assert answer.url == reverse("cases:detail", args=[case.pk])
    assert entries(case, "accept") == 1


def test_a_rehearsal_leaves_nothing_behind(office, case):
    before = Dossier.objects.unscoped("test").values().get(pk=case.pk)
    answer = office.client().post(
        url(case, "accept"),
        {"version": 1, "key": "k", "preview": "1", "on_date": "2026-10-09", "procedure": "ordinary"},
        headers={"hx-request": "true"},
    )
    assert "Copy of the application to the respondent, due" in answer.content.decode()
    assert "<html" not in answer.content.decode()
    assert Dossier.objects.unscoped("test").values().get(pk=case.pk) == before
    assert entries(case, "accept") == 0
    assert case.dossier.deadlines.count() == 1


def test_htmx_gets_the_form_alone(office, case):
    html = office.client().get(url(case, "accept"), headers={"hx-request": "true"}).content.decode()
    assert "<html" not in html
    assert 'name="key"' in html


def test_sent_twice_it_is_taken_once(office, case):
    client = office.client()
    answer, sent = take(client, case, "accept", on_date="2026-10-09", procedure="ordinary")
    again = client.post(url(case, "accept"), sent)
    assert (answer.status_code, again.status_code) == (302, 302)
    assert answer.url == again.url
    assert entries(case, "accept") == 1
    assert Dossier.objects.unscoped("test").get(pk=case.pk).number == "甲区府复〔2026〕1号"


def test_the_second_of_two_is_told_and_loses_nothing(office, case):
    first, second = office.client(), office.client(office.director)
    answer, sent = fill(
        second,
        url(case, "supplement"),
        on_date="2026-10-09",
        matters="supplement_reason.identity",
        note="请补充身份证明复印件",
    )
    take(
        first,
        case,
        "amend",
        on_date="2026-10-09",
        act_name="行政处罚决定",
        matter="matter.punishment",
        domain="domain.public_security",
        requests="撤销",
    )
    answer, sent = confirm(second, url(case, "supplement"), answer, sent)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "The case was changed while you had the form open" in html
    assert "甲区陈某" in html
    assert "请补充身份证明复印件" in html
    assert entries(case, "supplement") == 0
    assert hidden(html, "version") == "2"
    sent = {**sent, "version": "2", "seen": hidden(html, "seen")}
    assert second.post(url(case, "supplement"), sent).status_code == 302
    assert entries(case, "supplement") == 1


def test_an_amended_act_is_in_the_title(office, case):
    take(
        office.client(),
        case,
        "amend",
        on_date="2026-10-09",
        act_name="治安处罚决定",
        matter="matter.punishment",
        domain="domain.public_security",
        requests="撤销",
    )
    assert Dossier.objects.unscoped("test").get(pk=case.pk).title == "周某 不服 甲区公安局 治安处罚决定"


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2026-10-10", "The day lies in the future."),
        ("2026-09-27", "this day lies before it"),
        ("2026-02-30", "There is no such day"),
        ("昨天", "is not a date"),
        ("", "This field is required."),
    ],
)
def test_impossible_days_are_told_at_the_field(office, case, day, words):
    answer, _ = take(office.client(), case, "accept", on_date=day, procedure="ordinary")
    html = answer.content.decode()
    assert answer.status_code == 422
    assert words in html
    assert 'aria-invalid="true"' in html
    assert entries(case, "accept") == 0


def test_days_are_read_as_people_write_them(office, case):
    answer, _ = take(office.client(), case, "accept", on_date="２０２６年１０月９日", procedure="ordinary")
    assert answer.status_code == 302


def test_a_step_out_of_order_is_refused_with_its_reason(office, case):
    answer = office.client().get(url(case, "decide"))
    assert "The case is not at this stage." in answer.content.decode()
    answer = office.client().post(url(case, "decide"), {"version": 1, "key": "x", "on_date": "2026-10-09"})
    assert answer.status_code == 409
    assert entries(case, "decide") == 0


def test_approval_is_asked_for_and_given(office, case):
    client = office.client()
    answer, _ = take(
        client,
        case,
        "decline",
        on_date="2026-10-09",
        reason="decline_reason.out_of_time",
        explanation="逾期申请",
        **{"approval-how": "online"},
    )
    assert answer.status_code == 302
    assert entries(case, "decline") == 0
    approval = Approval.objects.unscoped("test").get(dossier_id=case.pk)
    page = reverse("workflow:approval", args=[approval.pk])
    waiting = office.client(office.director).get(reverse("workflow:approvals")).content.decode()
    assert page in waiting
    shown = office.client(office.director).get(page).content.decode()
    assert "逾期申请" in shown
    assert "Under review → Not accepted" in shown
    # Who asked cannot answer; other offices and agencies do not find it.
    assert client.post(page, {"decision": "approve"}).status_code == 403
    assert office.client(office.liaison).get(page).status_code == 404
    answer = office.client(office.director).post(page, {"decision": "refuse"})
    assert answer.status_code == 422
    assert "Say why it is not approved." in answer.content.decode()
    answer = office.client(office.director).post(page, {"decision": "approve", "opinion": "同意"})
    assert answer.status_code == 302
    case.refresh_from_db()
    assert case.state == "declined"
    again = office.client(office.director).post(page, {"decision": "approve"})
    assert again.status_code == 302
    assert entries(case, "decline") == 1


def test_a_request_can_be_withdrawn_by_who_asked(office, elsewhere, case):
    client = office.client()
    take(
        client,
        case,
        "decline",
        on_date="2026-10-09",
        reason="decline_reason.out_of_time",
        explanation="逾期申请",
        **{"approval-how": "online"},
    )
    approval = Approval.objects.unscoped("test").get(dossier_id=case.pk)
    address = reverse("workflow:withdraw", args=[approval.pk])
    assert office.client(elsewhere.officer).post(address).status_code == 404
    assert office.client(office.other_officer).post(address).status_code == 403
    assert client.post(address).status_code == 302
    approval.refresh_from_db()
    assert approval.status == "withdrawn"


def test_approved_on_paper_with_the_scan(office, case):
    client = office.client()
    data = {
        "on_date": "2026-10-09",
        "reason": "decline_reason.out_of_time",
        "explanation": "逾期申请",
        "approval-how": "paper",
        "approval-approved_by": office.director.pk,
        "approval-approved_on": "2026-10-09",
    }
    answer, _ = take(client, case, "decline", **data)
    assert answer.status_code == 422
    assert "Add the scan of the signed paper." in answer.content.decode()
    disguised = pdf("签批件.docx")
    answer, _ = take(client, case, "decline", **data, **{"approval-scan": disguised})
    assert answer.status_code == 422
    assert "not what its name says" in answer.content.decode()
    assert not DossierFile.objects.unscoped("test").exists()
    answer, _ = take(client, case, "decline", **data, **{"approval-scan": pdf("签批件.pdf")})
    assert answer.status_code == 302, answer.content.decode()
    approval = Approval.objects.unscoped("test").get(dossier_id=case.pk)
    assert approval.on_paper
    assert approval.decided_by == office.director
    assert approval.paper.name == "签批件.pdf"
    html = client.get(reverse("cases:detail", args=[case.pk])).content.decode()
    assert "甲区陈某, approved by 甲区李某" in html


def test_who_holds_the_right_carries_out_at_once(office, case):
    html = office.client(office.director).get(url(case, "decline")).content.decode()
    assert "approval-how" not in html
    answer, _ = take(
        office.client(office.director),
        case,
        "decline",
        on_date="2026-10-09",
        reason="decline_reason.out_of_time",
        explanation="逾期申请",
    )
    assert answer.status_code == 302
    assert entries(case, "decline") == 1


def test_a_receipt_put_right_after_acceptance_moves_the_clocks(office, case):
    client = office.client(office.director)
    take(client, case, "accept", on_date="2026-10-09", procedure="ordinary")
    first = TimelineEntry.objects.unscoped("test").get(dossier_id=case.pk, step="register")
    address = reverse("workflow:correct", args=[case.pk, first.pk])
    answer, sent = fill(
        client,
        address,
        on_date="2026-09-22",
        channel="channel.mail",
        **{"correction-reason": "收文登记簿记载为9月22日"},
    )
    html = answer.content.decode()
    assert answer.status_code == 200
    # The notice of 9 October came after the review, which had run out before the holiday.
    assert "the application counts as accepted on" in html
    answer, _ = confirm(client, address, answer, sent)
    assert answer.status_code == 302, answer.content.decode()
    case.refresh_from_db()
    assert case.received_on == dt.date(2026, 9, 22)
    html = client.get(reverse("cases:detail", args=[case.pk])).content.decode()
    assert "Correction: Register the application" in html
    assert "(corrected since)" in html
    assert "收文登记簿记载为9月22日" in html
    assert case.deemed_accepted
    assert case.accepted_on == dt.date(2026, 9, 30)
    outside = office.client(office.liaison).get(reverse("cases:detail", args=[case.pk])).content.decode()
    assert "收文登记簿记载为9月22日" not in outside


def test_a_correction_by_the_officer_waits_for_the_director(office, case):
    client = office.client()
    take(client, case, "accept", on_date="2026-10-08", procedure="ordinary")
    entry = TimelineEntry.objects.unscoped("test").get(dossier_id=case.pk, step="accept")
    address = reverse("workflow:correct", args=[case.pk, entry.pk])
    opened = client.get(address).content.decode()
    assert 'value="2026-10-08"' in opened
    data = {"on_date": "2026-10-09", "procedure": "ordinary", "approval-how": "online", "correction-reason": "误录"}
    data |= make.USUAL["accept"]
    answer, sent = fill(client, address, **data)
    html = answer.content.decode()
    assert "Reconsideration decision: due Mon 7 December" in html
    answer, sent = confirm(client, address, answer, sent)
    assert answer.status_code == 302
    # The same form again does nothing twice; another form is told that one waits.
    assert client.post(address, sent).status_code == 302
    approval = Approval.objects.unscoped("test").get(dossier_id=case.pk)
    page = reverse("workflow:approval", args=[approval.pk])
    shown = office.client(office.director).get(page).content.decode()
    assert "As it stands now" in shown
    assert "误录" in shown
    office.client(office.director).post(page, {"decision": "approve"})
    case.refresh_from_db()
    assert case.accepted_on == dt.date(2026, 10, 9)


def test_a_correction_needs_its_reason_and_respects_what_followed(office, case):
    client = office.client(office.director)
    take(client, case, "accept", on_date="2026-10-08", procedure="ordinary")
    party = case.dossier.parties.get(role="respondent")
    take(client, case, "send_copy", on_date="2026-10-08", party=party.pk, manner="post.ems")
    entry = TimelineEntry.objects.unscoped("test").get(dossier_id=case.pk, step="accept")
    address = reverse("workflow:correct", args=[case.pk, entry.pk])
    answer, _ = fill(client, address, on_date="2026-10-09", procedure="ordinary", **{"correction-reason": ""})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#id_correction-reason"' in html
    assert "Send the copy" in html
    case.refresh_from_db()
    assert case.accepted_on == dt.date(2026, 10, 8)


def test_who_may_correct(office, elsewhere, case):
    entry = TimelineEntry.objects.unscoped("test").get(dossier_id=case.pk, step="register")
    address = reverse("workflow:correct", args=[case.pk, entry.pk])
    assert office.client().get(address).status_code == 200
    assert office.client(office.leader).get(address).status_code == 403
    assert office.client(office.liaison).get(address).status_code == 403
    assert office.client(elsewhere.officer).get(address).status_code == 404
    other = office.case(received_on=dt.date(2026, 9, 29))
    assert office.client().get(reverse("workflow:correct", args=[other.pk, entry.pk])).status_code == 404


def test_an_agency_replies_on_line(office, elsewhere, case):
    client = office.client()
    take(client, case, "accept", on_date="2026-10-09", procedure="ordinary")
    party = case.dossier.parties.get(role="respondent")
    take(client, case, "send_copy", on_date="2026-10-09", party=party.pk, manner="post.ems", received_on="2026-10-09")
    liaison = office.client(office.liaison)
    html = liaison.get(reverse("cases:detail", args=[case.pk])).content.decode()
    assert url(case, "reply") in html
    assert office.client(elsewhere.liaison).get(url(case, "reply")).status_code == 404
    answer, _ = take(
        liaison,
        case,
        "reply",
        on_date="2026-10-09",
        party=party.pk,
        opinion="事实清楚，程序合法。",
        with_evidence="yes",
        reply=pdf("答复书.pdf"),
        evidence=[pdf("证据一.pdf"), pdf("证据二.pdf")],
    )
    assert answer.status_code == 302, answer.content.decode()
    assert case.dossier.files.count() == 3
    html = client.get(reverse("cases:detail", args=[case.pk])).content.decode()
    for shown in ("答复书.pdf", "证据一.pdf", "证据二.pdf", "事实清楚，程序合法。"):
        assert shown in html


def test_steps_that_nobody_takes_by_hand_are_not_found(office, case):
    for code in ("deem_accepted", "register", "nonsense"):
        assert office.client().get(url(case, code)).status_code == 404


def test_a_deputy_of_the_director_does_not_approve_their_own_step(office, case):
    deputy = make.make_user(name="代办人")
    make.RoleAssignment.objects.create(
        user=deputy, role="officer", organisation=office.organ.office, valid_from=dt.date(2020, 1, 1)
    )
    office.director.deputies.create(
        deputy=deputy, valid_from=dt.date(2026, 10, 1), valid_to=dt.date(2026, 10, 31), created_by=office.director
    )
    client = office.client(deputy)
    assert "approval-how" in client.get(url(case, "decline")).content.decode()
    take(client, case, "accept", on_date="2026-10-09", procedure="ordinary")
    entry = TimelineEntry.objects.unscoped("test").get(dossier_id=case.pk, step="accept")
    assert (entry.taken_by, entry.for_user) == (deputy, office.director)
    html = client.get(reverse("cases:detail", args=[case.pk])).content.decode()
    assert "for 甲区李某" in html


def test_an_approval_signed_in_time_can_be_entered_late(office, case):
    client = office.client()
    with timekeeping.at("2026-10-12 09:00"):
        html = client.get(url(case, "decline")).content.decode()
        assert "The review period has run out" in html
        assert "If it was approved on paper while it was still possible" in html
        data = {
            "on_date": "2026-10-10",
            "reason": "decline_reason.out_of_time",
            "explanation": "逾期申请",
            "approval-how": "paper",
            "approval-approved_by": office.director.pk,
            "approval-approved_on": "2026-10-12",
        }
        answer, _ = take(client, case, "decline", **data, **{"approval-scan": pdf()})
        assert answer.status_code == 409
        data["approval-approved_on"] = "2026-10-10"
        answer, _ = take(client, case, "decline", **data, **{"approval-scan": pdf()})
        assert answer.status_code == 302, answer.content.decode()
    assert entries(case, "decline") == 1
