"""No way to a weighty act goes round the proof of who is there: every route × every act of both bundles, and every
route by which accounts, positions, deputies and settings are decided, with a session whose proof is old."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from dvctt.accounts import changes, lifecycle, officials, proposals
from dvctt.accounts.models import Appointment
from dvctt.casework import api as casework
from dvctt.casework.models import Act, Dossier
from dvctt.catalogue import api as catalogue
from dvctt.journal.models import Entry
from dvctt.kernel import VISITOR, Role, Text, clock, system
from dvctt.web.http.step_up_purpose import NAMED
from dvctt.workflow import requires_step_up
from tests.accounts import people
from tests.fixtures_casework import World
from tests.fixtures_identity import MINISTRY, Providers
from tests.structure.test_routes import Route, routes, taken_back
from tests.web.accounts_pages import official
from tests.web.officers import officer_browser, place, would_send
from tests.web.test_account_life import IDENTITY
from tests.web.test_erasures import BY
from tests.web.test_step_up import element, later
from tests.web.walking import address, browser

AGAIN = "/sign-in/again/"
REPORT = {"report": "Đủ điều kiện.", "proposal": "grant"}
# What a person types into these forms, and finds again.
KEPT_WORDS = {"reason", "purpose", "remark.name", "title", "text", "right_title", "name", MINISTRY}
SAMPLES = {"action": "approve", "content": "licence", "kind": "message", "way": "next"}
# What is about nobody in particular.
ABOUT_ALL = {"operator:demand_new", "operator:demand"}
FORMS: dict[str, dict[str, str]] = {
    "refuse": {"grounds": "wrong_procedure", "reason": "Thuộc thủ tục khác.", "basis": "Điều 33"},
    "decide_not_grant": {"reason": "Không đủ nhân lực."},
    "withdraw": {"reason": "Không còn nhu cầu nữa."},
}


@dataclass(frozen=True)
class Ready:
    """A weighty act that stands open to somebody, with what its own form sends."""

    world: World
    who: str
    dossier: UUID
    action: str

    @property
    def own_page(self) -> str:
        """Where the act's form stands."""
        here = f"act/{self.action}/"
        return address(self.dossier, here) if self.who == "applicant" else place(self.dossier, here)

    def client(self) -> Client:
        """A browser of who may do it."""
        actor = self.world.people[self.who]
        return browser(actor) if self.who == "applicant" else officer_browser(actor)

    def sent(self, client: Client) -> dict[str, Any]:
        """The act's own form, filled in, beside what names the act to a list."""
        page = client.get(self.own_page)
        assert page.status_code == 200, page.content.decode()
        given = FORMS.get(self.action, {})
        mark = f"{self.dossier}:{Dossier.objects.get(pk=self.dossier).revision}:{self.action}:{self.action}:x"
        listed = {"only": mark, "chosen": mark, "action": self.action, "act": self.action, "send": "1"}
        return {**would_send(page, self.own_page, given), **given, **listed}

    def done(self) -> bool:
        """Whether it was done."""
        return Act.objects.filter(dossier_id=self.dossier, action=self.action).exists()


def ready(world: World) -> Iterator[Ready]:
    """Every weighty act of the bundle, each on a dossier on which it is open."""
    yield Ready(world, "desk", world.submitted(), "refuse")
    yield Ready(world, "applicant", world.submitted(), "withdraw")
    for recommended, decided, sealed in (
        ("recommend_grant", "approve", "number_and_seal"),
        ("recommend_not_grant", "decide_not_grant", "number_and_seal_negative"),
    ):
        for further in (False, True):
            dossier = world.in_appraisal()
            granting = recommended == "recommend_grant"
            world.act("appraiser", dossier, "appraise", REPORT if granting else REPORT | {"proposal": "not_grant"})
            world.act("head", dossier, recommended, {"opinion": "Đồng ý."})
            if further:
                world.act("competent", dossier, decided, FORMS.get(decided))
            yield Ready(world, *(("clerk", dossier, sealed) if further else ("competent", dossier, decided)))


def performing(route: Route) -> bool:
    """Whether the route could lead to an act on a dossier: its pages, and whatever takes no object in its address."""
    return route.arguments <= {"dossier", "action"} and route.name.startswith(("officer:", "applicant:"))


