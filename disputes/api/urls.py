"""Addresses of the interface of disputes."""

from django.urls import path

from disputes.api import disputes

app_name = "disputes-api"

urlpatterns = [
    path("disputes/", disputes.DisputeList.as_view(), name="disputes"),
    path("disputes/refer/", disputes.Refer.as_view(), name="refer"),
    path("disputes/<int:pk>/", disputes.DisputeDetail.as_view(), name="dispute"),
    *(
        path(f"disputes/<int:pk>/{code}/", disputes.dispute_step(code).as_view(), name=f"dispute-{code}")
        for code in disputes.STEPS
    ),
]
