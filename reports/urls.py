"""Addresses of reports."""

from django.urls import path

from reports import views

app_name = "reports"

urlpatterns = [
    path("", views.figures, {"kind": "reconsideration"}, name="figures"),
    path("cases/", views.figure_cases, {"kind": "reconsideration"}, name="figure-cases"),
    path("litigation/", views.figures, {"kind": "litigation"}, name="litigation"),
    path("litigation/cases/", views.figure_cases, {"kind": "litigation"}, name="litigation-cases"),
]
