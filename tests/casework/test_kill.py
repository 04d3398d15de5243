"""Processes killed at every step of declaring, submitting, approving and signing: nothing acknowledged is lost, nothing
is half done, numbers have neither gaps nor twins.
"""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.db import connection
from pytest_django import DjangoDbBlocker

from dvctt.casework import api as casework
from dvctt.casework.models import Act, Declaration, Dossier, Paper
from dvctt.documents import store
from dvctt.documents.models import Issued
from dvctt.journal import api as journal
from dvctt.kernel import Ref, clock
from dvctt.ministry.models import NumberSeries, TakenNumber
from dvctt.notices.models import Message
from dvctt.outbox import api as outbox
from tests.casework.mortal import End, Job, Mortals
from tests.fixtures_casework import CONFIRMED, World, make_world
from tests.fixtures_mailsink import MailSink
from tests.fixtures_pki import Pki

SIGNER = ("Công ty TNHH MTV Trắc địa Sao Khuê", "MST:0108112238")
LEASE = timedelta(minutes=5)


@dataclass
class Story:
    """A world whose acts and rounds of work are done by processes that die."""

    world: World
    mortals: Mortals
    database: str
    now: Any = field(default_factory=clock.now)

    def run(self, work: str, *arguments: Any, **more: Any) -> End:
        """One process, at the story's present instant."""
        return self.mortals.run(Job(work, arguments, self.database, self.now, **more))

    def dying(self, work: str, *arguments: Any) -> int:
        """Let process after process die one point further, until one lives; gives how many died.

        A death before the commit leaves the database as it was to the last row; after it the act stands whole, and the
        same request again gives the answer that nobody heard.
        """
        before, deaths = picture(), 0
        while True:
            end = self.run(work, *arguments, dies_at=deaths + 1)
            if not end.killed:
                assert end.error is None, repr(end.error)
                break
            deaths += 1
            if end.point.startswith("after commit"):
                committed = picture()
                assert committed != before
                again = self.run(work, *arguments)
                assert (again.error, picture()) == (None, committed)
                return deaths
            assert picture() == before, f"half done when killed {end.point}"
        raise AssertionError("the act never committed")

    def act(self, who: str, dossier: UUID, action: str, payload: dict[str, Any] | None = None) -> casework.Outcome:
        """An act that dies at each of its statements and is then asked for once more with the same key."""
        seen, key = Dossier.objects.get(pk=dossier).revision, str(uuid4())
        said = (self.world.people[who].id, dossier, action, payload or {}, {"keywords": {"seen": seen, "key": key}})
        assert self.dying("perform", *said) > 10
        answer = self.run("perform", *said).answer
        assert isinstance(answer, casework.Outcome)
        row = Dossier.objects.get(pk=dossier)
        assert (row.state, row.revision) == (answer.state, answer.revision) == (answer.state, seen + 1)
        assert Act.objects.filter(dossier=dossier, key=key).count() == 1
        return answer

    def work(self) -> set[str]:
        """Let worker after worker die, each at the first point that killed none before; gives those points.

        After each death the leases run out and the next worker takes over.
        """
        died: set[str] = set()
        while True:
            end = self.run("drain", survives=frozenset(died))
            if not end.killed:
                assert end.error is None, repr(end.error)
                break
            assert end.point not in died
            died.add(end.point)
            self.now += LEASE
        assert not any(one.dead for one in outbox.waiting_counts().values())
        assert not any(one.waiting for one in outbox.waiting_counts().values())
        return died


@pytest.fixture
def story(committed_db: str, pki: Pki, mailbox: MailSink, django_db_blocker: DjangoDbBlocker) -> Iterator[Story]:
    """People of 1.000082, and mortal processes with the settings of this test."""
    environment = {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "MORTAL_FOLDER": str(settings.VAR),
        "DVCTT_SECRET_KEY": settings.SECRET_KEY,
        "DVCTT_SENSITIVE_KEYS": " ".join(settings.SENSITIVE_KEYS),
        "DVCTT_JOURNAL_WITNESS": str(settings.JOURNAL_WITNESS),
        "DVCTT_JOURNAL_KEYS": " ".join(settings.JOURNAL_KEYS),
        "DVCTT_BLIND_INDEX_KEY": settings.BLIND_INDEX_KEY,
        "DVCTT_PKI": str(settings.PKI_FOLDER),
        "DVCTT_TRUST": str(settings.TRUST_FOLDER),
        "DVCTT_TSA_URL": settings.TSA_URL,
        "DVCTT_REVOCATION_HOSTS": ",".join(settings.REVOCATION_HOSTS),
        "DVCTT_MAIL_HOST": settings.MAIL_HOST,
        "DVCTT_MAIL_PORT": str(settings.MAIL_PORT),
    }
    mortals = Mortals(environment)
    with django_db_blocker.unblock():
        try:
            yield Story(make_world("1.000082"), mortals, committed_db)
        finally:
            mortals.close()


