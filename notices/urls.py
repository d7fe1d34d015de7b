"""Addresses of the inbox, of how people are told, of groups and of what could not be sent."""

from django.urls import path

from notices import views

app_name = "notices"

urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("read/", views.read_all, name="read-all"),
    path("<int:pk>/open/", views.open_notice, name="open"),
    path("contact/", views.contact, name="contact"),
    path("groups/", views.webhooks, name="webhooks"),
    path("groups/<int:pk>/test/", views.webhook_test, name="webhook-test"),
    path("groups/<int:pk>/end/", views.webhook_end, name="webhook-end"),
    path("failed/", views.failed, name="failed"),
    path("failed/<int:pk>/resend/", views.failed_resend, name="failed-resend"),
]
