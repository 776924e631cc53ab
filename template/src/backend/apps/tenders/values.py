"""Words of tenders that rows and rules share, and the words of a tender."""

import re
from enum import StrEnum
from itertools import chain

CURRENCY = "EUR"
WORD = re.compile(r"\w+")
# A profile's keyword may be "solar power plant": longer ones are not looked for.
LONGEST_PHRASE = 3


class RunState(StrEnum):
    """How far a run through the feed has come."""

    RUNNING = "running"
    COMPLETE = "complete"
    ABANDONED = "abandoned"


class MatchOrder(StrEnum):
    """How a list of matches is sorted."""

    BEST = "-score"
    NEWEST = "-created_at"


def phrases_of(title: str) -> list[str]:
    """Return every word of the title in lower case, and every few words in a row."""
    words = WORD.findall(title.lower())
    lengths = range(1, LONGEST_PHRASE + 1)
    phrases = chain.from_iterable(
        (" ".join(words[start : start + length]) for start in range(len(words) - length + 1))
        for length in lengths
    )
    return list(dict.fromkeys(phrases))
