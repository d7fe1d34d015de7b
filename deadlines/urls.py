"""Addresses of the calendar, and of reminders."""

from django.urls import path

from deadlines import views

app_name = "deadlines"

urlpatterns = [
    path("", views.calendar, name="calendar"),
    path("clocks/", views.clocks_of_office, name="clocks"),
    path("clocks/<int:organ>/<slug:clock>/", views.clock_stages, name="clock"),
    path("periods/<int:pk>/reminders/", views.reminders, name="reminders"),
    path("periods/messages/<int:pk>/resend/", views.reminder_resend, name="reminder-resend"),
]
