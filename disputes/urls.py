"""Addresses of the dispute-resolution centre."""

from django.urls import path

from disputes.views import lists, mediators, register
from disputes.views.detail import detail
from disputes.views.notices import notices

app_name = "disputes"

urlpatterns = [
    path("", lists.dispute_list, name="list"),
    path("export/", lists.dispute_export, name="export"),
    path("new/", register.register, name="register"),
    path("new/preview/", register.foresee, name="register-preview"),
    path("<int:pk>/", detail, name="detail"),
    path("<int:pk>/notices/", notices, name="notices"),
    path("mediators/", mediators.pool, name="mediators"),
    path("mediators/new/", mediators.add, name="mediator-add"),
    path("mediators/<int:pk>/end/", mediators.end, name="mediator-end"),
]
