"""Addresses of reports."""

from django.urls import path

from reports.returns.editions import KINDS
from reports.views.appearances import appearances, units
from reports.views.behind import figure_cases
from reports.views.dashboards import dashboard, the_brief, wall
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
