"""Two people amend one case at once: what one alone changed is kept from each, what both changed is chosen."""

import re

import pytest
from django.urls import reverse

from accounts.crypto import blind_index
from accounts.models import Role
from dossiers.models import Party, TimelineEntry
from tests import factories as make
from tests.pages.steps import confirm, hidden, take

pytestmark = pytest.mark.django_db

STORED = {
    "on_date": "2026-10-09",
    "act_name": "罚款决定",
    "act_number": "甲公（治）行罚决字〔2026〕308号",
    "matter": "matter.punishment",
    "domain": "domain.public_security",
    "requests": "撤销罚款决定",
}


def url(case, code):
    return reverse("workflow:step", args=[case.pk, code])


def opened(client, address, /, **typed):
    """The form as it is sent when it was opened now, with what the person typed."""
    html = client.get(address).content.decode()
    return {"version": hidden(html, "version"), "opened": hidden(html, "opened"), "key": hidden(html, "key"), **typed}


def again(client, address, /, sent, html, **choices):
    """Send what the page of the conflict holds: its version, and the values now in its form."""
    fields = {}
    for name in sent.keys() - {"version", "opened", "key"}:
        found = re.search(rf'name="{name}"[^>]*?value="([^"]*)"', html)
        area = re.search(rf'<textarea name="{name}"[^>]*>\s*([^<]*)</textarea>', html)
        chosen = re.search(rf'<select name="{name}".*?<option value="([^"]*)" selected', html, re.DOTALL)
        fields[name] = next((m[1] for m in (chosen, area, found) if m), "")
    sent = {**sent, **fields, "version": hidden(html, "version"), "opened": hidden(html, "opened"), **choices}
    return confirm(client, address, client.post(address, {**sent, "seen": hidden(html, "seen")}), sent)


def stored(case):
    case.refresh_from_db()
    return case.act_name, case.act_number, case.requests


def radios(html):
    return sorted(set(re.findall(r'name="choose-(\w+)" value="yours"', html)))


@pytest.fixture
def two(office):
    return office.client(), office.client(office.director)


def test_fields_that_only_one_of_two_changed_are_kept_from_each(case, two):
    first, second = two
    mine = opened(second, url(case, "amend"), **STORED | {"requests": "撤销罚款决定并赔礼道歉"})
    take(first, case, "amend", **STORED | {"act_name": "行政处罚决定", "act_number": "甲公〔2026〕9号"})
    answer = second.post(url(case, "amend"), mine)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert radios(html) == []
    assert "Act applied against: 行政处罚决定" in html
    answer, _ = again(second, url(case, "amend"), mine, html)
    assert answer.status_code == 302
    assert stored(case) == ("行政处罚决定", "甲公〔2026〕9号", "撤销罚款决定并赔礼道歉")


def test_a_form_sent_again_as_it_was_typed_takes_nothing_back(case, two):
    """Without reading the page of the conflict, as a client that only learns the new version."""
    first, second = two
    mine = opened(second, url(case, "amend"), **STORED | {"requests": "撤销罚款决定并赔礼道歉"})
    take(first, case, "amend", **STORED | {"act_name": "行政处罚决定"})
    html = second.post(url(case, "amend"), mine).content.decode()
    answer, _ = confirm(
        second,
        url(case, "amend"),
        second.post(url(case, "amend"), {**mine, "version": hidden(html, "version"), "seen": hidden(html, "seen")}),
        {**mine, "version": hidden(html, "version")},
    )
    assert answer.status_code == 302
    assert stored(case)[0] == "行政处罚决定"


@pytest.mark.parametrize(("choice", "name"), [("yours", "行政拘留决定"), ("theirs", "治安处罚决定")])
def test_a_field_that_both_changed_is_chosen(case, two, choice, name):
    first, second = two
    mine = opened(second, url(case, "amend"), **STORED | {"act_name": "行政拘留决定", "requests": "撤销拘留决定"})
    take(first, case, "amend", **STORED | {"act_name": "治安处罚决定", "act_number": "甲公〔2026〕9号"})
    html = second.post(url(case, "amend"), mine).content.decode()
    assert radios(html) == ["act_name"]
    for shown in ("行政拘留决定", "治安处罚决定", "Now stored", "Yours"):
        assert shown in html
    answer, sent = again(second, url(case, "amend"), mine, html)
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "Choose for each item which value is to stand" in html
    assert stored(case)[0] == "治安处罚决定"
    answer, _ = again(second, url(case, "amend"), sent, html, **{"choose-act_name": choice})
    assert answer.status_code == 302
    assert stored(case) == (name, "甲公〔2026〕9号", "撤销拘留决定")


def test_the_same_value_typed_by_both_is_no_disagreement(case, two):
    first, second = two
    both = STORED | {"act_number": "甲公〔2026〕9号", "act_on": "2026-08-20"}
    mine = opened(second, url(case, "amend"), **both | {"act_on": "2026年8月20日"})
    take(first, case, "amend", **both)
    answer = second.post(url(case, "amend"), mine)
    assert answer.status_code == 409
    assert radios(answer.content.decode()) == []


