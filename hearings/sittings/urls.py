"""Addresses of sittings and of what an agency owes for them."""

from django.urls import path

from hearings.sittings import views
from hearings.sittings.shared import shared

urlpatterns = [
    path("sittings/", views.sitting_list, name="sittings"),
    path("sittings/new/", views.sitting_add, name="sitting-add"),
    path("sittings/shared/", shared, name="shared"),
    path("sittings/owed/", views.owed, name="owed"),
    path("sittings/<int:pk>/", views.sitting_page, name="sitting"),
    path("sittings/<int:pk>/<slug:act>/", views.sitting_act, name="sitting-act"),
    path("sittings/<int:pk>/agencies/<int:agency>/<slug:code>/", views.sitting_together, name="sitting-together"),
]
