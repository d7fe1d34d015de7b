"""Tokens by which the systems of one's own agency or court use the interface."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.forms import TokenForm, attach
from accounts.guards import requires
from accounts.models import Organisation, Scope
from accounts.timekeeping import today
from accounts.tokens import make_token, places_of, revoke_token, tokens_of


@requires("tokens.own")
def own_tokens(request: HttpRequest) -> HttpResponse:
    """The tokens of my agencies and courts; a new one is shown once, in the answer that makes it."""
    actor, day = request.actor, today()
    wanted = places_of(actor)
    names = Organisation.objects.in_bulk([organisation for _role, organisation in wanted])
    places = [(role, names[organisation]) for role, organisation in wanted]
    form = TokenForm(request.POST or None, places=places) if places else None
    if form is not None and request.method == "POST" and form.is_valid():
        role, organisation = form.cleaned_data["place"]
        given = {name: form.cleaned_data[name] for name in ("name", "scopes", "expires_on")}
        secrets: list[str] = []

        def act() -> dict[str, int]:
            token, secret = make_token(actor=actor, role=role, organisation=organisation, **given)
            secrets.append(secret)
            return {"token": token.pk}

        try:
            form.carry_out("token.make", actor, act)
        except ValidationError as error:
            attach(form, error)
        else:
            if secrets:
                return render(request, "accounts/token_made.html", {"secret": secrets[0], "name": given["name"]})
            # The form came a second time: the secret was in the first answer and is kept nowhere.
            messages.info(request, _("The token has been made already; it cannot be shown again."))
            return redirect("accounts:tokens")
    labels = dict(Scope.choices)
    rows = [
        {
            "token": token,
            "scopes": [str(labels[scope]) for scope in token.scopes],
            "state": "revoked" if token.revoked_at else "expired" if token.expires_on < day else "valid",
        }
        for token in tokens_of(actor)
    ]
    context = {"rows": rows, "form": form}
    return render(request, "accounts/tokens.html", context, status=422 if form is not None and form.errors else 200)


@require_POST
@requires("tokens.own")
def token_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Revoke a token of one of my agencies or courts, whoever made it."""
    token = get_object_or_404(tokens_of(request.actor), pk=pk)
    revoke_token(actor=request.actor, token=token)
    messages.success(request, _("The token has been revoked; it opens nothing any more."))
    return redirect("accounts:tokens")
