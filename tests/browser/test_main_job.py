from tests.browser.looking import look
from tests.browser.people import Town


def test_home(town: Town) -> None:
    page = town.visitor()
    page.goto("/")
    look(page)
    page.goto("/procedures/?q=do dac")
    look(page)
