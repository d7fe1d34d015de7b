"""Addresses of reports."""

from django.urls import path

from reports import views

app_name = "reports"

urlpatterns = [
    path("", views.figures, name="figures"),
    path("cases/", views.figure_cases, name="figure-cases"),
]
