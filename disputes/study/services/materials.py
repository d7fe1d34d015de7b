"""The files of a study session or of a training."""

from django.core.files.base import File
from django.db import transaction

from accounts.actors import Actor
from accounts.permissions import require
from disputes.keeping import as_paper, save, standing, void
from disputes.models import Material, StudySession, Training
from disputes.study.services.sessions import changeable
from dossiers.trail import record


@transaction.atomic
def add_material(*, actor: Actor, of: StudySession | Training, file: File) -> Material:
    """Add a file to a session or a training. Raises PermissionDenied, ValidationError for content not accepted."""
    material = Material(entered_by=actor.user, **_holder(actor, of), **as_paper(file))
    save(material)
    record(actor=actor, action="study.file", obj=material)
    return material


@transaction.atomic
def void_material(*, actor: Actor, material: Material, reason: str) -> Material:
    """Take a file out of use; it stays with its reason. Raises PermissionDenied, ValidationError."""
    of = material.session or material.training
    _holder(actor, of)
    rows = Material.objects.unscoped("the permission was asked above").select_for_update(of=("self",))
    return void(actor, rows.get(pk=material.pk), reason, "study.void")


def _holder(actor: Actor, of: StudySession | Training | None) -> dict[str, StudySession | Training]:
    """The column that names what a file belongs to, when the actor may change it."""
    if isinstance(of, Training):
        require(actor, "training.change", of)
        return {"training": standing(of)}
    if of is None:
        raise ValueError("A file belongs to a session or to a training.")
    return {"session": changeable(actor, of)}
