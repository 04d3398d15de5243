"""What somebody wrote in lines is read in lines, wherever it is shown."""

import re
from datetime import timedelta

from dvctt.kernel import clock
from tests.fixtures_casework import World
from tests.web.officers import officer_browser, place
from tests.web.walking import address, browser, valid

REASON, OF_FIELD, OF_PAPER = "Một.\nHai.", "Ba.\nBốn.", "Năm.\nSáu."


def holders(text: str, said: str) -> list[str]:
    """The tags in which the words stand, each as it opens."""
    before = [text[: found.start()] for found in re.finditer(re.escape(said), text)]
    return [re.findall(r"<(?:p|li|td|dd|div|textarea|blockquote)\b[^>]*>", one)[-1] for one in before]


def test_a_request_in_lines_is_read_in_lines(surveying: World) -> None:
    dossier = surveying.in_appraisal()
    items = [{"kind": "field", "target": "website", "wrong": OF_FIELD},
             {"kind": "component", "target": "hop_dong_phu_trach", "wrong": OF_PAPER}]  # fmt: skip
    by = (clock.today() + timedelta(days=10)).isoformat()
    surveying.act("appraiser", dossier, "request_amendment", {"reason": REASON, "answer_by": by, "items": items})
    officer, applicant = officer_browser(surveying.people["appraiser"]), browser(surveying.people["applicant"])
    pages = {
        place(dossier): (officer, {REASON, OF_FIELD, OF_PAPER}),
        address(dossier, "amendment/"): (applicant, {REASON, OF_FIELD, OF_PAPER}),
        address(dossier, "papers/"): (applicant, {OF_PAPER}),
        address(dossier, "form/to_chuc/"): (applicant, {OF_FIELD}),
    }
    for where, (client, said) in pages.items():
        text = valid(client.get(where))
        for words in said:
            found = holders(text, words)
            assert found and all("lines" in one or "<textarea" in one for one in found), (where, words, found)
