"""Addresses of the API of reconsideration."""

from django.urls import path

from cases.api import CaseList

app_name = "cases-api"

urlpatterns = [
    path("reconsideration/", CaseList.as_view(), name="list"),
]
