"""Signing in by identity providers, in a browser that enforces our content security policy."""

from playwright.sync_api import Page, expect
from pytest_django import Settings

from dvctt.accounts import officials, signin
from dvctt.kernel import Role, system
from tests.accounts.people import organisation
from tests.browser.looking import look
from tests.browser.people import Town
from tests.fixtures_identity import CITIZENS, MINISTRY, Providers


def test_an_applicant_and_an_officer_sign_in_by_a_provider(
    town: Town, providers: Providers, settings: Settings
) -> None:
    providers.know(CITIZENS, "binh", name="Trần Văn Bình", citizen_id="001080004567", acr="loa2")
    page = town.sign_in(town.applicant(organisation(email="binh@nuocsach.example")))
    page.goto("/security/identities/")
    look(page)
    page.get_by_role("button", name="Liên kết Định danh điện tử").click()
    page.get_by_role("button", name="Trần Văn Bình").click()
    expect(page.get_by_role("main")).to_contain_text("Từ nay đăng nhập được bằng Định danh điện tử")
    look(page)

    page = town.visitor()
    by_provider(page, "Định danh điện tử", "Trần Văn Bình")
    page.wait_for_url("**/me/")

    settings.IDENTITY_PROVIDERS = str(providers.deployment())
    username = town.official("hung.tnn", Role.APPRAISER, "TNN-CP", "Chuyên viên")
    providers.know(MINISTRY, "u-7", name="Trần Quốc Hùng", preferred_username="cb.hung", amr=("mfa",))
    page = town.visitor(script=False)
    by_provider(page, "Đăng nhập của Bộ", "Trần Quốc Hùng")
    page.wait_for_url("**/sign-in/identity/")
    expect(page.get_by_role("main")).to_contain_text("chưa có tài khoản công vụ nào")
    officials.set_directory_name(system("data"), signin.account_named(username).id, MINISTRY, "cb.hung")
    by_provider(page, "Đăng nhập của Bộ", "Trần Quốc Hùng")
    page.wait_for_url("**/officer/")


def test_the_pages_of_a_stranger_and_of_a_refusal(town: Town, providers: Providers) -> None:
    providers.know(CITIZENS, "ai", name="Lê Văn Ai", citizen_id="001080004999", acr="loa2")
    page = town.visitor()
    by_provider(page, "Định danh điện tử", "Lê Văn Ai", see=True)
    page.wait_for_url("**/sign-in/identity/")
    look(page)
    page.goto("/sign-in/with/e-id/callback/?code=x&state=y")
    expect(page.get_by_role("heading", level=1)).to_have_text("Chưa đăng nhập được")
    look(page)


def by_provider(page: Page, provider: str, person: str, *, see: bool = False) -> None:
    """From the page of sign-in through the provider and back."""
    page.goto("/sign-in/")
    if see:
        look(page)
    page.get_by_role("button", name=f"Đăng nhập bằng {provider}").click()
    page.get_by_role("button", name=person).click()
