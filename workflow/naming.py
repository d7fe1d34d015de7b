"""What a case is called."""

from dossiers.models import PartyRole
from workflow.steps import Execution


def title_of(applicants: list[str], respondents: list[str], act_name: str, against: str = "不服") -> str:
    """The case in one line: 甲、乙等3人 不服 某局 某决定 (a name of a paper, so it is Chinese in every language).

    `against` is the word between the two sides: 诉 in a lawsuit; it falls away where there is no agency.
    """

    def joined(names: list[str], counter: str) -> str:
        return "、".join(names[:2]) + (f"等{len(names)}{counter}" if len(names) > 2 else "")

    other = f"{against} {joined(respondents, '个机关')}" if respondents else ""
    return " ".join(filter(None, (joined(applicants, "人"), other, act_name)))[:300]


def named(name: str, group_size: int) -> str:
    """A party as it is called, with the number of people when one line stands for a group."""
    return name if group_size == 1 else f"{name}等{group_size}人"


def retitle(ex: Execution, against: str = "不服") -> None:
    """Let the case be called by its parties and its act as they now are; the dossier is saved with its step."""
    parties = list(ex.dossier.parties.standing())
    ex.dossier.title = title_of(
        [named(party.name, party.group_size) for party in parties if party.role == PartyRole.APPLICANT],
        [party.name for party in parties if party.role == PartyRole.RESPONDENT],
        ex.proceeding.act_name,
        against,
    )
