"""What an application says beside the columns of its case: a JSON object of known fields, each of one type.

Why JSON: these particulars are read on the page of the one case alone, and of most applications most are empty. What
lists, figures or conditions ask for (prior reconsideration, a stay, a review of a document) are columns of the case.
"""

import datetime as dt
from dataclasses import asdict, dataclass, fields
from typing import Any, Self


@dataclass(frozen=True, kw_only=True)
class Application:
    """The particulars of an application; None, "" and False are not kept."""

    # Receipt: orally with a record (22②), the postmark, the agency of the act as the way in (32).
    oral: bool = False
    postmark_on: dt.date | None = None
    filed_with_agency_on: dt.date | None = None
    agency_told_on: dt.date | None = None
    # The act, and what decides when one may apply (20, 21).
    served_on: dt.date | None = None
    right_known_on: dt.date | None = None
    immovable: bool = False
    longer_days: int | None = None
    longer_by: str = ""
    obstacle_from: dt.date | None = None
    obstacle_until: dt.date | None = None
    suit_from: dt.date | None = None
    suit_until: dt.date | None = None
    # A failure to act: which duty, asked for when, how and by what proof, to be performed by when (rules 24).
    duty: str = ""
    asked_on: dt.date | None = None
    asked_how: str = ""
    asked_proof: str = ""
    perform_by: dt.date | None = None
    # What else is asked for, and who else has it.
    norm_document: str = ""
    norm_clauses: str = ""
    elsewhere: str = ""
    elsewhere_what: str = ""

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """The names of all fields."""
        return tuple(field.name for field in fields(cls))

    @classmethod
    def of(cls, values: dict[str, Any]) -> Self:
        """The application from cleaned values of forms; names that are none of its fields are left out."""
        return cls(**{name: values[name] for name in cls.names() if values.get(name) not in (None, "")})

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Self:
        """The application as it was kept. Raises ValueError for an unknown field or a value of another type."""
        values: dict[str, Any] = {}
        known = {field.name: str(field.type) for field in fields(cls)}
        for name, value in kept.items():
            kind = known.get(name)
            if kind is None:
                raise ValueError(f"An application has no field {name}.")
            values[name] = dt.date.fromisoformat(value) if _TYPES[kind] is dt.date else value
            if not isinstance(values[name], _TYPES[kind]):
                raise ValueError(f"{name} of an application cannot be {value!r}.")
        return cls(**values)

    def as_json(self) -> dict[str, Any]:
        """What is kept of it: the fields that say something, days in ISO form."""
        return {
            name: value.isoformat() if isinstance(value, dt.date) else value
            for name, value in asdict(self).items()
            if value not in (None, "", False)
        }


# By the declared type of a field, the type of its value.
_TYPES: dict[str, type] = {str(str): str, str(bool): bool, str(int | None): int, str(dt.date | None): dt.date}
