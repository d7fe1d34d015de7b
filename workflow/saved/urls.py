"""Addresses of saved views and of the settings of a list; `name` is that of the list."""

from django.urls import path

from workflow.saved import views

urlpatterns = [
    path("lists/<slug:name>/views/", views.manage, name="views"),
    path("lists/<slug:name>/views/new/", views.save, name="view-save"),
    path("lists/<slug:name>/views/<int:pk>/", views.change, name="view"),
    path("lists/<slug:name>/views/<int:pk>/replace/", views.replace, name="view-replace"),
    path("lists/<slug:name>/views/<int:pk>/remove/", views.remove, name="view-remove"),
    path("lists/<slug:name>/opens/", views.opens, name="list-opens"),
    path("lists/<slug:name>/columns/", views.columns, name="list-columns"),
]
