"""The incidental review of a normative document (附带审查), and the order to resume a case."""

from django.utils.translation import gettext_lazy as _

from cases import facts as f
from cases import forms, services
from cases.reading import norm_review
from cases.steps import before_decision as when
from cases.steps.common import COURSE, HANDLING, articles
from cases.steps.conditions import is_suspended
from dossiers.models import Visibility
from workflow.steps import Condition, Context, Step, director, organ_leader


def norm_approver(context: Context) -> str:
    """The head of the organ on clauses that it reviewed itself, since it may stop them (59); else the director."""
    review = norm_review(context.facts)
    return organ_leader(context) if review is not None and review.value["competent"] else director(context)


STEPS = (
    Step(
        "open_norm_review",
        _("Open an incidental review"),
        group=COURSE,
        sources=HANDLING,
        permission="dossier.handle",
        form=forms.OpenNormForm,
        effect=services.open_norm_review,
        conditions=(Condition("no document is under review", when.no_norm_review),),
        facts=(f.NORM_OPENED, f.SUSPENDED),
        articles=articles("第13条、第39条第1款第9项、第56条、第57条", "第7条、第26条、第27条"),
        approver=director,
        document=_("Notice of suspension"),
        visibility=Visibility.PARTIES,
        weight=64,
    ),
    Step(
        "notify_maker",
        _("Ask the maker for its reply"),
        group=COURSE,
        sources=HANDLING,
        permission="dossier.handle",
        form=forms.NormNotifiedForm,
        effect=services.notify_maker,
        conditions=(
            Condition("a document is under review", when.under_norm_review),
            Condition("this organ may handle it", when.competent_for_norm),
            Condition("the maker is not notified", when.maker_not_notified),
        ),
        facts=(f.NORM_MAKER_NOTIFIED,),
        articles=articles("第58条第1款"),
        document=_("Notice to the maker of the normative document"),
        while_suspended=True,
        continues=True,
        weight=6,
    ),
    Step(
        "forward_norm",
        _("Forward the document to the competent organ"),
        group=COURSE,
        sources=HANDLING,
        permission="dossier.handle",
        form=forms.NormForwardedForm,
        effect=services.forward_norm,
        conditions=(
            Condition("a document is under review", when.under_norm_review),
            Condition("this organ may not handle it", when.not_competent_for_norm),
            Condition("it is not forwarded", when.not_forwarded),
        ),
        facts=(f.NORM_FORWARDED,),
        articles=articles("第56条、第57条", "第26条、第27条"),
        document=_("Letter of transfer"),
        while_suspended=True,
        continues=True,
        weight=6,
    ),
    Step(
        "norm_received",
        _("Enter receipt by the other organ"),
        group=COURSE,
        sources=HANDLING,
        permission="dossier.handle",
        form=forms.NormReceivedForm,
        effect=services.norm_received,
        conditions=(
            Condition("a document is under review", when.under_norm_review),
            Condition("a receipt is missing", when.receipt_by_other_organ_left),
        ),
        facts=(f.NORM_MAKER_RECEIVED, f.NORM_FORWARD_RECEIVED),
        articles=articles("第58条第1款、第60条", "第26条"),
        while_suspended=True,
        continues=True,
        weight=7,
    ),
    Step(
        "maker_replied",
        _("Enter the maker's reply"),
        group=COURSE,
        sources=HANDLING,
        permission="dossier.handle",
        form=forms.MakerRepliedForm,
        effect=services.maker_replied,
        conditions=(
            Condition("a document is under review", when.under_norm_review),
            Condition("the maker is notified", when.maker_notified),
            Condition("it has not replied", when.maker_not_replied),
        ),
        facts=(f.NORM_MAKER_REPLIED,),
        articles=articles("第58条"),
        while_suspended=True,
        continues=True,
        weight=8,
    ),
    Step(
        "norm_result",
        _("Enter the result of the review"),
        group=COURSE,
        sources=HANDLING,
        permission="dossier.handle",
        form=forms.NormResultForm,
        effect=services.norm_result,
        conditions=(Condition("a document is under review", when.under_norm_review),),
        facts=(f.NORM_RESULT, f.RESUMED),
        articles=articles("第39条第2款、第59条、第60条", "第26条、第27条"),
        approver=norm_approver,
        document=_("Result of the incidental review"),
        visibility=Visibility.PARTIES,
        while_suspended=True,
        continues=True,
        weight=9,
    ),
    Step(
        "ordered_to_resume",
        _("Resume by order of the higher organ"),
        group=COURSE,
        sources=HANDLING,
        permission="dossier.handle",
        form=forms.OrderedToResumeForm,
        effect=services.ordered_to_resume,
        conditions=(Condition("the case is suspended", is_suspended),),
        facts=(f.ORDERED_TO_RESUME, f.RESUMED),
        articles=articles("第40条"),
        visibility=Visibility.PARTIES,
        while_suspended=True,
        continues=True,
        weight=56,
    ),
)
