"""A field of several rows: typed into boxes, kept, bound again, shown and described."""

import datetime as dt

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from accounts.fields import DateField
from workflow.describing import Names, words_of
from workflow.rows import RowsField, write_row

pytestmark = pytest.mark.usefixtures("english")


class Views(forms.Form):
    views = RowsField(
        {
            "person": forms.CharField(label="Person", max_length=5),
            "day": DateField(label="Day"),
            "note": forms.CharField(label="Note", required=False, widget=forms.Textarea),
        },
        label="Views",
        most=3,
    )


def bound(text: str) -> Views:
    return Views(data=QueryDict(text))


TYPED = "views__0__person=%E6%9D%8E&views__0__day=2026.3.2&views__2__person=%E9%99%88&views__2__day=20260303"


def test_what_is_typed_into_the_boxes_comes_as_rows_and_is_kept() -> None:
    form = bound(TYPED)
    assert form.is_valid(), form.errors
    rows = form.cleaned_data["views"]
    assert rows == [
        {"person": "李", "day": dt.date(2026, 3, 2), "note": ""},
        {"person": "陈", "day": dt.date(2026, 3, 3), "note": ""},
    ]
    kept = form.fields["views"].widget.value_from_datadict(form.data, form.files, "views")
    data = QueryDict(mutable=True)
    data.setlist("views", kept)
    again = Views(data=data)
    assert again.is_valid()
    assert again.cleaned_data["views"] == rows
    assert words_of(form.fields["views"], kept, Names()) == "李 · 2 March 2026\n陈 · 3 March 2026"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "required"),
        ("views__1__person=%E6%9D%8E", "Row 1, Day: This field is required."),
        ("views__0__person=abcdef&views__0__day=2026-03-02", "Row 1, Person"),
        ("views=nonsense", "Row 1, Person"),
        ("views=[1]", "Row 1, Person"),
        ("views={}&views={}&views={}&views={}", "more rows than 3"),
    ],
)
def test_what_is_wrong_says_in_which_row(text: str, words: str) -> None:
    form = bound(text)
    assert not form.is_valid()
    assert words in str(form.errors["views"])


def test_the_rows_are_shown_again_with_one_more_and_a_label_for_each_box() -> None:
    html = str(bound(TYPED)["views"])
    assert html.count('role="group"') == 3  # two typed, one to go on
    assert 'id="id_views__0__person"' in html
    assert 'for="id_views__1__day"' in html
    assert 'value="陈"' in html
    assert str(Views()["views"]).count('role="group"') == 2
    prefilled = Views(initial={"views": [write_row(person="李")]})
    assert 'value="李"' in str(prefilled["views"])


def test_two_forms_share_nothing() -> None:
    one, other = Views(), Views()
    one.fields["views"].columns["person"].max_length = 1
    assert one.fields["views"].widget.columns is one.fields["views"].columns
    assert other.fields["views"].columns["person"].max_length == 5
    with pytest.raises(ValidationError):
        other.fields["views"].clean([])
