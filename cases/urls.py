"""Addresses of cases."""

from django.urls import include, path

from cases.views.lists import case_export, case_list
from workflow.ledger.urls import import_urls

app_name = "cases"

urlpatterns = [
    path("", case_list, name="list"),
    path("export/", case_export, name="export"),
    path("import/", include(import_urls("reconsideration"))),
]
