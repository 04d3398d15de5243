"""What the product asks of other systems goes to the address that was named: nothing follows a redirect."""

import re

import pytest

from tests.structure.test_doors import SOURCE, sources

# Clients that follow by themselves, or are told to.
FOLLOWS = re.compile(
    r"follow_redirects=True|\bHTTPTimeStamper\b|\bRequestsFetcherBackend\(|\burlopen\(|^import requests", re.MULTILINE
)


@pytest.mark.parametrize("line", ["httpx.get(url, follow_redirects=True)", "HTTPTimeStamper(url)", "import requests"])
def test_what_follows_is_found(line: str) -> None:
    assert FOLLOWS.search(f"import httpx\n{line}\n")


def test_no_client_follows_a_redirect() -> None:
    found = {str(path.relative_to(SOURCE)) for path in sources() if FOLLOWS.search(path.read_text(encoding="utf-8"))}
    assert found == set()
