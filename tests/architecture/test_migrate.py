"""The command that migrates: it leaves classes alone where an operation changes none, and Django as it was."""

import pytest
from django.core.management import call_command
from django.db import models
from django.db.migrations.operations import AddConstraint, AddIndex
from django.db.migrations.state import ModelState, ProjectState

from config.management.commands import migrate
from config.management.commands.migrate import BESIDE_THE_MODEL


def test_a_constraint_changes_the_state_and_not_the_class() -> None:
    state = ProjectState()
    state.add_model(
        ModelState("somewhere", "Thing", [("id", models.BigAutoField(primary_key=True)), ("n", models.IntegerField())])
    )
    before = state.apps.get_model("somewhere", "thing")
    operation = AddConstraint("thing", models.UniqueConstraint(fields=["n"], name="n_once"))
    with migrate._models_left_alone_by(AddConstraint):
        operation.state_forwards("somewhere", state)
    assert state.apps.get_model("somewhere", "thing") is before
    assert [one.name for one in state.models["somewhere", "thing"].options["constraints"]] == ["n_once"]
    # Outside of the command Django does what it always did.
    AddIndex("thing", models.Index(fields=["n"], name="n_index")).state_forwards("somewhere", state)
    after = state.apps.get_model("somewhere", "thing")
    assert after is not before
    assert [one.name for one in after._meta.constraints] == ["n_once"]


@pytest.mark.django_db
def test_nothing_is_left_changed_and_nothing_is_left_to_migrate() -> None:
    before = [kind.state_forwards for kind in BESIDE_THE_MODEL]
    call_command("migrate", "--check", verbosity=0)
    assert [kind.state_forwards for kind in BESIDE_THE_MODEL] == before
