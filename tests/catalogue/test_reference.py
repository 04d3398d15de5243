"""The reference page says what the classes say."""

from pathlib import Path

from django.conf import settings

from dvctt.catalogue.reference import reference_markdown


def test_the_page_is_up_to_date() -> None:
    page = Path(settings.ROOT) / "docs" / "reference" / "procedure-bundle.md"
    assert page.read_text(encoding="utf-8") == reference_markdown(), "write it anew: dvctt dev pages"
