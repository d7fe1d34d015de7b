"""Addresses of the interface of lawsuits, sittings and appearances."""

from django.urls import path

from hearings.api import views
from hearings.sittings.acts import ACTS

app_name = "hearings-api"

# What agencies and courts enter of a lawsuit beside sittings and appearances.
SUIT_STEPS = ("answer", "judge", "withdraw_suit", "serve_judgment")

urlpatterns = [
    path("litigation/", views.SuitList.as_view(), name="suits"),
    path("litigation/<int:pk>/", views.SuitDetail.as_view(), name="suit"),
    *(
        path(f"litigation/<int:pk>/{code}/", views.suit_step(code).as_view(), name=f"suit-{code}")
        for code in SUIT_STEPS
    ),
    path("hearings/", views.SittingList.as_view(), name="sittings"),
    path("hearings/set/", views.SetSitting.as_view(), name="sitting-set"),
    path("hearings/<int:pk>/", views.SittingDetail.as_view(), name="sitting"),
    *(path(f"hearings/<int:pk>/{act}/", views.sitting_act(act).as_view(), name=f"sitting-{act}") for act in ACTS),
    path("appearances/", views.AppearanceList.as_view(), name="appearances"),
    path("appearances/bulk/", views.BulkRecords.as_view(), name="bulk"),
    path("appearances/<int:pk>/", views.AppearanceDetail.as_view(), name="appearance"),
    *(
        path(f"appearances/<int:pk>/{code}/", views.appearance_step(code).as_view(), name=f"appearance-{code}")
        for code in views.appearance_steps()
    ),
]
