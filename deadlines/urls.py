"""Addresses of the calendar, and of reminders."""

from django.urls import path

from deadlines import views

app_name = "deadlines"

urlpatterns = [
    path("", views.calendar, name="calendar"),
    path("agenda/", views.agenda, name="agenda"),
    path("notices/add/", views.notice_add, name="notice-add"),
    path("changes/", views.change_list, name="change-list"),
    path("changes/<int:pk>/", views.change_page, name="change"),
    path("changes/<int:pk>/progress/", views.change_progress, name="change-progress"),
    path("changes/<int:pk>/confirm/", views.change_confirm, name="change-confirm"),
    path("changes/<int:pk>/withdraw/", views.change_withdraw, name="change-withdraw"),
    path("changes/<int:pk>/drop/", views.change_drop, name="change-drop"),
    path("clocks/", views.clock_list, name="clock-list"),
    path("clocks/<slug:clock_id>/", views.clock_page, name="clock"),
    path("clocks/<slug:clock_id>/correct/", views.clock_correct, name="clock-correct"),
    path("feed/", views.feed_own, name="feed-own"),
    path("feed/revoke/", views.feed_revoke, name="feed-revoke"),
    path("feed/<slug:token>.ics", views.feed, name="feed"),
    path("stages/", views.stages_of_office, name="stages"),
    path("stages/<int:organ>/<slug:clock>/", views.clock_stages, name="clock-stages"),
    path("periods/<int:pk>/reminders/", views.reminders, name="reminders"),
    path("periods/messages/<int:pk>/resend/", views.reminder_resend, name="reminder-resend"),
]
