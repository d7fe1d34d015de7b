"""What `make check` finds wrong in the words of either language, and that it finds nothing now."""

from pathlib import Path

import pytest

from config import catalogue
from config.catalogue import Use, data_faults, faults, is_english

HEAD = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\nPlural-Forms: nplurals=1; plural=0;\\n"\n\n'


def test_both_languages_are_complete() -> None:
    assert faults() == []


@pytest.fixture
def checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A function giving the faults of a catalogue, when the sources ask for `asked`."""

    def check(text: str, *asked: str) -> list[str]:
        folder = tmp_path / "locale" / "zh_Hans" / "LC_MESSAGES"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "django.po").write_text(HEAD + text, encoding="utf-8")
        monkeypatch.setattr(catalogue, "ROOT", tmp_path)
        monkeypatch.setattr(catalogue, "uses", lambda: iter([Use("x.py:1", message, None) for message in asked]))
        monkeypatch.setattr(catalogue, "data_faults", list)
        return faults()

    return check


@pytest.mark.parametrize(
    ("text", "asked", "fault"),
    [
        ("", ("Case",), "not in"),
        ('msgid "Case"\nmsgstr ""\n', ("Case",), "not translated"),
        ('#, fuzzy\nmsgid "Case"\nmsgstr "案件"\n', ("Case",), "fuzzy"),
        ('msgid "Case"\nmsgstr "案件"\n', (), "nothing asks for it"),
        ('#~ msgid "Case"\n#~ msgstr "案件"\n', (), "obsolete"),
        ('msgid "%(n)s of %(m)s"\nmsgstr "共 %(m)s"\n', ("%(n)s of %(m)s",), "other placeholders"),
        ('msgid "%(n)s day"\nmsgid_plural "%(n)s days"\nmsgstr[0] "日"\n', ("%(n)s day",), "other placeholders"),
        ('msgid "案件 list"\nmsgstr "案件列表"\n', ("案件 list",), "Chinese in the English words"),
    ],
)
def test_each_fault_is_found(checked, text: str, asked: tuple[str, ...], fault: str) -> None:
    found = checked(text, *asked)
    assert len(found) == 1
    assert fault in found[0]


def test_a_whole_catalogue_has_no_fault(checked) -> None:
    text = 'msgid "Case"\nmsgstr "案件"\n\nmsgid "%(n)s day"\nmsgid_plural "%(n)s days"\nmsgstr[0] "%(n)s 日"\n'
    assert checked(text, "Case", "%(n)s day") == []
    # Words of Django's own may be put better here.
    assert checked('msgid "This field is required."\nmsgstr "此项必填。"\n') == []


def test_words_for_the_language_itself_and_ways_to_type_are_english_enough() -> None:
    assert is_english("Type it as 20261122 or 2026年11月22日.")
    assert is_english("中文")
    assert not is_english("案号 is missing")


@pytest.mark.parametrize(
    ("path", "row", "fault"),
    [
        ("dossiers/data/codes.csv", "list,code,label_zh,label_en\nmatter,fine,罚款,\n", "matter/fine has no label_en"),
        ("dossiers/data/codes.csv", "list,code,label_zh,label_en\nmatter,fine,罚款,罚款\n", "Chinese in label_en"),
        (
            "deadlines/data/clocks.csv",
            "id 编号,kind 类别,matter 事项,matter_en,trigger_event,trigger_en\nx,期限,答复,Reply,收到之日,\n",
            "x has no trigger_en",
        ),
        (
            "deadlines/data/clocks.csv",
            "id 编号,kind 类别,matter 事项,matter_en,trigger_event,trigger_en\nx,期限,答复,,收到之日,Received\n",
            "x has no matter_en",
        ),
    ],
)
def test_data_without_english_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str, row: str, fault: str
) -> None:
    (tmp_path / path).parent.mkdir(parents=True)
    (tmp_path / path).write_text(row, encoding="utf-8")
    monkeypatch.setattr(catalogue, "ROOT", tmp_path)
    monkeypatch.setattr(catalogue, "_LABELLED", [one for one in catalogue._LABELLED if one[0] == path])
    assert any(fault in found for found in data_faults())


def test_a_point_of_an_article_is_no_chinese_label(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "dossiers" / "data" / "codes.csv"
    path.parent.mkdir(parents=True)
    path.write_text("list,code,label_zh,label_en\nx,y,第一项,art. 39①(一)(二)\n", encoding="utf-8")
    monkeypatch.setattr(catalogue, "ROOT", tmp_path)
    monkeypatch.setattr(catalogue, "_LABELLED", catalogue._LABELLED[:1])
    assert data_faults() == []


def test_a_message_that_stands_twice_is_found() -> None:
    once = 'msgid "Standing"\nmsgstr "状态"\n\nmsgctxt "a person"\nmsgid "Standing"\nmsgstr "身份"\n'
    assert catalogue.twice(once) == []
    assert catalogue.twice(once + '\nmsgid "Standing"\nmsgstr "身份"\n') == ['msgid "Standing"']
