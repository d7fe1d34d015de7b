"""Every declared step in every state, suspended or not, by people of two organs: taken where the law opens it,
refused elsewhere, and where it is refused nothing is written.

What is open where, and to whom, is written out here by hand, not read from the declarations.
"""

import datetime as dt
from collections.abc import Callable
from functools import cache

import pytest
from django.core.exceptions import PermissionDenied

from accounts.actors import SYSTEM, Actor
from accounts.models import Role
from accounts.permissions import can
from accounts.timekeeping import at
from cases.models import ReconsiderationCase
from dossiers.models import Dossier, DossierLink, Party, TimelineEntry
from dossiers.services import add_fact
from tests import factories as make
from tests.attempts import attempt, written
from tests.factories import Office
from workflow.models import Approval
from workflow.services import take_by_clock
from workflow.steps import StepRefused, proceeding_type

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sound")]

ALWAYS = {"assign", "amend", "add_party", "amend_party", "remove_party", "void", "join", "part"}
ENDS_BEFORE = {"withdraw_before", "settle_before", "separate"}
# What of a case that is being heard can be done while it is suspended too.
WHILE_SUSPENDED = {
    "ask_access", "mark_major", "ask_stay", "decide_stay", "ask_recusal", "mediation_session", "opinion_letter",
    "suggest", "mediate", "terminate",
}  # fmt: skip
# What the office may do in every case that is being heard.
HEARD = {
    "hear_views", "views_not_heard", "suspend", "draft_opinion", "discuss", "dismiss", "notify_third_party",
    "add_evidence", "begin_inspection", "begin_appraisal", "expert_opinion", "order_hearing", "refer_to_committee",
    "open_norm_review", "separate",
} | WHILE_SUSPENDED | ALWAYS  # fmt: skip
# After a document of the organ that is no decision; after a decision; what its performance brings in these cases.
DOCUMENT = {"sued", "seal", "correct_slip"}
DECISION = DOCUMENT | {"publish", "opinion_letter", "suggest", "appeal_above", "hear_anew"}
SERVED = DECISION | {"copy_to_superior"}
# The steps that are open in each situation (see SITUATIONS).
OPEN = {
    "filed with the agency": {"forwarded_by_agency", "withdraw_before", "settle_before"} | ALWAYS,
    "review": {"accept", "supplement", "decline"} | ENDS_BEFORE | ALWAYS,
    "review again": {"accept", "decline"} | ENDS_BEFORE | ALWAYS,
    "review lapsed": ENDS_BEFORE | ALWAYS,
    "supplement asked": {"supplement_served", "supplement_received"} | ENDS_BEFORE | ALWAYS,
    "supplement served": {"supplement_received", "supplement_extend"} | ENDS_BEFORE | ALWAYS,
    "supplement over": {"supplement_received", "supplement_extend", "abandon"} | ENDS_BEFORE | ALWAYS,
    "accepted": {"send_copy", "extend"} | HEARD,
    "copied": {"copy_received", "reply", "extend"} | HEARD,
    "ready": {"extend", "decide"} | HEARD,
    "simplified": {"convert", "decide"} | HEARD,
    "too late": {"decide", "ordered_to_act", "superior_accepts"} | HEARD,
    "lettered": {"copy_received", "reply", "extend", "opinion_letter_answer"} | HEARD,
    "letter on its way": {"copy_received", "reply", "extend", "opinion_letter_received"} | HEARD,
    "suspended": {"copy_received", "reply", "resume", "tell", "ordered_to_resume"} | WHILE_SUSPENDED | ALWAYS,
    # Everything that can be asked, set or begun is under way; the day of the hearing is still to come.
    "under way": (HEARD | {
        "extend", "give_access", "end_inspection", "end_appraisal", "postpone_hearing", "cancel_hearing",
        "committee_opinion", "lift_stay", "decide_recusal",
    }) - {
        "order_hearing", "begin_inspection", "begin_appraisal", "refer_to_committee", "ask_access", "ask_stay",
        "decide_stay", "ask_recusal",
    },
    "hearing day": (HEARD | {"extend", "postpone_hearing", "cancel_hearing", "hold_hearing"}) - {"order_hearing"},
    "norm reviewed here": {"notify_maker", "norm_result", "tell", "ordered_to_resume"} | WHILE_SUSPENDED | ALWAYS,
    "maker asked": {"norm_received", "maker_replied", "norm_result", "tell", "ordered_to_resume"}
    | WHILE_SUSPENDED | ALWAYS,
    "norm reviewed elsewhere": {"forward_norm", "norm_result", "tell", "ordered_to_resume"}
    | WHILE_SUSPENDED | ALWAYS,
    "decided": {"serve"} | DECISION | ALWAYS,
    "declined": {"serve", "order_acceptance", "superior_accepts"} | DOCUMENT | ALWAYS,
    "served": {"close"} | SERVED | ALWAYS,
    "served long ago": {"close", "enforce", "not_sued"} | SERVED | ALWAYS,
    "to act anew": {"close", "perform", "demand", "admonish"} | SERVED | ALWAYS,
    "sued": {"close", "suit_result"} | SERVED | ALWAYS,
    "abandoned": {"close"} | ALWAYS,
    "withdrawn": {"close"} | ALWAYS,
    # The opinion and the decision come anew; what was replied and heard stays.
    "heard anew": {"extend"} | HEARD,
    "closed": {"reopen"} | SERVED - {"seal"},
    "void": set(),
}  # fmt: skip
# Steps of the rules of 2026 and of the law of 2017 are closed on these days: tests/cases/test_intake.py opens them.
NEEDS_APPROVAL = {
    "decline", "suspend", "extend", "convert", "decide", "mediate", "terminate", "dismiss", "void", "mark_major",
    "decide_stay", "lift_stay", "open_norm_review", "norm_result", "decide_recusal", "opinion_letter", "suggest",
    "demand", "admonish", "correct_slip", "reopen", "hear_anew",
}  # fmt: skip
# Taken by the clock, or written beside a step in another case.
BY_THE_CLOCK = {
    "deem_accepted",
    "linked",
    "parted",
    "separated_from",
    "letter_registered",
    "letter_back",
    "centre_settled",
    "centre_time",
}
STEPS = proceeding_type("reconsideration").steps
COLLEAGUE = "another officer of the office"

