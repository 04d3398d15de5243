"""PostgreSQL's own programs on the database of the settings."""

import os
import subprocess
from pathlib import Path

from django.db import connection
from psycopg import pq
from psycopg.conninfo import make_conninfo

from dvctt.ops import postgres
from dvctt.ops.problem import Problem

# Somebody who holds a table for longer, such as a migration, is told rather than waited for.
LONGEST_WAIT = 60_000
LONGEST_SAID = 300


def dump(target: Path, snapshot: str) -> None:
    """Write the database as the snapshot of an open transaction sees it; raises Problem."""
    wanted = (f"--snapshot={snapshot}", f"--lock-wait-timeout={LONGEST_WAIT}", f"--file={target}")
    _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", *wanted)


def load(source: Path) -> tuple[str, ...]:
    """Fill the empty database; gives what of its rules could not be made again. Raises Problem.

    Tables and rows come whole or not at all. A rule that the rows break, since somebody wrote past it, keeps no row
    from coming back: it is told. Owners, rights and comments are left out: the role that restores owns what it makes,
    and has no say over extensions.
    """
    wanted = ("--no-owner", "--no-privileges", "--no-comments", str(source))
    _run("pg_restore", "--exit-on-error", "--single-transaction", "--section=pre-data", "--section=data", *wanted)
    rules = _ran("pg_restore", "--section=post-data", *wanted)
    return tuple(_faults(rules))


def _run(program: str, *arguments: str) -> None:
    done = _ran(program, *arguments)
    if done.returncode:
        raise Problem(f"{program}: {_faults(done)[0]}")


def _ran(program: str, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    params = connection.get_connection_params()
    keywords = {option.keyword.decode() for option in pq.Conninfo.get_defaults()}
    address = {name: value for name, value in params.items() if name in keywords and name != "password"}
    # The list of processes shows arguments to everybody, the environment to their owner alone.
    secret = {"PGPASSWORD": str(params["password"])} if params.get("password") else {}
    try:
        command = [str(postgres.program(program)), f"--dbname={make_conninfo(**address)}", *arguments]
    except postgres.DatabaseProblem as problem:
        raise Problem(str(problem)) from problem
    return subprocess.run(
        command, env={**os.environ, **secret}, stdin=subprocess.DEVNULL, capture_output=True, check=False, umask=0o077
    )


def _faults(done: subprocess.CompletedProcess[bytes]) -> list[str]:
    """What went wrong, each in its first line: those after it may tell a row."""
    if done.returncode == 0:
        return []
    lines = done.stderr.decode(errors="replace").splitlines()
    errors = [line.partition("error: ")[2][:LONGEST_SAID] for line in lines if "error: " in line]
    return errors or ["it ended without a word"]
