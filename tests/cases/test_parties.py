"""Parties added, put right and taken out while a case runs."""

import json

import pytest
from django.core.exceptions import ValidationError

from accounts.crypto import blind_index, decrypt
from accounts.timekeeping import at
from cases.models import ReconsiderationCase
from dossiers.models import Dossier, TimelineEntry
from tests.factories import Office

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sound")]

IDENTITY = "11010519491231002X"
PHONE = "13800138000"


def party(case: ReconsiderationCase, role: str):
    return case.dossier.parties.standing().get(role=role)


def test_a_name_typed_wrong_is_put_right_everywhere(office: Office) -> None:
    case = office.register()
    office.take(case, "amend_party", party=party(case, "applicant").pk, name="周小明", reason="姓名误录")
    assert party(case, "applicant").name == "周小明"
    assert case.dossier.title.startswith("周小明 不服")
    assert Dossier.objects.visible_to(office.officer).containing("周小明").exists()
    assert not Dossier.objects.visible_to(office.officer).containing("周某").exists()


def test_numbers_are_kept_encrypted_and_nowhere_else(office: Office) -> None:
    case = office.register()
    office.take(case, "amend_party", party=party(case, "applicant").pk, identity=IDENTITY, phone=PHONE, reason="补录")
    office.take(case, "add_party", role="third_party", kind="natural", name="钱某某", identity=IDENTITY, phone=PHONE)
    for role in ("applicant", "third_party"):
        found = party(case, role)
        assert decrypt(found.identity_cipher) == IDENTITY
        assert found.identity_index == blind_index(IDENTITY)
        assert decrypt(found.phone_cipher) == PHONE
    kept = json.dumps([entry.data for entry in TimelineEntry.objects.unscoped("a test")])
    assert IDENTITY not in kept
    assert PHONE not in kept


def test_what_is_left_empty_stays(office: Office) -> None:
    case = office.register()
    office.take(case, "amend_party", party=party(case, "applicant").pk, address="某街道1号", reason="补录")
    assert party(case, "applicant").name == "周某"
    with pytest.raises(ValidationError):
        office.take(case, "amend_party", party=party(case, "applicant").pk, reason="无")


def test_an_agent_acts_for_somebody(office: Office) -> None:
    case = office.register()
    with pytest.raises(ValidationError):
        office.take(case, "add_party", role="agent", kind="natural", name="王某")
    office.take(case, "add_party", role="agent", kind="natural", name="王某", represents=party(case, "applicant").pk)
    assert party(case, "agent").represents == party(case, "applicant")
    with pytest.raises(ValidationError):
        office.take(case, "remove_party", party=party(case, "applicant").pk, reason="误录")


def test_a_party_entered_by_mistake_is_taken_out_and_kept_with_its_reason(office: Office) -> None:
    case = office.register()
    office.take(case, "add_party", role="applicant", kind="natural", name="吴某")
    assert "周某、吴某" in case.dossier.title
    second = case.dossier.parties.get(name="吴某")
    office.take(case, "remove_party", party=second.pk, reason="重复录入")
    second.refresh_from_db()
    assert second.void_reason == "重复录入"
    assert "吴某" not in case.dossier.title
    with pytest.raises(ValidationError):
        office.take(case, "remove_party", party=party(case, "applicant").pk, reason="误录")


def test_a_party_that_steps_concern_stays(office: Office) -> None:
    case = office.register()
    office.take(case, "add_party", role="applicant", kind="natural", name="吴某")
    office.accept(case)
    second = case.dossier.parties.get(name="吴某")
    office.take(case, "hear_views", party=second.pk, manner="view_manner.telephone", content="无补充")
    with pytest.raises(ValidationError):
        office.take(case, "remove_party", party=second.pk, reason="误录")


def test_the_last_party_that_was_not_served_is_taken_out_and_the_case_can_be_closed(office: Office) -> None:
    with at("2026-03-05"):
        case = office.register()
        office.take(case, "add_party", role="third_party", kind="natural", name="王某")
        office.accept(case, "simplified")  # where nobody's views need be heard
        office.send_copies(case)
        office.reply(case)
        office.decide(case)
        office.serve(case, "applicant", "respondent")
        assert case.state == "decided"
        third = case.dossier.parties.get(role="third_party")
        office.take(case, "remove_party", party=third, reason="误列")
        assert case.state == "served"
        office.take(case, "close", papers_complete="on")


def test_nobody_joins_a_case_that_is_concluded_but_those_who_act_for_a_party(office: Office) -> None:
    with at("2026-03-05"):
        case = office.heard()
        office.decide(case)
        office.serve(case)
        with pytest.raises(ValidationError) as error:
            office.take(case, "add_party", role="applicant", kind="natural", name="吴某")
        assert "role" in error.value.message_dict
        applicant = case.dossier.parties.get(role="applicant")
        office.take(case, "add_party", role="agent", kind="natural", name="华某", represents=applicant)
        assert case.state == "served"
