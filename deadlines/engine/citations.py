"""Articles of law as readers know them: "行政复议法(2023修订) 62①" is 复议法第62条第1款, or art. 62(1)."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal

Language = Literal["zh-hans", "en"]

# Short Chinese name and English name of each law as the data file writes it.
LAWS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "行政复议法(2023修订)": ("复议法", "Administrative Reconsideration Law"),
        "行政复议法(2017修正)": ("复议法（2017）", "Administrative Reconsideration Law (2017)"),
        "行政复议法实施条例(2026修订,国令836号)": ("实施条例", "Implementing Regulations"),
        "行政复议法实施条例(2007)": ("实施条例（2007）", "Implementing Regulations (2007)"),
        "行政诉讼法(2017修正)": ("行政诉讼法", "Administrative Litigation Law"),
        "行诉解释 法释〔2018〕1号": ("行诉解释", "Interpretation of the Administrative Litigation Law"),
        "起诉期限解释 法释〔2026〕3号": ("起诉期限解释", "Interpretation on Periods for Suing"),
        "负责人出庭应诉规定 法释〔2020〕3号": ("负责人出庭规定", "Provisions on Appearance of Agency Heads"),
        "行政赔偿规定 法释〔2022〕10号": ("行政赔偿规定", "Provisions on Administrative Compensation"),
        "行政申请再审立案程序规定": ("再审立案规定", "Provisions on Docketing Retrial Applications"),
        "人民法院特邀调解规定 法释〔2016〕14号": ("特邀调解规定", "Provisions on Invited Mediation"),
        "人民法院在线调解规则 法释〔2021〕23号": ("在线调解规则", "Rules on On-line Mediation"),
        "其他司法解释节录": ("其他司法解释", "Other judicial interpretations"),
        "地方组织法(2022修正)": ("地方组织法", "Organic Law of Local Governments"),
        "国家赔偿法(2012修正)": ("国家赔偿法", "State Compensation Law"),
        "国家赔偿费用管理条例": ("国家赔偿费用管理条例", "Regulations on State Compensation Costs"),
        "行政强制法": ("行政强制法", "Administrative Compulsion Law"),
        "政府信息公开条例(2019修订)": (
            "政府信息公开条例",
            "Regulations on Government Information Disclosure",
        ),
        "诉讼费用交纳办法": ("诉讼费用交纳办法", "Measures on Litigation Costs"),
        "民事诉讼法(2023修正)": ("民事诉讼法", "Civil Procedure Law"),
        "民法典总则编": ("民法典", "Civil Code"),
        # What an office sets for itself, and no statute: its periods can be put right like any other.
        "本机关建议督办工作规则": ("建议督办工作规则（本机关规定）", "House rules on suggestions (no statute)"),
        "本机关实质性化解工作方案": (
            "实质性化解工作方案（本机关规定）",
            "House plan of the dispute-resolution centre (no statute)",
        ),
        "本机关应诉工作规则": ("应诉工作规则（本机关规定）", "House rules of the office (no statute)"),
    }
)
_CIRCLED: Final = "①②③④⑤⑥⑦⑧⑨⑩"
_NUMERALS: Final = "一二三四五六七八九十"
_ARTICLE = re.compile(rf"(\d+)([{_CIRCLED}]*)((?:[(（][{_NUMERALS}]+[)）])?)")


def law_of(citation: str) -> str:
    """The law of one citation ("law article"), as the data file writes it."""
    return citation.rpartition(" ")[0] or citation


def _numeral(text: str) -> int:
    if text[0] == "十" and len(text) > 1:
        return 10 + _NUMERALS.index(text[1]) + 1
    return _NUMERALS.index(text[0]) + 1


def _articles(text: str, language: Language) -> str:
    parts = []
    for article, paragraphs, item in _ARTICLE.findall(text):
        numbers = [_CIRCLED.index(sign) + 1 for sign in paragraphs]
        point = _numeral(item[1:-1]) if item else None
        if language == "en":
            place = article + "".join(f"({n})" for n in numbers[:1])
            place += "".join(f" and ({n})" for n in numbers[1:])
            parts.append(place + (f", item {point}" if point else ""))
        else:
            place = f"第{article}条" + "、".join(f"第{n}款" for n in numbers)
            parts.append(place + (f"第{point}项" if point else ""))
    if language == "en":
        return ("art. " if len(parts) == 1 else "arts. ") + ", ".join(parts) if parts else ""
    return "、".join(parts)


def cite(citations: str, language: Language = "zh-hans", within: str = "") -> str:
    """Citations ("law article", joined by ";") as a reader writes them, the law named once.

    The law `within` which the reader already is goes without its name. A law that is not known keeps its
    name.
    """
    texts = []
    before = within
    for citation in filter(None, (part.strip() for part in citations.split(";"))):
        law, _, article = citation.rpartition(" ")
        if not law or not _ARTICLE.search(article):
            law, article = citation, ""
        name = LAWS.get(law, (law, law))[language == "en"]
        place = _articles(article, language)
        if law == before and place:
            texts.append(place)
        elif language == "en":
            texts.append(f"{name} {place}".rstrip())
        else:
            texts.append(name + place)
        before = law
    return (", " if language == "en" else "、").join(texts)
