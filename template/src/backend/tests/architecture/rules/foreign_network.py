"""TB104: tests reach their servers and fakes, and nothing else."""

import ast
import ipaddress
from collections.abc import Iterator
from urllib.parse import urlsplit

from backend.tests.architecture.engine.names import text_of
from backend.tests.architecture.engine.project import Project
from backend.tests.architecture.engine.rule import Rule, Spot, spot, words
from backend.tests.architecture.engine.source import Source
from backend.tests.architecture.facts.calls import called, given_to, method_of
from backend.tests.architecture.facts.fixtures import asked_by_text

VERBS = words("delete get head options patch post put request stream")
# Objects whose methods connect, and whose `base_url` may say where.
SESSIONS = words("""
    aiohttp.ClientSession httpx.AsyncClient httpx.Client requests.Session socket.socket
""")
# Their argument is a name without a scheme.
TO_HOSTS = words("""
    aiosmtplib.SMTP asyncio.open_connection http.client.HTTPConnection http.client.HTTPSConnection
    smtplib.SMTP smtplib.SMTP_SSL
""")
CLIENTS = {
    *(f"{library}.{verb}" for library in ("httpx", "requests") for verb in VERBS),
    *(*SESSIONS, *TO_HOSTS, "redis.asyncio.from_url", "redis.from_url", "socket.create_connection"),
    *("sqlalchemy.create_engine", "sqlalchemy.ext.asyncio.create_async_engine", "urllib3.request"),
    *("urllib.request.Request", "urllib.request.urlopen", "websockets.connect"),
}
# They switch a guard of sockets off.
SWITCHES = {"allow_hosts", "enable_socket", "socket_allow_hosts", "socket_enabled"}
# Numbers that RFC 5737 and 3849 keep for examples.
DOCUMENTED = [
    ipaddress.ip_network(network)
    for network in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32")
]
# Names that RFC 2606 keeps for examples, this machine's, and that of Starlette's client.
NOWHERE = words("""
    localhost test testserver example invalid example.com example.org example.net
""")


def check(project: Project) -> Iterator[Spot]:
    for source in project.written_tests:
        for call in source.nodes(ast.Call):
            if is_client(source, call) and (host := foreign_host(source, call)):
                yield spot(source, call, f"This reaches out to `{host}`.")
        yield from switches(source)


def is_client(source: Source, call: ast.Call) -> bool:
    """Return whether the call connects; what has a transport of its own goes where that goes."""
    owner = call.func.value if isinstance(call.func, ast.Attribute) else None
    made = [owner] if not isinstance(owner, ast.Name) else source.values_of(owner, owner.id)
    calls = [call, *(one for one in made if isinstance(one, ast.Call))]
    if any(word.arg == "transport" for one in calls for word in one.keywords):
        return False
    is_method = method_of(call) in {*VERBS, "connect", "connect_ex"}
    made_of = {source.names.dotted(one.func) for one in calls[1:]}
    is_of_session = is_method and not made_of.isdisjoint(SESSIONS)
    return is_of_session or source.names.dotted(call.func) in CLIENTS


def foreign_host(source: Source, call: ast.Call) -> str | None:
    given = given_to(call)
    texts = [beginning_of(source, one) for one in given]
    hosts = [urlsplit(text).hostname if "://" in text else None for text in texts]
    # `connect(("1.1.1.1", 80))`
    hosts += [text_of(one.elts[0]) for one in given if isinstance(one, ast.Tuple) and one.elts]
    if source.names.dotted(call.func) in TO_HOSTS and call.args:
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
            return beginning_of(source, value, depth)
        case ast.Name(id=name) if depth:
            values = source.values_of(node, name)
            return beginning_of(source, values[0], depth - 1) if len(values) == 1 else ""
    return text_of(node) or ""


def is_nowhere(host: str) -> bool:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return any(f".{host}".endswith(f".{name}") for name in NOWHERE)
    return address.is_loopback or any(address in network for network in DOCUMENTED)


def switches(source: Source) -> Iterator[Spot]:
    found: list[ast.AST] = [node for node in source.nodes(ast.Attribute) if node.attr in SWITCHES]
    found += [call.func for call in source.nodes(ast.Call) if called(call) in SWITCHES]
    found += [argument for argument in source.nodes(ast.arg) if argument.arg in SWITCHES]
    found += [call for call, name in asked_by_text(source) if name in SWITCHES]
    for node in found:
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
