"""Prior reconsideration, stay of execution and review of a document in the list: rule and condition say the same."""

import itertools

import pytest
from django.urls import reverse

from accounts.timekeeping import at
from cases.filters import CaseFilter
from cases.listing import lines
from cases.models import ReconsiderationCase
from cases.prior import prior_condition, prior_of
from dossiers.models import Code
from dossiers.worklist import worklist
from tests.cases.ways import party
from tests.factories import Office
from tests.lists.conftest import TODAY, listed, put, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.mark.unsound("columns are set without their steps")
def test_the_condition_on_prior_reconsideration_is_the_rule(office: Office) -> None:
    cases = ReconsiderationCase.objects.unscoped("a test")
    case = office.register()
    settled = [None, *(Code.objects.get(pk=f"prior.{name}") for name in ("none", "on_the_spot_penalty"))]
    matters = [Code.objects.get(pk=f"matter.{name}") for name in ("title", "information_disclosure", "punishment")]
    domains = [Code.objects.get(pk=f"domain.{name}") for name in ("land", "public_security")]
    said = set()
    for law, nature, prior, matter, domain in itertools.product(
        ("2017", "2023"), ("act", "inaction"), settled, matters, domains
    ):
        put(case, law=law, nature=nature, prior=prior, matter=matter, domain=domain)
        required = prior_of(case) is not None
        said.add(required)
        assert cases.filter(prior_condition(), pk=case.pk).exists() == required, (law, nature, prior, matter, domain)
    assert said == {True, False}


def test_the_list_is_narrowed_by_what_is_asked_beside_the_case(office: Office) -> None:
    with at("2026-11-02"):
        asked = office.register(
            stay_asked=True, norm_asked=True, matter=Code.objects.get(pk="matter.information_disclosure")
        )
        granted, lifted, refused = (office.heard(applicant=name) for name in ("甲某", "乙某", "丙某"))
        for case in (granted, lifted, refused):
            office.take(case, "ask_stay", party=party(case, "applicant"), reason="难以恢复")
        for case in (granted, lifted):
            office.approved(case, "decide_stay", result="granted", ground="stay_ground.applicant", reason="合理")
        office.approved(refused, "decide_stay", result="refused", reason="不成立")
        office.approved(lifted, "lift_stay", reason="情形消失")
        norm = {"title": "某办法", "clauses": "第三条", "maker": "甲区公安局", "origin": "asked"}
        office.approved(granted, "open_norm_review", **norm, competent="yes", reason="x")
        plain = office.register(applicant="丁某")
    client = signed_in(office.officer)
    everything = {case.pk for case in (asked, granted, lifted, refused, plain)}
    expected = {
        "prior": {"yes": {asked}, "no": {granted, lifted, refused, plain}},
        "stay": {"asked": {asked}, "in_force": {granted}, "lifted": {lifted}, "refused": {refused}},
        "norm": {"asked": {asked}, "under_way": {granted}, "done": set()},
    }
    for name, values in expected.items():
        for value, cases in values.items():
            assert set(listed(client, status="", **{name: value})) == {case.pk for case in cases}, (name, value)
    actor = office.officer
    found = {
        line.pk: line
        for line in lines(list(worklist(CaseFilter({}, actor=actor), actor, "received").ids()), actor, TODAY)
    }
    assert set(found) == everything
    assert [found[case.pk].standing_of_stay for case in (asked, granted, lifted, refused, plain)] == [
        "asked", "in_force", "lifted", "refused", "",
    ]  # fmt: skip
    assert [found[case.pk].standing_of_norm for case in (asked, granted, plain)] == ["asked", "under_way", ""]
    assert found[asked.pk].prior
    page = client.get(reverse("cases:list"), {"columns": "number,second,prior,stay,norm"}).content.decode()
    for words in ("execution stayed", "lifted", "not granted", "under review", office.second.user.display_name):
        assert words in page, words
    (one,) = client.get("/api/v1/reconsideration/", {"stay": "in_force"}).json()["results"]
    assert (one["id"], one["stay"], one["norm_review"], one["prior"]) == (granted.pk, "in_force", "under_way", None)
    # an agency may ask for what its page of the case shows, and not for what the office examines
    theirs = signed_in(office.liaison)
    assert set(listed(theirs, status="", stay="in_force")) == {granted.pk}
    assert set(listed(theirs, status="", prior="yes")) == everything
