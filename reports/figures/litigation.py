"""The figures of lawsuits: by the day of service, of the hearing and of the judgment."""

from collections.abc import Callable

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.actors import Actor
from accounts.models import Organ
from accounts.templatetags.dates import cn_date
from hearings.models import Appearance, Designation, Lawsuit, SittingKind, SittingState
from hearings.queries import LawsuitQuerySet
from reports.figures.base import Figure, ListColumn, Part, Period, Rate, Subject, Yearly, figures

# 协调撤诉: withdrawn after the defendant changed its act or after coordination, and mediated (撤诉规定 2–4, 行诉 60).
COORDINATED = ("suit_result.withdrawn_settled", "suit_result.withdrawn_changed", "suit_result.mediated")
WITHDRAWN = (
    "suit_result.withdrawn",
    "suit_result.withdrawn_changed",
    "suit_result.withdrawn_settled",
    "suit_result.withdrawn_not_said",
    "suit_result.deemed_withdrawn",
)
# How the outcomes are put together in the table.
OUTCOMES: dict[str, tuple[object, tuple[str, ...]]] = {
    "dismissed": (_("Claims dismissed"), ("claims_dismissed",)),
    "affirmed": (_("Affirmed"), ("affirmed",)),
    "rejected": (_("Suit rejected or not docketed"), ("rejected", "not_docketed")),
    "revoked": (_("Revoked, also in part"), ("revoked", "revoked_partly", "revoked_redo")),
    "illegal": (_("Declared illegal or void"), ("illegal", "void")),
    "perform": (_("Ordered to perform or pay"), ("perform", "pay", "agreement", "compensation")),
    "modified": (_("Modified"), ("modified",)),
    "changed": (_("Changed or sent back"), ("changed", "sent_back")),
    "withdrawn": (pgettext_lazy("lawsuit", "Withdrawn"), tuple(key.removeprefix("suit_result.") for key in WITHDRAWN)),
    "mediated": (_("Mediated"), ("mediated",)),
    "retrial": (_("Application for retrial decided"), ("retrial_refused", "retrial_ordered")),
    "other": (_("Other outcome"), ("ended", "transferred", "continue")),
}


def _served(period: Period) -> Q:
    return Q(served_on__range=period.days)


def _concluded(period: Period) -> Q:
    return Q(concluded_on__range=period.days)


def _heard(period: Period) -> Q:
    return Q(heard_on__range=period.days)


def _head_came() -> Exists:
    """A head who counts was at a hearing, for a defendant that was to send one."""
    return Exists(
        Appearance.objects.unscoped("the lawsuits themselves are in scope")
        .filter(
            case__lawsuit=OuterRef("pk"),
            case__sitting__kind=SittingKind.HEARING,
            case__sitting__state=SittingState.HELD,
            case__left_on=None,
            present=True,
        )
        .exclude(defendant__designation=Designation.RELEASED)
    )


HEAD_CAME = Q(_head_came())


def _outcome(codes: tuple[str, ...]) -> Callable[[Period], Q]:
    keys = [f"suit_result.{code}" for code in codes]
    return lambda period: _concluded(period) & Q(outcome__in=keys)


