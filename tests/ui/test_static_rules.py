"""Rules that every template, style sheet and script keeps."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.conf import settings
from django.template.loader import get_template

ROOT = Path(settings.BASE_DIR)
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SCRIPTS = sorted((ROOT / "static" / "js").glob("*.js"))
STYLES = sorted((ROOT / "static" / "css").glob("*.css"))

COMMENT = re.compile(r"\{% comment %\}.*?\{% endcomment %\}", re.DOTALL)
WORDS = re.compile(r"""\{% translate (?:"([^"]*)"|'([^']*)')|_\("([^"]*)"\)""")
BLOCKS = re.compile(r"\{% blocktranslate([^%]*)%\}(.*?)\{% endblocktranslate %\}", re.DOTALL)
CHINESE = re.compile(r"[\u3400-\u9fff]")


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def body(path: Path) -> str:
    return COMMENT.sub("", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_template_keeps_the_content_security_policy(path: Path) -> None:
    text = body(path)
    assert not re.search(r"\sstyle\s*=", text), "inline style"
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", text), "inline event handler"
    assert not re.search(r"<style\b", text), "style element"
    for tag in re.findall(r"<script\b[^>]*>", text):
        assert "src=" in tag or 'type="application/json"' in tag, "inline script"
    assert not re.search(r"(?:src|href)=\"(?:https?:)?//", text), "asset from elsewhere"
    assert "hx-on" not in text
    assert not re.search(r"\{%\s*now\b", text), "the day comes from accounts.timekeeping"


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_template_speaks_through_the_catalogue(path: Path) -> None:
    assert not CHINESE.search(body(path).replace("中文", "")), "Chinese belongs in the catalogue"


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_template_compiles(path: Path) -> None:
    assert get_template(str(path.relative_to(ROOT / "templates")))


def test_every_component_says_what_it_takes() -> None:
    silent = [
        path.name
        for path in (ROOT / "templates" / "components").glob("*.html")
        if "{% comment %}" not in path.read_text(encoding="utf-8")
    ]
    assert silent == ["scripts.html"] or not silent


def spoken(path: Path) -> set[str]:
    text = body(path)
    words = {next(part for part in found if part) for found in WORDS.findall(text) if any(found)}
    for options, block in BLOCKS.findall(text):
        for part in block.split("{% plural %}")[:1]:
            message = re.sub(r"\{\{ *(\w+) *\}\}", r"%(\1)s", part)
            if "trimmed" in options:
                message = " ".join(line.strip() for line in message.strip().splitlines())
            words.add(message)
    return words


def test_all_words_of_the_pages_are_in_the_chinese_catalogue() -> None:
    with (ROOT / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po").open("rb") as file:
        catalogue = read_po(file)
    known = {
        (message.id[0] if isinstance(message.id, tuple) else message.id)
        for message in catalogue
        if (all(message.string) if isinstance(message.string, tuple) else message.string)
    }
    missing = {word for path in TEMPLATES for word in spoken(path)} - known
    assert not missing


@pytest.mark.parametrize("path", SCRIPTS, ids=named)
def test_script_is_small_and_safe(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text) < 16_000
    for word in ("eval(", "new Function", "document.write", "localStorage", "http://", "https://"):
        assert word not in text
    assert not CHINESE.search(text.replace("[年", "[").replace("[月", "[").replace("[日号]", "")), (
        "words come from data attributes"
    )


def test_style_sheets_fetch_nothing() -> None:
    for path in STYLES:
        text = path.read_text(encoding="utf-8")
        assert "@import" not in text
        assert "url(" not in text


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def palette_of(block: str) -> dict[str, str]:
    """The colours that a block of the style sheet names."""
    style = (ROOT / "static/css/dingfen.css").read_text()
    begin = style.index(f"{block} {{")
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", style[begin : style.index("}", begin)]))


def test_palette_can_be_read() -> None:
    wall, palette = palette_of(".wall"), palette_of(":root")
    for text in ("ink", "text", "soft", "calm"):
        assert contrast(wall[text], wall["paper"]) >= 4.5, text
    for text in ("ink", "text", "soft", "calm", "late", "soon", "done"):
        for ground in ("#ffffff", palette["paper"]):
            assert contrast(palette[text], ground) >= 4.5, (text, ground)
    for text, ground in (("calm", "calm-pale"), ("late", "late-pale"), ("soon", "soon-pale"), ("done", "done-pale")):
        assert contrast(palette[text], palette[ground]) >= 4.5, (text, ground)
    # The border of a box to type in, and the ring of the focus.
    assert contrast(palette["line-strong"], "#ffffff") >= 3
    assert contrast(palette["calm"], palette["paper"]) >= 3