@pytest.mark.parametrize("procedure", ["1.000082", "1.000070"])
def test_no_route_performs_a_weighty_act_on_an_old_proof(procedure: str, request: pytest.FixtureRequest) -> None:
    world: World = request.getfixturevalue("surveying" if procedure == "1.000082" else "water")
    known = catalogue.current(procedure).bundle.process
    acts = list(ready(world))
    assert {one.action for one in acts} == {name for name, one in known.actions.items() if requires_step_up(known, one)}
    ways = [route for route in routes() if performing(route)]
    through: list[str] = []
    for one in acts:
        client = one.client()
        sent = one.sent(client)
        with taken_back():
            answer = client.post(one.own_page, sent)
            assert one.done(), f"{one.action} is not done with a fresh proof: {answer.content.decode()[:2000]}"
        assert not one.done()
        later(client, 61)
        assert client.post(one.own_page, sent).headers["Location"] == f"{AGAIN}?next={one.own_page}"
        for route in ways:
            arguments = {"dossier": one.dossier, "action": one.action}
            where = reverse(route.name, kwargs={name: arguments[name] for name in route.arguments})
            for more in ({}, {"only": "", "do": "give", "assignee": one.world.people["desk"].id}):
                with taken_back():
                    client.post(where, {**sent, **more})
                    if one.done():
                        through.append(f"{one.action} by {route.name}")
    assert not through, "\n".join(through)


# Routes of officials that take posts and decide nothing about somebody: why an old proof is enough.
LIGHT = {
    "officer:act": "each act by its own weight, above",
    "officer:amend": "each act by its own weight, above",
    "officer:assign": "who works on a dossier decides nothing",
    "officer:identity": "a look, with its purpose, that is recorded",
    "officer:share_note": "words under a grant that was given",
    "operator:dead_letter": "a letter that is sent again, or given up with a reason",
    "operator:undelivered_act": "a letter that is sent again, or seen to",
}


@dataclass(frozen=True)
class Decision:
    """What a page of officials decides: whose browser, where it is sent, and where its form stands."""

    client: Client
    where: str
    sent: dict[str, Any]
    back: str

    def decides(self) -> bool:
        """Whether sending it now leaves an act in the journal; what it did is taken back."""
        cache.clear()
        with taken_back():
            before = Entry.objects.count()
            answer = self.client.post(self.where, self.sent)
            if answer.streaming:
                assert b"".join(answer.streaming_content)  # type: ignore[attr-defined]
            else:
                assert answer.status_code in (200, 303), (
                    self.where,
                    answer.status_code,
                    answer.content.decode()[:3000],
                )
            return Entry.objects.count() > before


