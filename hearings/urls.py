"""Addresses of lawsuits, sittings and appearances."""

from django.urls import path

from hearings.duties.urls import urlpatterns as duty_urls
from hearings.rosters.urls import urlpatterns as roster_urls
from hearings.sittings.urls import urlpatterns as sitting_urls
from hearings.views import lists
from hearings.views.detail import detail

app_name = "hearings"

urlpatterns = [
    path("", lists.suit_list, name="list"),
    path("<int:pk>/", detail, name="detail"),
    *sitting_urls,
    *roster_urls,
    *duty_urls,
]
