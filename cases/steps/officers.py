"""Recusal (回避) of those who hear a case."""

from django.utils.translation import gettext_lazy as _

from cases import facts as f
from cases import forms, services
from cases.reading import open_fact
from cases.steps import before_decision as when
from cases.steps.common import HANDLING, RECORD, director, organ_leader
from workflow.steps import Condition, Context, Step


def recusal_approver(context: Context) -> str:
    """The director decides on officers, the head of the organ on the director."""
    asked = open_fact(context.facts, f.RECUSAL_ASKED, f.RECUSAL_DECIDED)
    return organ_leader(context) if asked is not None and asked.value["of_director"] else director(context)


STEPS = (
    Step(
        "ask_recusal",
        _("Ask for recusal"),
        group=RECORD,
        sources=HANDLING,
        permission="dossier.handle",
        form=forms.RecusalAskedForm,
        effect=services.ask_recusal,
        conditions=(
            Condition(
                "no request is open",
                when.nothing_open(f.RECUSAL_ASKED, f.RECUSAL_DECIDED, _("A request for recusal is not decided yet.")),
            ),
        ),
        facts=(f.RECUSAL_ASKED,),
        while_suspended=True,
        weight=72,
    ),
    Step(
        "decide_recusal",
        _("Decide on recusal"),
        group=RECORD,
        sources=HANDLING,
        permission="dossier.handle",
        form=forms.RecusalDecidedForm,
        effect=services.decide_recusal,
        conditions=(
            Condition(
                "a request is open",
                when.something_open(f.RECUSAL_ASKED, f.RECUSAL_DECIDED, _("No request for recusal is open.")),
            ),
        ),
        facts=(f.RECUSAL_DECIDED,),
        approver=recusal_approver,
        while_suspended=True,
        continues=True,
        weight=71,
    ),
)
