"""Addresses of the library of rules."""

from django.urls import path

from disputes.library import gaps, views

app_name = "rules"

urlpatterns = [
    path("", views.rule_list, name="list"),
    path("new/", views.rule_add, name="add"),
    path("export/", views.rule_export, name="export"),
    path("gaps/", gaps.gaps, name="gaps"),
    path("gaps/export/", gaps.gaps_export, name="gaps-export"),
    path("<int:pk>/", views.rule_page, name="rule"),
    path("<int:pk>/change/", views.rule_change, name="change"),
    path("<int:pk>/check/", views.rule_check, name="check"),
    path("<int:pk>/void/", views.rule_void, name="void"),
    path("<int:pk>/file/", views.rule_file, name="file"),
]
