"""The opinion of the reconsideration committee (复议委员会), and the stay of execution (停止执行)."""

from django.utils.translation import gettext_lazy as _

from cases import facts as f
from cases import forms, services
from cases.steps import before_decision as when
from cases.steps.common import HANDLING, HEARING, articles
from dossiers.models import Visibility
from workflow.steps import Condition, Step, director

STEPS = (
    Step(
        "refer_to_committee",
        _("Consult the committee"),
        group=HEARING,
        sources=HANDLING,
        permission="dossier.handle",
        form=forms.ReferForm,
        effect=services.refer_to_committee,
        conditions=(
            Condition(
                "its opinion is not awaited",
                when.nothing_open(
                    f.COMMITTEE_REFERRED,
                    f.COMMITTEE_OPINION,
                    _("The committee has been consulted; its opinion is awaited."),
                ),
            ),
        ),
        facts=(f.COMMITTEE_REFERRED,),
        articles=articles("第52条第2款"),
        weight=55,
    ),
    Step(
        "committee_opinion",
        _("Enter the committee's opinion"),
        group=HEARING,
        sources=HANDLING,
        permission="dossier.handle",
        form=forms.CommitteeForm,
        effect=services.committee_opinion,
        conditions=(
            Condition(
                "it was consulted",
                when.something_open(
                    f.COMMITTEE_REFERRED, f.COMMITTEE_OPINION, _("The committee has not been consulted.")
                ),
            ),
        ),
        facts=(f.COMMITTEE_OPINION,),
        articles=articles("第52条"),
        document=_("Opinion of the committee"),
        while_suspended=True,
        continues=True,
        weight=28,
    ),
    Step(
        "ask_stay",
        _("Enter a request to stay execution"),
        group=HEARING,
        sources=HANDLING,
        permission="dossier.handle",
        form=forms.StayAskedForm,
        effect=services.ask_stay,
        conditions=(Condition("execution is not stayed", when.not_stayed),),
        facts=(f.STAY_ASKED,),
        articles=articles("第42条", "第21条"),
        visibility=Visibility.PARTIES,
        while_suspended=True,
        weight=58,
    ),
    Step(
        "decide_stay",
        _("Decide on a stay of execution"),
        group=HEARING,
        sources=HANDLING,
        permission="dossier.handle",
        form=forms.StayDecidedForm,
        effect=services.decide_stay,
        conditions=(Condition("execution is not stayed", when.not_stayed),),
        facts=(f.STAY_GRANTED, f.STAY_REFUSED),
        articles=articles("第42条", "第21条"),
        approver=director,
        document=_("Decision to stay execution"),
        visibility=Visibility.PARTIES,
        while_suspended=True,
        weight=59,
    ),
    Step(
        "lift_stay",
        _("Lift the stay of execution"),
        group=HEARING,
        sources=HANDLING,
        permission="dossier.handle",
        form=forms.StayLiftedForm,
        effect=services.lift_stay,
        conditions=(Condition("execution is stayed", when.stayed),),
        facts=(f.STAY_LIFTED,),
        articles=articles("第42条", "第21条"),
        approver=director,
        visibility=Visibility.PARTIES,
        while_suspended=True,
        continues=True,
        weight=59,
    ),
)
