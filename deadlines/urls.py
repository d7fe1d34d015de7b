"""Addresses of the calendar."""

from django.urls import path

from deadlines import views

app_name = "deadlines"

urlpatterns = [
    path("", views.calendar, name="calendar"),
    path("changes/<int:pk>/", views.calendar, name="change"),
]
