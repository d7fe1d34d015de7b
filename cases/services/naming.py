"""What a case is called, and the law by which it lives."""

import datetime as dt

from cases.models import Law
from dossiers.models import PartyRole
from workflow.steps import Execution

LAW_OF_2023_FROM = dt.date(2024, 1, 1)


def law_for(received_on: dt.date) -> str:
    """The law a case lives by: the law of 2017 accepts with the receipt, so the day of receipt decides (R9)."""
    return Law.LAW_2017 if received_on < LAW_OF_2023_FROM else Law.LAW_2023


def title_of(applicants: list[str], respondents: list[str], act_name: str) -> str:
    """The case in one line: 甲、乙等3人 不服 某局 某决定 (a name of a paper, so it is Chinese in every language)."""

    def joined(names: list[str], counter: str) -> str:
        return "、".join(names[:2]) + (f"等{len(names)}{counter}" if len(names) > 2 else "")

    return f"{joined(applicants, '人')} 不服 {joined(respondents, '个机关')} {act_name}"[:300]


def named(name: str, group_size: int) -> str:
    """A party as it is called, with the number of people when one line stands for a group."""
    return name if group_size == 1 else f"{name}等{group_size}人"


def retitle(ex: Execution) -> None:
    """Let the case be called by its parties and its act as they now are; the dossier is saved with its step."""
    parties = list(ex.dossier.parties.standing())
    ex.dossier.title = title_of(
        [named(party.name, party.group_size) for party in parties if party.role == PartyRole.APPLICANT],
        [party.name for party in parties if party.role == PartyRole.RESPONDENT],
        ex.proceeding.act_name,
    )
