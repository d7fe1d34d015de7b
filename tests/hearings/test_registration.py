"""A lawsuit as it is entered: its number, its parties, whom it reaches."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from dossiers.models import Dossier, DossierAccess
from hearings.models import Lawsuit
from hearings.numbers import court_number
from tests.factories import Office, agency_of


@pytest.mark.parametrize(
    "typed",
    [
        "（2022）渝0114行初12号",
        "(2022)渝0114行初12号",
        "〔2022〕渝0114行初012号",
        "（２０２２） 渝０１１４ 行初 第１２号",
    ],
)
def test_a_number_is_kept_in_one_form_however_it_was_typed(typed: str) -> None:
    number = court_number(typed)
    assert number.text == "（2022）渝0114行初12号"
    assert (number.year, number.court, number.kind, number.serial) == (2022, "渝0114", "行初", 12)


@pytest.mark.parametrize(
    ("text", "instance"),
    [
        ("（2022）渝04行终3号", "second"),
        ("（2021）最高法行申1234号", "retrial_review"),
        ("（2022）渝行再7号", "retrial"),
        ("（2020）渝0114行赔初1号", "first"),
        ("（2014）黔法行初字第12号", "first"),
    ],
)
def test_the_kind_says_the_instance(text: str, instance: str) -> None:
    assert court_number(text).instances[0] == instance


@pytest.mark.parametrize(
    "text",
    ["", "12", "渝府复〔2022〕12号", "（2022）渝0114民初12号", "（2099）渝0114行初12号", "（2022）渝0114行初0号"],
)
def test_what_is_no_number_of_a_court_is_refused(text: str) -> None:
    with pytest.raises(ValidationError) as refused:
        court_number(text)
    assert refused.value.code == "number"


@pytest.mark.django_db
def test_a_suit_is_registered_and_reached_by_those_concerned() -> None:
    office, other = Office(), Office("乙区")
    suit = office.sue(number="(2026)渝0114行初12号")
    dossier = suit.dossier
    assert (dossier.number, dossier.number_key) == ("（2026）渝0114行初12号", 2026_000000012)
    assert [row.get_role_display() for row in dossier.parties.order_by("role")] != []
    assert str(agency_of(office.organ)) in dossier.title
    for actor in (office.officer, office.director, office.leader, office.liaison, office.court_liaison):
        assert Dossier.objects.visible_to(actor).filter(pk=dossier.pk).exists()
    for actor in (other.officer, other.liaison, other.court_liaison):
        assert not Lawsuit.objects.visible_to(actor).exists()
    assert DossierAccess.objects.filter(dossier=dossier, audience="court").count() == 1
    with pytest.raises(ValidationError) as taken:
        office.sue(number="（２０２６）渝0114行初012号")
    assert taken.value.code == "taken"
    # The same court's number may stand in another office, which is sued there too.
    assert other.sue(number="(2026)渝0114行初12号").dossier.number == dossier.number
    client = Client()
    client.force_login(office.officer.user)
    assert "渝0114行初12号" in client.get(reverse("hearings:list")).content.decode()
    assert client.get(reverse("hearings:detail", args=[suit.pk])).status_code == 200
    client.force_login(other.officer.user)
    assert client.get(reverse("hearings:detail", args=[suit.pk])).status_code == 404
