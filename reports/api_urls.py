"""Addresses of figures for programs."""

from django.urls import path

from reports.api import Figures

app_name = "reports-api"

urlpatterns = [path("figures/", Figures.as_view(), name="figures")]
