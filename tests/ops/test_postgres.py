"""A real server in a folder that, as root, only root may enter."""

import os
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest

from dvctt.ops import postgres


def test_a_cluster_is_made_started_used_and_stopped(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    cluster = postgres.cluster(tmp_path / ("long-name-" * 12))
    try:
        assert cluster.start() is True
        assert cluster.start() is False
        cluster.create_database()
        cluster.create_database()
        with psycopg.connect(cluster.url()) as connection:
            found = connection.execute("SELECT current_database(), current_user").fetchone()
        assert found == ("dvctt", "dvctt")
        assert os.geteuid() != 0 or cluster.data.stat().st_uid != 0
    finally:
        cluster.stop()
    assert not cluster.is_running()


def test_who_leaves_last_stops_the_server(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    cluster = postgres.cluster(tmp_path / "var")
    with ExitStack() as first:
        first.enter_context(cluster.serving())
        with cluster.serving():
            first.close()
            cluster.create_database()
            assert cluster.is_running()
        assert not cluster.is_running()


def test_a_socket_folder_of_somebody_else_is_not_trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    cluster = postgres.cluster(tmp_path / "var")
    (tmp_path / "elsewhere").mkdir()
    cluster.socket.symlink_to(tmp_path / "elsewhere")

    with pytest.raises(postgres.DatabaseProblem, match="belongs to somebody else"):
        cluster._own(cluster.socket)


def test_without_postgresql_the_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    monkeypatch.setattr(Path, "glob", lambda _self, _pattern: iter(()))

    with pytest.raises(postgres.DatabaseProblem, match="install Debian's `postgresql`"):
        postgres._binaries()
