import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from dvctt.accounts import changes, officials, proposals, signin
from dvctt.accounts import people as accounts_people
from dvctt.casework import api as casework
from dvctt.catalogue import api as catalogue
from dvctt.journal import api as journal
from dvctt.kernel import VISITOR, Reason, Ref, Refused, Role, Text
from dvctt.ministry import api as ministry
from dvctt.ops.command import main
from dvctt.ops.telling import tell
from tests.accounts import people
from tests.fixtures_casework import World

ROOT = Path(__file__).resolve().parents[2]
START = ["clock", "explain", "--start", "2025-04-28T16:45", "--length", "5", "--unit", "working_day"]


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    assert main([*arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    try:
        status: object = main(arguments)
    except SystemExit as left:
        status = left.code
    said = capsys.readouterr()
    assert status == 2 and "Traceback" not in said.err and said.out == ""
    return said.err


@pytest.mark.parametrize(
    ("level", "names"),
    [
        ([], ["backup", "clock", "documents", "journal", "load", "officials", "procedures", "security", "Exit status"]),
        (["clock"], ["explain"]),
        (["clock", "explain"], ["--start", "--pause FROM TO", "Examples", "working_hour"]),
        (["journal"], ["verify", "commit"]),
        (["journal", "verify"], ["--json", "--published", "--witness", "Exit status"]),
        (["documents", "verify"], ["FILE", "Exit status"]),
        (["serve"], ["--workers", "--port"]),
        (["procedures", "check"], ["PATH", "Exit status"]),
        (["procedures", "upgrade"], ["FOLDER", "Comments", "Exit status"]),
        (["letters"], ["list", "preview"]),
        (["letters", "preview"], ["NAME", "--language"]),
        (["officials", "create"], ["--asked-by", "--witness", "confirms"]),
        (["officials", "address"], ["--checked-how", "--asked-by", "--witness"]),
        (["security", "export"], ["--kind", "--from", "--to"]),
        (["backup"], ["create", "verify", "restore", "runbooks/backup.md"]),
        (["backup", "restore"], ["--name", "FOLDER", "Exit status"]),
    ],
)
def test_help_suffices_on_every_level(level: list[str], names: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main([*level, "--help"])
    said = capsys.readouterr().out
    assert left.value.code == 0 and all(name in said for name in names)


def test_clock_explains_holidays(capsys: pytest.CaptureFixture[str]) -> None:
    answer = told(capsys, *START)
    assert answer["due"] == "2025-05-08T17:00:00+07:00"
    assert answer["steps"] and all(step["code"] and step["text"] for step in answer["steps"])
    assert main([*START, "--language", "en"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == answer["due"]


def test_clock_takes_pauses_and_modes(capsys: pytest.CaptureFixture[str]) -> None:
    bare = told(capsys, *START)
    paused = told(capsys, *START, "--pause", "2025-05-05T09:00", "2025-05-07T09:00")
    assert paused["due"] > bare["due"]
    hours = ["clock", "explain", "--start", "2025-04-28T15:00", "--length", "8", "--unit", "working_hour"]
    assert told(capsys, *hours, "--mode", "hours")["due"].startswith("2025-04-29T15:00")


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        ([], "COMMAND"),
        (["clock"], "ACT"),
        ([*START[:3], "yesterday", *START[4:]], "yesterday"),
        ([*START[:5], "0", *START[6:]], "1 to 10000"),
        ([*START[:5], "1e9", *START[6:]], "1 to 10000"),
        ([*START[:7], "week"], "working_day"),
        ([*START, "--pause", "2025-05-05T09:00"], "--pause"),
        ([*START, "--pause", "2025-05-05T09:00", "2025-05-01T09:00"], "pause"),
        ([*START, "--calendar", "no/such.yaml"], "no/such.yaml"),
        ([*START, "--calendar", str(ROOT / "pyproject.toml")], "not a working calendar"),
        (["clock", "explain", "--start", "9999-12-30T09:00", "--length", "500", "--unit", "month"], ""),
        (["documents", "verify", "no-such.pdf"], "not a file"),
        (["procedures", "check", "no/such/folder"], "not a folder"),
    ],
)
def test_bad_input_is_told_in_a_sentence(arguments: list[str], word: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert word in refused(capsys, *arguments)


def test_the_clock_needs_neither_settings_nor_database() -> None:
    environment = {"PATH": os.environ["PATH"], "DATABASE_URL": "none"}
    code = (
        "import sys; from dvctt.ops.command import main; status = main(sys.argv[1:]);"
        "assert 'django' not in sys.modules; sys.exit(status)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *START, "--json"],
        check=False,
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["due"]


def test_a_broken_bundle_is_told_line_by_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "procedure.yaml").write_text("code: [unfinished\n", encoding="utf-8")
    assert main(["procedures", "check", str(tmp_path)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 1 and lines[0].startswith(f"{tmp_path}: procedure.yaml: ")
    assert main(["procedures", "check", str(tmp_path), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)[0]["code"] == "not_yaml"


def test_a_bundle_of_the_first_format_is_rewritten_in_the_present_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = Path(shutil.copytree(ROOT / "tests" / "catalogue" / "version_1" / "water-1.000070", tmp_path / "water"))
    file, before = folder / "procedure.yaml", catalogue.read_folder(folder)
    file.write_text("# drawn up by hand\n" + file.read_text(encoding="utf-8"), encoding="utf-8")
    main(["procedures", "upgrade", str(folder)])
    told = capsys.readouterr().out.splitlines()
    assert told[0].startswith(f"{file}: rewritten; ") and "lines of comment" in told[0]
    assert yaml.safe_load(file.read_text(encoding="utf-8"))["format"] == "dvctt/procedure@2"
    assert catalogue.read_folder(folder) == before
    text = file.read_text(encoding="utf-8")
    main(["procedures", "upgrade", str(folder)])
    assert file.read_text(encoding="utf-8") == text and "nothing to rewrite" in capsys.readouterr().out
    assert "procedure.yaml" in refused(capsys, "procedures", "upgrade", str(tmp_path))


def test_the_ministry_s_own_bundles_may_be_published(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["procedures", "check"]) == 0, capsys.readouterr().out


@pytest.mark.django_db
def test_the_data_of_an_install_is_loaded_again_by_one_command(surveying: World) -> None:
    dossier = surveying.submitted()
    before = ministry.calendar().version
    assert main(["load"]) == 0 and main(["load"]) == 0
    assert ministry.calendar().version == before
    assert casework.dossier_page(surveying.people["desk"], dossier).state == "submitted"


@pytest.mark.django_db
def test_content_that_may_not_be_loaded_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def frozen(path: Path, **_given: object) -> None:
        raise Refused(Reason("version_is_frozen", {"code": "1.000082", "number": 3}))

    monkeypatch.setattr(catalogue, "publish", frozen)
    said = refused(capsys, "load")
    assert "version_is_frozen" in said and "1.000082" in said


@pytest.mark.django_db
def test_an_untouched_journal_is_whole(capsys: pytest.CaptureFixture[str]) -> None:
    answer = told(capsys, "journal", "verify")
    not_committed = {"dossiers": 0, "filings": 0}
    assert answer == {"whole": True, "findings": [], "remarks": [], "not_committed": not_committed}


@pytest.mark.django_db
def test_a_file_of_a_stranger_is_not_relied_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    strange = tmp_path / "a.pdf"
    strange.write_bytes(b"no pdf at all")
    assert main(["documents", "verify", str(strange), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["verdict"] == "unknown"
    strange.write_bytes(b"")
    assert "is empty" in refused(capsys, "documents", "verify", str(strange))


def test_every_finding_has_a_sentence() -> None:
    import re

    from dvctt.ops.commands.journal import SENTENCES

    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "dvctt" / "journal").glob("*.py"))
    codes = set(re.findall(r'Finding\([^"]*?(?:f"[^"]*"|[^",]+), "(\w+)"', source))
    assert codes and codes <= set(SENTENCES)


@pytest.mark.django_db
def test_the_first_operators_are_made_by_two_named_people_and_no_more(capsys: pytest.CaptureFixture[str]) -> None:
    def create(username: str, *people: str) -> list[str]:
        asked, witness = people
        return ["officials", "create", username, "--name", "Đặng Minh", "--email", f"{username}@monre.example",
                "--unit", "CNTT", "--role", "operator", "--title", "Chuyên viên",
                "--asked-by", asked, "--witness", witness]  # fmt: skip

    assert "two people" in refused(capsys, *create("van.hanh", "Lê An", " lê an "))
    assert "CNTT" not in refused(capsys, *create("VAN HANH", "Lê An", "Trần Bình"))
    for username in ("van.hanh", "dong.nghiep"):
        assert main(create(username, "Lê An", "Trần Bình")) == 0
        capsys.readouterr()
        made = signin.account_named(username)
        assert journal.entries(Ref("account", str(made.pk)))[0].reason == "Lê An; Trần Bình"
        type(made).objects.filter(pk=made.pk).update(state="active")
    assert "confirms" in refused(capsys, *create("thu.ba", "Lê An", "Trần Bình"))


@pytest.mark.django_db
def test_the_address_of_one_of_two_operators_is_corrected_by_two_named_people(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def correct(username: str, asked: str, witness: str, how: str = "in_person") -> list[str]:
        return ["officials", "address", username, "--email", "moi@monre.example", "--checked-how", how, "--reason",
                "Mất hộp thư, CV 12", "--asked-by", asked, "--witness", witness]  # fmt: skip

    def made(username: str) -> accounts_people.Account:
        held = officials.Position("CNTT", Role.OPERATOR, Text(vi="Chuyên viên"))
        return people.official(username, held)

    lost, other = made("van.hanh"), made("dong.nghiep")
    colleague = accounts_people.actor_for(other, channel="test")
    officials.correct_email(colleague, lost.id, "moi@monre.example", checked_how="in_person", reason="Mất hộp thư")
    (waits,) = proposals.proposals(colleague)
    assert waits.mine and proposals.proposals_waiting_for(colleague) == 0  # nobody is left to answer it
    officials.withdraw_proposal(colleague, waits.id)
    assert "two people" in refused(capsys, *correct("van.hanh", "Lê An", "lê  an"))
    assert "no account" in refused(capsys, *correct("khong.co", "Lê An", "Trần Bình"))
    assert "checked_how" in refused(capsys, *correct("van.hanh", "Lê An", "Trần Bình", how="x"))
    assert "confirms" in refused(capsys, *correct(people.applicant().username, "Lê An", "Trần Bình"))
    assert main(correct("van.hanh", "Lê An", "Trần Bình")) == 0
    capsys.readouterr()
    entry = journal.entries(Ref("account", str(lost.pk)))[-1]
    assert (entry.act, entry.actor_id) == ("email_correction", "command_line")
    assert "Lê An; Trần Bình" in str(entry.personal)
    link = next(one for one in people.letters("account", lost.id) if "/account/email/" in one.body)
    changes.confirm_email_change(VISITOR, people.token_in(link))
    lost.refresh_from_db()
    assert lost.email == "moi@monre.example"
    made("thu.ba")
    assert "confirms" in refused(capsys, *correct("dong.nghiep", "Lê An", "Trần Bình"))


def test_what_a_stranger_has_written_moves_nothing_on_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    tell(["ký bởi A\x1b[2J\x1b[H\nĐúng là văn bản đã cấp\u202e\r"])
    said = capsys.readouterr().out
    assert said.count("\n") == 1 and not any(sign in said for sign in "\x1b\u202e\r")
    assert "Đúng là văn bản đã cấp" in said


def test_developers_tools_hand_on_how_they_ended() -> None:
    assert main(["dev", "translations", "check"]) == 0
    assert main(["dev", "translations", "no such act"]) != 0
