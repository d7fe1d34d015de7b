"""What the type checker cannot see: attributes that middleware and Django give to objects while they live."""

from collections.abc import Callable

from mypy.plugin import ClassDefContext, Plugin
from mypy.plugins.common import add_attribute_to_class
from mypy.types import AnyType, TypeOfAny

# Class -> the attributes it has beyond its declaration.
GIVEN = {
    # accounts.middleware and django_htmx.middleware
    "django.http.request.HttpRequest": ("actor", "htmx", "request_id"),
    # `form.fields[name]` is any field; choice fields have these.
    "django.forms.fields.Field": ("choices", "queryset"),
}


class GivenAttributes(Plugin):
    """Adds the attributes, of any type, to the classes named above."""

    def get_customize_class_mro_hook(self, fullname: str) -> Callable[[ClassDefContext], None] | None:
        return _add if fullname in GIVEN else None


def _add(context: ClassDefContext) -> None:
    for name in GIVEN[context.cls.fullname]:
        add_attribute_to_class(context.api, context.cls, name, AnyType(TypeOfAny.explicit))


def plugin(version: str) -> type[Plugin]:
    """Called by mypy."""
    return GivenAttributes
