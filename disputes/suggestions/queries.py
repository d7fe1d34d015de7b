"""What is read of suggestions: in scope, and by the problem that comes again."""

from typing import Any, Self

from django.db.models import Exists, OuterRef, Q

from dossiers.queries import CaseDataQuerySet


class SuggestionQuerySet(CaseDataQuerySet):
    def standing(self) -> Self:
        """Suggestions that were issued and not voided."""
        return self.exclude(state__in=["void", "draft"])

    def of_problem(self, *, cause: Any, domain: Any, matter: Any) -> Self:
        """Those of the same problem: the same cause in the same domain, or over the same kind of act.

        What is None is asked of nobody: two suggestions without a cause have no problem in common, and the same kind
        of act alone is none.
        """
        wanted = Q(pk__in=[])
        if cause and domain:
            wanted |= Q(cause=cause, domain=domain)
        if cause and matter:
            wanted |= Q(cause=cause, matter=matter)
        return self.filter(wanted)

    def to_any(self, organisations: Any) -> Self:
        """Those made to one of some agencies."""
        return self.filter(
            Exists(
                self.model._meta.get_field("agencies")
                .related_model.objects.unscoped("joined to suggestions in scope")
                .filter(suggestion=OuterRef("pk"), party__voided_at=None, organisation__in=organisations)
            )
        )

    def before(self, suggestion: Any) -> Self:
        """Those issued earlier than a suggestion."""
        dossier = suggestion.dossier
        return self.filter(
            Q(dossier__opened_on__lt=dossier.opened_on) | Q(dossier__opened_on=dossier.opened_on, pk__lt=dossier.pk)
        )


class SuggestionAgencyQuerySet(CaseDataQuerySet):
    """Rows that hang on a suggestion."""

    dossier_path = "suggestion_id"

    def standing(self) -> Self:
        return self.filter(party__voided_at=None)


def earlier_of_the_same(outer: str) -> Exists:
    """The condition that an earlier suggestion of the same problem was made to one of the same agencies.

    `outer` leads from the row that is asked about to its suggestion; empty where that is the row.
    """
    from disputes.models import SuggestionAgency  # noqa: PLC0415 - models are built on this module

    rows = SuggestionAgency.objects.unscoped("joined to suggestions in scope").standing()

    def of_this(path: str) -> OuterRef:
        return OuterRef(f"{outer}__{path}" if outer else path)

    own = rows.filter(suggestion=OuterRef(of_this("pk"))).values("organisation")
    problem = Q(suggestion__cause=of_this("cause"), suggestion__domain=of_this("domain"))
    problem |= Q(suggestion__cause=of_this("cause"), suggestion__matter=of_this("matter"))
    opened = "suggestion__dossier__opened_on"
    earlier = Q(**{f"{opened}__lt": of_this("dossier__opened_on")})
    earlier |= Q(**{opened: of_this("dossier__opened_on"), "suggestion__lt": of_this("pk")})
    return Exists(rows.exclude(suggestion__state__in=["void", "draft"]).filter(problem, earlier, organisation__in=own))
