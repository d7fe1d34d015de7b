"""Addresses of study plans, study sessions and joint training."""

from django.urls import path

from disputes.study.views import common, coverage, people, plans, sessions, training

app_name = "study"

urlpatterns = [
    path("", plans.home, name="home"),
    path("plans/", plans.plan_list, name="plans"),
    path("plans/new/", plans.plan_add, name="plan-add"),
    path("plans/<int:pk>/", plans.plan, name="plan"),
    path("plans/<int:pk>/change/", plans.plan_change, name="plan-change"),
    path("plans/<int:pk>/void/", plans.plan_void, name="plan-void"),
    path("plans/<int:pk>/paper/", plans.plan_paper, name="plan-paper"),
    path("plans/<int:pk>/topics/", plans.topic_add, name="topic-add"),
    path("topics/<int:pk>/void/", plans.topic_void, name="topic-void"),
    path("sessions/", sessions.session_list, name="sessions"),
    path("sessions/new/", sessions.session_add, name="session-add"),
    path("sessions/<int:pk>/", sessions.session_page, name="session"),
    path("sessions/<int:pk>/change/", sessions.session_change, name="session-change"),
    path("sessions/<int:pk>/attendance/", sessions.attendance, name="attendance"),
    path("sessions/<int:pk>/check/", sessions.session_check, name="session-check"),
    path("sessions/<int:pk>/void/", sessions.session_void, name="session-void"),
    path("sessions/<int:pk>/files/", sessions.session_file, name="session-file"),
    path("attendance/<int:pk>/void/", sessions.attendance_void, name="attendance-void"),
    path("files/<int:pk>/", common.material_file, name="file"),
    path("files/<int:pk>/void/", common.material_void, name="file-void"),
    path("coverage/", coverage.coverage, name="coverage"),
    path("coverage/heads/", coverage.heads, name="coverage-heads"),
    path("coverage/export/", coverage.coverage_export, name="coverage-export"),
    path("training/", training.training_list, name="trainings"),
    path("training/new/", training.training_add, name="training-add"),
    path("training/figures/", people.figures, name="figures"),
    path("training/figures/people/", people.figure_people, name="figure-people"),
    path("training/figures/export/", people.figures_export, name="figures-export"),
    path("training/<int:pk>/", training.training_page, name="training"),
    path("training/<int:pk>/change/", training.training_change, name="training-change"),
    path("training/<int:pk>/invite/", training.training_invite, name="invite"),
    path("training/<int:pk>/enrol/", people.training_enrol, name="enrol"),
    path("training/<int:pk>/presence/", people.presence, name="presence"),
    path("training/<int:pk>/sheet/", people.sheet, name="sheet"),
    path("training/<int:pk>/files/", training.training_file, name="training-file"),
    path("training/<int:pk>/feedback/", training.training_feedback, name="training-feedback"),
    path("training/<int:pk>/void/", training.training_void, name="training-void"),
    path("invitations/<int:pk>/void/", training.invitation_void, name="invitation-void"),
    path("participants/<int:pk>/void/", people.participant_void, name="participant-void"),
]
