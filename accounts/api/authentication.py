"""Who asks: a program with a token of an agency or a court, or a person who is signed in."""

from dataclasses import replace

from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts.actors import current_origin, set_origin
from accounts.models import ApiToken, User
from accounts.tokens import actor_by, find_token


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer <token>`. The request's actor is the token's person with the token's one role."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        given = get_authorization_header(request).split()
        if not given or given[0].lower() != b"bearer":
            return None
        token = find_token(given[1].decode("latin-1")) if len(given) == 2 else None
        if token is None:
            raise AuthenticationFailed(_("The token is unknown, expired or revoked."))
        request._request.actor = actor_by(token)
        set_origin(replace(current_origin(), token_id=token.pk))
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="Dingfen"'
