"""Several people at once, with real threads and connections: one wins, the others are told, nothing happens twice."""

import datetime as dt
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, connections

from accounts.actors import actor_for
from accounts.models import Delegation, Role
from accounts.timekeeping import at
from cases.models import ReconsiderationCase
from cases.tasks import lapse_reviews
from dossiers.models import CaseNumber, Dossier, NumberSeries
from dossiers.services import give_number, lock
from tests import factories as make
from tests.factories import Office
from tests.invariants import problems
from workflow import services
from workflow.models import Approval
from workflow.steps import Paper, StaleCase, StepRefused

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("english")]


def together(*acts: Callable[[], Any]) -> list[Any]:
    """Run all at the same moment, each with a connection of its own. What each gave, or the error it raised."""
    barrier = threading.Barrier(len(acts))
    results: list[Any] = [None] * len(acts)

    def run(number: int, act: Callable[[], Any]) -> None:
        try:
            connection.ensure_connection()
            barrier.wait(timeout=20)
            results[number] = act()
        except Exception as error:
            results[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not any(thread.is_alive() for thread in threads), "a deadlock"
    return results


def taking(office: Office, case: ReconsiderationCase, code: str, **data: Any) -> Callable[[], Any]:
    """Take a step from a form that was opened now, as another browser would."""
    fresh = ReconsiderationCase.objects.unscoped("a test").select_related("dossier").get(pk=case.pk)
    actor = data.pop("actor", office.officer)
    options = {name: data.pop(name) for name in ("key", "version", "paper") if name in data}
    form = make.form_for(actor, fresh, code, **data)
    return lambda: services.take(actor=actor, dossier=fresh.dossier, step_code=code, form=form, **options)


def steps(case: ReconsiderationCase) -> list[str]:
    return list(case.dossier.timeline.order_by("pk").values_list("step", flat=True))


@pytest.fixture
def clock() -> Any:
    with at("2026-03-05"):
        yield


@pytest.mark.usefixtures("clock")
def test_two_people_take_the_same_step(office: Office) -> None:
    case = office.register()
    version = case.dossier.version
    results = together(
        taking(office, case, "accept", procedure="ordinary", version=version),
        taking(office, case, "accept", procedure="ordinary", version=version, actor=office.director),
    )
    lost = [result for result in results if isinstance(result, Exception)]
    assert [type(error) for error in lost] == [StaleCase]
    assert [entry.step for entry in lost[0].entries] == ["accept"]
    assert steps(case) == ["register", "accept"]
    assert CaseNumber.objects.count() == 1
    assert problems() == []


@pytest.mark.usefixtures("clock")
def test_two_people_take_different_steps(office: Office) -> None:
    case = office.register()
    version = case.dossier.version
    results = together(
        taking(office, case, "accept", procedure="ordinary", version=version),
        taking(office, case, "withdraw_before", version=version, actor=office.director),
    )
    assert sum(isinstance(result, StaleCase) for result in results) == 1
    assert len(steps(case)) == 2
    assert problems() == []


@pytest.mark.usefixtures("clock")
def test_without_a_version_the_state_still_refuses_the_second(office: Office) -> None:
    case = office.register()
    results = together(*[taking(office, case, "accept", procedure="ordinary") for _ in range(4)])
    assert sum(isinstance(result, StepRefused) for result in results) == 3
    assert steps(case) == ["register", "accept"]


@pytest.mark.usefixtures("clock")
def test_a_double_click_does_nothing_twice(office: Office) -> None:
    case = office.register()
    office.accept(case)
    views = {"party": case.dossier.parties.get(role="applicant"), "manner": "view_manner.telephone", "content": "x"}
    results = together(*[taking(office, case, "hear_views", key="a-form", **views) for _ in range(5)])
    assert len({entry.pk for entry in results}) == 1
    assert steps(case).count("hear_views") == 1
    assert case.dossier.trail.filter(action="step.take", detail__step="hear_views").count() == 1
    # the same, sent once more a while later; another form is another act
    assert taking(office, case, "hear_views", key="a-form", **views)().pk == results[0].pk
    assert taking(office, case, "hear_views", key="another", **views)().pk != results[0].pk


@pytest.mark.usefixtures("clock")
def test_a_double_click_asks_for_one_approval(office: Office) -> None:
    case = office.heard()
    suspend = {"ground": "suspend_ground.g8", "reason": "x"}
    results = together(*[taking(office, case, "suspend", key="k", **suspend) for _ in range(4)])
    assert {type(result) for result in results} == {Approval}
    assert case.dossier.approvals.count() == 1
    assert office.director.user.notices.count() == 1
    others = together(*[taking(office, case, "extend", days=5, reason="x") for _ in range(4)])
    assert sum(isinstance(result, Approval) for result in others) == 1
    assert sum(isinstance(result, StepRefused) for result in others) == 3


@pytest.mark.usefixtures("clock")
def test_two_approvers_at_once(office: Office) -> None:
    second = make.make_actor(Role.DIRECTOR, office.organ)
    case = office.heard()
    approval = office.take(case, "suspend", ground="suspend_ground.g8", reason="x")
    results = together(
        lambda: services.decide(actor=office.director, approval=approval, approve=True),
        lambda: services.decide(actor=second, approval=approval, approve=False, opinion="不同意"),
    )
    assert {result.status for result in results} <= {"approved", "rejected"}
    assert len({(result.status, result.decided_by_id) for result in results}) == 1
    approval.refresh_from_db()
    assert steps(case).count("suspend") == (approval.status == "approved")
    assert problems() == []


@pytest.mark.usefixtures("clock")
def test_an_approval_meets_a_withdrawal_and_a_step(office: Office) -> None:
    case = office.heard()
    approval = office.take(case, "suspend", ground="suspend_ground.g8", reason="x")
    together(
        lambda: services.decide(actor=office.director, approval=approval, approve=True),
        lambda: services.withdraw_approval(actor=office.officer, approval=approval),
        taking(office, case, "hear_views", party=case.dossier.parties.get(role="applicant"),
               manner="view_manner.telephone", content="x"),
    )  # fmt: skip
    approval.refresh_from_db()
    make.reload(case)
    assert (approval.status == "approved") == (case.dossier.status == "suspended")
    assert problems() == []


@pytest.mark.usefixtures("clock")
def test_two_corrections_of_one_entry(office: Office) -> None:
    case = office.register(received_on=dt.date(2026, 3, 2))
    office.accept(case)
    entry = case.dossier.timeline.get(step="accept")

    def correcting(day: str) -> Callable[[], Any]:
        form = make.form_for(office.director, case, "accept", on_date=day, procedure="ordinary")
        version = case.dossier.version
        return lambda: services.correct(
            actor=office.director, entry=entry, form=form, reason="x", version=version, key=f"correct {day}"
        )

    results = together(correcting("2026-03-03"), correcting("2026-03-04"))
    assert sum(isinstance(result, StaleCase) for result in results) == 1
    assert case.dossier.facts.current().filter(kind="accepted").count() == 1
    assert problems() == []


def test_the_task_runs_twice_while_an_officer_decides(office: Office) -> None:
    with at("2026-09-24"):
        cases = [office.register(applicant=name) for name in ("周某", "吴某", "郑某")]
    with at("2026-10-10"):
        results = together(lapse_reviews, lapse_reviews, taking(office, cases[0], "withdraw_before"))
    assert sum(result for result in results if isinstance(result, int)) in {2, 3}
    for case in cases:
        make.reload(case)
        assert steps(case).count("deem_accepted") == (case.state == "handling")
    assert CaseNumber.objects.count() == sum(case.state == "handling" for case in cases)
    assert problems() == []


# --- numbers ---------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("clock")
def test_twenty_officers_register_and_accept_at_once_and_the_numbers_have_no_gap() -> None:
    """In one office the number is given on acceptance, in the other on registration."""
    office, other = Office(), Office("乙区", numbered_at="registration")
    mine, theirs = ([make.make_actor(Role.OFFICER, one.organ) for _ in range(20)] for one in (office, other))
    registered = together(
        *[lambda officer=officer: make.make_case(other.organ, actor=officer) for officer in theirs],
        *[lambda officer=officer: make.make_case(office.organ, actor=officer) for officer in mine],
    )
    assert not [result for result in registered if isinstance(result, Exception)]
    assert CaseNumber.objects.filter(organ=office.organ).count() == 0
    accepted = together(
        *[
            taking(office, case, "accept", procedure="ordinary", actor=officer, second=office.second.user)
            for case, officer in zip(registered[20:], mine, strict=True)
        ]
    )
    assert not [result for result in accepted if isinstance(result, Exception)]
    for organ in (office.organ, other.organ):
        given = CaseNumber.objects.filter(organ=organ)
        assert sorted(given.values_list("serial", flat=True)) == list(range(1, 21))
        entered = Dossier.objects.unscoped("a test").filter(organ=organ).values_list("officer", flat=True)
        assert len(set(entered)) == 20
    assert problems() == []


@pytest.mark.usefixtures("clock")
def test_a_transaction_that_fails_in_between_gives_its_number_back(office: Office) -> None:
    cases = [office.register(applicant=f"申请人{n}") for n in range(6)]

    def failing(case: ReconsiderationCase) -> Callable[[], None]:
        def act() -> None:
            with services.transaction.atomic():
                give_number(dossier=lock(case.pk), year=2026)
                raise RuntimeError("the power went")

        return act

    together(
        *[
            failing(case) if number % 2 else taking(office, case, "accept", procedure="ordinary")
            for number, case in enumerate(cases)
        ]
    )
    assert sorted(CaseNumber.objects.values_list("serial", flat=True)) == [1, 2, 3]
    assert NumberSeries.objects.get().last == 3


def test_a_number_is_given_at_registration_where_the_organ_wants_it() -> None:
    office = Office(numbered_at="registration")
    with at("2026-03-05"):
        results = together(*[lambda n=n: office.register(applicant=f"申请人{n}") for n in range(2)])
        assert not [result for result in results if isinstance(result, Exception)]
        case = results[0]
        given = case.dossier.number
        office.accept(case)
        assert case.dossier.number == given
    numbers = Dossier.objects.unscoped("a test").values_list("number", flat=True)
    assert sorted(str(number) for number in numbers) == [f"甲区府复〔2026〕{n}号" for n in range(1, 3)]


def test_series_of_years_and_organs_stand_apart() -> None:
    office, other = Office(), Office("乙区")
    given = []
    for day, place in (("2025-12-30", office), ("2026-01-05", office), ("2026-01-06", other), ("2026-01-07", office)):
        with at(day):
            case = place.register()
            place.accept(case)
            given.append(case.dossier.number)
    assert given == ["甲区府复〔2025〕1号", "甲区府复〔2026〕1号", "乙区府复〔2026〕1号", "甲区府复〔2026〕2号"]


@pytest.mark.usefixtures("clock")
def test_an_approval_on_paper_entered_twice_at_once(office: Office) -> None:
    case = office.heard()

    def entering() -> Callable[[], Any]:
        paper = Paper(office.director.user, dt.date(2026, 3, 5), make.pdf())
        return taking(office, case, "suspend", ground="suspend_ground.g8", reason="x", paper=paper)

    results = together(entering(), entering())
    assert sum(isinstance(result, StepRefused) for result in results) == 1
    assert case.dossier.approvals.count() == 1
    assert case.dossier.files.count() == 1


@pytest.mark.usefixtures("clock")
def test_a_key_is_free_again_after_a_refusal(office: Office) -> None:
    case = office.register()
    with pytest.raises(PermissionDenied):
        taking(office, case, "accept", procedure="ordinary", key="k", actor=office.leader)()
    assert taking(office, case, "accept", procedure="ordinary", key="k")().step == "accept"


@pytest.mark.usefixtures("clock")
def test_a_delegation_that_ends_while_the_deputy_acts(office: Office) -> None:
    deputy = make.make_user(Role.OFFICER, office.organ.office)
    delegation = Delegation.objects.create(
        principal=office.officer.user,
        deputy=deputy,
        valid_from=dt.date(2026, 3, 1),
        valid_to=dt.date(2026, 3, 4),
        created_by=office.officer.user,
    )
    case = office.register()
    assert not delegation.covers(dt.date(2026, 3, 5))
    with pytest.raises(PermissionDenied):
        taking(office, case, "accept", procedure="ordinary", actor=actor_for(deputy))()
