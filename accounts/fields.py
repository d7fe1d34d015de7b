"""Form fields that take what people type: dates in any notation, identity numbers, money, case numbers."""

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import formats
from django.utils.translation import gettext_lazy as _

from accounts.text import (
    ImpossibleDate,
    normalise_case_number,
    normalise_name,
    parse_date,
    strip_spaces,
    to_half_width,
)
from accounts.timekeeping import today

Limit = dt.date | Callable[[], dt.date] | None

# On the fields below: `half` puts a field beside its neighbour in a wide form, `unit` stands behind the box, and a
# form may set `show_when` ("kind=organisation|agency") to show one only with these choices of another.

# What the browser must not keep for a lost session (static/js/keep.js).
NOT_KEPT = {"data-no-keep": True, "autocomplete": "off"}

# The first two digits of the regions: 11-15 north, 21-23 north-east, ... 71 Taiwan, 81 and 82, 83, 91 abroad.
_PROVINCES = re.compile(r"1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|91")
_IDENTITY_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_IDENTITY_CHECKS = "10X98765432"
_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"(0(?:10|2\d|[3-9]\d{2}))-?(\d{7,8})(?:-(\d{1,6}))?")
_SERVICE_LINE = re.compile(r"(?:[48]00-?\d{3}-?\d{4}|1\d{2,4}|9\d{4,5})")


def identity_check_digit(first_17: str) -> str:
    """The eighteenth character that GB 11643 gives to seventeen digits."""
    total = sum(int(digit) * weight for digit, weight in zip(first_17, _IDENTITY_WEIGHTS, strict=True))
    return _IDENTITY_CHECKS[total % 11]


def credit_code_check_character(first_17: str) -> str:
    """The eighteenth character that GB 32100 gives to the seventeen capital letters and digits before it."""
    total = sum(_CREDIT_ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(first_17))
    return _CREDIT_ALPHABET[-total % 31]


class DateInput(forms.DateInput):
    """A text box for a date, with a button that opens the browser's calendar where scripts run."""

    template_name = "django/forms/widgets/date.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(
            attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": 20, **(attrs or {})},
            format="%Y-%m-%d",
        )


class DateField(forms.DateField):
    """A day, in any notation that `accounts.text.parse_date` reads.

    `earliest` and `latest` are days or functions giving one (such as `today`), both inclusive.
    """

    widget = DateInput
    half = True
    default_error_messages = {
        "invalid": _("“%(value)s” is not a date. Type it as 20261122, 2026.11.22 or 2026年11月22日."),
        "impossible": _("There is no such day as “%(value)s”. Check the year, month and day."),
        "future": _("The date cannot be later than today."),
        "earliest": _("The date cannot be earlier than %(limit)s."),
        "latest": _("The date cannot be later than %(limit)s."),
    }

    def __init__(self, *, earliest: Limit = None, latest: Limit = None, **kwargs: Any) -> None:
        self.earliest, self.latest = earliest, latest
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> dt.date | None:
        if isinstance(value, str):
            if not strip_spaces(value):
                return None
            try:
                return parse_date(value)
            except ImpossibleDate:
                raise self._error("impossible", value=value.strip()) from None
            except ValueError:
                raise self._error("invalid", value=value.strip()) from None
        return super().to_python(value)

    def validate(self, value: dt.date | None) -> None:
        super().validate(value)
        if value is None:
            return
        if (earliest := _limit(self.earliest)) and value < earliest:
            raise self._error("earliest", limit=earliest)
        if (latest := _limit(self.latest)) and value > latest:
            raise self._error("future" if self.latest is today else "latest", limit=latest)

    def _error(self, code: str, **params: Any) -> ValidationError:
        params = {key: _written(item) for key, item in params.items()}
        return ValidationError(self.error_messages[code], code=code, params=params)


def _limit(limit: Limit) -> dt.date | None:
    return limit() if callable(limit) else limit


def _written(item: Any) -> Any:
    return formats.date_format(item) if isinstance(item, dt.date) else item


class NormalisedField(forms.CharField):
    """A line of text that is brought to its normal form before it is checked and stored."""

    def normalise(self, text: str) -> str:
        """The stored form of `text`."""
        return to_half_width(text).strip()

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        return self.normalise(text) if text else self.empty_value or ""


class NameField(NormalisedField):
    """A person's or organisation's name in its normal form (`accounts.text.normalise_name`)."""

    def normalise(self, text: str) -> str:
        return normalise_name(text)


class DigitsField(NormalisedField):
    """Digits only, typed in either width and with any spaces (a postal code, a tracking number)."""

    half = True
    default_error_messages = {"invalid": _("Use digits only.")}

    def normalise(self, text: str) -> str:
        return strip_spaces(to_half_width(text))

    def validate(self, value: str) -> None:
        super().validate(value)
        if value and not re.fullmatch(r"[0-9]+", value):
            raise ValidationError(self.error_messages["invalid"], code="invalid")

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "inputmode": "numeric"}