DAY = dt.date(2026, 4, 13)


def _supplement(office: Office, case: ReconsiderationCase, **data: object) -> None:
    office.take(case, "supplement", matters=["supplement_reason.identity"], **data)


def _copied(office: Office) -> ReconsiderationCase:
    case = office.register()
    office.accept(case)
    office.send_copies(case, received=False)
    return case


def _suspended(office: Office) -> ReconsiderationCase:
    case = _copied(office)
    office.suspend(case)
    return case


def _simplified(office: Office) -> ReconsiderationCase:
    case = office.register()
    office.accept(case, "simplified")
    office.send_copies(case)
    office.reply(case)
    office.draft(case)
    return case


def _under_way(office: Office) -> ReconsiderationCase:
    case = office.heard()
    party = _applicant(case)
    office.take(case, "ask_access", party=party, manner="in_person")
    office.take(case, "begin_inspection", place="甲区某路", matters="现场")
    office.take(case, "begin_appraisal", institution="甲鉴定所", matters="笔迹", asked_by="office")
    office.order_hearing(case, "2026-04-28")
    office.take(case, "refer_to_committee", ground="committee_ground.technical", question="是否适当")
    office.take(case, "ask_stay", party=party, reason="难以恢复")
    office.approved(case, "decide_stay", result="granted", ground="stay_ground.applicant", reason="合理")
    office.take(case, "ask_recusal", **_data("ask_recusal", case, office))
    return case


def _hearing_day(office: Office) -> ReconsiderationCase:
    with at("2026-04-02"):
        case = office.heard()
        office.order_hearing(case, DAY)
    return case


def _norm(office: Office, competent: str) -> ReconsiderationCase:
    case = office.heard()
    office.approved(case, "open_norm_review", **{**_data("open_norm_review", case, office), "competent": competent})
    return case


def _maker_asked(office: Office) -> ReconsiderationCase:
    case = _norm(office, "yes")
    office.take(case, "notify_maker")
    return case


def _decided(office: Office) -> ReconsiderationCase:
    case = office.heard()
    office.decide(case)
    return case


def _served(office: Office) -> ReconsiderationCase:
    case = _decided(office)
    office.serve(case)
    return case


def _heard_anew(office: Office) -> ReconsiderationCase:
    case = _closed(office)
    office.approved(case, "hear_anew", **_data("hear_anew", case, office))
    return case


def _to_act_anew(office: Office) -> ReconsiderationCase:
    case = office.heard()
    office.decide(case, "revoke_redo")
    office.serve(case)
    return case


