"""Addresses of cases."""

from django.urls import include, path

from cases.office import views as office
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
    path("board/", office.board, name="board"),
    path("officers/", office.officers, name="officers"),
    path("officers/<int:organ_pk>/rule/", office.mode, name="assignment-mode"),
    path("officers/<int:organ_pk>/<int:pk>/", office.officer, name="officer"),
    path("officers/<int:organ_pk>/<int:pk>/cases/", office.give_away, name="give-away"),
    path("import/", include(import_urls("reconsideration"))),
]