FIGURES = figures(
    Figure(
        "carried_in",
        _("Carried in"),
        _("Served before the period and not judged before it"),
        lambda period: Q(served_on__lt=period.first) & (Q(concluded_on=None) | Q(concluded_on__gte=period.first)),
    ),
    Figure("served", _("Suits served"), _("By the day on which the notice to respond was received"), _served),
    Figure("concluded", _("Judged"), _("By the day of the judgment or ruling"), _concluded),
    Figure(
        "pending_at_end",
        _("Pending at the end"),
        _("Served and on the last day not yet judged"),
        lambda period: Q(served_on__lte=period.last) & (Q(concluded_on=None) | Q(concluded_on__gt=period.last)),
    ),
    Figure(
        "lost",
        _("Lost"),
        _("Judged against a defendant with effect, by the rule of the organ; by the day of the judgment"),
        lambda period: _concluded(period) & Q(lost=True),
    ),
    Figure(
        "coordinated",
        _("Withdrawn after coordination"),
        _("Withdrawn after coordination or after the act was changed, or mediated"),
        lambda period: _concluded(period) & Q(outcome__in=COORDINATED),
    ),
    Figure("heard", _("Heard"), _("By the day of the first hearing"), _heard),
    Figure(
        "head_came",
        _("Head appeared"),
        _("Of the cases first heard in the period"),
        lambda period: _heard(period) & HEAD_CAME,
    ),
    *(
        Figure(f"outcome_{code}", label, _("Of the cases judged in the period"), _outcome(codes))
        for code, (label, codes) in OUTCOMES.items()
    ),
)

RATES = (
    Rate("lost_rate", _("Lost, share"), _("Lost ÷ judged"), "lost", "concluded"),
    Rate(
        "coordinated_rate",
        _("Withdrawn after coordination, share"),
        _("Withdrawn after coordination ÷ judged"),
        "coordinated",
        "concluded",
    ),
    Rate(
        "head_rate",
        _("Head appeared, share"),
        _("Cases in which a head appeared ÷ cases heard; other readings on the page of appearances"),
        "head_came",
        "heard",
    ),
)


def cases_of(actor: Actor, organ: Organ) -> LawsuitQuerySet:
    """The standing lawsuits of an organ that the actor may see."""
    return Lawsuit.objects.visible_to(actor).filter(dossier__organ=organ).standing()


LITIGATION = Subject(
    code="litigation",
    title=_("Figures of lawsuits"),
    respondent=_("Defendant"),
    matter=_("Kind of act"),
    figures=FIGURES,
    rates=RATES,
    tiles=(("carried_in", "served", "concluded", "pending_at_end"), ("lost", "coordinated", "heard", "head_came")),
    concerns=frozenset({"lost"}),
    outcomes=tuple(f"outcome_{code}" for code in OUTCOMES),
    columns=("served", "concluded", "lost", "coordinated", "heard", "head_came"),
    years=(
        Yearly("served", "served_on"),
        Yearly("concluded", "concluded_on"),
        Yearly("lost", "concluded_on", Q(lost=True)),
        Yearly("heard", "heard_on"),
        Yearly("head_came", "heard_on", HEAD_CAME),
    ),
    cases=cases_of,
    order=("served_on", "pk"),
    related=("dossier", "outcome", "instance", "court"),
    list_columns=(
        ListColumn(_("Instance"), lambda suit: str(suit.instance), whole=True),
        ListColumn(_("Court"), lambda suit: str(suit.court)),
        ListColumn(_("Notice received on"), lambda suit: cn_date(suit.served_on), whole=True),
        ListColumn(_("Heard on"), lambda suit: cn_date(suit.heard_on), whole=True),
        ListColumn(_("Judged on"), lambda suit: cn_date(suit.concluded_on), whole=True),
        ListColumn(_("Outcome"), lambda suit: str(suit.outcome or "")),
    ),
    nothing=_("No suit was served, heard or judged in this period."),
    page="reports:litigation",
    list_page="reports:litigation-cases",
    parts=(
        Part("government", _("The government's own cases"), Q(government=True)),
        Part("departments", _("Cases of departments and townships"), Q(government=False)),
        Part("reconsidered", _("After reconsideration"), Q(reconsidered=True)),
        Part("first", _("First instance"), Q(instance__in=["suit_instance.first", "suit_instance.remanded"])),
        Part("second", _("Second instance"), Q(instance="suit_instance.second")),
        Part("retrial", _("Retrial"), Q(instance__in=["suit_instance.retrial_review", "suit_instance.retrial"])),
        Part("major", _("Major cases"), Q(major=True)),
    ),
)