def _lettered(office: Office, received: bool) -> ReconsiderationCase:
    case = _copied(office)
    came = DAY if received else None
    office.approved(case, "opinion_letter", party=_respondent(case), number="意1号", problems="整改", received_on=came)
    return case


def _closed(office: Office) -> ReconsiderationCase:
    case = _served(office)
    office.take(case, "close", papers_complete="on")
    return case


def _sued(office: Office) -> ReconsiderationCase:
    case = _served(office)
    office.take(case, "sued", party=_applicant(case), court="甲区人民法院")
    return case


def _declined(office: Office) -> ReconsiderationCase:
    case = office.register()
    office.approved(case, "decline", reason="decline_reason.out_of_time", explanation="逾期")
    return case


def _asked(office: Office, served: bool) -> ReconsiderationCase:
    case = office.register()
    _supplement(office, case, served_on=DAY if served else None)
    return case


def _reviewed_again(office: Office) -> ReconsiderationCase:
    case = _asked(office, served=True)
    office.take(case, "supplement_received")
    return case


def _abandoned(office: Office) -> ReconsiderationCase:
    with at("2026-03-16"):
        case = office.register()
        _supplement(office, case, served_on="2026-03-16")
    office.take(case, "abandon")
    return case


def _withdrawn(office: Office) -> ReconsiderationCase:
    case = office.register()
    office.take(case, "withdraw_before")
    return case


def _void(office: Office) -> ReconsiderationCase:
    case = office.register()
    office.approved(case, "void", reason="重复登记")
    return case


def _earlier(day: str, make_it: Callable[[Office], ReconsiderationCase]) -> Callable[[Office], ReconsiderationCase]:
    def made(office: Office) -> ReconsiderationCase:
        with at(day):
            return make_it(office)

    return made


SITUATIONS: dict[str, Callable[[Office], ReconsiderationCase]] = {
    "filed with the agency": lambda office: office.file(DAY),
    "review": lambda office: office.register(),
    "review again": _reviewed_again,
    "review lapsed": _earlier("2026-03-30", lambda office: office.register()),
    "supplement asked": lambda office: _asked(office, served=False),
    "supplement served": lambda office: _asked(office, served=True),
    "supplement over": _earlier("2026-03-16", lambda office: _asked_on(office)),
    "accepted": lambda office: _accepted(office),
    "copied": _copied,
    "ready": lambda office: office.heard(),
    "simplified": _simplified,
    "too late": _earlier("2026-02-02", lambda office: office.heard()),
    "suspended": _suspended,
    "under way": _under_way,
    "hearing day": _hearing_day,
    "norm reviewed here": lambda office: _norm(office, "yes"),
    "maker asked": _maker_asked,
    "norm reviewed elsewhere": lambda office: _norm(office, "no"),
    "decided": _decided,
    "declined": _declined,
    "served": _served,
    "served long ago": _earlier("2026-03-02", lambda office: _served(office)),
    "to act anew": _to_act_anew,
    "lettered": lambda office: _lettered(office, received=True),
    "letter on its way": lambda office: _lettered(office, received=False),
    "sued": _sued,
    "abandoned": _abandoned,
    "withdrawn": _withdrawn,
    "heard anew": _heard_anew,
    "closed": _closed,
    "void": _void,
}


def _asked_on(office: Office) -> ReconsiderationCase:
    case = office.register()
    _supplement(office, case, served_on="2026-03-16")
    return case


def _accepted(office: Office) -> ReconsiderationCase:
    case = office.register()
    office.accept(case)
    return case


def _applicant(case: ReconsiderationCase) -> Party:
    return case.dossier.parties.get(role="applicant")


def _respondent(case: ReconsiderationCase) -> Party:
    return case.dossier.parties.get(role="respondent")


def _stranger(case: ReconsiderationCase) -> Party:
    """Whoever was entered by mistake."""
    parties = Party.objects.unscoped("a test")
    party, _made = parties.get_or_create(
        dossier=case.dossier, role="agent", kind="natural", name="误录人", represents=_applicant(case)
    )
    return party


def _neighbour(case: ReconsiderationCase) -> Party:
    """A third party that is still to be notified; why its views were not heard is noted."""
    parties = Party.objects.unscoped("a test")
    party, made = parties.get_or_create(dossier=case.dossier, role="third_party", kind="natural", name="邻居")
    if made:
        entry = case.dossier.timeline.earliest("pk")
        add_fact(entry=entry, kind="views_not_heard", on_date=entry.on_date, party=party)
    return party


