"""Addresses of the interface of disputes, of the library of rules, of study and training."""

from django.urls import path

from disputes.api import disputes
from disputes.library import api as library
from disputes.study import api as study

app_name = "disputes-api"

urlpatterns = [
    path("disputes/", disputes.DisputeList.as_view(), name="disputes"),
    path("disputes/refer/", disputes.Refer.as_view(), name="refer"),
    path("disputes/<int:pk>/", disputes.DisputeDetail.as_view(), name="dispute"),
    *(
        path(f"disputes/<int:pk>/{code}/", disputes.dispute_step(code).as_view(), name=f"dispute-{code}")
        for code in disputes.STEPS
    ),
    path("rules/", library.Rules.as_view(), name="rules"),
    path("rules/<int:pk>/", library.RuleDetail.as_view(), name="rule"),
    path("study/plans/", study.Plans.as_view(), name="study-plans"),
    path("study/sessions/", study.Sessions.as_view(), name="study-sessions"),
    path("study/sessions/<int:pk>/", study.SessionDetail.as_view(), name="study-session"),
    path("study/sessions/<int:pk>/attendance/", study.EnterAttendance.as_view(), name="study-attendance"),
    path("trainings/", study.Trainings.as_view(), name="trainings"),
    path("trainings/<int:pk>/", study.TrainingDetail.as_view(), name="training"),
    path("trainings/<int:pk>/enrol/", study.Enrol.as_view(), name="training-enrol"),
]
