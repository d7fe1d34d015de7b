"""The figures of reconsideration."""

from collections.abc import Callable
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.models import Organ
from accounts.templatetags.dates import cn_date
from cases.facts import ESCALATED, SETTLED_BEFORE, TRANSFERRED
from cases.models import ReconsiderationCase
from cases.queries import CaseQuerySet
from cases.steps import DECISION_CLOCKS
from deadlines.models import Deadline, DeadlineState
from dossiers.models import Fact
from reports.figures.base import Figure, ListColumn, Period, Rate, Subject, Yearly, figures

# Outcomes are counted by the groups of the statistical return, which the code list names in its mapping.
OUTCOME_GROUPS = {
    "uphold": ("维持", _("Upheld")),
    "dismiss": ("驳回", _("Dismissed")),
    "revoke": ("撤销", _("Revoked")),
    "modify": ("变更", _("Modified")),
    "illegal": ("确认违法", _("Found illegal")),
    "perform": ("责令履行", _("Ordered to perform")),
    "mediate": ("调解", _("Mediated")),
    "terminate": ("终止", _("Terminated")),
    "other": ("其他", _("Other outcome")),
}


def _accepted(period: Period) -> Q:
    return Q(accepted_on__range=period.days)


def _concluded(period: Period) -> Q:
    return Q(concluded_on__range=period.days)


def _carried_in(period: Period) -> Q:
    return Q(accepted_on__lt=period.first) & (Q(concluded_on=None) | Q(concluded_on__gte=period.first))


def _pending_at_end(period: Period) -> Q:
    return Q(accepted_on__lte=period.last) & (Q(concluded_on=None) | Q(concluded_on__gt=period.last))


def _decision_period(**ended: Any) -> Q:
    """Whether the period for the decision, with its pauses and extensions, was met as `ended` says."""
    return Q(
        Exists(
            Deadline.objects.unscoped("the cases themselves are in scope").filter(
                dossier=OuterRef("pk"), clock__in=DECISION_CLOCKS, state=DeadlineState.MET, **ended
            )
        )
    )


def _late(period: Period) -> Q:
    return _concluded(period) & _decision_period(ended_on__gt=F("due_on"))


def _in_time(period: Period) -> Q:
    return _concluded(period) & _decision_period(ended_on__lte=F("due_on"))


def _settled_before(period: Period) -> Q:
    facts = Fact.objects.unscoped("the cases themselves are in scope").current()
    return Q(Exists(facts.filter(dossier=OuterRef("pk"), kind=SETTLED_BEFORE, on_date__range=period.days)))


def _group(name: str) -> Callable[[Period], Q]:
    return lambda period: _concluded(period) & Q(outcome__mapping__group=name)


FIGURES = figures(
    Figure(
        "carried_in",
        _("Carried in"),
        _("Accepted before the period and not concluded before it"),
        _carried_in,
    ),
    Figure("accepted", _("Accepted"), _("By the day of acceptance"), _accepted),
    Figure("concluded", _("Concluded"), _("By the day of the decision or other document"), _concluded),
    Figure(
        "pending_at_end",
        _("Pending at the end"),
        _("Accepted and on the last day not yet concluded"),
        _pending_at_end,
    ),
    Figure(
        "in_time",
        _("Concluded in time"),
        _("On or before the due date, with pauses and extensions"),
        _in_time,
    ),
    Figure("late", _("Concluded late"), _("After the due date, with pauses and extensions"), _late),
    Figure(
        "corrected",
        _("Corrected"),
        _("Revoked, modified, found illegal or void, ordered to perform"),
        lambda period: _concluded(period) & Q(outcome__mapping__corrected=1),
    ),
    Figure(
        "sued",
        _("Sued afterwards"),
        _("Of the cases concluded in the period"),
        lambda period: _concluded(period) & Q(sued=True),
    ),
    # Both are counted apart: what was never accepted is not concluded, and who withdraws because the act was changed
    # does not withdraw of their own accord.
    Figure(
        "settled_before",
        _("Settled before acceptance"),
        _("By the day of the settlement; neither accepted nor concluded"),
        _settled_before,
    ),
    Figure(
        "withdrawn_changed",
        _("Withdrawn after the act was changed"),
        _("Of the cases concluded in the period"),
        lambda period: _concluded(period) & Q(outcome="outcome.terminate_withdraw_changed"),
    ),
    *(
        Figure(f"outcome_{code}", label, _("Of the cases concluded in the period"), _group(name))
        for code, (name, label) in OUTCOME_GROUPS.items()
    ),
)

RATES: tuple[Rate, ...] = (
    Rate("in_time_rate", _("Concluded in time, share"), _("Concluded in time ÷ concluded"), "in_time", "concluded"),
    Rate("correction_rate", _("Correction rate"), _("Corrected ÷ concluded"), "corrected", "concluded"),
    Rate("sued_rate", _("Sued afterwards, share"), _("Sued afterwards ÷ concluded"), "sued", "concluded"),
)


# What goes to another organ is counted there: taken over by the higher one (rules 40), referred to the competent one.
LEFT = (ESCALATED, TRANSFERRED)
STAYED = Q(left_on=None) | Q(left_on__year__gt=F("year"))


def dated(cases: CaseQuerySet) -> CaseQuerySet:
    """The cases with `left_on`, the day on which one went to another organ."""
    left = Fact.objects.unscoped("the cases themselves are in scope").current().filter(kind__in=LEFT)
    left_on = Subquery(left.filter(dossier=OuterRef("pk")).order_by("on_date").values("on_date")[:1])
    return cases.annotate(left_on=left_on)


def cases_of(actor: Actor, organ: Organ) -> CaseQuerySet:
    """The standing cases of an organ that the actor may see, each with the day on which it went elsewhere."""
    return dated(ReconsiderationCase.objects.visible_to(actor).filter(dossier__organ=organ).standing())


def here(cases: CaseQuerySet, period: Period) -> CaseQuerySet:
    """The cases without those that had gone to another organ by the end of the period.

    With them the balance of the return could not hold: carried in and accepted are concluded or pending. A period that
    had ended before a case left goes on counting it, so that a return made anew says what it said.
    """
    return cases.filter(Q(left_on=None) | Q(left_on__gt=period.last))


RECONSIDERATION = Subject(
    code="reconsideration",
    title=_("Figures of reconsideration"),
    respondent=_("Respondent"),
    matter=_("Matter"),
    figures=FIGURES,
    rates=RATES,
    tiles=(
        ("carried_in", "accepted", "concluded", "pending_at_end"),
        ("in_time", "late", "corrected", "sued"),
        ("settled_before", "withdrawn_changed"),
    ),
    concerns=frozenset({"late"}),
    outcomes=tuple(f"outcome_{code}" for code in OUTCOME_GROUPS),
    columns=("accepted", "concluded", "corrected", "late", "sued"),
    years=(Yearly("accepted", "accepted_on", STAYED), Yearly("concluded", "concluded_on", STAYED)),
    within=here,
    cases=cases_of,
    order=("accepted_on", "pk"),
    related=("dossier", "outcome"),
    list_columns=(
        ListColumn(_("Received on"), lambda case: cn_date(case.received_on), whole=True),
        ListColumn(_("Accepted on"), lambda case: cn_date(case.accepted_on), whole=True),
        ListColumn(_("Concluded on"), lambda case: cn_date(case.concluded_on), whole=True),
        ListColumn(_("Outcome"), lambda case: str(case.outcome or "")),
    ),
    nothing=_("Nothing was accepted or concluded in this period."),
    page="reports:figures",
    list_page="reports:figure-cases",
)
