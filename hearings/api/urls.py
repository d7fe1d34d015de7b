"""Addresses of the interface of lawsuits, sittings and appearances."""

from django.urls import path

from hearings.api import appearances, sittings, suits
from hearings.sittings.acts import ACTS

app_name = "hearings-api"

# What agencies and courts enter of a lawsuit beside sittings and appearances.
SUIT_STEPS = ("answer", "judge", "withdraw_suit", "serve_judgment")

urlpatterns = [
    path("litigation/", suits.SuitList.as_view(), name="suits"),
    path("litigation/<int:pk>/", suits.SuitDetail.as_view(), name="suit"),
    *(
        path(f"litigation/<int:pk>/{code}/", suits.suit_step(code).as_view(), name=f"suit-{code}")
        for code in SUIT_STEPS
    ),
    path("hearings/", sittings.SittingList.as_view(), name="sittings"),
    path("hearings/set/", sittings.SetSitting.as_view(), name="sitting-set"),
    path("hearings/<int:pk>/", sittings.SittingDetail.as_view(), name="sitting"),
    *(path(f"hearings/<int:pk>/{act}/", sittings.sitting_act(act).as_view(), name=f"sitting-{act}") for act in ACTS),
    path("appearances/", appearances.AppearanceList.as_view(), name="appearances"),
    path("appearances/bulk/", appearances.BulkRecords.as_view(), name="bulk"),
    path("appearances/<int:pk>/", appearances.AppearanceDetail.as_view(), name="appearance"),
    *(
        path(f"appearances/<int:pk>/{code}/", appearances.appearance_step(code).as_view(), name=f"appearance-{code}")
        for code in appearances.appearance_steps()
    ),
]
