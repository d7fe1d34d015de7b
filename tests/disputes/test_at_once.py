"""Two people act in one dispute at the same moment: one of them gets through, the other is told why not."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.utils import translation

from accounts.timekeeping import at
from disputes.models import Dispute, Transfer
from dossiers.models import PartyRole
from tests import factories as make
from tests.disputes.centre import ENDING, Centre

pytestmark = pytest.mark.django_db(transaction=True)


def together(*acts: Callable[[], Any]) -> list[str]:
    """What comes of acts that begin at one moment: "done", or the words of the refusal."""
    start, outcomes = threading.Barrier(len(acts)), []

    def run(act: Callable[[], Any]) -> None:
        try:
            with translation.override("en"):
                start.wait()
                act()
            outcomes.append("done")
        except ValidationError as error:
            outcomes.append(" ".join(error.messages))
        except PermissionDenied as error:
            outcomes.append(f"not allowed: {error}")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes, key=lambda outcome: outcome != "done")


def test_what_two_do_at_once_is_done_once() -> None:
    centre = Centre()

    def own(dispute: Dispute) -> Dispute:
        """The dispute as somebody else reads it, with no object shared between threads."""
        return Dispute.objects.unscoped("test").select_related("dossier__organ").get(pk=dispute.pk)

    def act(dispute: Dispute, code: str, by: Any, **data: Any) -> Callable[[], Any]:
        # Each sends a file of its own.
        return lambda: make.take(by, own(dispute), code, **data, **({"paper": make.pdf()} if code in ENDING else {}))

    # The clock is held for all threads.
    with at("2026-06-10"):
        centre.court, centre.street_liaison, centre.liaison  # noqa: B018 - made here, not in a thread
        dispute = centre.accepted()
        (sent,) = centre.handed(dispute, centre.street)
        second = centre.accepted(applicant="郑某")
        (other,) = centre.handed(second, centre.street)
        third, fourth = centre.accepted(applicant="王某"), centre.accepted(applicant="吴某")

        # The unit signs twice.
        signing = act(dispute, "sign_transfer", centre.street_liaison, transfer=sent.pk, person="郑主任")
        done, refusal = together(signing, signing)
        assert done == "done"
        assert refusal != "done"
        assert dispute.dossier.facts.current().filter(kind="dispute_signed_for").count() == 1

        # One of the unit signs, another gives it back.
        giving = act(second, "return_transfer", centre.street_liaison, transfer=other.pk, reason="无管辖")
        taking = act(second, "sign_transfer", centre.street_liaison, transfer=other.pk, person="郑主任")
        outcomes = together(giving, taking)
        row = Transfer.objects.unscoped("test").get(pk=other.pk)
        # Signed for and then given back, or given back and no more to be signed for.
        assert row.state == "returned"
        assert outcomes.count("done") == (2 if row.signed_on else 1)

        # The result is entered while a party leaves, and by two clicks.
        party = centre.side(third).pk
        leaving = act(third, "leave_centre", centre.director, party=party, reason="要求起诉")
        ending = act(third, "conclude", centre.coordinator, result="dispute_result.none", summary="分歧过大")
        outcomes = together(leaving, ending)
        assert outcomes.count("done") >= 1
        left = third.dossier.facts.current().filter(kind="centre_left")
        assert sorted(left.values_list("party__role", flat=True)) == [PartyRole.APPLICANT, PartyRole.RESPONDENT]
        assert own(third).state == "concluded"

        ending = act(fourth, "conclude", centre.coordinator, result="dispute_result.none", summary="分歧过大")
        outcomes = together(ending, ending)
        assert outcomes[0] == "done"
        assert outcomes[1] != "done"
        assert fourth.dossier.facts.current().filter(kind="dispute_concluded").count() == 1

        # Each of two is to lead the other; then each of two is to lead a third one.
        first, second, third = (centre.accepted(applicant=name) for name in ("冯某", "陈某", "褚某"))

        def joining(lead: Dispute, other: Dispute) -> Callable[[], Any]:
            return act(lead, "join_disputes", centre.coordinator, disputes=[other], reason="同因")

        outcomes = together(joining(first, second), joining(second, first))
        assert outcomes.count("done") == 1, outcomes
        assert {own(first).lead_id, own(second).lead_id} in ({None, first.pk}, {None, second.pk})
        fourth, fifth = centre.accepted(applicant="卫某"), centre.accepted(applicant="蒋某")
        outcomes = together(joining(fourth, third), joining(fifth, third))
        assert outcomes.count("done") == 1, outcomes
        assert own(third).lead_id in {fourth.pk, fifth.pk}
