"""Addresses of lawsuits, sittings and appearances."""

from django.urls import include, path

from hearings.duties.urls import urlpatterns as duty_urls
from hearings.records.template import template
from hearings.rosters.urls import urlpatterns as roster_urls
from hearings.sittings.urls import urlpatterns as sitting_urls
from hearings.views import lists, register
from hearings.views.detail import detail
from hearings.views.losing import lost_rule, lost_rules
from workflow.ledger.urls import import_urls

app_name = "hearings"

urlpatterns = [
    path("", lists.suit_list, name="list"),
    path("import/", include(import_urls("litigation"))),
    path("export/", lists.suit_export, name="export"),
    path("lost/", lost_rules, name="lost-rules"),
    path("lost/set/", lost_rule, name="lost-rule"),
    path("tracking/", lists.tracking, name="tracking"),
    path("new/", register.register, name="register"),
    path("new/preview/", register.foresee, name="register-preview"),
    path("<int:pk>/", detail, name="detail"),
    path("records/template/", template, name="record-template"),
    path("records/import/", include(import_urls("appearances", "record-import"))),
    *sitting_urls,
    *roster_urls,
    *duty_urls,
]