def picture() -> str:
    """All rows of all tables that acts write, as one digest for each table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT format('SELECT %L, md5(string_agg(t::text, '','' ORDER BY t::text)) FROM %I t', relname, relname) "
            "FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace "
            "AND relname ~ '^(casework|documents|journal|notices|outbox|procrastinate)_' "
            "OR relname IN ('ministry_numberseries', 'ministry_takennumber') ORDER BY relname"
        )
        cursor.execute(" UNION ALL ".join(row[0] for row in cursor.fetchall()))
        return json.dumps(sorted(cursor.fetchall()))


def test_a_dossier_arrives_although_every_process_dies_on_the_way(story: Story, pki: Pki) -> None:
    world = story.world
    applicant, dossier = world.people["applicant"].id, world.open()
    world.fill(dossier)
    for component in world.answers["given"]:
        world.hand_in(dossier, component)

    assert story.dying("declare", applicant, "prepare_declaration", dossier) > 10
    assert {"rendered", "bytes placed"} <= story.work()
    unsigned = Declaration.objects.get(dossier=dossier).document_id
    assert unsigned is not None
    signed = pki.sign(store.read_bytes(unsigned), pki.key(*SIGNER))
    subject = Ref("dossier", str(dossier))
    handed_in = store.keep(signed, name="to-khai.pdf", kind="signed", subject=subject, pages=1)
    assert story.dying("declare", applicant, "sign_declaration", dossier, handed_in.pk) > 5
    assert "judged" in story.work()
    assert Declaration.objects.get(dossier=dossier).state == "valid"

    code = story.act("applicant", dossier, "submit", CONFIRMED).code
    assert {"signed", "mail handed over"} <= story.work()
    acts = ("desk", "accept"), ("appraiser", "take"), ("appraiser", "appraise"), ("head", "recommend_grant")
    inputs: dict[str, dict[str, Any]] = {
        "appraise": {"report": "Đủ.", "proposal": "grant"},
        "recommend_grant": {"opinion": "Đồng ý."},
    }
    with clock.travel(story.now):
        for who, action in acts:
            world.act(who, dossier, action, inputs.get(action))
    story.act("competent", dossier, "approve")
    story.act("clerk", dossier, "number_and_seal")
    died = story.work()
    assert {"rendered", "signed", "bytes placed", "mail handed over"} <= died
    assert any(point.startswith("before commit") and "casework_act" in point for point in died)

    row = Dossier.objects.get(pk=dossier)
    assert (row.state, row.code) == ("issued", code)
    nothing_lost_nothing_twice(dossier)


def nothing_lost_nothing_twice(*dossiers: UUID) -> None:
    """One of everything for each of these, all there are: acts, papers, entries of the register, messages, numbers;
    and the chain holds.
    """
    for dossier in dossiers:
        _one_of_everything(dossier)
    assert {one.document_id for one in Issued.objects.all()} == {one.document_id for one in Paper.objects.all()}
    assert Issued.objects.count() == 3 * len(dossiers)
    for series in NumberSeries.objects.all():
        taken = TakenNumber.objects.filter(series=series.series, unit=series.unit, period=series.period)
        assert series.last == taken.values("text").distinct().count() == taken.count() == len(dossiers)
    assert journal.verify() == ()


def _one_of_everything(dossier: UUID) -> None:
    row = Dossier.objects.get(pk=dossier)
    acts = list(Act.objects.filter(dossier=dossier).order_by("seq"))
    course = ["submit", "accept", "take", "appraise", "recommend_grant", "approve", "number_and_seal", "issued"]
    assert [act.action for act in acts] == course
    assert [act.revision for act in acts] == list(range(1, row.revision + 1))
    entries = journal.entries(Ref("dossier", str(dossier)))
    assert Counter(entry.act for entry in entries if entry.act != "document:made") == Counter(
        f"dossier:{action}" for action in course
    )
    papers = {paper.name: paper for paper in Paper.objects.filter(dossier=dossier)}
    assert Paper.objects.filter(dossier=dossier).count() == len(papers) == 3
    assert all(paper.document_id and paper.ready_at for paper in papers.values())
    assert sum(entry.act == "document:made" for entry in entries) == 3
    legal = Message.objects.filter(subject_id=str(dossier), kind="legal")
    assert legal.count() == legal.values("key").distinct().count() == legal.filter(state="done").count()
