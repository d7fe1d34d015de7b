"""What comes into the file and who reads it: third parties, evidence, access, inspection, appraisal, experts."""

from django.utils.translation import gettext_lazy as _

from cases import facts as f
from cases import forms, services
from cases.steps import before_decision as when
from cases.steps.common import HANDLING, HEARING, articles
from dossiers.models import Visibility
from workflow.steps import Condition, Step

STEPS = (
    Step(
        "notify_third_party",
        _("Notify a third party"),
        group=HEARING,
        sources=HANDLING,
        permission="dossier.handle",
        form=forms.ThirdPartyNoticeForm,
        effect=services.notify_third_party,
        conditions=(Condition("a third party is not notified", when.third_party_left),),
        facts=(f.THIRD_PARTY_NOTIFIED,),
        articles=articles("第16条第1款", "第10条第3款"),
        document=_("Notice to a third party to take part"),
        visibility=Visibility.PARTIES,
        weight=51,
    ),
    Step(
        "add_evidence",
        _("Enter further evidence"),
        group=HEARING,
        sources=HANDLING,
        permission="dossier.handle",
        form=forms.EvidenceForm,
        effect=services.add_evidence,
        facts=(f.EVIDENCE_ADDED,),
        articles=articles("第43条、第46条", "第24条"),
        visibility=Visibility.PARTIES,
        weight=52,
    ),
    Step(
        "ask_access",
        _("Enter a request to read the file"),
        group=HEARING,
        sources=HANDLING,
        permission="dossier.handle",
        form=forms.AccessAskedForm,
        effect=services.ask_access,
        conditions=(
            Condition(
                "nobody waits to read it",
                when.nothing_open(f.ACCESS_ASKED, f.ACCESS_GIVEN, _("A request to read the file waits already.")),
            ),
            Condition("somebody may read it", when.somebody_may_read),
        ),
        facts=(f.ACCESS_ASKED,),
        articles=articles("第47条", "第23条第2款"),
        while_suspended=True,
        weight=53,
    ),
    Step(
        "give_access",
        _("Enter the reading of the file"),
        group=HEARING,
        sources=HANDLING,
        permission="dossier.handle",
        form=forms.AccessGivenForm,
        effect=services.give_access,
        conditions=(
            Condition(
                "somebody waits to read it",
                when.something_open(f.ACCESS_ASKED, f.ACCESS_GIVEN, _("Nobody has asked to read the file.")),
            ),
        ),
        facts=(f.ACCESS_GIVEN,),
        articles=articles("第47条", "第23条第2款"),
        document=_("Record of file reading"),
        while_suspended=True,
        weight=36,
    ),
    Step(
        "begin_inspection",
        _("Begin an inspection"),
        group=HEARING,
        sources=HANDLING,
        permission="dossier.handle",
        form=forms.BeginInspectionForm,
        effect=services.begin_inspection,
        conditions=(
            Condition(
                "no inspection is under way",
                when.nothing_open(f.INSPECTION_BEGUN, f.INSPECTION_ENDED, _("An inspection is under way.")),
            ),
        ),
        facts=(f.INSPECTION_BEGUN,),
        articles=articles("第45条", "实施条例（2007）第34条"),
        visibility=Visibility.PARTIES,
        weight=61,
    ),
    Step(
        "end_inspection",
        _("End the inspection"),
        group=HEARING,
        sources=HANDLING,
        permission="dossier.handle",
        form=forms.EndInspectionForm,
        effect=services.end_inspection,
        conditions=(
            Condition(
                "an inspection is under way",
                when.something_open(f.INSPECTION_BEGUN, f.INSPECTION_ENDED, _("No inspection is under way.")),
            ),
        ),
        facts=(f.INSPECTION_ENDED,),
        articles=articles("第45条", "实施条例（2007）第34条"),
        document=_("Record of the inspection"),
        visibility=Visibility.PARTIES,
        while_suspended=True,
        weight=34,
    ),
    Step(
        "begin_appraisal",
        _("Commission an appraisal"),
        group=HEARING,
        sources=HANDLING,
        permission="dossier.handle",
        form=forms.BeginAppraisalForm,
        effect=services.begin_appraisal,
        conditions=(
            Condition(
                "no appraisal is under way",
                when.nothing_open(f.APPRAISAL_BEGUN, f.APPRAISAL_ENDED, _("An appraisal is under way.")),
            ),
        ),
        facts=(f.APPRAISAL_BEGUN,),
        articles=articles("第45条", "实施条例（2007）第37条"),
        document=_("Notice of appraisal"),
        visibility=Visibility.PARTIES,
        weight=62,
    ),
    Step(
        "end_appraisal",
        _("Enter the appraisal"),
        group=HEARING,
        sources=HANDLING,
        permission="dossier.handle",
        form=forms.EndAppraisalForm,
        effect=services.end_appraisal,
        conditions=(
            Condition(
                "an appraisal is under way",
                when.something_open(f.APPRAISAL_BEGUN, f.APPRAISAL_ENDED, _("No appraisal is under way.")),
            ),
        ),
        facts=(f.APPRAISAL_ENDED,),
        articles=articles("第45条", "实施条例（2007）第37条"),
        document=_("Appraisal"),
        visibility=Visibility.PARTIES,
        while_suspended=True,
        weight=35,
    ),
    Step(
        "expert_opinion",
        _("Enter an opinion of experts"),
        group=HEARING,
        sources=HANDLING,
        permission="dossier.handle",
        form=forms.ExpertForm,
        effect=services.expert_opinion,
        facts=(f.EXPERT_OPINION,),
        articles=articles("第45条", "第22条"),
        weight=63,
    ),
)
