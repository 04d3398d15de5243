"""The files that the web serves: what pages use, small enough for a slow line."""

from pathlib import PurePath

from django.contrib.staticfiles.finders import get_finders

MOST_BYTES = 2_000_000
FONTS = {".otf", ".ttc", ".ttf", ".woff", ".woff2"}


def test_fonts_of_documents_are_not_served() -> None:
    sizes = {name: storage.size(name) for finder in get_finders() for name, storage in finder.list([])}
    assert {PurePath(name).suffix for name in sizes} & FONTS == {".woff2"}
    assert sum(sizes.values()) < MOST_BYTES
