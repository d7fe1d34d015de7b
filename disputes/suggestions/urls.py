"""Addresses of suggestions."""

from django.urls import path

from disputes.suggestions.views import lists, register
from disputes.suggestions.views.detail import detail

app_name = "suggestions"

urlpatterns = [
    path("", lists.suggestion_list, name="list"),
    path("export/", lists.suggestion_export, name="export"),
    path("new/", register.register, name="register"),
    path("new/preview/", register.foresee, name="register-preview"),
    path("<int:pk>/", detail, name="detail"),
]
