"""Addresses of cases."""

from django.urls import include, path

from cases.views.detail import detail
from cases.views.lists import case_export, case_list
from cases.views.register import enter_running, foresee, register
from workflow.ledger.urls import import_urls

app_name = "cases"

urlpatterns = [
    path("", case_list, name="list"),
    path("export/", case_export, name="export"),
    path("new/", register, name="register"),
    path("new/preview/", foresee, {"running": False}, name="register-preview"),
    path("running/", enter_running, name="enter-running"),
    path("running/preview/", foresee, {"running": True}, name="enter-running-preview"),
    path("<int:pk>/", detail, name="detail"),
    path("import/", include(import_urls("reconsideration"))),
]