def decisions(world: World) -> dict[str, Decision]:
    """One of each route by which officials decide about accounts, positions, dossiers' readers and settings."""
    operator = official("vanhanh", Role.OPERATOR, "CNTT")
    desk = people.official("motcua", officials.Position("DDBD-MC", Role.DESK, Text(vi="Chuyên viên")))
    held = Appointment.objects.get(account=desk).id
    pending = officials.create_official(
        system("seed"), username="chua.vao", name="Chưa Vào", email="chua.vao@monre.example", positions=()
    )
    leaving = people.official("sapnghi", officials.Position("DDBD-MC", Role.DESK, Text(vi="Chuyên viên")))
    officials.end_service(
        people.OPERATOR, leaving.id, last_day=clock.today() + timedelta(days=5), reason="Nghỉ hưu"
    )  # fmt: skip
    holder = people.applicant()
    party = changes.managed_parties(people.acting(holder))[0]
    changed = changes.request_change(people.acting(holder), party.id, IDENTITY, note="Cải chính")
    waiting = people.confirmed("organisation", people.organisation())
    suspended = people.applicant("organisation", people.organisation(tax_code="0100233488", email="b@to-chuc.example"))
    lifecycle.suspend(people.OPERATOR, suspended.id, reason="Gửi hồ sơ giả")
    lifecycle.appeal(VISITOR, suspended.id, "Không phải tôi")
    demanded = lifecycle.demand(
        people.OPERATOR, cause="other", text=Text(vi="Mời xem lại"), grace_until=clock.today() + timedelta(days=9)
    )
    refused = world.submitted()
    world.act("desk", refused, "refuse", FORMS["refuse"])
    closed = Dossier.objects.get(pk=refused)
    dossier, head = world.in_appraisal(), officer_browser(world.people["head"])
    until = clock.today() + timedelta(days=3)
    grant = casework.share(
        world.people["head"], dossier, account=world.people["desk"].id, reason="Phối hợp.", until=until
    )
    sharing, evidence = place(dossier, "sharing/"), place(dossier, "evidence/")
    shared = {"grantee": f"account:{world.people['desk'].id}", "reason": "Xin ý kiến.", "until": f"{until:%d/%m/%Y}"}
    absent = Appointment.objects.get(account_id=world.people["appraiser"].id).id
    deputy = {"appointment": absent, "deputy": world.people["head"].id, "until": shared["until"], "reason": "Nghỉ ốm"}
    raw = {"cause": "law_changed", "text": "Luật mới", "grace_until": "31/12/2099", "sure": "1"}

    def of(name: str, sent: dict[str, Any], *arguments: Any, back: str = "") -> Decision:
        where = reverse(f"operator:{name}", args=arguments)
        return Decision(operator, where, sent, reverse(f"operator:{back}", args=arguments[:1]) if back else where)

    position = {"unit": "DDBD-MC", "role": "head", "title": "Trưởng bộ phận"}
    officials.appoint(people.OPERATOR, leaving.id, officials.Position("DDBD-MC", Role.HEAD, Text(vi="Trưởng bộ phận")))
    proposed = str(proposals.proposals(people.OPERATOR, leaving.id)[0].id)
    number = str(lifecycle.suspensions(people.OPERATOR, appealed=True)[0].id)
    return {
        "officer:deputies": Decision(head, reverse("officer:deputies"), deputy, reverse("officer:deputies")),
        "officer:evidence": Decision(head, evidence, {"purpose": "Công văn 12/TA-HC"}, evidence),
        "officer:sharing": Decision(head, sharing, shared, sharing),
        "officer:share_end": Decision(head, f"{sharing}{grant}/end/", {}, sharing),
        "operator:registration": of("registration", {"act": "return", "remark.name": "Giấy mờ"}, waiting),
        "operator:change": of("change", {"act": "return", "remark.name": "Giấy mờ"}, changed),
        "operator:erasures": of("erasures", {"code": closed.code, "rule": BY["rule"], "order": BY["order"]}),
        "operator:proposals": of("proposals", {"act": "refuse", "proposal": proposed, "reason": "Chưa có quyết định"}),
        "operator:appeals": of("appeals", {"act": "uphold", "suspension": number, "reason": "Đã kiểm tra lại"}),
        "operator:demand_new": of("demand_new", raw),
        "operator:demand": of("demand", {"reason": "Gửi nhầm"}, demanded.batch),
        "operator:trouble": of("trouble", {"act": "password"}, holder.id),
        "operator:settings": of("settings", {"key": "authority.grant.days", "value": "20", "reason": "Ngắn hơn"}),
        "operator:person_new": of("person_new", {**position, "name": "Lê Mới", "username": "le.moi",
                                                 "email": "le.moi@monre.example"}),
        "operator:person_link": of("person_link", {}, pending, back="person"),
        "operator:person_deputies": of("person_deputies", deputy, world.people["appraiser"].id),
        "operator:person_directory": of("person_directory", {MINISTRY: "cb.motcua"}, desk.id),
        "operator:person_end_withdraw": of("person_end_withdraw", {}, leaving.id, back="person"),
        "operator:appointment_new": of("appointment_new", position, desk.id, back="person"),
        "operator:appointment_title": of(
            "appointment_title", {"right_title": "Chuyên viên chính", "corrected": held}, desk.id, held, back="person"
        ),
        "operator:appointment_end": of(
            "appointment_end", {"reason": "Điều chuyển", "at_once": "1", "appointment": held}, desk.id, held,
            back="person",
        ),
    }  # fmt: skip


def test_no_decision_about_accounts_positions_readers_or_settings_is_made_on_an_old_proof(
    surveying: World, identity: Providers
) -> None:
    known = decisions(surveying)
    for name, one in known.items():
        assert one.decides(), f"{name} decides nothing with a fresh proof"
    for client in {id(one.client): one.client for one in known.values()}.values():
        later(client, 61)
    for name, one in known.items():
        assert not one.decides(), name
        with taken_back():
            answer = one.client.post(one.where, one.sent)
            assert answer.headers["Location"] == f"{AGAIN}?next={one.back}", name
            asked = one.client.get(answer.headers["Location"], follow=True)
            said = element(asked, "weighty")
            assert "Việc sẽ làm" in said and ("Về" in said or name in ABOUT_ALL), (name, said)
            shown = one.client.get(one.back)
            assert shown.status_code == 200, name
            text = shown.content.decode()
            lost = [said for key, said in one.sent.items() if key in KEPT_WORDS and str(said) not in text]
            assert not lost, (name, lost)


def test_every_route_of_officials_that_takes_posts_is_weighed(surveying: World, identity: Providers) -> None:
    client = officer_browser(surveying.people["desk"])
    taking = set()
    for route in routes():
        if route.door is None or route.door.kind != "officer":
            continue
        arguments = {name: SAMPLES.get(name, str(uuid4())) for name in route.arguments}
        allowed = client.generic("TRACE", reverse(route.name, kwargs=arguments)).headers.get("Allow", "")
        taking |= {route.name} if "POST" in allowed else set()
    always = {"operator:person_end"}  # asked whatever the sign-in was
    assert taking == {*decisions(surveying), *LIGHT, *always}


def test_every_page_that_asks_anew_says_what_for() -> None:
    always = {route.name for route in routes() if route.proves_anew}
    assert len(always) > 8
    assert always <= set(NAMED)
