"""Addresses of reports."""

from django.urls import path

from reports.views.appearances import appearances, units
from reports.views.behind import figure_cases
from reports.views.dashboards import dashboard, the_brief, wall
from reports.views.figures import figures
from reports.views.mediation import mediation_cases, mediation_return, mediation_workbook

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
]
