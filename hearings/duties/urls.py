"""Addresses of the six duties."""

from django.urls import path

from hearings.duties import views

urlpatterns = [
    path("duties/", views.overview, name="duty-overview"),
    path("duties/<int:pk>/", views.duties, name="duties"),
    path("duties/evidence/<int:pk>/", views.duty_act, name="duty-act"),
    path("duties/evidence/<int:pk>/paper/", views.duty_paper, name="duty-paper"),
]
