"""What acts and pages cost beside the raw SQL of the same reads, writes and commits: `python -m bench [DOSSIERS]`."""

import statistics
import sys
import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from bench import ground

if TYPE_CHECKING:
    from django.test import Client

    from tests.fixtures_casework import World

ROUNDS = 40
WARM = 5


def main() -> None:
    """Measure and print the table."""
    total = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with ground.database() as url:
        from bench import server, signing_in
        from tests.fixtures_casework import make_world

        world = make_world("1.000082")
        needed = 2 * ROUNDS + WARM + 1
        drafts, waiting = ground.drafts(world, needed), ground.submitted(world, needed)
        ground.volume(world, total)
        ground.analyse()
        print(f"{total} dossiers, {ROUNDS} rounds; milliseconds\n")
        print(f"{'':34}{'product':^18}{'raw SQL':^18}{'ratio of':>10}{'state-':>9}")
        print(f"{'':34}{'min':>9}{'median':>9}{'min':>9}{'median':>9}{'medians':>10}{'ments':>9}")
        browser, cookie = _officer(world)
        acts(url, world, "submit", "applicant", drafts)
        acts(url, world, "accept", "desk", waiting)
        look_ups(url)
        page(url, "queue page (40 rows)", lambda _: browser.get("/officer/"))
        page(url, "dossier page", lambda _: browser.get(f"/officer/dossiers/{waiting[-1]}/"))
        authority(url, world, waiting[-1])
        _row("sign-in, beside argon2 alone", *signing_in.measured(world))
        print()
        for line in server.report(cookie, ["/officer/", f"/officer/dossiers/{waiting[-1]}/", "/", "/procedures/"]):
            print(line)


def acts(url: str, world: "World", action: str, who: str, dossiers: list[UUID]) -> None:
    """One act on fresh dossiers by `perform`, and its captured statements on others that are as fresh."""
    from bench import raw
    from dvctt.casework.models import AnswerSet, Dossier
    from dvctt.documents.codes import new_code
    from tests.fixtures_casework import CONFIRMED

    payload = CONFIRMED if action == "submit" else {}

    def act(dossier: UUID) -> object:
        return world.act(who, dossier, action, payload, seen=seen, key=f"{action}:{dossier}")

    seen = Dossier.objects.get(pk=dossiers[0]).revision
    for dossier in dossiers[:WARM]:
        act(dossier)
    model, rest = dossiers[WARM], dossiers[WARM + 1 :]
    sets = dict(AnswerSet.objects.filter(dossier__in=dossiers).values_list("dossier_id", "pk"))
    heads, codes_before = raw.heads(), dict(Dossier.objects.values_list("pk", "code"))
    began = time.time()
    said = raw.captured(lambda: act(model))
    born, codes = raw.born_since(said, began), raw.verification_codes(said)
    number = Dossier.objects.get(pk=model).code or "-"
    batches = []
    for place, dossier in enumerate(rest[:ROUNDS]):
        changes = {str(model): str(dossier), model.hex: dossier.hex} | {code: new_code() for code in codes}
        changes[f'"casework_answerset"."id" = {sets[model]}'] = f'"casework_answerset"."id" = {sets[dossier]}'
        changes[number] = codes_before[dossier] or f"{number}/R{place}"
        changes[f'"previous":"{heads.get(str(model), "")}"'] = f'"previous":"{heads.get(str(dossier), "")}"'
        batches.append(raw.renewed(said, born, changes))
    spent = [_timed(partial(act, one)) for one in rest[ROUNDS:]]
    _row(f"act: {action}", spent, raw.replay(url, batches), len(said))


def look_ups(url: str) -> None:
    """A stranger looks up a code on the page, and the statements of that."""
    from django.test import Client

    from dvctt.casework.models import Dossier

    codes = list(Dossier.objects.filter(submitted_at__isnull=False).values_list("code", flat=True)[: ROUNDS + 1])
    client = Client()

    def look(place: int) -> Any:
        # An address and a code may be tried only so often.
        address = f"10.0.{place}.1"
        return client.post("/look-up/", {"code": codes[place], "digits": "1234"}, REMOTE_ADDR=address)

    page(url, "look-up by code", look)


def page(url: str, name: str, ask: Callable[[int], Any]) -> None:
    """A page through Django's test client, and the statements that it makes."""
    from bench import raw

    assert ask(0).status_code == 200
    began = time.time()
    said = raw.captured(lambda: ask(1))
    born = raw.born_since(said, began)
    assert ask(ROUNDS).status_code == 200
    spent = [_timed(partial(ask, place)) for place in range(1, ROUNDS + 1)]
    _row(name, spent, raw.replay(url, [raw.renewed(said, born, {}) for _ in range(ROUNDS)]), len(said))


def authority(url: str, world: "World", dossier: UUID) -> None:
    """What authority alone costs: of a page (who acts, may this dossier be seen), and of each row of a list."""
    from dvctt.accounts import people
    from dvctt.casework.core.scope import access, visible

    desk = world.people["desk"]
    account = people.Account.objects.get(pk=desk.id)

    def of_page(_: int) -> object:
        actor = people.actor_for(account, channel="bench")
        return access(actor, visible(actor).get(pk=dossier))

    def of_rows(_: int) -> object:
        return [access(desk, row) for row in visible(desk).order_by("-submitted_at")[:40]]

    _measured(url, "authority: page", of_page)
    _measured(url, "authority: 40 rows of a list", of_rows)


def _measured(url: str, name: str, ask: Callable[[int], object]) -> None:
    """Something that is only read, and the statements that it makes."""
    from bench import raw

    ask(0)
    said = raw.captured(lambda: ask(1))
    spent = [_timed(partial(ask, place)) for place in range(ROUNDS)]
    _row(name, spent, raw.replay(url, [said for _ in range(ROUNDS)]), len(said))


def _officer(world: "World") -> "tuple[Client, str]":
    """A browser in which the clerk of the desk is signed in, and its cookie."""
    from tests.web.officers import officer_browser

    browser = officer_browser(world.people["desk"])
    return browser, "; ".join(f"{name}={morsel.value}" for name, morsel in browser.cookies.items())


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _row(name: str, product: list[float], raw: list[float], statements: int) -> None:
    figures = [1000 * one for times in (product, raw) for one in (min(times), statistics.median(times))]
    ratio = statistics.median(product) / statistics.median(raw)
    print(f"{name:34}" + "".join(f"{one:9.2f}" for one in figures) + f"{ratio:10.1f}{statements:9}", flush=True)


if __name__ == "__main__":
    main()
