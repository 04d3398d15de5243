"""An applicant's list says of each date what it is the end of."""

import pytest

from dvctt.casework import api as casework
from tests.fixtures_casework import World
from tests.web.walking import browser, valid


@pytest.mark.circular("13.1.d")
def test_the_date_of_a_dossier_not_yet_accepted_is_that_of_the_answer_on_reception(water: World) -> None:
    dossier, applicant = water.submitted(), water.people["applicant"]
    clocks = water.people["desk"], dossier
    for step in ("reception", "processing"):
        (running,) = [one for one in casework.dossier_page(*clocks).clocks if one.state == "running"]
        assert running.name == step
        # Once accepted it waits for the fee, and stands among what needs the applicant.
        for where in ("/me/", "/me/dossiers/") if step == "reception" else ("/me/dossiers/",):
            text = valid(browser(applicant).get(where))
            assert f'<span class="sub">{running.label.vi}</span>' in text and "Hẹn trả kết quả" not in text
        if step == "reception":
            water.act("desk", dossier, "accept")
