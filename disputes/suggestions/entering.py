"""What is entered as a suggestion, by page and by program alike."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.models import Organ
from disputes.models import Suggestion
from disputes.suggestions.forms import SuggestionForm
from disputes.suggestions.services import AgencyRow, bodies_of, register_suggestion
from dossiers.models import Dossier
from dossiers.services import organ_for_office
from workflow.letters import Letter


def places_of(actor: Actor) -> dict[str, Any]:
    """The organs for which an actor enters suggestions, and the bodies in whose name: none for an office."""
    organs = organ_for_office(actor)
    if organs:
        return {"organs": organs, "bodies": {}}
    return {"organs": list(Organ.objects.select_related("organisation", "office")), "bodies": bodies_of(actor)}


@transaction.atomic
def enter(actor: Actor, form: SuggestionForm, letter: tuple[Dossier, Letter] | None = None) -> Suggestion:
    """Enter what a valid form holds; with `letter` what stands in a case is followed here from now on.

    Raises what `register_suggestion` raises, with the field at which it belongs.
    """
    data = form.cleaned_data
    cases, others = form.cases_behind()
    try:
        with transaction.atomic():
            return register_suggestion(
                actor=actor,
                organ=data["organ"],
                number=data["number"],
                suggestion={**form.columns(), "other_cases": others[:500]},
                agencies=[AgencyRow(row["organisation"], row["received_on"]) for row in data["agencies"]],
                officer=data.get("officer"),
                cases=cases,
                letters=[letter] if letter else [],
                document=data["document"],
            )
    except IntegrityError as error:
        raise ValidationError(_("The dates do not agree with each other; nothing was saved.")) from error
