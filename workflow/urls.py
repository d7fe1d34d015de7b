"""Addresses of steps, corrections and approvals."""

from django.urls import path

from workflow.batch.urls import urlpatterns as batches
from workflow.saved.urls import urlpatterns as saved_views
from workflow.views import approvals, steps

app_name = "workflow"

urlpatterns = [
    path("dossiers/<int:pk>/steps/<slug:code>/", steps.step, name="step"),
    path("dossiers/<int:pk>/entries/<int:entry>/correct/", steps.correct, name="correct"),
    path("approvals/", approvals.approvals, name="approvals"),
    path("approvals/approve/", approvals.approve_many, name="approve-many"),
    path("approvals/<int:pk>/", approvals.approval, name="approval"),
    path("approvals/<int:pk>/withdraw/", approvals.withdraw, name="withdraw"),
    *saved_views,
    *batches,
]
