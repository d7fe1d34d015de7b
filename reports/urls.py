"""Addresses of reports."""

from django.urls import path

from reports.returns.editions import KINDS
from reports.views import assessment_acts, assessment_results, assessments
from reports.views.analysis import analysis
from reports.views.appearances import appearances, units
from reports.views.behind import figure_cases
from reports.views.circular_acts import ACTS, circular_act
from reports.views.circulars import (
    circular,
    circular_cases,
    circular_change,
    circular_document,
    circular_new,
    circulars,
)
from reports.views.dashboards import brief_document, dashboard, the_brief, wall
from reports.views.figures import figures
from reports.views.mediation import mediation_cases, mediation_return, mediation_workbook
from reports.views.returns import (
    reported,
    reported_cases,
    reported_workbook,
    return_cases,
    return_report,
    return_workbook,
    returns,
)

app_name = "reports"

urlpatterns = [
    path("", figures, {"kind": "reconsideration"}, name="figures"),
    path("cases/", figure_cases, name="figure-cases"),
    path("litigation/", figures, {"kind": "litigation"}, name="litigation"),
    path("disputes/", figures, {"kind": "disputes"}, name="disputes"),
    path("dashboard/", dashboard, name="dashboard"),
    path("wall/", wall, name="wall"),
    path("brief/", the_brief, name="brief"),
    path("brief/document/", brief_document, name="brief-document"),
    path("analysis/", analysis, name="analysis"),
    path("circulars/", circulars, name="circulars"),
    path("circulars/new/", circular_new, name="circular-new"),
    path("circulars/<int:pk>/", circular, name="circular"),
    path("circulars/<int:pk>/change/", circular_change, name="circular-change"),
    path("circulars/<int:pk>/cases/", circular_cases, name="circular-cases"),
    path("circulars/<int:pk>/document/", circular_document, name="circular-document"),
    *(path(f"circulars/<int:pk>/{act}/", circular_act, {"act": act}, name=f"circular-{act}") for act in ACTS),
    path("assessments/", assessments.assessments, name="assessments"),
    path("assessments/new/", assessments.assessment_new, name="assessment-new"),
    path("assessments/<int:pk>/", assessments.assessment, name="assessment"),
    path("assessments/<int:pk>/change/", assessments.assessment_change, name="assessment-change"),
    path("assessments/<int:pk>/items/new/", assessments.assessment_item_new, name="assessment-item-new"),
    path("assessments/<int:pk>/trial/", assessments.assessment_trial, name="assessment-trial"),
    path("assessments/<int:pk>/enforce/", assessment_acts.assessment_enforce, name="assessment-enforce"),
    path("assessments/<int:pk>/exempt/", assessment_acts.assessment_exempt, name="assessment-exempt"),
    path("assessments/<int:pk>/give/", assessment_acts.assessment_give, name="assessment-give"),
    path("assessments/<int:pk>/runs/new/", assessment_acts.assessment_run_new, name="assessment-run-new"),
    path("assessments/items/<int:pk>/", assessments.assessment_item, name="assessment-item"),
    path("assessments/items/<int:pk>/void/", assessment_acts.assessment_item_void, name="assessment-item-void"),
    path(
        "assessments/exemptions/<int:pk>/void/",
        assessment_acts.assessment_exemption_void,
        name="assessment-exemption-void",
    ),
    path("assessments/marks/<int:pk>/paper/", assessment_results.assessment_mark_paper, name="assessment-mark-paper"),
    path("assessments/runs/<int:pk>/", assessment_results.assessment_run, name="assessment-run"),
    path("assessments/runs/<int:pk>/announce/", assessment_acts.assessment_announce, name="assessment-announce"),
    path("assessments/runs/<int:pk>/submit/", assessment_acts.assessment_submit, name="assessment-submit"),
    path("assessments/runs/<int:pk>/take-back/", assessment_acts.assessment_take_back, name="assessment-take-back"),
    path("assessments/runs/<int:pk>/decide/", assessment_acts.assessment_decide, name="assessment-decide"),
    path("assessments/runs/<int:pk>/document/", assessment_results.assessment_document, name="assessment-document"),
    path("assessments/runs/<int:pk>/workbook/", assessment_results.assessment_workbook, name="assessment-workbook"),
    path("assessments/scores/<int:pk>/", assessment_results.assessment_score, name="assessment-score"),
    path("assessments/scores/<int:pk>/object/", assessment_acts.assessment_object, name="assessment-object"),
    path("assessments/points/<int:pk>/cases/", assessment_results.assessment_cases, name="assessment-cases"),
    path("assessments/objections/<int:pk>/", assessment_results.assessment_objection, name="assessment-objection"),
    path(
        "assessments/objections/<int:pk>/paper/",
        assessment_results.assessment_objection_paper,
        name="assessment-objection-paper",
    ),
    path("appearances/", appearances, name="appearances"),
    path("appearances/units/", units, name="appearance-units"),
    path("mediation/", mediation_return, name="mediation"),
    path("mediation/cases/", mediation_cases, name="mediation-cases"),
    path("mediation/workbook/", mediation_workbook, name="mediation-workbook"),
    path("returns/<str:kind>/report/", return_report, name="return-report"),
    path("returns/reported/<int:pk>/", reported, name="reported"),
    path("returns/reported/<int:pk>/cases/", reported_cases, name="reported-cases"),
    path("returns/reported/<int:pk>/workbook/", reported_workbook, name="reported-workbook"),
    *(
        path(f"returns/{kind}/{rest}", view, {"kind": kind}, name=f"return-{kind}{name}")
        for kind in KINDS
        for rest, view, name in (
            ("", returns, ""),
            ("cases/", return_cases, "-cases"),
            ("workbook/", return_workbook, "-workbook"),
        )
    ),
]
