"""Addresses of steps, corrections and approvals."""

from django.urls import path

from workflow import views
from workflow.batch.urls import urlpatterns as batches
from workflow.saved.urls import urlpatterns as saved_views

app_name = "workflow"

urlpatterns = [
    path("dossiers/<int:pk>/steps/<slug:code>/", views.step, name="step"),
    path("dossiers/<int:pk>/entries/<int:entry>/correct/", views.correct, name="correct"),
    path("approvals/", views.approvals, name="approvals"),
    path("approvals/<int:pk>/", views.approval, name="approval"),
    path("approvals/<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    *saved_views,
    *batches,
]
