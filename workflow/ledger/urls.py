"""Addresses of the pages of an import, to be included by the proceeding whose ledger it is."""

from django.urls import URLPattern, path

from workflow.ledger import views


def import_urls(kind: str) -> list[URLPattern]:
    """The addresses for the ledger of `kind`; their names begin with ``import``."""
    given = {"kind": kind}
    return [
        path("", views.hand_in, given, name="import"),
        path("<int:pk>/", views.run_page, given, name="import-run"),
        path("<int:pk>/progress/", views.progress, given, name="import-progress"),
        path("<int:pk>/confirm/", views.confirm, given, name="import-confirm"),
        path("<int:pk>/refused/", views.refused, given, name="import-refused"),
    ]
