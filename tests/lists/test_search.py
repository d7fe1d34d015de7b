"""The search finds any fragment, and by its index exactly what reading every case would find."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.actors import Actor
from accounts.models import Organisation
from cases.models import ReconsiderationCase
from cases.services import register_application
from dossiers.models import Dossier, PartyKind, PartyRole, TrailEntry
from dossiers.queries import containing, grams_of, needed_grams, spellings
from tests import factories as make
from tests.lists.conftest import TODAY, signed_in
from workflow.search import mark

IDENTITY = "11010519491231002X"
PHONE = "13800138000"
ALPHABET = "周强辉不服公安局罚款〔2026〕号12ab%_\\ "


def found(who: Actor, text: str) -> list[int]:
    """Ids of the cases that the search page shows."""
    answer = signed_in(who).get("/search/", {"q": text}, follow=True)
    assert answer.status_code == 200
    return [int(hit.url.rstrip("/").rpartition("/")[2]) for part in answer.context["found"] for hit in part.hits]


@pytest.fixture
def case(office: make.Office) -> ReconsiderationCase:
    """甲区府复〔2026〕1号, whose applicant has numbers."""
    made = register_application(
        actor=office.officer,
        organ=office.organ,
        received_on=TODAY,
        case=make.case_fields(),
        parties=[
            {
                "role": PartyRole.APPLICANT,
                "kind": PartyKind.NATURAL,
                "name": "周强辉",
                "identity": IDENTITY,
                "phone": PHONE,
            }
        ],
        respondents=[make.agency_of(office.organ)],
        officer=office.officer.user,
    )
    office.accept(made)
    assert made.dossier.number == "甲区府复〔2026〕1号"
    return made


@pytest.mark.parametrize(
    "text",
    [
        "周",
        "强辉",
        "周 强辉",
        "罚款决定",
        "公安局",
        "甲区府复〔2026〕1号",
        "甲区府复[2026]1号",
        "甲区府复（２０２６）第００１号",
        "府复(2026)1",
        "〔2026〕308",
        "甲公(治)行罚决字[2026]308号",
        "周强辉 罚款",
        "辉　308",
    ],
)
def test_any_fragment_finds_the_case_in_either_width_and_any_bracket(
    office: make.Office, case: ReconsiderationCase, text: str
) -> None:
    office.register(applicant="张三", act_name="许可", act_number="")
    assert case.pk in found(office.officer, text)


@pytest.mark.parametrize("text", ["鼹鼠", "强周", "周强辉 许可", "府复〔2025〕1", "%", "_", "\\", "🦡", "' OR 1=1"])
def test_what_is_nowhere_is_not_found(office: make.Office, case: ReconsiderationCase, text: str) -> None:
    assert found(office.officer, text) == []
    page = signed_in(office.officer).get("/search/", {"q": text}).content.decode()
    assert "Nothing was found" in page


def test_an_empty_search_asks_what_is_looked_for(office: make.Office, case: ReconsiderationCase) -> None:
    page = signed_in(office.officer).get("/search/", {"q": "  "}).content.decode()
    assert "What are you looking for?" in page


def test_the_part_that_was_found_is_shown(office: make.Office, case: ReconsiderationCase) -> None:
    page = signed_in(office.officer).get("/search/", {"q": "强"}).content.decode()
    assert "Applicant: 周<mark>强</mark>辉" in page
    page = signed_in(office.officer).get("/search/", {"q": "[2026]1号"}).content.decode()
    assert "Case number: 甲区府复<mark>〔2026〕1号</mark>" in page
    assert mark("周·强<b>", ["<b>"]) == [("周·强", False), ("<b>", True)]
    assert mark("周强", ["李"]) == []


def test_a_search_stays_in_scope(
    office: make.Office, other_office: make.Office, land: Organisation, case: ReconsiderationCase
) -> None:
    theirs = other_office.register(applicant="周强辉")
    elsewhere = office.register(applicant="周强辉", respondents=[land])
    assert sorted(found(office.officer, "周强辉")) == sorted([case.pk, elsewhere.pk])
    assert found(other_office.officer, "周强辉") == [theirs.pk]
    assert found(office.liaison, "周强辉") == [case.pk]
    assert found(make.make_actor("leadership", other_office.organ), "周强辉") == [theirs.pk]


@pytest.mark.parametrize(
    ("text", "field"),
    [(IDENTITY, "identity"), ("1101051949 1231002x", "identity"), (PHONE, "phone"), ("１３８-0013-8000", "phone")],
)
def test_a_whole_personal_number_finds_its_case_for_the_office_and_is_in_the_trail(
    office: make.Office, other_office: make.Office, case: ReconsiderationCase, text: str, field: str
) -> None:
    assert found(office.officer, text) == [case.pk]
    entry = TrailEntry.objects.get(action="search.number")
    assert (entry.user, entry.detail) == (office.officer.user, {"field": field, "count": 1})
    assert found(other_office.officer, text) == []
    assert TrailEntry.objects.filter(action="search.number").count() == 2


@pytest.mark.parametrize("text", [IDENTITY, PHONE])
def test_a_personal_number_is_not_written_on_the_page(
    office: make.Office, case: ReconsiderationCase, text: str
) -> None:
    answer = signed_in(office.officer).get("/search/", {"q": text}, follow=True)
    assert text not in answer.request["QUERY_STRING"]
    page = answer.content.decode()
    assert text not in page
    assert text[:3] + "****" in page
    assert text not in str(dict(answer.client.session))


def test_a_number_that_was_looked_for_is_no_other_persons_to_open(
    office: make.Office, case: ReconsiderationCase
) -> None:
    for who in (office.officer, office.liaison):
        page = signed_in(who).get("/search/?number=identity").content.decode()
        assert "What are you looking for?" in page


@pytest.mark.parametrize("who", ["leader", "liaison"])
def test_nobody_else_finds_a_case_by_a_personal_number(
    office: make.Office, case: ReconsiderationCase, who: str
) -> None:
    assert found(getattr(office, who), IDENTITY) == []
    assert not TrailEntry.objects.filter(action="search.number").exists()


def test_part_of_a_personal_number_finds_nothing(office: make.Office, case: ReconsiderationCase) -> None:
    assert found(office.officer, IDENTITY[:17]) == []
    assert found(office.officer, PHONE[:8]) == []
    assert not TrailEntry.objects.filter(action="search.number").exists()


@pytest.fixture
def texts(office: make.Office, case: ReconsiderationCase) -> list[tuple[int, str]]:
    """A few cases whose searched texts are near each other, as (id, text)."""
    drawn = [
        "周强辉不服公安局",
        "强周辉 不服",
        "公局安罚款",
        "〔2026〕12号",
        "(2026)12号",
        "a%b_a\\b",
        "周\n强",
        "辉",
        "ab",
    ]
    for text in drawn:
        made = office.register(applicant="某")
        Dossier.objects.unscoped("a test").filter(pk=made.pk).update(search_text=text)
    return list(Dossier.objects.unscoped("a test").values_list("pk", "search_text"))


@given(st.text(ALPHABET, max_size=5))
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_index_over_grams_finds_what_reading_every_text_would_find(
    texts: list[tuple[int, str]], typed: str
) -> None:
    def stands(fragment: str, text: str) -> bool:
        return any(spelling in text for spelling in spellings(fragment))

    words = typed.split()
    expected = {
        pk
        for pk, text in texts
        if stands(typed, text) or (len(words) > 1 and all(stands(word, text) for word in words))
    }
    rows = Dossier.objects.unscoped("a test")
    assert set(rows.filter(containing(typed)).values_list("pk", flat=True)) == expected


@given(st.text(ALPHABET + "漢字かな🦡", max_size=12))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_database_and_python_make_the_same_grams(case: ReconsiderationCase, text: str) -> None:
    Dossier.objects.unscoped("a test").filter(pk=case.pk).update(search_text=text)
    kept = Dossier.objects.unscoped("a test").values_list("grams", flat=True).get(pk=case.pk)
    assert sorted(kept) == grams_of(text)
    if text:
        assert set(needed_grams(text)) <= set(kept)
