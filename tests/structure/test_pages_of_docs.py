"""Pages of docs that are generated stand as they would be generated now."""

from dvctt.ops import compliance


def test_the_compliance_page_says_what_the_tests_say() -> None:
    assert compliance.PAGE.read_text(encoding="utf-8") == compliance.page(), "run dvctt dev pages"
