"""Recusal (回避) of those who hear a case.

Neither the law on reconsideration nor its rules of 2007 has an article on it; those who hear cases are civil servants,
and the law on these says when they withdraw and who decides.
"""

from django.utils.translation import gettext_lazy as _

from cases import facts as f
from cases import forms, services
from cases.reading import open_fact
from cases.steps import before_decision as when
from cases.steps.common import HANDLING, RECORD, articles
from workflow.steps import Condition, Context, Step, director, organ_leader


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
        articles=articles("公务员法第76条、第77条第1款", "公务员法第76条、第77条第1款"),
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
        articles=articles("公务员法第77条第2款", "公务员法第77条第2款"),
        approver=recusal_approver,
        while_suspended=True,
        continues=True,
        weight=71,
    ),
)
