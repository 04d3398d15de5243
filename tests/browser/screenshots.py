"""`make screenshots`: every page with the demonstration's data, at both widths, under var/screenshots.

Not part of `make test`. DVCTT_STORIES gives the number of dossiers told, all of them if it is absent.
"""

import os
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page

from demo.authenticator import code_of
from tests.browser import story
from tests.browser.looking import HEIGHT, NARROW, WIDE
from tests.browser.people import Town
from tests.browser.product import ROOT
from tests.fixtures_casework import golden, pdf

KEPT = ROOT / "var" / "screenshots"
IMAGES = ROOT / "docs" / "images"
SHOWN_IN_DOCS = {("officer-dossier", WIDE): "dossier.png", ("applicant-appraisal", NARROW): "applicant-dossier-390.png"}
TELL = "from demo import people, telling; people.make_people(); telling.seed(first={})"
SURVEYING, WATER = "1.000082/new-domestic", "1.000070/groundwater-5000"


@dataclass
class Album:
    """Takes the pictures; `at` signs each person in once."""

    town: Town
    password: str
    pages: dict[str, Page] = field(default_factory=dict)

    def at(self, who: str) -> Page:
        """The page of a person, or of a visitor."""
        if who not in self.pages:
            page = self.town.visitor()
            if who:
                self._sign_in(page, who)
            self.pages[who] = page
        return self.pages[who]

    def _sign_in(self, page: Page, username: str) -> None:
        from dvctt.kernel import NotFound

        page.goto("/sign-in/")
        page.locator('input[name="login"]').fill(username)
        page.locator('input[name="password"]').fill(self.password)
        page.get_by_role("main").get_by_role("button", name="Đăng nhập", exact=True).click()
        page.wait_for_url(lambda url: not url.rstrip("/").endswith("/sign-in"))
        try:
            code = code_of(username)
        except NotFound:
            return
        page.locator('input[name="code"]').fill(code)
        page.get_by_role("button", name="Tiếp tục").click()
        page.wait_for_url(lambda url: "/sign-in/" not in url)

    def take(self, name: str, who: str, address: str = "") -> None:
        """Picture a page, or what stands on that person's page now, at both widths."""
        page = self.at(who)
        if address:
            page.goto(address)
        for width in (WIDE, NARROW):
            page.set_viewport_size({"width": width, "height": HEIGHT})
            page.evaluate("async () => { await document.fonts.ready; scrollTo(0, 0); }")
            page.wait_for_load_state("networkidle")
            picture = page.screenshot(full_page=True, animations="disabled")
            (KEPT / f"{name}-{width}.png").write_bytes(picture)
            if kept := SHOWN_IN_DOCS.get((name, width)):
                (IMAGES / kept).write_bytes(small(picture))


def small(picture: bytes, *, height: int = 1200) -> bytes:
    """The head of a picture, in few colours, for a page of the documentation."""
    image = Image.open(BytesIO(picture)).convert("RGB")
    image = image.crop((0, 0, image.width, min(image.height, height)))
    kept = BytesIO()
    image.quantize(colors=128, dither=Image.Dither.NONE).save(kept, "PNG", optimize=True)
    return kept.getvalue()


@pytest.fixture(scope="module")
def album(town: Town) -> Album:
    """The product with the demonstration's people and dossiers."""
    from django.conf import settings

    town.product.run("manage.py", "shell", "-c", TELL.format(os.environ.get("DVCTT_STORIES")))
    for folder in (KEPT, IMAGES):
        folder.mkdir(parents=True, exist_ok=True)
    return Album(town, (Path(settings.VAR) / "demo" / "password").read_text())


def standing(state: str, code: str = "1.000082", held_by: str = "") -> tuple[str, str]:
    """A dossier of that state, where there is one in that officer's hands, and the user name of who filed it."""
    from dvctt.casework.models import Dossier

    known = Dossier.objects.filter(state=state).order_by("-touched_at")
    wanted = known.filter(version__procedure__code=code)
    found = wanted.filter(assignee__username=held_by).first() or wanted.first() or known.first()
    assert found, f"no dossier is {state}"
    return str(found.id), found.filer.username


def test_public_pages(album: Album) -> None:
    for name, address in {
        "home": "/",
        "procedures": "/procedures/?q=do dac",
        "procedures-none": "/procedures/?q=khong co thu tuc nay",
        "procedure-surveying": f"/procedures/{SURVEYING}/",
        "procedure-water": f"/procedures/{WATER}/",
        "look-up": "/look-up/",
        "verify": "/verify/",
        "verify-unknown": "/verify/ABCD-EFGH-JKMN-PQRS/",
        "help": "/help/",
        "sign-in": "/sign-in/",
        "register": "/register/",
        "register-individual": "/register/individual/",
        "register-organisation": "/register/organisation/",
        "register-sent": "/register/sent/",
        "link-closed": "/register/confirm/khong-co/",
        "not-found": "/khong-co/",
    }.items():
        album.take(name, "", address)
    page = album.at("")
    page.goto("/register/organisation/")
    page.get_by_role("button", name="Gửi phiếu đăng ký").click()
    album.take("register-faults", "")
    from dvctt.documents.models import Issued

    issued = Issued.objects.filter(kind="result").first()
    assert issued
    album.take("verified", "", f"/verify/{issued.verification_code}/")
    page.goto("/verify/")
    page.get_by_label("Tệp PDF của văn bản").set_input_files(
        {"name": "khong-ky.pdf", "mimeType": "application/pdf", "buffer": pdf()}
    )
    page.get_by_role("button", name="Kiểm tra tệp").click()
    album.take("verified-unsigned", "")


