"""From page to page: what is pressed leads on when the new page has come, not when the press is over."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Locator, Page


@contextmanager
def leads_on(page: Page) -> Iterator[None]:
    """Wait for the page to which what is done inside leads.

    A press may return before the browser has begun to move: a form waits for a save under way, and what is looked for
    or typed in the meantime meets the old page.
    """
    with page.expect_navigation():
        yield


def press(place: Locator) -> None:
    """Press a button or follow a link, and wait for the page to which it leads."""
    with leads_on(place.page):
        place.click()
