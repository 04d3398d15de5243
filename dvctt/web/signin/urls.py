"""Addresses of sign-in; their names are those by which allauth finds its own views."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from django.urls import URLPattern, URLResolver, path

from dvctt.web.doors import public, signing_in
from dvctt.web.signin import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("sign-in/", public(account.login), name="account_login"),
    path("sign-in/code/", public(mfa.authenticate), name="mfa_authenticate"),
    path("sign-in/inactive/", public(account.account_inactive), name="account_inactive"),
    path("sign-in/again/", signing_in(account.reauthenticate), name="account_reauthenticate"),
    path("sign-in/again/code/", signing_in(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("sign-out/", public(account.logout), name="account_logout"),
    path("security/", signing_in(mfa.index), name="mfa_index"),
    path("security/code/", signing_in(totp.activate_totp), name="mfa_activate_totp"),
    path("security/code/off/", views.second_factor_off, name="mfa_deactivate_totp"),
    path("security/recovery/", signing_in(recovery.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("security/recovery/new/", signing_in(recovery.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path("security/password/", signing_in(account.password_change), name="account_change_password"),
]
