"""Who is told when a hearing is ordered, put off or cancelled: once, by number and never by name of a party."""

import pytest
from django.core.exceptions import ValidationError
from django.test import override_settings

from accounts.timekeeping import at
from deadlines.agenda import Ask, entries
from notices.models import Message, Notice
from tests import factories as make
from tests.cases.steps import entry, messages, party
from tests.database import forget
from tests.factories import Office

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sound", "english")]


def told(**conditions: object) -> list[str]:
    """Whom the notices of hearings reached, by name."""
    rows = Notice.objects.filter(kind="hearing", **conditions)
    return sorted(rows.values_list("recipient__display_name", flat=True))


def names(*actors: make.Actor) -> list[str]:
    return sorted(actor.user.display_name for actor in actors)


@override_settings(SMS_URL="http://127.0.0.1:9/sms")
def test_those_who_hold_it_officers_agency_and_parties_are_told_once(office: Office, other_office: Office) -> None:
    recorder = make.make_actor("officer", office.organ)
    with at("2026-03-05"):
        case = office.heard(applicant="周小明")
        applicant = party(case, "applicant")
        applicant.set_phone("13800000000")
        applicant.save()
        other = office.heard(applicant="吴某")
        forget(Notice.objects.all())
        office.order_hearing(case, "2026-03-20", recorder_person=recorder.user, recorder=None)
        # who enters the hearing knows of it; presider here is the officer who entered it
        everybody = names(office.second, office.third, recorder, office.liaison)
        assert told() == everybody
        (text,) = Message.objects.filter(kind="hearing", channel="text")
        assert text.address == f"party:{applicant.pk}"
        assert text.texts["en"].startswith("甲区司法局行政复议审理室: ")
        for row in [*Notice.objects.filter(kind="hearing"), text]:
            assert case.dossier.number in row.texts["zh-hans"]
            assert "2026年3月20日09:30在第一听证室举行听证" in row.texts["zh-hans"]
            assert "周小明" not in str(row.texts)
            assert "13800000000" not in str(row.texts)
        assert [e.on.day for e in entries(Ask(recorder, own=True), "hearing")] == [20]
        # put right in nothing that was told: nobody hears of it again
        order = office.hearing("2026-03-20", recorder_person=recorder.user, recorder=None)
        made = entry(case, "order_hearing")
        make.correct(office.director, case, made, **order | {"matters": "另一事项"})
        assert told() == everybody
        # put off, with another listener in the place of the third
        fourth = make.make_actor("officer", office.organ)
        later = {"listeners": [office.second.user, fourth.user], "time": "14:00"}
        office.take(case, "postpone_hearing", **office.hearing("2026-03-30", **later))
        moved = told(texts__en__icontains="now set for")
        # who was to hold it and is no longer to is told too
        assert moved == names(office.second, office.third, fourth, recorder, office.liaison)
        assert entries(Ask(office.third, own=True), "hearing") == entries(Ask(recorder, own=True), "hearing") == []
        assert len(entries(Ask(fourth, own=True), "hearing")) == 1
        # what was ordered first and is put right now stays behind the new day, and nothing is told of it
        make.correct(office.director, case, made, **order | {"place": "第二听证室"})
        assert told(texts__en__icontains="第二听证室") == []
        office.take(case, "cancel_hearing", reason="撤回")
        cancelled = names(office.second, fourth, office.liaison)
        assert told(texts__en__icontains="cancelled") == cancelled
        make.correct(office.director, case, entry(case, "cancel_hearing"), reason="申请人撤回")
        assert told(texts__en__icontains="cancelled") == cancelled
        assert Message.objects.filter(kind="hearing", channel="text").count() == 3
        assert not set(names(other_office.officer, other_office.liaison, office.director)) & set(told())
        with pytest.raises(ValidationError) as error:
            office.order_hearing(other, "2026-03-20", recorder_person=office.second.user)
        assert "cannot be" in messages(error, "recorder_person")
        with pytest.raises(ValidationError) as error:
            office.order_hearing(other, "2026-03-20", recorder=None)
        assert "50③" in messages(error, "recorder")


def test_without_text_messages_no_party_is_told(office: Office) -> None:
    with at("2026-03-05"):
        case = office.heard()
        applicant = party(case, "applicant")
        applicant.set_phone("13800000000")
        applicant.save()
        office.order_hearing(case, "2026-03-20")
        assert told()
        assert not Message.objects.filter(channel="text").exists()
