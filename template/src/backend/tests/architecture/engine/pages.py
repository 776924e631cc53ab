"""Writes docs/rules.md from the rules, so that the page says what is checked."""

from collections.abc import Iterable
from textwrap import dedent

from backend.tests.architecture.engine.rule import Rule

HEAD = """\
# Rules

What the tests of this service do not do, and what they do instead. Each rule is checked by
`make check` and by the tests, without a server and in about a second. `make rules-page` writes this
page from the rules in `src/backend/tests/architecture/rules`.

A finding says its place, what is wrong, what to do and where to read on. Code that must break a
rule says why, on the line of the finding. Waivers are counted, and one without a reason, or
without a finding, is a finding itself:

```python
await asyncio.sleep(1)  # rule: TB502 - the provider's sandbox takes a second
```

`make format` fixes findings that need no decision (TB002, TB309, TB507), except in a file with a
waiver of that rule.

A service that comes from elsewhere records what it brings along with `make rules-baseline`. From
then on only new findings fail; mended ones leave the list when the command runs again, and nothing
gets onto it.

A rule of your own is a file in `src/backend/tests/apps/rules` that sets `RULE`, like those of the
template; `make test` proves it by its two examples, and this page shows it. A file whose name
begins with an underscore helps the others. A rule that cannot be loaded, or fails, ends the check
with its name: nothing counts as checked then.

| rule | |
|---|---|
"""

CODE = "```python\n{}\n```\n"


def rules_page(rules: Iterable[Rule]) -> str:
    listed = list(rules)
    rows = "".join(f"| [{rule.code}](#{rule.code.lower()}) | {rule.title} |\n" for rule in listed)
    return HEAD + rows + "".join(map(section, listed))


def section(rule: Rule) -> str:
    return (
        "\n".join(
            [
                f"\n## {rule.code}\n",
                f"**{rule.title}.** {rule.why}\n",
                "Not so:\n",
                code(rule.bad),
                f"{rule.way_out}\n",
                code(rule.good),
            ]
        ).rstrip("\n")
        + "\n"
    )


def code(example: str) -> str:
    return CODE.format(dedent(example).strip("\n"))
