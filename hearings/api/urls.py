"""Addresses of the interface of lawsuits, sittings and appearances."""

from django.urls import path

from accounts.models import Scope
from hearings.api import appearances, duties, rosters, sittings, suits
from hearings.sittings.acts import ACTS

app_name = "hearings-api"

# What agencies and courts enter of a lawsuit beside sittings and appearances, by the purpose of the token.
SUIT_STEPS = {
    **dict.fromkeys(("answer", "ask_postponement", "cause_over", "object_jurisdiction", "appeal_ruling"), Scope.SUITS),
    **dict.fromkeys(("judge", "withdraw_suit", "serve_judgment"), Scope.SUITS),
    **dict.fromkeys(("perform_judgment", "compensate", "suggestion_answered", "ask_guidance"), Scope.SUITS),
    "without_hearing": Scope.SITTINGS,
    "designate_appearance": Scope.APPEARANCES,
}

urlpatterns = [
    path("litigation/", suits.SuitList.as_view(), name="suits"),
    path("litigation/<int:pk>/", suits.SuitDetail.as_view(), name="suit"),
    *(
        path(f"litigation/<int:pk>/{code}/", suits.suit_step(code, scope).as_view(), name=f"suit-{code}")
        for code, scope in SUIT_STEPS.items()
    ),
    path("hearings/", sittings.SittingList.as_view(), name="sittings"),
    path("hearings/set/", sittings.SetSitting.as_view(), name="sitting-set"),
    path("hearings/<int:pk>/", sittings.SittingDetail.as_view(), name="sitting"),
    *(path(f"hearings/<int:pk>/{act}/", sittings.sitting_act(act).as_view(), name=f"sitting-{act}") for act in ACTS),
    path("appearances/", appearances.AppearanceList.as_view(), name="appearances"),
    path("appearances/bulk/", appearances.BulkRecords.as_view(), name="bulk"),
    path("appearances/<int:pk>/", appearances.AppearanceDetail.as_view(), name="appearance"),
    *(
        path(f"appearances/<int:pk>/{code}/", appearances.appearance_step(code).as_view(), name=f"appearance-{code}")
        for code in appearances.appearance_steps()
    ),
    path("rosters/", rosters.Rosters.as_view(), name="rosters"),
    *(
        path(f"rosters/<int:pk>/{act}/", view.as_view(), name=f"roster-{act}")
        for act, view in (("change", rosters.ChangeHead), ("end", rosters.EndHead), ("void", rosters.VoidHead))
    ),
    path("duties/", duties.Duties.as_view(), name="duties"),
    path("duties/<int:pk>/void/", duties.VoidEvidence.as_view(), name="duty-void"),
]
