"""An application filed with the agency which made the act: forwarded (32②), or the act put right (rules 38)."""

import pytest
from django.urls import reverse

from accounts.timekeeping import at
from cases.models import ReconsiderationCase
from deadlines.reminders.sweep import sweep
from notices.models import Notice
from tests import factories as make
from tests.cases.steps import hint, open_steps
from tests.cases.ways import clock, day, due, page, party, reading
from tests.factories import Office
from workflow.steps import StepRefused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sound", "english")]


def test_the_agency_is_reminded_and_the_review_begins_with_the_forwarding(office: Office) -> None:
    with at("2026-03-02"):
        case = office.file(day("2026-03-02"))
        assert (case.state, case.dossier.stage) == ("filed", "filed")
        # five working days from Monday
        assert due(case, "fy_forward_by_agency_5wd", party(case)) == ("running", day("2026-03-09"))
        found = clock(case, "fy_forward_by_agency_5wd")
        assert found is not None
        assert (found.owner, found.organisation) == ("agency", make.agency_of(office.organ))
        assert clock(case, "fy_review_5wd") is None
        assert {"accept", "decline", "supplement"} & open_steps(office.officer, case) == set()
        with pytest.raises(StepRefused):
            office.take(case, "accept", procedure="ordinary")
        assert "Filed with the agency" in page(office.officer, case)
        assert "Penalising agency forwards the application" in page(office.liaison, case)
    with at("2026-03-10"):
        sweep()
        assert Notice.objects.filter(recipient=office.liaison.user, kind="reminder").exists()
        assert "had to forward the application by Mon 9 March" in page(office.officer, case)
        entry = office.take(case, "forwarded_by_agency", note="拟维持")
        assert (case.state, case.received_on, case.dossier.opened_on) == (
            "review",
            day("2026-03-10"),
            day("2026-03-10"),
        )
        assert due(case, "fy_review_5wd") == ("running", day("2026-03-17"))
        found.refresh_from_db()
        assert (found.state, found.late) == ("met", True)
        # the receipt is that of the forwarding, whatever is put right of how the application came in
        registered = case.dossier.timeline.get(step="register")
        receipt = {"channel": "channel.forwarded_by_agency", "filed_with_agency_on": "2026-03-03"}
        make.correct(office.director, case, registered, on_date="2026-03-03", **receipt)
        assert (case.received_on, due(case, "fy_forward_by_agency_5wd")[1]) == (day("2026-03-10"), day("2026-03-10"))
        make.correct(office.director, case, entry, on_date="2026-03-09", note="拟维持")
        assert (case.received_on, due(case, "fy_review_5wd")) == (day("2026-03-09"), ("running", day("2026-03-16")))
        assert case.dossier.facts.current().filter(kind="received").count() == 1
        office.accept(case)


def test_an_act_put_right_by_the_agency_ends_there_or_is_withdrawn(office: Office, other_office: Office) -> None:
    with at("2026-04-01"):
        early = office.file(day("2026-04-01"))
        assert "since 1 July 2026" in str(hint(office, early, "corrected_by_agency"))
        office.take(early, "withdraw_before")
        assert early.state == "withdrawn"
    with at("2026-09-07"):
        case = office.file(day("2026-09-07"))
        make.take(office.liaison, case, "corrected_by_agency", what="已撤销处罚决定")
        assert due(case, "fy_agency_self_correct_5wd") == ("met", day("2026-09-14"))
        assert "entered already" in str(hint(office, case, "corrected_by_agency"))
        office.take(case, "settle_before", how="原机关已自行撤销", corrected="on")
        assert case.state == "withdrawn"


def test_it_is_registered_from_the_page_and_the_day_of_receipt_may_stay_empty(office: Office) -> None:
    with at("2026-09-09"):
        client = reading(office.officer)
        sent = {
            "organ": office.organ.pk, "channel": "channel.forwarded_by_agency", "not_forwarded": "on",
            "filed_with_agency_on": "2026-09-08", "respondents": make.agency_of(office.organ).pk,
            "act_name": "罚款决定", "nature": "act", "matter": "matter.punishment", "domain": "domain.public_security",
            "requests": "撤销", "parties-TOTAL_FORMS": 1, "parties-INITIAL_FORMS": 0, "parties-0-role": "applicant",
            "parties-0-kind": "natural", "parties-0-name": "周某", "parties-0-group_size": 1, "key": "k1",
        }  # fmt: skip
        missing = client.post(reverse("cases:register"), {**sent, "not_forwarded": ""})
        assert missing.status_code == 422
        assert "Give the day of receipt." in missing.content.decode()
        answer = client.post(reverse("cases:register"), sent)
        assert answer.status_code == 302, answer.content.decode()[-3000:]
        case = ReconsiderationCase.objects.unscoped("a test").get()
        assert (case.state, case.received_on) == ("filed", day("2026-09-08"))
        assert due(case, "fy_forward_by_agency_5wd") == ("running", day("2026-09-15"))
