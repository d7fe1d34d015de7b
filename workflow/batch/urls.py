"""Addresses of batches of steps."""

from django.urls import path

from workflow.batch import views

urlpatterns = [
    path("batches/new/<slug:kind>/<slug:code>/", views.prepare, name="batch-prepare"),
    path("batches/<int:pk>/", views.batch, name="batch"),
    path("batches/<int:pk>/progress/", views.progress, name="batch-progress"),
    path("batches/<int:pk>/go-on/", views.go_on, name="batch-go-on"),
]
