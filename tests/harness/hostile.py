"""Answers that somebody might give: quotes, markup, paths, other alphabets, and what fits."""

from typing import Any

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


# What YAML, Python and others have a meaning for, and a service may be called all the same.
WORDS = ["true", "null", "no", "on", "nan", "e1", "class", "none", "import", "lambda", "con"]


def acceptable(words: str, longest: int) -> str:
    """Make of words what no rule refuses, so that rendering it is what decides."""
    printable = "".join(character for character in words if character.isprintable())
    return f"A{printable}"[: longest - 1].rstrip() + "."


def texts_of(longest: int) -> st.SearchStrategy[str]:
    """Give what is accepted, up to the longest: of our pieces, or of whatever can be printed."""
    return st.one_of(
        st.lists(st.sampled_from(PIECES), max_size=longest // 3).map("".join),
        st.text(st.characters(exclude_categories=["C"]), max_size=longest),
        st.integers(0, longest).map(lambda length: "x" * length),
    ).map(lambda words: acceptable(words, longest))


SLUG = st.from_regex(r"[a-z][a-z0-9]{0,7}(-[a-z0-9]{1,7}){0,4}", fullmatch=True)
ACCEPTED: dict[str, st.SearchStrategy[Any]] = {
    "project_name": texts_of(60),
    "project_slug": st.one_of(SLUG, st.sampled_from(WORDS)),
    "description": texts_of(200),
    "example": st.booleans(),
    **{
        question: st.sampled_from(details["choices"])
        for question, details in QUESTIONS.items()
        if "choices" in details
    },
    # The other kind has none of the files that these answers reach.
    "kind": st.just("service"),
}
ANYTHING = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=210),
    st.lists(st.sampled_from(PIECES), max_size=30).map("".join),
    st.integers(1, 210).map(lambda length: "x" * length),
)
GOOD: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries({}, optional=ACCEPTED)


def one_of_anything(question: str) -> st.SearchStrategy[dict[str, Any]]:
    """Let one answer be anything: of many, most would be refused for the first of them."""
    others = {other: ACCEPTED[other] for other in ACCEPTED if other != question}
    anything: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries({question: ANYTHING})
    return st.tuples(anything, st.fixed_dictionaries({}, optional=others)).map(
        lambda answers: answers[0] | answers[1]
    )


BAD = st.sampled_from(list(ACCEPTED)).flatmap(one_of_anything)
ANSWERS = st.sampled_from([GOOD, GOOD, BAD]).flatmap(lambda answers: answers)


def reached_by_answers(name: str) -> bool:
    """Whether a file of this repository belongs to what a rendering with other answers changes."""
    if name.startswith("template/"):
        return not name.startswith(UNREACHED) and (ROOT / name).is_file()
    return name in {"copier.yml", "answers.jinja"}