def test_registrations(album: Album) -> None:
    from dvctt.accounts import people, signin
    from dvctt.accounts import registration as accounts_registration
    from dvctt.kernel import VISITOR, Ref

    values = story.registration_of(golden("1.000070")["values"]) | {"tax_code": "0101243150"}
    registration = accounts_registration.register(VISITOR, "organisation", values)
    token = album.town.token(Ref("registration", str(registration)))
    album.take("register-confirm", "", f"/register/confirm/{token}/")
    accounts_registration.confirm_email(VISITOR, token)
    for name, address in {
        "operator-home": "/operator/",
        "operator-registrations": "/operator/registrations/",
        "operator-registration": f"/operator/registrations/{registration}/",
        "operator-people": "/operator/people/",
        "operator-person-new": "/operator/people/new/",
        "operator-units": "/operator/units/",
        "operator-calendar": "/operator/calendar/",
        "operator-procedures": "/operator/procedures/",
        "operator-letter-texts": "/operator/letter-texts/",
        "operator-letter-text": "/operator/letter-texts/registration/granted/",
        "operator-settings": "/operator/settings/",
    }.items():
        album.take(name, "cntt.minh", address)
    person = signin.account_named("tnn.phuc").id
    album.take("operator-person", "cntt.minh", f"/operator/people/{person}/")
    received = accounts_registration.approve(
        people.actor_for(signin.account_named("cntt.minh"), channel="test"), registration
    )
    assert received
    token = album.town.token(Ref("registration", str(registration)))
    album.take("first-access", "", f"/first-access/{token}/")


def test_applicants_pages(album: Album) -> None:
    for name, state, place in (
        ("applicant-dossier", "submitted", ""),
        ("applicant-appraisal", "appraisal", ""),
        ("applicant-amendment-asked", "amendment", ""),
        ("applicant-amendment", "amendment", "amendment/"),
        ("applicant-result", "returned", ""),
        ("applicant-refused", "refused", ""),
        ("applicant-withdraw", "appraisal", "act/withdraw/"),
        ("applicant-draft", "draft", ""),
        ("applicant-review-faults", "draft", "review/"),
    ):
        dossier, who = standing(state)
        album.take(name, who, f"/me/dossiers/{dossier}/{place}")
    _dossier, who = standing("returned")
    for name, address in {
        "applicant-home": "/me/",
        "applicant-dossiers": "/me/dossiers/",
        "applicant-new": f"/me/new/{SURVEYING}/",
        "account": "/account/",
        "security": "/security/",
        "password": "/security/password/",
        "forbidden": "/officer/",
    }.items():
        album.take(name, who, address)


def test_filing_pages(album: Album) -> None:
    for code, username in (("1.000082", standing("returned")[1]), ("1.000070", standing("returned", "1.000070")[1])):
        world = story.world_of(album.town, code, username)
        dossier = world.ready() if code == "1.000070" else story.declared(world)
        here = f"/me/dossiers/{dossier}"
        for section in story.sections(world, dossier):
            album.take(f"filing-{code}-{section}", username, f"{here}/form/{section}/")
        album.take(f"filing-{code}-papers", username, f"{here}/papers/")
        album.take(f"filing-{code}-review", username, f"{here}/review/")
        album.take(f"filing-{code}-declaration", username, f"{here}/declaration/")
    album.take("filing-submit", username, f"{here}/act/submit/")


def test_officers_pages(album: Album) -> None:
    for name, who, address in (
        ("officer-queue", "dd.nam", "/officer/?tab=unit"),
        ("officer-queue-desk", "motcua.lan", "/officer/"),
        ("officer-queue-head", "dd.ha", "/officer/"),
        ("officer-queue-overdue", "tnn.hung", "/officer/?tab=overdue"),
        ("officer-queue-none", "dd.nam", "/officer/?tab=unit&q=khongco"),
        ("officer-queue-closed", "dd.nam", "/officer/?tab=closed"),
    ):
        album.take(name, who, address)
    for name, state, who, place in (
        ("officer-dossier", "appraisal", "dd.nam", ""),
        ("officer-clock", "appraisal", "dd.nam", "clock/"),
        ("officer-course", "appraisal", "dd.nam", "course/"),
        ("officer-act-assign", "appraisal", "dd.ha", "act/assign/"),
        ("officer-dossier-submitted", "submitted", "dd.huong", ""),
        ("officer-amend", "submitted", "dd.huong", "amend/request_amendment_at_reception/"),
        ("officer-refuse", "submitted", "dd.huong", "act/refuse/"),
        ("officer-dossier-amendment", "amendment", "dd.nam", ""),
        ("officer-recommend", "appraised", "dd.ha", "act/recommend_grant/"),
        ("officer-approve", "for_decision_grant", "cuctruong.cuong", "act/approve/"),
        ("officer-dossier-approved", "approved", "dd.yen", ""),
        ("officer-dossier-returned", "returned", "dd.yen", ""),
        ("officer-closed-act", "returned", "dd.yen", "act/number_and_seal/"),
    ):
        dossier, _filer = standing(state, held_by=who)
        album.take(name, who, f"/officer/dossiers/{dossier}/{place}")
    album.take("officer-dossier-water", "tnn.hung", f"/officer/dossiers/{standing('appraisal', '1.000070')[0]}/")
