"""Addresses of reports."""

from django.urls import path

from reports.returns.editions import KINDS
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
