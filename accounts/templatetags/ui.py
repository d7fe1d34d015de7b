"""Tags of the pages' building blocks: addresses, amounts, panels, headers that sort, bars, forms in sections."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django import forms, template
from django.http import QueryDict
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils import formats, translation
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from accounts.wording import reads_chinese

register = template.Library()

# Page numbers shown on either side of the current one.
NEIGHBOURS = 2


@register.simple_tag
def html_lang() -> str:
    """The page's language as HTML wants it: zh-Hans or en."""
    return translation.to_locale(translation.get_language() or "zh-hans").replace("_", "-")


@register.simple_tag
def data_lang() -> SafeString:
    """The attribute of what people have entered, on a page in another language than theirs: <h1{% data_lang %}>."""
    return SafeString("" if reads_chinese() else ' lang="zh-Hans"')


def _query(context: Context) -> QueryDict:
    request = context.get("request")
    return request.GET.copy() if request else QueryDict(mutable=True)


def _address(query: QueryDict) -> str:
    return f"?{query.urlencode()}" if query else "?"


@register.simple_tag(takes_context=True)
def qs(context: Context, **changes: Any) -> str:
    """The page's query string with `changes`: None removes a key. Any other change than `page` goes to page one."""
    query = _query(context)
    if "page" not in changes:
        query.pop("page", None)
    for key, value in changes.items():
        if value is None:
            query.pop(key, None)
        elif isinstance(value, list | tuple):
            query.setlist(key, [str(item) for item in value])
        else:
            query[key] = str(value)
    return _address(query)


@register.simple_tag(takes_context=True)
def qs_without(context: Context, key: str, value: Any = None) -> str:
    """The query string without `key`, or without that one `value` of it."""
    query = _query(context)
    query.pop("page", None)
    kept = [item for item in query.getlist(key) if value not in (None, "") and item != str(value)]
    query.setlist(key, kept)
    if not kept:
        del query[key]
    return _address(query)


@register.filter
def money(value: Decimal | int | float | None) -> str:
    """An amount with its unit: 12,345.50元, in English CNY 12,345.50; whole yuan without decimals."""
    if value is None or value == "":
        return ""
    amount = Decimal(str(value)).quantize(Decimal("0.01"))
    places = 0 if amount == amount.to_integral_value() else 2
    text = formats.number_format(amount, places, force_grouping=True)
    return gettext("CNY %(amount)s") % {"amount": text}


@register.simple_block_tag
def panel(
    content: str,
    title: str = "",
    *,
    id: str = "",
    tone: str = "",
    count: int | None = None,
    link: str = "",
    link_label: str = "",
    note: str = "",
) -> SafeString:
    """A white panel with a heading: {% panel _("Parties") id="parties" %}…{% endpanel %} (components/panel.html)."""
    return render_to_string(
        "components/panel.html",
        {
            "content": content,
            "title": title,
            "id": id,
            "tone": tone,
            "count": count,
            "link": link,
            "link_label": link_label,
            "note": note,
        },
    )


@register.inclusion_tag("components/th.html", takes_context=True)
def sort_header(context: Context, key: str, label: str, numeric: bool = False) -> dict[str, Any]:
    """A header cell that sorts by `key` through ?sort=key / ?sort=-key."""
    request = context.get("request")
    current = request.GET.get("sort", "") if request else ""
    direction = {key: "ascending", f"-{key}": "descending"}.get(current, "")
    return {
        "label": label,
        "numeric": numeric,
        "direction": direction,
        "url": qs(context, sort=f"-{key}" if direction == "ascending" else key),
    }


@register.simple_tag
def badge(words: str, tone: str = "") -> SafeString:
    """A small label: tone is one of calm, done, soon, late, paused, or empty for grey."""
    return format_html('<span class="lozenge{}">{}</span>', f" lozenge-{tone}" if tone else "", words)


@register.simple_tag
def bar(value: float, largest: float) -> SafeString:
    """A bar for a table cell, `value` against the `largest` of its column; the figure itself stands beside it."""
    width = round(100 * min(max(value, 0), largest) / largest) if largest else 0
    return format_html('<svg class="bar" aria-hidden="true"><rect width="{}%" height="100%" rx="3"/></svg>', width)


@register.filter
def page_window(page: Any) -> list[int | None]:
    """Page numbers to show for `page` (number, last: the last known page); None stands for a gap."""
    last = max(page.last, page.number)
    near = range(page.number - NEIGHBOURS, page.number + NEIGHBOURS + 1)
    shown = sorted({1, last, *(n for n in near if 1 <= n <= last)})
    window: list[int | None] = []
    for number in shown:
        if window and number - (window[-1] or 0) == 2:
            window.append(number - 1)
        elif window and number - (window[-1] or 0) > 2:
            window.append(None)
        window.append(number)
    return window


@register.filter
def sections(form: forms.BaseForm) -> Iterator[tuple[str, list[forms.BoundField]]]:
    """The visible fields of `form` as (heading, fields), by its `sections` of (heading, names); the rest come last."""
    declared = getattr(form, "sections", ())
    named = {name for _, names in declared for name in names}
    for heading, names in declared:
        fields = [form[name] for name in names if name in form.fields and not form[name].is_hidden]
        if fields:
            yield heading, fields
    if rest := [field for field in form.visible_fields() if field.name not in named]:
        yield "", rest


@register.filter
def error_count(form: forms.BaseForm) -> int:
    """How many places of `form` need correction."""
    return sum(len(messages) for messages in form.errors.values())


@register.filter
def lines(value: Any) -> list[Any]:
    """`value` as a list: lists and tuples as they are, anything else alone, nothing for None."""
    if value is None or value == "":
        return []
    return list(value) if isinstance(value, list | tuple) else [value]


@register.filter
def get(mapping: Any, key: Any) -> Any:
    """`mapping[key]`, or nothing."""
    return mapping.get(key, "") if mapping else ""


@register.filter
def at(items: Any, index: int) -> Any:
    """The item of a list at `index`, or nothing."""
    return items[index] if 0 <= index < len(items) else ""


@register.filter
def is_mapping(value: Any) -> bool:
    """Whether `value` is a dict, and so describes a cell rather than being its content."""
    return isinstance(value, dict)


@register.filter
def minutes(length: dt.timedelta) -> int:
    """A length of time in minutes, rounded up."""
    return -(-int(length.total_seconds()) // 60)