class CheckedNumberField(NormalisedField):
    """A number of digits and capital letters whose last character checks the others."""

    def normalise(self, text: str) -> str:
        return strip_spaces(to_half_width(text)).replace("-", "").upper()


class IdentityNumberField(CheckedNumberField):
    """A resident identity number of 18 characters (checked by its check digit) or of the old 15 digits."""

    half = True
    default_error_messages = {
        "length": _("An identity number has 18 characters (15 before 1999); this one has %(n)s."),
        "invalid": _("An identity number has digits only; the last character may be X."),
        "region": _("The identity number does not begin with the code of a province."),
        "birth": _("The date of birth in the identity number does not exist."),
        "check": _("The identity number has a typing error: its check digit does not agree."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"widget": forms.TextInput(attrs={"maxlength": 30}), **kwargs})

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), **NOT_KEPT}

    def validate(self, value: str) -> None:
        super().validate(value)
        if not value:
            return
        if len(value) not in (15, 18):
            raise self._error("length", n=len(value))
        if not re.fullmatch(r"[0-9]{15}|[0-9]{17}[0-9X]", value):
            raise self._error("invalid")
        if not _PROVINCES.match(value):
            raise self._error("region")
        birth = value[6:14] if len(value) == 18 else f"19{value[6:12]}"
        try:
            born = parse_date(birth)
        except ValueError:
            raise self._error("birth") from None
        if born > today():
            raise self._error("birth")
        if len(value) == 18 and value[17] != identity_check_digit(value[:17]):
            raise self._error("check")

    def _error(self, code: str, **params: Any) -> ValidationError:
        return ValidationError(self.error_messages[code], code=code, params=params)


class CreditCodeField(CheckedNumberField):
    """A unified social credit code: 18 characters, the last a check character."""

    half = True
    default_error_messages = {
        "length": _("A unified social credit code has 18 characters; this one has %(n)s."),
        "invalid": _("A unified social credit code has digits and capital letters other than I, O, S, V and Z."),
        "check": _("The unified social credit code has a typing error: its check character does not agree."),
    }

    def validate(self, value: str) -> None:
        super().validate(value)
        if not value:
            return
        if len(value) != 18:
            params = {"n": len(value)}
            raise ValidationError(self.error_messages["length"], code="length", params=params)
        if any(character not in _CREDIT_ALPHABET for character in value):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        if value[17] != credit_code_check_character(value[:17]):
            raise ValidationError(self.error_messages["check"], code="check")


class PhoneField(NormalisedField):
    """A mobile, landline (023-79221234, with an extension or not) or service number."""

    half = True
    default_error_messages = {
        "invalid": _("“%(value)s” is not a telephone number. Type 11 digits, or a landline as 023-79221234."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"widget": forms.TextInput(attrs={"maxlength": 30}), **kwargs})

    def normalise(self, text: str) -> str:
        plain = re.sub(r"[—–‐−]", "-", strip_spaces(to_half_width(text)))
        plain = re.sub(r"^(?:\+|00)86-?(?=[01])", "", plain).replace("(", "").replace(")", "-").strip("-")
        if _MOBILE.fullmatch(plain.replace("-", "")):
            return plain.replace("-", "")
        if line := _LANDLINE.fullmatch(plain):
            return "-".join(part for part in line.groups() if part)
        return plain

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), **NOT_KEPT, "inputmode": "tel"}

    def validate(self, value: str) -> None:
        super().validate(value)
        if value and not any(form.fullmatch(value) for form in (_MOBILE, _LANDLINE, _SERVICE_LINE)):
            raise ValidationError(self.error_messages["invalid"], code="invalid", params={"value": value})


class MoneyField(forms.DecimalField):
    """An amount in yuan, not negative, two decimals at most; reads 1,200.5, 1200元 and 1.2万元."""

    default_error_messages = {"invalid": _("“%(value)s” is not an amount. Type it in yuan, such as 1200 or 1200.50.")}
    unit = _("yuan")
    half = True

    def __init__(self, **kwargs: Any) -> None:
        defaults = {"max_digits": 16, "decimal_places": 2, "min_value": 0}
        super().__init__(**{**defaults, "widget": forms.TextInput(attrs={"inputmode": "decimal"}), **kwargs})

    def to_python(self, value: Any) -> Decimal | None:
        if not isinstance(value, str):
            return super().to_python(value)
        plain = re.sub(r"^[¥￥]|[,，]", "", strip_spaces(to_half_width(value)))
        found = re.fullmatch(r"(-?\d{1,14}(?:\.\d{1,6})?)(亿|万)?元?整?", plain)
        if plain and not found:
            raise ValidationError(self.error_messages["invalid"], code="invalid", params={"value": value.strip()})
        if not found:
            return None
        amount = Decimal(found[1]) * {"亿": 100_000_000, "万": 10_000}.get(found[2] or "", 1)
        whole = amount == amount.to_integral_value()
        return amount.quantize(Decimal(1)) if whole else amount.normalize()


class CaseNumberField(NormalisedField):
    """A case or document number in its stored form (`accounts.text.normalise_case_number`)."""

    def normalise(self, text: str) -> str:
        return normalise_case_number(text)
