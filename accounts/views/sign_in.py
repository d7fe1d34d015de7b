"""Sign-in and sign-out, a change of one's password."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import LoginView, LogoutView, PasswordChangeView
from django.http import HttpResponse
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts import people
from accounts.demo import PASSWORD, demo_accounts
from accounts.forms import (
    SignInForm,
)


class SignIn(LoginView):
    """Sign-in by user name and password; django-axes locks it after too many failures."""

    template_name = "accounts/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if settings.DEMO:
            context |= {"demo_accounts": demo_accounts(), "demo_password": PASSWORD}
        return context


class SignOut(LogoutView):
    """Sign-out, by POST alone."""

    http_method_names = ["post", "options"]


@method_decorator(never_cache, name="dispatch")
class PasswordChange(PasswordChangeView):
    """A change of one's password; whoever has an initial one sees nothing else before."""

    template_name = "accounts/password_change.html"
    success_url = reverse_lazy("home")

    def form_valid(self, form: Any) -> HttpResponse:
        if form.cleaned_data["new_password1"] == form.cleaned_data["old_password"]:
            form.add_error("new_password1", _("The new password is the old one."))
            return self.form_invalid(form)
        answer = super().form_valid(form)
        people.password_changed(actor=self.request.actor, user=self.request.actor.user)
        messages.success(self.request, _("Your password has been changed."))
        return answer
