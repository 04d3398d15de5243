"""How a child ended is told as what it is: broken, too much, or nothing known and to be tried again."""

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from dvctt.documents import api as documents
from dvctt.documents import drafting, sandbox, store, validation
from dvctt.documents.models import Validation
from dvctt.kernel import Busy, Refused
from dvctt.ops.command import main
from tests.documents.files import SUBJECT, hand_in, pdf, picture, refusal
from tests.web.walking import valid

pytestmark = pytest.mark.usefixtures("started_anew")
HERE = "dvctt.documents.inspect.files:inspect"
DRAW = "dvctt.documents.inspect.drawing:draw"
# Each way for a child to end, once it is ready or before, and what it says.
ENDS = {
    "killed for want of memory": ("echo ready; kill -KILL $$", "killed"),
    "ended from outside": ("echo ready; kill -TERM $$", "killed"),
    "processor time used up": ("ulimit -c 0; echo ready; kill -XCPU $$", "time"),
    "stumbled": ("ulimit -c 0; echo ready; kill -SEGV $$", "crash"),
    "given up": ("echo ready; exit 1", "crash"),
    "nothing said": ("echo ready", "crash"),
    "full disk": ("echo ready; exit 74", "ours"),
    "not begun": ("exit 1", "ours"),
    "not begun, stumbled": ("ulimit -c 0; kill -SEGV $$", "ours"),
    "not begun, killed": ("kill -KILL $$", "killed"),
}
# What is told of each reason: of a file that is handed in, of a signed one that a stranger has verified.
TOLD = {
    "killed": ("not_judged", "unjudged"),
    "ours": ("not_judged", "unjudged"),
    "time": ("too_complex", "too_complex"),
    "crash": ("unreadable", "unknown"),
}


def ending(monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    monkeypatch.setattr(sandbox, "COMMAND", ("sh", "-c", how))


@pytest.mark.parametrize("which", ENDS)
def test_each_end_of_a_child_has_its_reason(which: str, monkeypatch: pytest.MonkeyPatch) -> None:
    how, reason = ENDS[which]
    ending(monkeypatch, how)
    with pytest.raises(sandbox.ChildFailed) as caught:
        sandbox.run(HERE, [b"x"], {"name": "a", "allowed": []})
    assert caught.value.reason == reason


def test_a_child_that_cannot_be_started_says_nothing_of_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "COMMAND", ("no-such-program",))
    with pytest.raises(sandbox.ChildFailed) as caught:
        sandbox.run(HERE, [b"x"], {"name": "a", "allowed": []})
    assert caught.value.reason == "ours"


def test_an_answer_that_is_too_long_is_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    short = "from dvctt.documents import sandbox_child as it; it.ANSWER_LIMIT = 1000; it.main()"
    monkeypatch.setattr(sandbox, "COMMAND", (sandbox.COMMAND[0], "-c", short))
    with pytest.raises(sandbox.ChildFailed) as caught:
        sandbox.run(DRAW, [pdf()], {"type": "pdf", "page": 0, "width": 1000, "pixels": 10**6})
    assert caught.value.reason == "memory"


@pytest.mark.django_db
@pytest.mark.parametrize("reason", TOLD)
def test_what_was_not_judged_is_told_as_that_wherever_it_is_asked(
    reason: str, monkeypatch: pytest.MonkeyPatch, client: Client, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, verdict = TOLD[reason]
    ending(monkeypatch, next(how for how, why in ENDS.values() if why == reason))
    assert refusal(pdf(), "a.pdf") == code
    assert refusal(picture("WEBP"), "a.webp", allowed=frozenset({"pdf"}), photographs=True) == code
    assert documents.verify_file(BytesIO(pdf()), limit=10**6).verdict == verdict
    page = valid(client.post("/verify/", {"file": SimpleUploadedFile("a.pdf", pdf())}))
    assert ("Không phải văn bản của hệ thống này" in page) is (verdict == "unknown")
    assert ("chưa nói gì về tệp" in page) is (verdict == "unjudged")
    place = tmp_path / "a.pdf"
    place.write_bytes(pdf())
    assert main(["documents", "verify", str(place), "--json"]) == (2 if verdict == "unjudged" else 1)
    assert json.loads(capsys.readouterr().out)["verdict"] == verdict


@pytest.mark.django_db
def test_the_worker_tries_a_judgement_whose_child_was_killed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    document = store.keep(pdf(), name="a.pdf", kind="declaration", subject=SUBJECT)
    row = Validation.objects.get(pk=documents.request_validation(document.id, subject=SUBJECT))
    with monkeypatch.context() as killing:
        ending(killing, ENDS["killed for want of memory"][0])
        with pytest.raises(validation.NotJudged):
            validation.handle(row)
        assert documents.validations(document.id)[0].ok is None
    validation.handle(row)
    assert documents.validations(document.id)[0].faults == (("document", "not_signed"),)


@pytest.mark.django_db
def test_a_page_whose_child_was_killed_is_not_called_undrawable(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as killing:
        real = sandbox.ask

        def half(tasks: Any, files: Any) -> Any:
            return [real(tasks[:1], files)[0], sandbox.ChildFailed("killed", "signal 9")]

        killing.setattr(sandbox, "ask", half)
        taken = hand_in(pdf(2), "a.pdf")
        killing.setattr(sandbox, "ask", real)
        ending(killing, ENDS["killed for want of memory"][0])
        with pytest.raises(Refused) as caught:
            documents.page(taken, 2)
    assert (taken.undrawable, caught.value.reasons[0].code) == ("", "not_drawn_now")


def test_a_draft_whose_child_was_killed_is_not_called_unprintable(monkeypatch: pytest.MonkeyPatch) -> None:
    ending(monkeypatch, ENDS["killed for want of memory"][0])
    with pytest.raises(Busy):
        drafting.draw_draft(b"x", {}, title="x")
    ending(monkeypatch, ENDS["processor time used up"][0])
    with pytest.raises(drafting.Unprintable):
        drafting.draw_draft(b"x", {}, title="x")
