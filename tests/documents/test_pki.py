"""The demonstration authorities: what they make stays, and what is issued while they serve is known at once."""

import subprocess
import sys
from pathlib import Path

import pytest
from asn1crypto import pem, x509

from dvctt.documents import trust
from dvctt.documents.adapters.signer import software_key
from examples.pki import issuing, register
from tests.documents import papers
from tests.fixtures_pki import ROOT, Pki


def test_second_start_keeps_what_is_there(pki: Pki) -> None:
    before = {path: path.read_bytes() for path in pki.folder.rglob("*") if path.is_file()}
    issuing.initialise(pki.folder, pki.port)
    after = {path: path.read_bytes() for path in pki.folder.rglob("*") if path.is_file()}
    assert before == after


def test_another_port_is_refused(pki: Pki) -> None:
    with pytest.raises(ValueError, match=str(pki.port)):
        issuing.initialise(pki.folder, pki.port + 1)


def test_every_agency_has_a_seal_and_keys_are_private(pki: Pki) -> None:
    for code, (name, uid) in issuing.AGENCIES.items():
        subject = software_key(pki.folder, code).signing_cert.subject.native
        assert (subject["common_name"], subject["user_id"]) == (name, uid)
    for path in [*pki.folder.glob("keys/*"), *pki.folder.glob("agencies/*")]:
        assert path.stat().st_mode & 0o077 == 0


def test_trust_list_has_the_root_alone(pki: Pki) -> None:
    names = [
        x509.Certificate.load(pem.unarmor(path.read_bytes())[2]).subject.native["common_name"]
        for path in (pki.folder / "trust").glob("*.pem")
    ]
    assert names == ["Root CA trình diễn"]
    assert len(trust.roots()) == 1


def test_command_line_issues_and_signs(pki: Pki, tmp_path: Path) -> None:
    def run(*arguments: str) -> None:
        subprocess.run([sys.executable, "-m", "examples.pki", *arguments, "--folder", pki.folder], cwd=ROOT, check=True)

    pdf, key, out = (tmp_path / name for name in ("a.pdf", "a.p12", "b.pdf"))
    pdf.write_bytes(papers.declaration())
    run("issue", "--name", "Trần Văn Ỷ", "--uid", "CCCD:001085012345", "--out", str(key))
    assert register.load(pki.folder).subjects[-1].name == "Trần Văn Ỷ"
    run("sign", str(pdf), "--p12", str(key), "--out", str(out))
    assert out.read_bytes().startswith(pdf.read_bytes())
