"""Addresses of the registers, of papers and numbers, of the trail and of the code lists."""

from django.urls import path

from dossiers.views import codes, mail, numbers, papers, trail, visits

app_name = "dossiers"

urlpatterns = [
    path("mail/", mail.mail_list, name="mail-list"),
    path("mail/add/", mail.mail_add, name="mail-add"),
    path("mail/<int:pk>/", mail.mail_page, name="mail"),
    path("mail/<int:pk>/void/", mail.mail_void, name="mail-void"),
    path("visits/", visits.visit_list, name="visit-list"),
    path("visits/add/", visits.visit_add, name="visit-add"),
    path("visits/<int:pk>/", visits.visit_page, name="visit"),
    path("visits/<int:pk>/void/", visits.visit_void, name="visit-void"),
    path("visitors/<int:pk>/numbers/", numbers.visitor_numbers, name="visitor-numbers"),
    path("parties/<int:pk>/numbers/", numbers.party_numbers, name="party-numbers"),
    path("files/<int:pk>/", papers.file_download, name="file"),
    path("files/<int:pk>/void/", papers.file_void, name="file-void"),
    path("dossiers/<int:pk>/files/add/", papers.file_add, name="file-add"),
    path("trail/", trail.trail, name="trail"),
    path("trail/export/", trail.trail_export, name="trail-export"),
    path("codes/", codes.code_lists, name="code-lists"),
    path("codes/<slug:name>/", codes.code_list, name="code-list"),
    path("codes/value/<str:key>/", codes.code_page, name="code"),
]
