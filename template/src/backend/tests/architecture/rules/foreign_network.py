"""TB104: tests reach their servers and fakes, and nothing else."""

import ast
import ipaddress
from collections.abc import Iterator
from urllib.parse import urlsplit

from backend.tests.architecture.engine.names import text_of
from backend.tests.architecture.engine.project import Project
from backend.tests.architecture.engine.rule import Rule, Spot, spot
from backend.tests.architecture.engine.source import Source
from backend.tests.architecture.facts.calls import method_of

VERBS = ("delete", "get", "head", "options", "patch", "post", "put", "request", "stream")
CLIENTS = {
    *(f"{library}.{verb}" for library in ("httpx", "requests") for verb in VERBS),
    "socket.create_connection",
    "urllib.request.Request",
    "urllib.request.urlopen",
    "websockets.connect",
}
# Whoever switches a guard of sockets off.
SWITCHES = {"enable_socket", "socket_enabled", "allow_hosts"}
# Names that RFC 2606 keeps for examples, and what means this machine.
NOWHERE = ("localhost", "test", "example", "invalid", "example.com", "example.org", "example.net")


def check(project: Project) -> Iterator[Spot]:
    for source in project.written_tests:
        for call in source.nodes(ast.Call):
            if source.names.dotted(call.func) in CLIENTS and (host := foreign_host(call)):
                yield spot(source, call, f"This reaches out to `{host}`.")
            if method_of(call) in SWITCHES:
                yield spot(source, call, "This switches the guard of sockets off.")
        yield from switches(source)


def foreign_host(call: ast.Call) -> str | None:
    given = [*call.args, *(word.value for word in call.keywords)]
    pairs = [one.elts[0] for one in given if isinstance(one, ast.Tuple) and one.elts]
    texts = [text_of(one) or "" for one in (*given, *pairs)]
    hosts = [urlsplit(text).hostname if "://" in text else None for text in texts]
    if pairs:
        hosts.append(text_of(pairs[0]))
    return next((host for host in hosts if host and not is_nowhere(host)), None)


def is_nowhere(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return any(f".{host}".endswith(f".{name}") for name in NOWHERE)


def switches(source: Source) -> Iterator[Spot]:
    for attribute in source.nodes(ast.Attribute):
        if attribute.attr == "enable_socket":
            yield spot(source, attribute, "This switches the guard of sockets off.")
    for argument in source.nodes(ast.arg):
        if argument.arg in SWITCHES:
            yield spot(source, argument, "This switches the guard of sockets off.")


RULE = Rule(
    code="TB104",
    title="Tests reach their servers and fakes, and nothing else",
    why="A test that needs a service of somebody else fails when that is slow, away or changed,"
    " and may do there what it should not. While a test runs, the harness refuses every"
    " other address.",
    way_out="Let a fake of that service answer on a real socket.",
    bad="""
    import httpx

    def test_a_customer_is_known() -> None:
        assert httpx.get("https://api.stripe.com/v1/customers/1").is_success
    """,
    good="""
    async def test_a_customer_is_known(payments: FakePayments, client: AsyncClient) -> None:
        payments.know(CustomerFactory.build())
    """,
    check=check,
)
