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
from backend.tests.architecture.facts.fixtures import named_in
from backend.tests.architecture.facts.variables import values_of

VERBS = ("delete", "get", "head", "options", "patch", "post", "put", "request", "stream")
# Whose first or `base_url` argument says where they go, and what they are called with.
SESSIONS = {
    "aiohttp.ClientSession",
    "httpx.AsyncClient",
    "httpx.Client",
    "requests.Session",
    "requests.session",
    "socket.socket",
    "urllib3.PoolManager",
}
# Their argument is a name without a scheme.
TO_HOSTS = {
    "aiosmtplib.SMTP",
    "asyncio.open_connection",
    "http.client.HTTPConnection",
    "http.client.HTTPSConnection",
    "smtplib.SMTP",
    "smtplib.SMTP_SSL",
}
CLIENTS = {
    *(f"{library}.{verb}" for library in ("httpx", "requests") for verb in VERBS),
    *SESSIONS,
    *TO_HOSTS,
    "redis.asyncio.from_url",
    "redis.from_url",
    "socket.create_connection",
    "sqlalchemy.create_engine",
    "sqlalchemy.ext.asyncio.create_async_engine",
    "urllib.request.Request",
    "urllib.request.urlopen",
    "urllib3.request",
    "websockets.connect",
}
# Whoever switches a guard of sockets off.
SWITCHES = {"allow_hosts", "enable_socket", "socket_allow_hosts", "socket_enabled"}
# Numbers that RFC 5737 and 3849 keep for examples.
DOCUMENTED = [
    ipaddress.ip_network(network)
    for network in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32")
]
# Names that RFC 2606 keeps for examples, what means this machine, and what Starlette's client is.
NOWHERE = (
    *("localhost", "test", "testserver", "example", "invalid"),
    *("example.com", "example.org", "example.net"),
)


def check(project: Project) -> Iterator[Spot]:
    for source in project.written_tests:
        for call in source.nodes(ast.Call):
            if is_client(source, call) and (host := foreign_host(source, call)):
                yield spot(source, call, f"This reaches out to `{host}`.")
        yield from switches(source)


def is_client(source: Source, call: ast.Call) -> bool:
    """Whether the call connects; what has a transport of its own goes where that goes."""
    made = [call, *made_as(source, call.func)]
    if any(word.arg == "transport" for one in made for word in one.keywords):
        return False
    if source.names.dotted(call.func) in CLIENTS:
        return True
    sessions = {source.names.dotted(one.func) for one in made[1:]}
    return bool(sessions & SESSIONS) and method_of(call) in {*VERBS, "connect", "connect_ex"}


def made_as(source: Source, method: ast.expr) -> list[ast.Call]:
    """Return the calls that made the object of a method: `Client().get`, or a variable's."""
    owner = method.value if isinstance(method, ast.Attribute) else method
    values = values_of(source, owner, owner.id) if isinstance(owner, ast.Name) else [owner]
    return [value for value in values if isinstance(value, ast.Call)]


def foreign_host(source: Source, call: ast.Call) -> str | None:
    given = [*call.args, *(word.value for word in call.keywords)]
    pairs = [one.elts[0] for one in given if isinstance(one, ast.Tuple) and one.elts]
    texts = [beginning_of(source, one) for one in (*given, *pairs)]
    hosts = [urlsplit(text).hostname if "://" in text else None for text in texts]
    if pairs:
        hosts.append(text_of(pairs[0]))
    elif source.names.dotted(call.func) in TO_HOSTS and call.args:
        hosts.append(text_of(call.args[0]))
    return next((host for host in hosts if host and not is_nowhere(host)), None)


def beginning_of(source: Source, node: ast.expr, depth: int = 3) -> str:
    """Return the text, or how it begins: `API` and `f"{API}/customers"` lead to one host."""
    match node:
        case ast.JoinedStr(values=[first, *rest]):
            text = beginning_of(source, first, depth)
            # A host of which a part is put in is nobody's yet.
            return text if not rest or "/" in text.partition("://")[2] or text_of(rest[0]) else ""
        case ast.FormattedValue(value=value) | ast.BinOp(left=value):
            return text_of(node) or beginning_of(source, value, depth)
        case ast.Name(id=name) if depth:
            values = values_of(source, node, name)
            return beginning_of(source, values[0], depth - 1) if len(values) == 1 else ""
    return text_of(node) or ""


def is_nowhere(host: str) -> bool:
    try:
        address = ipaddress.ip_address(host)
        return address.is_loopback or any(address in network for network in DOCUMENTED)
    except ValueError:
        return any(f".{host}".endswith(f".{name}") for name in NOWHERE)


def switches(source: Source) -> Iterator[Spot]:
    used = [node for node in source.nodes(ast.Attribute) if node.attr in SWITCHES]
    called = [
        call.func
        for call in source.nodes(ast.Call)
        if (source.names.dotted(call.func) or "").rpartition(".")[2] in SWITCHES
    ]
    asked = [argument for argument in source.nodes(ast.arg) if argument.arg in SWITCHES]
    named = [call for call, name in named_in(source) if name in SWITCHES]
    for node in (*used, *called, *asked, *named):
        yield spot(source, node, "This switches the guard of sockets off.")


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
