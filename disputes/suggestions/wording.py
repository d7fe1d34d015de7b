"""What suggestions and their papers are called: names of papers are Chinese on pages of every language."""

from collections.abc import Sequence

from disputes.models import SuggestionKind

NAMES = {
    SuggestionKind.JUDICIAL: "司法建议",
    SuggestionKind.PROCURATORIAL: "检察建议",
    SuggestionKind.REVIEW_OPINION: "行政复议意见书",
    SuggestionKind.REVIEW_SUGGESTION: "行政复议建议书",
    SuggestionKind.SUPERVISION: "行政执法监督建议",
}


def title_of(issuer: str, agencies: Sequence[str], kind: str) -> str:
    """A suggestion in one line: 某法院 致 某局等2个单位 司法建议."""
    names = "、".join(agencies[:2]) + (f"等{len(agencies)}个单位" if len(agencies) > 2 else "")
    return f"{issuer} 致 {names} {NAMES[SuggestionKind(kind)]}"[:300]


def paper_of(kind: str) -> str:
    """The code of the list of papers for the paper of a suggestion."""
    return "opinion_letter" if kind == SuggestionKind.REVIEW_OPINION else "suggestion_letter"
