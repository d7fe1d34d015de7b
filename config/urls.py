"""Every address of the system. tests/routes holds an entry of the permission matrix for each."""

from django.urls import include, path
from django.views.i18n import set_language

from config.health import healthz
from config.interface import interface_docs, interface_schema
from config.status import system_status
from workflow.home import home
from workflow.pages import dossier_page
from workflow.search import search

urlpatterns = [
    path("", home, name="home"),
    path("search/", search, name="search"),
    path("healthz", healthz, name="healthz"),
    path("language/", set_language, name="set_language"),
    path("dossiers/<int:pk>/", dossier_page, name="dossier"),
    path("account/", include("accounts.urls")),
    path("notices/", include("notices.urls")),
    path("calendar/", include("deadlines.urls")),
    path("status/", system_status, name="system-status"),
    path("", include("dossiers.urls")),
    path("", include("workflow.urls")),
    path("reconsideration/", include("cases.urls")),
    path("litigation/", include("hearings.urls")),
    path("disputes/", include("disputes.urls")),
    path("study/", include("disputes.study.urls")),
    path("rules/", include("disputes.library.urls")),
    path("suggestions/", include("disputes.suggestions.urls")),
    path("figures/", include("reports.urls")),
    path("api/schema/", interface_schema, name="api-schema"),
    path("api/docs/", interface_docs, name="api-docs"),
    path("api/v1/", include("cases.api_urls")),
    path("api/v1/", include("hearings.api.urls")),
    path("api/v1/", include("disputes.api.urls")),
    path("api/v1/", include("disputes.suggestions.api.urls")),
    path("api/v1/", include("reports.api_urls")),
]

handler400 = "config.errors.bad_request"
handler403 = "config.errors.permission_denied"
handler404 = "config.errors.page_not_found"
handler500 = "config.errors.server_error"
