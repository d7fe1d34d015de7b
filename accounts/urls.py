"""Addresses of sign-in, of one's own account, of people and roles, and of the organisations."""

from django.urls import path

from accounts.views import organisations, own, people, sign_in, tokens

app_name = "accounts"

urlpatterns = [
    path("", own.own_account, name="own"),
    path("sign-in/", sign_in.SignIn.as_view(), name="sign-in"),
    path("sign-out/", sign_in.SignOut.as_view(), name="sign-out"),
    path("password/", sign_in.PasswordChange.as_view(), name="password-change"),
    path("tokens/", tokens.own_tokens, name="tokens"),
    path("tokens/<int:pk>/revoke/", tokens.token_revoke, name="token-revoke"),
    path("people/<int:pk>/absences/", own.absences, name="absences"),
    path("absences/<int:pk>/end/", own.absence_end, name="absence-end"),
    path("deputies/<int:pk>/end/", own.delegation_end, name="delegation-end"),
    path("people/", people.user_list, name="user-list"),
    path("people/add/", people.user_add, name="user-add"),
    path("people/<int:pk>/", people.user_page, name="user"),
    path("people/<int:pk>/password/", people.user_password, name="user-password"),
    path("people/<int:pk>/unlock/", people.user_unlock, name="user-unlock"),
    path("people/<int:pk>/active/", people.user_active, name="user-active"),
    path("roles/<int:pk>/end/", people.role_end, name="role-end"),
    path("organisations/", organisations.organisation_list, name="organisation-list"),
    path("organisations/add/", organisations.organisation_add, name="organisation-add"),
    path("organisations/<int:pk>/", organisations.organisation_page, name="organisation"),
    path("organisations/<int:pk>/names/", organisations.organisation_name, name="organisation-name"),
    path("organisations/<int:pk>/rename/", organisations.organisation_rename, name="organisation-rename"),
    path("organisations/<int:pk>/end/", organisations.organisation_end, name="organisation-end"),
    path("names/<int:pk>/", organisations.organisation_name_correct, name="organisation-name-correct"),
]
