"""Papers that come with a step."""

from dossiers.models import Code, Party
from dossiers.services import add_file
from workflow.steps import Execution


def keep_papers(ex: Execution, *fields: str, visibility: str, paper: str, party: Party | None = None) -> None:
    """Keep the files that came in `fields` of the step's form as papers of the kind `paper`, under its entry."""
    for field in fields:
        value = ex.data.get(field)
        for file in value if isinstance(value, list) else [value] if value else []:
            add_file(
                actor=ex.context.actor,
                dossier=ex.dossier,
                file=file,
                paper=Code.objects.filter(pk=f"paper.{paper}").first(),
                visibility=visibility,
                party=party,
                entry=ex.entry,
            )
