"""A small ministry with people in it, and dossiers driven through `perform` as those people would."""

from collections.abc import Callable, Mapping
from contextlib import nullcontext
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any
from unittest.mock import patch
from uuid import UUID, uuid4

import pikepdf
import pytest
import yaml

from dvctt.accounts import people as accounts_people
from dvctt.accounts.models import Account, Appointment, Membership, Party
from dvctt.accounts.officials import appointments
from dvctt.casework import api as casework
from dvctt.casework.core.loaded import LoadedDossier
from dvctt.casework.models import Declaration, Dossier
from dvctt.casework.outputs import contents
from dvctt.catalogue import api as catalogue
from dvctt.documents import rendering, store
from dvctt.kernel import Actor, Ref, Role, clock, fold, system
from dvctt.outbox import api as outbox
from tests.fixtures_pki import Pki
from tests.patience import until

PROCEDURES = Path(__file__).resolve().parents[1] / "content" / "procedures"
FOLDERS = {"1.000082": PROCEDURES / "surveying/1.000082-new-domestic", "1.000070": PROCEDURES / "water/1.000070"}
OFFICERS = {
    "1.000082": {
        "desk": (Role.DESK, "DDBD-MC", "Chuyên viên Bộ phận Một cửa", ""),
        "appraiser": (Role.APPRAISER, "DDBD-QL", "Chuyên viên", ""),
        "head": (Role.HEAD, "DDBD-QL", "Trưởng phòng", ""),
        "competent": (Role.COMPETENT, "DDBD", "CỤC TRƯỞNG", ""),
        "clerk": (Role.CLERK, "DDBD", "Văn thư Cục", ""),
    },
    "1.000070": {
        "desk": (Role.DESK, "MOTCUA", "Chuyên viên Bộ phận Một cửa", ""),
        "appraiser": (Role.APPRAISER, "TNN-CP", "Chuyên viên", ""),
        "head": (Role.HEAD, "TNN-CP", "Trưởng phòng", ""),
        "competent": (Role.COMPETENT, "LDB", "THỨ TRƯỞNG", "KT. BỘ TRƯỞNG"),
        "clerk": (Role.CLERK, "LDB", "Văn thư Bộ", ""),
    },
}
OWNERS = {
    "1.000082": ("Công ty TNHH MTV Trắc địa Sao Khuê", "0108112238"),
    "1.000070": ("Công ty cổ phần Nước sạch Hương Mai", "0109556677"),
}
CONFIRMED = {"accuracy_confirmed": True, "secrecy_confirmed": True}


def pdf(text: str = "") -> bytes:
    """A real PDF of one page, different for each text."""
    made = pikepdf.new()
    made.add_blank_page(page_size=(595, 842))
    made.docinfo["/Title"] = text or str(uuid4())
    kept = BytesIO()
    made.save(kept)
    return kept.getvalue()


def golden(code: str, name: str = "complete-enterprise") -> dict[str, Any]:
    """A complete set of answers from the bundle's own golden cases."""
    return deepcopy(_golden(FOLDERS[code] / "golden" / f"{name}.yaml"))


@cache
def _golden(path: Path) -> dict[str, Any]:
    return dict(yaml.safe_load(path.read_text()))


