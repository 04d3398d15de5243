"""Article 11: processing."""

import pytest

from dvctt.casework.models import Dossier, Paper
from tests.circular.conftest import CONFIRMED, Story


@pytest.mark.circular("11.1")
def test_11_1_the_agency_answers_whether_a_dossier_is_complete(story: Story) -> None:
    """What is lacking is asked for, by page and mail, and supplemented; what is complete gets its receipt."""
    story.submitted()
    dossier = Dossier.objects.get(pk=story.dossier)
    component = story.world.answers["given"][0]
    story.act("desk", "take_at_reception")
    story.ask_for_amendment(component, "desk", "request_amendment_at_reception")
    assert Dossier.objects.get(pk=dossier.pk).state == "amendment_at_reception"
    letter = story.letters()[0]
    assert str(dossier.code) in letter
    assert "Bản chụp mờ" in story.page("applicant", "amendment/")
    story.hand_in(component, "bản rõ")
    story.act("applicant", "answer_amendment_at_reception", **CONFIRMED)
    assert Dossier.objects.get(pk=dossier.pk).state == "submitted"

    story.act("desk", "accept")
    assert Paper.objects.get(dossier=dossier, name="receipt").document_id is not None
    printed = [story.printed(file) for file in story.downloads("applicant", story.address("applicant"))]
    assert any("HẸN TRẢ KẾT QUẢ" in text.upper() for text in printed)
    assert len(story.letters()) >= 4


@pytest.mark.circular("11.1")
def test_11_1_what_may_not_be_taken_is_refused_with_its_reason(story: Story) -> None:
    """A refusal states its ground on the page, in the mail and in a sealed notice."""
    story.submitted()
    story.act("desk", "refuse", grounds="wrong_procedure", reason="Thuộc thủ tục cấp tỉnh.", basis="Điều 33")
    assert "Thuộc thủ tục cấp tỉnh." in story.page("applicant")
    printed = [story.printed(file) for file in story.downloads("applicant", story.address("applicant"))]
    assert any("Thuộc thủ tục cấp tỉnh." in text for text in printed)
    assert any(str(Dossier.objects.get(pk=story.dossier).code) in letter for letter in story.letters()[:1])


@pytest.mark.circular("11.2")
def test_11_2_a_complete_dossier_is_appraised_and_its_result_told(story: Story) -> None:
    """Accepted, appraised, recommended, approved; status on the page and the result by mail when it is handed over."""
    story.decided()
    dossier = Dossier.objects.get(pk=story.dossier)
    before = len(story.letters())
    story.act("clerk", "number_and_seal")
    story.act("clerk", "publish")
    letters = story.letters()
    assert len(letters) > before
    assert str(dossier.code) in letters[0]
    assert Dossier.objects.get(pk=dossier.pk).state == "returned"
    assert Paper.objects.get(dossier=dossier, name="licence").number in story.page("applicant")
