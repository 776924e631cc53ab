"""Answers that somebody might give: quotes, markup, paths, other alphabets, and what fits."""

from hypothesis import strategies as st

from tests.harness.paths import ROOT
from tests.harness.questions import QUESTIONS

UNREACHED = ("template/src/", "template/docs/")
PIECES = [
    *"'\"`\\$#!&*|>%@?,:;[]{}()<>~=+-_/ .",
    *("{{ 7*7 }}", "{% raw %}", "{# no #}", "{{ cycler.__init__ }}", "}}", "%}", "\\N", "\\u0041"),
    *(": ", " #", "- ", "!!python/none", "&a", "*a", "---", "~", "null", "true", "1e3", "0x1"),
    *("../", "..\\", "/etc/passwd", "C:\\", "~root", "%s", "${HOME}", "$(id)", "`id`", "\r\n"),
    *("class", "None", "import", "lambda", "con", "backend", "fastapi", "redis", "test"),
    *("Ä", "ß", "日本", "مرحبا", "😀", "\u202e", "\u00a0", "\ufeff", "e\u0301", "\x00", "\x1b[31m"),
]


def acceptable(words: str) -> str:
    """Make of words what no rule refuses, so that rendering it is what decides."""
    return f"A{''.join(character for character in words if character.isprintable())[:58]}."


TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=210),
    st.lists(st.sampled_from(PIECES), max_size=30).map("".join),
    st.lists(st.sampled_from(PIECES), max_size=20).map(lambda pieces: acceptable("".join(pieces))),
    st.text(st.characters(exclude_categories=["C", "Z"]), max_size=58).map(acceptable),
    st.integers(1, 210).map(lambda length: "x" * length),
)
SLUGS = st.one_of(TEXTS, st.from_regex(r"[a-z][a-z0-9]*(-[a-z0-9]+){0,4}", fullmatch=True))
CHOICES = {
    question: st.one_of(st.sampled_from(details["choices"]), TEXTS)
    for question, details in QUESTIONS.items()
    if "choices" in details
}
# Few answers of one example are hostile: many would be refused for the first of them.
ANSWERS = st.one_of(
    st.fixed_dictionaries({"project_name": TEXTS}),
    st.fixed_dictionaries({"description": TEXTS}),
    st.fixed_dictionaries({"project_slug": SLUGS}),
    st.fixed_dictionaries({"project_name": TEXTS, "description": TEXTS}),
    st.fixed_dictionaries(CHOICES),
    st.fixed_dictionaries({"example": st.one_of(st.booleans(), TEXTS)}),
)


def reached_by_answers(name: str) -> bool:
    """Whether a file of this repository belongs to what a rendering with other answers changes."""
    if name.startswith("template/"):
        return not name.startswith(UNREACHED) and (ROOT / name).is_file()
    return name in {"copier.yml", "answers.jinja"}
