"""Article 9: declaring and submitting."""

import pytest
from django.test import Client

from dvctt.casework.models import Dossier
from tests.circular.conftest import CONFIRMED, Story


@pytest.mark.circular("9.1")
def test_9_1_who_is_signed_in_declares_submits_and_amends(story: Story) -> None:
    """A draft is completed and sent through pages and supplemented when asked; a stranger has to sign in."""
    story.complete()
    assert Dossier.objects.get(pk=story.dossier).submitted_at is None
    refused = Client().post(story.address("applicant", "act/submit/"), CONFIRMED)
    assert refused.status_code == 302
    assert "/sign-in" in refused.headers["Location"] or "next=" in refused.headers["Location"]
    incomplete = story.post("applicant", "submit")
    assert incomplete.status_code == 422
    story.act("applicant", "submit", **CONFIRMED)
    dossier = Dossier.objects.get(pk=story.dossier)
    assert dossier.submitted_at is not None
    assert story.page("desk").count(str(dossier.code)) >= 1

    story.act("desk", "accept")
    story.act("appraiser", "take")
    component = story.world.answers["given"][0]
    story.ask_for_amendment(component)
    asked = story.page("applicant", "amendment/")
    assert "Bản chụp mờ, không đọc được." in asked
    story.hand_in(component, "bản rõ")
    story.act("applicant", "answer_amendment", **CONFIRMED)
    assert Dossier.objects.get(pk=story.dossier).state == "appraisal"
