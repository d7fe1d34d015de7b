"""Addresses of the registers, of papers and numbers, of the trail and of the code lists."""

from django.urls import path

from dossiers import views

app_name = "dossiers"

urlpatterns = [
    path("mail/", views.mail_list, name="mail-list"),
    path("mail/add/", views.mail_add, name="mail-add"),
    path("mail/<int:pk>/", views.mail_page, name="mail"),
    path("mail/<int:pk>/void/", views.mail_void, name="mail-void"),
    path("visits/", views.visit_list, name="visit-list"),
    path("visits/add/", views.visit_add, name="visit-add"),
    path("visits/<int:pk>/", views.visit_page, name="visit"),
    path("visits/<int:pk>/void/", views.visit_void, name="visit-void"),
    path("visitors/<int:pk>/numbers/", views.visitor_numbers, name="visitor-numbers"),
    path("parties/<int:pk>/numbers/", views.party_numbers, name="party-numbers"),
    path("files/<int:pk>/", views.file_download, name="file"),
    path("files/<int:pk>/void/", views.file_void, name="file-void"),
    path("dossiers/<int:pk>/files/add/", views.file_add, name="file-add"),
    path("trail/", views.trail, name="trail"),
    path("trail/export/", views.trail_export, name="trail-export"),
    path("codes/", views.code_lists, name="code-lists"),
    path("codes/<slug:name>/", views.code_list, name="code-list"),
    path("codes/value/<str:key>/", views.code_page, name="code"),
]
