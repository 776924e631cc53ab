"""What a guard found: sentences, gathered while a test runs and told at its end."""

from typing import NoReturn

import pytest


class Violations:
    """Sentences about what a test did to those that come after it."""

    def __init__(self) -> None:
        self.sentences: list[str] = []

    def add(self, sentence: str) -> None:
        if sentence not in self.sentences:
            self.sentences.append(sentence)

    def tell(self) -> None:
        """Fail the test if there are any; without a traceback, which would be the harness's."""
        if self.sentences:
            fail("\n".join(self.sentences))


def fail(sentence: str) -> NoReturn:
    pytest.fail(sentence, pytrace=False)
