"""Addresses of the pages of an import, to be included by the proceeding whose ledger it is."""

from django.urls import URLPattern, path

from workflow.ledger import views


def import_urls(kind: str, name: str = "import") -> list[URLPattern]:
    """The addresses for the ledger of `kind`; their names begin with `name`."""
    given = {"kind": kind}
    return [
        path("", views.hand_in, given, name=name),
        path("<int:pk>/", views.run_page, given, name=f"{name}-run"),
        path("<int:pk>/progress/", views.progress, given, name=f"{name}-progress"),
        path("<int:pk>/confirm/", views.confirm, given, name=f"{name}-confirm"),
        path("<int:pk>/refused/", views.refused, given, name=f"{name}-refused"),
    ]
