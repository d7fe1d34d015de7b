"""Addresses of the interface of suggestions."""

from django.urls import path

from disputes.suggestions.api import views

app_name = "suggestions-api"

# What an agency does by program: it signs, answers, and reports what it has put right.
STEPS = ("receive", "reply", "report_rectification")

urlpatterns = [
    path("suggestions/", views.Suggestions.as_view(), name="list"),
    path("suggestions/<int:pk>/", views.SuggestionDetail.as_view(), name="one"),
    *(
        path(f"suggestions/<int:pk>/{code}/", views.suggestion_step(code).as_view(), name=f"step-{code}")
        for code in STEPS
    ),
]