def _partner(office: Office, case: ReconsiderationCase) -> Dossier:
    """Another case of the organ with a number."""
    others = Dossier.objects.unscoped("a test").filter(organ=office.organ).exclude(pk=case.pk).exclude(number=None)
    return others.order_by("pk").first() or _accepted(office).dossier


def _linked(office: Office, case: ReconsiderationCase) -> Dossier:
    """The other case, linked with this one."""
    partner = _partner(office, case)
    links = DossierLink.objects.unscoped("a test")
    links.get_or_create(dossier=partner, other=case.dossier, kind="follows", defaults={"on_date": DAY})
    return partner


def _data(code: str, case: ReconsiderationCase, office: Office) -> dict[str, object]:
    """What would be typed into the form of a step today, valid if the step is open."""
    return _all_data(case, office).get(code, {})


@cache
def _all_data(case: ReconsiderationCase, office: Office) -> dict[str, dict[str, object]]:
    """The same by step; what is attempted is undone, so that it holds for all attempts in a case."""
    concluded = {"document_number": "1号", "summary": "查明"}
    letters = {"party": _respondent(case), "number": "意1号"}
    stranger = _stranger(case)
    return {
        "settle_before": {"how": "行政机关退还罚款"},
        "no_further": {"earlier": "甲区府复〔2025〕1号", "explanation": "同一事实和理由"},
        "refer": {"result": "review_result.informed", "competent": "某市人民政府"},
        "order_acceptance": {"ordered_by": "某市人民政府"},
        "escalation_notice": {"higher": "某市人民政府"},
        "join": {"kind": "same_act", "number": _partner(office, case).number},
        "part": {"number": _linked(office, case).number, "reason": "误录"},
        "separate": {"act_name": "扣押决定", "matter": "matter.coercive_measure", "requests": "撤销"},
        "accept": {"procedure": "ordinary"},
        "supplement": {"matters": ["supplement_reason.identity"]},
        "decline": {"reason": "decline_reason.out_of_time", "explanation": "逾期"},
        "supplement_extend": {"days": 5, "reason": "取证需要"},
        "assign": {"officer": office.officer.user},
        "send_copy": {"party": _respondent(case), "manner": "post.ems"},
        "copy_received": {"party": _respondent(case)},
        "reply": {"party": _respondent(case), "opinion": "合法", "with_evidence": "yes"},
        "notify_third_party": {"party": _neighbour(case), "interest": "相邻"},
        "add_evidence": {"party": _applicant(case), "evidence_list": "照片"},
        "ask_access": {"party": _applicant(case), "manner": "in_person"},
        "give_access": {"shown": "案卷"},
        "begin_inspection": {"place": "甲区某路", "matters": "现场"},
        "end_inspection": {"result": "属实"},
        "begin_appraisal": {"institution": "甲鉴定所", "matters": "笔迹", "asked_by": "office"},
        "end_appraisal": {"result": "一致"},
        "expert_opinion": {"experts": "某教授", "question": "是否适当", "opinion": "适当"},
        "mark_major": {"ground": "major_ground.complex", "reason": "涉及人数多"},
        "order_hearing": office.hearing("2026-04-28"),
        "postpone_hearing": office.hearing("2026-04-29"),
        "cancel_hearing": {"reason": "申请人撤回听证请求"},
        "hold_hearing": {
            "came": [_applicant(case), _respondent(case)],
            "signed": [_applicant(case), _respondent(case)],
            "heads": make.rows({"respondent": _respondent(case).pk, "head": "came", "people": "局长"}),
            "points": "各方陈述",
        },
        "refer_to_committee": {"ground": "committee_ground.technical", "question": "是否适当"},
        "committee_opinion": {"members": "甲\n乙\n丙", "opinions": "均同意", "agreed": 3, "conclusion": "适当"},
        "ask_stay": {"party": _applicant(case), "reason": "难以恢复"},
        "decide_stay": {"result": "granted", "ground": "stay_ground.organ", "reason": "确有必要"},
        "lift_stay": {"reason": "情形消失"},
        "open_norm_review": {
            "origin": "asked", "title": "某办法", "clauses": "第三条", "maker": "甲区人民政府", "competent": "yes",
            "reason": "与上位法不一致",
        },
        "forward_norm": {"to": "某市人民政府"},
        "maker_replied": {"reply": "合法"},
        "norm_result": {"result": "dropped", "explanation": "申请人撤回"},
        "ordered_to_resume": {"organ": "某市人民政府", "reason": "无正当理由中止"},
        "ask_recusal": {
            "by": "office", "person": office.officer.user, "ground": "recusal_ground.interest", "reason": "亲属",
        },
        "decide_recusal": {"result": "refused", "reason": "无利害关系"},
        "hear_views": {"party": _applicant(case), "manner": "view_manner.telephone", "content": "坚持"},
        "views_not_heard": {"parties": [_applicant(case)], "reason": "联系不上"},
        "suspend": {"ground": "suspend_ground.g8", "reason": "另案"},
        "resume": {"reason": "另案审结"},
        "extend": {"days": 10, "reason": "复杂"},
        "convert": {"reason": "复杂"},
        "decide": {"outcome": "outcome.uphold", **concluded},
        "mediate": make.mediation_of(case),
        "mediation_session": {"present": "双方", "result": "mediation_result.continue"},
        "draft_opinion": {"opinion": "建议维持"},
        "discuss": {
            "place": "会议室",
            "chaired_by": "李主任",
            "views": make.rows({"person": "李", "view": "维持"}, {"person": "陈", "view": "同意"}),
            "conclusion": "维持",
        },
        "seal": {"kind": "paper.decision", "copies": 5, "sealed_by": "陈"},
        "correct_slip": {"kind": "paper.decision", "wrong": "2025年", "right": "2026年"},
        "not_sued": {"party": _applicant(case)},
        "suit_result": {
            "party": _applicant(case),
            "instance": "suit_instance.first",
            "court": "甲区人民法院",
            "result": "suit_result.claims_dismissed",
        },
        "publish": {"how": "published", "where": "甲区政府网站"},
        "appeal_above": {"party": _respondent(case), "superior": "某市人民政府", "reason": "适用依据有误"},
        "answered_above": {"party": _respondent(case), "result": "rejected", "content": "决定正确"},
        "hear_anew": {
            "occasion": "superior", "superior": "某市人民政府", "order_number": "渝府〔2026〕3号", "reason": "撤销决定",
        },
        "reopen": {"why": "unfinished", "reason": "尚需补送"},
        "copy_to_superior": {"party": _respondent(case), "document": "decision", "superior": "某市公安局"},
        "opinion_letter": {**letters, "problems": "整改"},
        "opinion_letter_received": letters,
        "opinion_letter_answer": {**letters, "measures": "已整改"},
        "suggest": {"to": "甲区人民政府", "content": "完善规定"},
        "perform": {**letters, "how": "已重作", "new_act": "新决定1号", "differs": "on"},
        "demand": {**letters, "until": DAY + dt.timedelta(days=20), "content": "重作"},
        "admonish": {**letters, "measure": "circular", "content": "未履行"},
        "enforce": {"party": _applicant(case), "route": "agency", "content": "罚款"},
        "terminate": {
            "outcome": "outcome.terminate_withdraw",
            "ground": "terminate_ground.withdraw",
            "voluntary": "on",
            **concluded,
        },
        "dismiss": {"outcome": "outcome.dismiss_application", "reason": "decline_reason.no_interest", **concluded},
        "serve": {
            "party": _applicant(case),
            "manner": "service_manner.direct",
            "effective_on": DAY,
            "unsealed_reason": "另存",
        },
        "forwarded_by_agency": {"note": "拟维持"},
        "corrected_by_agency": {"what": "已撤销"},
        "ordered_to_act": {"ordered_by": "某市人民政府", "reason": "限期作出决定"},
        "superior_accepts": {"superior": "某市人民政府"},
        "sued": {"party": _applicant(case), "court": "甲区人民法院", "suit_number": "（2026）渝0101行初8号"},
        "close": {"papers_complete": "on"},
        "amend": {
            "act_name": "罚款决定",
            "matter": "matter.punishment",
            "domain": "domain.public_security",
            "requests": "撤销",
        },
        "add_party": {"role": "agent", "kind": "natural", "name": "钱某某", "represents": _applicant(case)},
        "amend_party": {"party": _applicant(case), "name": "周某某", "reason": "姓名误录"},
        "remove_party": {"party": stranger, "reason": "误录"},
        "void": {"reason": "重复登记"},
        "register": {"channel": "channel.in_person"},
    }  # fmt: skip


