"""What formatters decide is told from what people write."""

import pytest

from backend.tests.harness.updates.formatting import only_formatted

TEXT = '''"""A module."""

from b import c
import a  # why

def f(x, y):
    return {'k': (x + y)}
'''
SAME = [
    TEXT.replace("'", '"'),
    TEXT.replace("f(x, y)", "f(\n    x,\n    y,\n)"),
    TEXT.replace("from b import c\nimport a  # why\n", "import a  # why\nfrom b import c\n"),
    TEXT.replace("(x + y)", "x + y").replace("\n\ndef", "\n\n\ndef"),
]
OTHER = [
    TEXT.replace("why", "because"),
    TEXT.replace("x + y", "y + x"),
    TEXT.replace("import a", "import a as b"),
    TEXT.replace("A module", "The module"),
    TEXT + "# more\n",
    TEXT + "def broken(\n",
]


@pytest.mark.parametrize("text", SAME)
def test_formatting_is_no_edit(text: str) -> None:
    assert text != TEXT
    assert only_formatted(TEXT, text)


@pytest.mark.parametrize("text", OTHER)
def test_an_edit_is_no_formatting(text: str) -> None:
    assert text != TEXT
    assert not only_formatted(TEXT, text)