@dataclass
class World:
    """People of one procedure, and what they do. `answers` are the golden ones of its bundle.

    `words_declared`: a declaration that is taken as signed has its words, which take long, and not an empty page.
    """

    code: str
    answers: dict[str, Any] = field(default_factory=dict)
    people: dict[str, Actor] = field(default_factory=dict)
    version: UUID | None = None
    words_declared: bool = False

    def open(self, who: str = "applicant") -> UUID:
        """Start a dossier."""
        actor = self.people[who]
        assert actor.on_behalf is not None
        version = self.version or catalogue.current(self.code).id
        return casework.open_draft(actor, version, UUID(actor.on_behalf.id))

    def fill(self, dossier: UUID, values: Mapping[str, Any] | None = None) -> None:
        """Save every section of the form."""
        given = values if values is not None else self.answers["values"]
        page = casework.draft_page(self.people["applicant"], dossier)
        saves = page.saves
        for section in page.form.sections:
            saved = casework.save_draft(self.people["applicant"], dossier, given, section=section.id, saves=saves)
            saves = saved.saves

    def hand_in(
        self,
        dossier: UUID,
        component: str,
        content: bytes | None = None,
        name: str = "giay-to.pdf",
        replaces: UUID | None = None,
    ) -> UUID:
        """Keep a file as received and attach it; receiving itself has its own tests."""
        blob = store.put(content or pdf(), "application/pdf")
        kept = store.add_document(
            blob,
            name=name,
            kind="attachment",
            subject=Ref("dossier", str(dossier)),
            actor=self.people["applicant"],
            pages=1,
        )
        return casework.attach(self.people["applicant"], dossier, component, kept.id, replaces=replaces)

    def render(self, dossier: UUID) -> Declaration:
        """Have the declaration rendered; where the product runs, its own worker may have taken it."""
        casework.prepare_declaration(self.people["applicant"], dossier)
        outbox.drain()
        rendered = Declaration.objects.filter(dossier_id=dossier, state="ready")
        return until(lambda: rendered.order_by("number").last(), what="the declaration is rendered")

    def declare(self, dossier: UUID) -> None:
        """Stand a valid declaration: an empty page unless its words are wanted, its signature taken as judged.

        Rendering and signing for real have their own tests; here the report that submission reads is laid down.
        """
        page = nullcontext() if self.words_declared else patch.object(rendering, "render", return_value=pdf())
        with page:
            standing = self.render(dossier)
        standing.signed_id, standing.validation, standing.state = standing.document_id, uuid4(), "valid"
        standing.save()

    def complete(self, *, components: bool = True) -> UUID:
        """A draft with its answers and papers, without declaration."""
        dossier = self.open()
        self.fill(dossier)
        for component in self.answers["given"] if components else []:
            self.hand_in(dossier, component)
        return dossier

    def ready(self, *, components: bool = True) -> UUID:
        """A complete draft with its declaration."""
        dossier = self.complete(components=components)
        self.declare(dossier)
        return dossier

    def act(
        self, who: str, dossier: UUID, action: str, payload: Mapping[str, Any] | None = None, **more: Any
    ) -> casework.Outcome:
        """Perform as that person, having seen the present revision."""
        payload = self.appraisal(dossier, payload or {}) if action == "appraise" else payload
        seen = more.get("seen", Dossier.objects.get(pk=dossier).revision)
        key = more.get("key", str(uuid4()))
        return casework.perform(self.people[who], dossier, action, payload or {}, seen=seen, key=key)

    def appraisal(self, dossier: UUID, payload: Mapping[str, Any]) -> dict[str, Any]:
        """The payload of an appraisal that proposes what was asked for, but for what it says itself.

        It says all that a decision not to grant needs too; a version without contents takes none of this.
        """
        loaded = LoadedDossier(Dossier.objects.get(pk=dossier))
        decided = self.answers.get("decided", {})
        licence = {**contents.asked(loaded, "licence"), **decided.get("licence", {})}
        chosen = licence if payload.get("proposal") == "grant" else decided.get("negative_decision", {})
        return {**chosen, **payload}

    def submitted(self) -> UUID:
        """A submitted dossier."""
        dossier = self.ready()
        self.act("applicant", dossier, "submit", CONFIRMED)
        return dossier

    def in_appraisal(self) -> UUID:
        """An accepted dossier in the appraiser's hands."""
        dossier = self.submitted()
        self.act("desk", dossier, "accept")
        self.act("appraiser", dossier, "take")
        return dossier

    def decided(self) -> UUID:
        """A dossier that has been approved and waits for number and seal."""
        dossier = self.in_appraisal()
        self.act("appraiser", dossier, "appraise", {"report": "Đủ điều kiện.", "proposal": "grant"})
        self.act("head", dossier, "recommend_grant", {"opinion": "Đồng ý."})
        self.act("competent", dossier, "approve")
        return dossier


def bundle_of(dossier: UUID) -> catalogue.Bundle:
    """The version of the procedure that binds a dossier."""
    return catalogue.version(Dossier.objects.values_list("version_id", flat=True).get(pk=dossier)).bundle


def make_officer(name: str, role: Role, unit: str, title: str, line: str) -> Actor:
    """An official account in force, as an actor."""
    username = f"{fold(name).replace(' ', '.')}.{uuid4().hex[:8]}"
    account = Account.objects.create(
        username=username,
        email=f"{username}@monre.example",
        name=name,
        folded=fold(name),
        kind="officer",
        state="active",
    )
    held = Appointment.objects.create(account=account, unit=unit, role=role, title_vi=title, authority_line=line)
    appointments.record_appointed(system("test"), held)
    return accounts_people.actor_for(account, channel="test")


def make_applicant(name: str = "Công ty TNHH MTV Trắc địa Sao Khuê", tax_code: str = "0108112238") -> Actor:
    """An organisation with the account of its representative."""
    username = f"nguoinop.{uuid4().hex[:8]}"
    account = Account.objects.create(
        username=username,
        email=f"{username}@saokhue.example",
        name="Nguyễn Hải Đăng",
        folded="nguyen hai dang",
        kind="applicant",
        state="active",
    )
    party = Party.objects.create(
        kind="organisation",
        name=name,
        folded=fold(name),
        tax_code=tax_code,
        phone="+842437931234",
        email=f"{username}@saokhue.example",
        address={"province": "01", "commune": "00166", "line": "Số 12"},
        representative_name="Nguyễn Hải Đăng",
        representative_position="Giám đốc",
    )
    Membership.objects.create(account=account, party=party, power="representative", since=clock.today())
    return accounts_people.actor_for(account, channel="test")


def next_version(code: str, change: Callable[[dict[str, Any]], None]) -> UUID:
    """Publish what a change makes of a procedure's bundle under the next number, from memory."""
    folder = FOLDERS[code]
    files = {str(file.relative_to(folder)): file.read_bytes() for file in folder.glob("*") if file.is_file()}
    bundle = yaml.safe_load(files["procedure.yaml"])
    bundle["version"] = catalogue.current(code).number + 1
    change(bundle)
    files["procedure.yaml"] = yaml.safe_dump(bundle, allow_unicode=True, sort_keys=False).encode()
    return catalogue.publish(files, actor=system("test")).pk


def make_world(code: str) -> World:
    """The people of a procedure, each with an account."""
    world = World(code, golden(code))
    name, tax_code = OWNERS[code]
    world.people["applicant"] = make_applicant(name, tax_code)
    for who, (role, unit, title, line) in OFFICERS[code].items():
        world.people[who] = make_officer(f"Cán bộ {who}", role, unit, title, line)
    return world


@pytest.fixture
def surveying(db: None, pki: Pki) -> World:
    """People around 1.000082."""
    return make_world("1.000082")


@pytest.fixture
def water(db: None, pki: Pki) -> World:
    """People around 1.000070."""
    return make_world("1.000070")
