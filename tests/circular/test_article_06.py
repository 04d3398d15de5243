"""Article 6: transactions."""

from collections.abc import Callable
from datetime import datetime, timedelta
from html import unescape

import pytest
from django.test import Client

from dvctt.casework.models import Dossier
from dvctt.catalogue import api as catalogue
from dvctt.kernel import clock
from tests.circular.conftest import Story
from tests.web import walking

STEPS: tuple[Callable[[Story], None], ...] = (
    lambda story: story.act("desk", "accept"),
    lambda story: story.act("appraiser", "take"),
    Story.appraise_for_grant,
    lambda story: story.act("head", "recommend_grant", opinion="Đồng ý."),
    lambda story: story.act("competent", "approve"),
    lambda story: story.act("clerk", "number_and_seal"),
    lambda story: story.act("clerk", "publish"),
)


@pytest.mark.circular("6.4")
def test_6_4_status_and_result_can_be_had_at_any_time(story: Story) -> None:
    """At every stage, on a Sunday night, page and look-up tell the status; at the end the result."""
    story.submitted()
    told = {tell_status(story)}
    for step in STEPS:
        step(story)
        told.add(tell_status(story))
    assert len(told) > 5
    printed = [story.printed(file) for file in story.downloads("applicant", story.address("applicant"))]
    assert any("GIẤY PHÉP" in text.upper() for text in printed)


def tell_status(story: Story) -> str:
    """The status that both pages give, late in the next Sunday's evening, to the owner and to who has the code."""
    dossier = Dossier.objects.get(pk=story.dossier)
    plain = str(catalogue.current(story.world.code).bundle.process.states[dossier.state].plain.vi)
    today = clock.today()
    sunday = today + timedelta(days=6 - today.weekday())
    with clock.travel(datetime(sunday.year, sunday.month, sunday.day, 23, 30, tzinfo=clock.HANOI)):
        own = walking.browser(story.world.people["applicant"]).get(story.address("applicant"))
        looked_up = Client().post("/look-up/", {"code": dossier.code, "digits": "1234"})
    assert plain in unescape(walking.valid(own))
    assert plain in unescape(walking.valid(looked_up))
    assert "Sao Khuê" not in looked_up.content.decode()
    return plain
