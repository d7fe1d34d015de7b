"""Addresses of sign-in, of one's own account, of people and roles, and of the organisations."""

from django.urls import path

from accounts import views

app_name = "accounts"

urlpatterns = [
    path("", views.own_account, name="own"),
    path("sign-in/", views.SignIn.as_view(), name="sign-in"),
    path("sign-out/", views.SignOut.as_view(), name="sign-out"),
    path("password/", views.PasswordChange.as_view(), name="password-change"),
    path("deputies/<int:pk>/end/", views.delegation_end, name="delegation-end"),
    path("people/", views.user_list, name="user-list"),
    path("people/add/", views.user_add, name="user-add"),
    path("people/<int:pk>/", views.user_page, name="user"),
    path("people/<int:pk>/password/", views.user_password, name="user-password"),
    path("people/<int:pk>/unlock/", views.user_unlock, name="user-unlock"),
    path("people/<int:pk>/active/", views.user_active, name="user-active"),
    path("roles/<int:pk>/end/", views.role_end, name="role-end"),
    path("organisations/", views.organisation_list, name="organisation-list"),
    path("organisations/add/", views.organisation_add, name="organisation-add"),
    path("organisations/<int:pk>/", views.organisation_page, name="organisation"),
    path("organisations/<int:pk>/names/", views.organisation_name, name="organisation-name"),
    path("organisations/<int:pk>/rename/", views.organisation_rename, name="organisation-rename"),
    path("organisations/<int:pk>/end/", views.organisation_end, name="organisation-end"),
    path("names/<int:pk>/", views.organisation_name_correct, name="organisation-name-correct"),
]
