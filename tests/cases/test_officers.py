"""The officers of a case, and who withdraws from it (回避)."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import Role
from accounts.permissions import can
from accounts.timekeeping import at
from tests import factories as make
from tests.cases.steps import hint, messages, open_steps
from tests.factories import Office
from workflow.models import Approval
from workflow.services import decide
from workflow.steps import StepRefused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sound", "english")]

RECUSAL = {"by": "office", "ground": "recusal_ground.interest", "reason": "与申请人系亲属"}


def test_two_officers_hear_an_ordinary_case_and_either_handles_it(office: Office) -> None:
    with at("2026-03-05"):
        case = office.register()
        stranger = office.third
        office.accept(case, second=None)
        office.send_copies(case)
        office.reply(case)
        office.hear(case)
        office.draft(case)
        assert "rules 39" in hint(office, case, "decide")
        assert not can(office.second, "dossier.handle", case.dossier)
        with pytest.raises(ValidationError) as error:
            make.take(office.director, case, "assign", officer=office.officer.user, second=office.officer.user)
        assert "different" in messages(error, "second")
        make.take(office.director, case, "assign", officer=office.officer.user, second=office.second.user)
        assert hint(office, case, "decide") is None
        make.take(office.second, case, "expert_opinion", experts="甲", question="乙", opinion="丙")
        assert not can(stranger, "dossier.handle", case.dossier)
        # Who becomes the first is no longer the second; a second that is not typed stays.
        make.take(office.director, case, "assign", officer=stranger.user)
        assert (case.dossier.officer, case.dossier.second_officer) == (stranger.user, office.second.user)
        make.take(office.director, case, "assign", officer=office.second.user)
        assert (case.dossier.officer, case.dossier.second_officer) == (office.second.user, None)


def test_one_officer_suffices_in_the_simplified_procedure_and_under_the_law_of_2017(office: Office) -> None:
    with at("2026-03-05"):
        case = office.register()
        office.accept(case, "simplified", second=None)
        office.send_copies(case)
        office.reply(case)
        assert "61①" in hint(office, case, "decide")
        office.draft(case)
        assert hint(office, case, "decide") is None
    with at("2023-11-01"):
        old = office.register()
        office.accept(old, second=None)
        office.send_copies(old)
        office.reply(old)
        office.draft(old)
        assert hint(office, old, "decide") is None


def test_an_officer_who_withdraws_is_replaced_and_never_has_the_case_again(office: Office) -> None:
    with at("2026-03-05"):
        case = office.heard()
        with pytest.raises(StepRefused, match="No request"):
            office.take(case, "decide_recusal", result="refused", reason="x")
        with pytest.raises(ValidationError) as error:
            office.take(case, "ask_recusal", **RECUSAL | {"by": "party"}, person=office.officer.user)
        assert messages(error, "party")
        office.take(case, "ask_recusal", **RECUSAL, person=office.officer.user)
        assert "recusal" in hint(office, case, "decide")
        with pytest.raises(StepRefused, match="not decided"):
            office.take(case, "ask_recusal", **RECUSAL, person=office.second.user)
        with pytest.raises(ValidationError) as error:
            office.take(case, "decide_recusal", result="granted", reason="属实")
        assert "takes the case over" in messages(error, "replacement")
        with pytest.raises(ValidationError) as error:
            office.take(case, "decide_recusal", result="granted", reason="属实", replacement=office.second.user)
        assert "already" in messages(error, "replacement")
        office.approved(case, "decide_recusal", result="granted", reason="属实", replacement=office.third.user)
        assert (case.dossier.officer, case.dossier.second_officer) == (office.third.user, office.second.user)
        assert case.dossier.recused == [office.officer.user.pk]
        with pytest.raises(PermissionDenied):
            office.take(case, "hear_views", party=case.dossier.parties.first(), manner="view_manner.telephone")
        with pytest.raises(ValidationError) as error:
            make.take(office.director, case, "assign", officer=office.officer.user)
        assert messages(error, "officer")
        with pytest.raises(ValidationError) as error:
            make.take(office.third, case, "ask_recusal", **RECUSAL, person=office.officer.user)
        assert "already" in messages(error, "person")
        # Put right: it was refused after all. Who had been replaced may have the case again, and is given it anew.
        entry = case.dossier.timeline.get(step="decide_recusal")
        make.correct(office.director, case, entry, result="refused", reason="不属实")
        assert case.dossier.recused == []
        make.take(office.director, case, "assign", officer=office.officer.user)
        assert case.dossier.officer == office.officer.user


def test_the_head_of_the_organ_decides_on_the_director(office: Office) -> None:
    with at("2026-03-05"):
        case = office.heard()
        office.take(case, "ask_recusal", **RECUSAL, person=office.director.user)
        asked = office.take(case, "decide_recusal", result="granted", reason="属实")
        assert isinstance(asked, Approval)
        assert asked.permission == "approve.organ_leader"
        with pytest.raises(PermissionDenied):
            decide(actor=office.director, approval=asked, approve=True)
        decide(actor=office.leader, approval=asked, approve=True)
        make.reload(case)
        for permission in ("dossier.handle", "dossier.assign", "approve.director"):
            assert not can(office.director, permission, case.dossier)
        another = make.make_actor(Role.DIRECTOR, office.organ)
        assert can(another, "approve.director", case.dossier)
        # The others go on, and the officer's request for an officer is the director's again.
        office.take(case, "ask_recusal", **RECUSAL, person=office.second.user)
        refused = office.take(case, "decide_recusal", result="refused", reason="不属实")
        assert isinstance(refused, Approval)
        assert refused.permission == "approve.director"
        decide(actor=another, approval=refused, approve=True)
        assert "decide_recusal" not in open_steps(office.officer, case)