@pytest.mark.parametrize("situation", SITUATIONS)
def test_steps_are_open_where_the_law_opens_them(office: Office, situation: str) -> None:
    assert set(OPEN) == set(SITUATIONS)
    with at(DAY):
        case = SITUATIONS[situation](office)
        _accepted(office)
        _all_data(case, office)
        before = written()
        context = make.context_of(office.officer, case)
        for code in STEPS:
            actor = office.director if code == "assign" else office.officer
            outcome = attempt(actor, case, code, {}, make.bound(context, code, **_data(code, case, office)))
            if code in BY_THE_CLOCK:
                assert isinstance(outcome, PermissionDenied), code
            elif code not in OPEN[situation]:
                assert isinstance(outcome, StepRefused), (code, outcome)
                assert str(outcome.messages[0])
            elif code in NEEDS_APPROVAL:
                assert isinstance(outcome, Approval), (code, outcome)
            else:
                assert isinstance(outcome, TimelineEntry), (code, outcome)
            assert written() == before, code


@pytest.mark.parametrize("situation", ["review", "copied", "decided"])
def test_steps_are_taken_by_those_who_may(office: Office, other_office: Office, situation: str) -> None:
    organ = office.organ
    people: dict[str, Actor] = {
        "the officer": office.officer,
        "the director": office.director,
        COLLEAGUE: make.make_actor(Role.OFFICER, organ),
        "the leader": office.leader,
        "leadership": make.make_actor(Role.LEADERSHIP, organ),
        "the liaison": office.liaison,
        "the liaison of another agency": other_office.liaison,
        "an officer of the other organ": other_office.officer,
        "the director of the other organ": other_office.director,
        "the leader of the other organ": other_office.leader,
        "the administrator": make.make_actor(Role.ADMINISTRATOR, organ),
        "the security officer": make.make_actor(Role.SECURITY_OFFICER, organ),
        "the auditor": make.make_actor(Role.AUDITOR, organ),
        "nobody": Actor(user=None),
        "the system": SYSTEM,
    }

    def may(code: str, name: str) -> bool:
        if code in BY_THE_CLOCK:
            return False
        if code == "assign":
            return name == "the director"
        if code in {"reply", "opinion_letter_answer", "perform", "corrected_by_agency"}:
            return name in {"the officer", "the director", "the liaison"}
        return name in {"the officer", "the director"}

    with at(DAY):
        case = SITUATIONS[situation](office)
        _accepted(office)
        _all_data(case, office)
        before = written()
        # What a stranger sends is a form that the officer could have sent.
        data = {code: _data(code, case, office) for code in STEPS}
        context = make.context_of(office.officer, case)
        forms = {code: make.bound(context, code, **data[code]) for code in STEPS}
        for name, actor in people.items():
            # Each permission is tried for real by everybody, each step by the colleague and by those who may.
            tried: set[str] = set()
            for code, step in STEPS.items():
                if not may(code, name):
                    assert code in BY_THE_CLOCK or not can(actor, step.permission, case.dossier), (name, code)
                    if step.permission in tried and name != COLLEAGUE:
                        continue
                    tried.add(step.permission)
                    outcome = attempt(actor, case, code, {}, forms[code])
                    assert isinstance(outcome, PermissionDenied), (name, code, outcome)
                    continue
                form = make.bound(make.context_of(actor, case), code, **data[code])
                outcome = attempt(actor, case, code, {}, form)
                if code in OPEN[situation]:
                    assert isinstance(outcome, TimelineEntry | Approval), (name, code, outcome)
                else:
                    assert isinstance(outcome, StepRefused), (name, code, outcome)
            assert written() == before, name


def test_a_case_without_officer_is_open_to_the_officers_of_its_office(office: Office) -> None:
    with at(DAY):
        case = office.register()
        case.dossier.officer = None
        case.dossier.save(update_fields=["officer"])
        another = make.make_actor(Role.OFFICER, office.organ)
        assert isinstance(attempt(another, case, "accept", {"procedure": "ordinary"}), TimelineEntry)


def test_the_clock_takes_no_step_before_it_has_run_out(office: Office) -> None:
    with at(DAY):
        case = office.register()
        assert take_by_clock(dossier=case.dossier, step_code="deem_accepted", on_date=lambda context: DAY) is None
        make.reload(case)
        assert case.state == "review"