def test_three_amendments_are_brought_together_against_what_stood_when_the_form_was_opened(case, two):
    """The first two go back and forth on the act; for the third it is still a change of theirs."""
    first, second = two
    mine = opened(second, url(case, "amend"), **STORED | {"act_name": "行政拘留决定"})
    take(first, case, "amend", **STORED | {"act_name": "治安处罚决定", "requests": "撤销处罚"})
    take(first, case, "amend", **STORED | {"act_name": "罚款决定", "requests": "撤销处罚"})
    html = second.post(url(case, "amend"), mine).content.decode()
    assert radios(html) == []
    answer, _ = again(second, url(case, "amend"), mine, html)
    assert answer.status_code == 302
    assert stored(case)[0::2] == ("行政拘留决定", "撤销处罚")


def test_two_put_right_one_party(office, case, two):
    first, second = two
    party = case.dossier.parties.get(role="applicant")
    typed = {"on_date": "2026-10-09", "party": party.pk, "reason": "误录"}
    mine = opened(
        second, url(case, "amend_party"), **typed | {"name": "周小明", "phone": "13896540001", "address": "乙街2号"}
    )
    take(first, case, "amend_party", **typed | {"name": "周晓明", "phone": "13896540002"})
    answer = second.post(url(case, "amend_party"), mine)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert radios(html) == ["name", "phone"]
    assert "138****0001" in html
    assert "138****0002" in html
    assert "13896540002" not in html
    choices = {"choose-name": "theirs", "choose-phone": "yours"}
    answer, _ = again(second, url(case, "amend_party"), mine | {"phone": "13896540001"}, html, **choices)
    assert answer.status_code == 302
    party = Party.objects.unscoped("test").get(pk=party.pk)
    assert (party.name, party.phone_mask, party.address) == ("周晓明", "138****0001", "乙街2号")
    assert party.phone_index == blind_index("13896540001")


def test_what_another_party_is_called_is_nobody_s_conflict(office, two):
    first, second = two
    case = office.case()
    make.take(make.actor_for(office.officer), case, "add_party", role="third_party", kind="natural", name="吴某")
    one, other = case.dossier.parties.get(role="applicant"), case.dossier.parties.get(role="third_party")
    mine = opened(second, url(case, "amend_party"), on_date="2026-10-09", party=one.pk, reason="误录", name="周小明")
    take(first, case, "amend_party", on_date="2026-10-09", party=other.pk, reason="误录", name="吴小明")
    answer = second.post(url(case, "amend_party"), mine)
    assert (answer.status_code, radios(answer.content.decode())) == (409, [])


def test_two_assign_the_case_to_different_officers(office, case, two):
    first, second = office.client(office.director), office.client(office.director)
    third = make.make_user(Role.OFFICER, office.organ.office, "甲区冯某")
    mine = opened(second, url(case, "assign"), on_date="2026-10-09", officer=third.pk)
    take(first, case, "assign", on_date="2026-10-09", officer=office.other_officer.pk)
    html = second.post(url(case, "assign"), mine).content.decode()
    assert radios(html) == ["officer"]
    assert "甲区冯某" in html
    assert "甲区钱某" in html


def test_two_correct_one_entry(office, case):
    first, second = office.client(office.director), office.client(office.director)
    take(first, case, "accept", on_date="2026-10-09", procedure="ordinary")
    entry = TimelineEntry.objects.unscoped("test").get(dossier_id=case.pk, step="accept")
    address = reverse("workflow:correct", args=[case.pk, entry.pk])
    typed = {"procedure": "ordinary", "correction-reason": "误录", **make.USUAL["accept"]}
    mine = opened(second, address, **typed, on_date="2026-10-08")
    theirs = opened(first, address, **typed, on_date="2026-09-30")
    assert confirm(first, address, first.post(address, theirs), theirs)[0].status_code == 302
    answer = second.post(address, mine)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert radios(html) == ["on_date"]
    assert "30 September 2026" in html
    sent = {**mine, "version": hidden(html, "version"), "choose-on_date": "theirs", "seen": hidden(html, "seen")}
    answer, _ = confirm(second, address, second.post(address, sent), sent)
    assert answer.status_code == 302
    case.refresh_from_db()
    assert case.accepted_on.isoformat() == "2026-09-30"


def test_the_timeline_shows_of_an_amendment_what_it_replaced(office, case, two):
    first, _second = two
    take(first, case, "amend", **STORED | {"act_name": "行政处罚决定"})
    html = first.get(reverse("cases:detail", args=[case.pk])).content.decode()
    assert "Act applied against: 罚款决定 → 行政处罚决定" in html
    assert "Requests: 撤销罚款决定" not in html
