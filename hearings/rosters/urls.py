"""Addresses of the rosters of agency heads."""

from django.urls import path

from hearings.rosters import views

urlpatterns = [
    path("rosters/", views.roster_list, name="rosters"),
    path("rosters/import/", views.roster_import, name="roster-import"),
    path("rosters/<int:pk>/", views.roster, name="roster"),
    path("rosters/heads/<int:pk>/", views.roster_entry, name="roster-entry"),
    path("rosters/heads/<int:pk>/void/", views.roster_void, name="roster-void"),
]
