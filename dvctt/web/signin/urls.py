"""Addresses of sign-in; their names are those by which allauth finds its own views."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from django.urls import URLPattern, URLResolver, path

from dvctt.web.http.guards import public, signing_in
from dvctt.web.signin import identities, reauthentication, sessions, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("sign-in/", views.sign_in, name="account_login"),
    path("sign-in/with/<slug:provider>/", identities.leave, name="identity_leave"),
    path("sign-in/with/<slug:provider>/callback/", identities.come_back, name="identity_callback"),
    path("sign-in/identity/", identities.arrived, name="identity_arrived"),
    path("sign-in/identity/link/", identities.link_arrived, name="identity_arrived_link"),
    path("sign-in/code/", views.second_factor, name="mfa_authenticate"),
    path("sign-in/again/", reauthentication.password, name="account_reauthenticate"),
    path("sign-in/again/code/", reauthentication.code, name="mfa_reauthenticate"),
    path("sign-in/again/with/<slug:provider>/", identities.renew, name="identity_renew"),
    path("sign-out/", public(account.logout), name="account_logout"),
    path("security/", signing_in(mfa.index), name="mfa_index"),
    path("security/code/", signing_in(totp.activate_totp), name="mfa_activate_totp"),
    path("security/code/off/", views.second_factor_off, name="mfa_deactivate_totp"),
    path("security/recovery/", signing_in(recovery.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("security/recovery/new/", signing_in(recovery.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path("sign-in/passkey/", views.passkey, name="mfa_login_webauthn"),
    path("sign-in/again/passkey/", reauthentication.passkey, name="mfa_reauthenticate_webauthn"),
    path("security/passkeys/", views.passkeys, name="mfa_list_webauthn"),
    path("security/passkeys/new/", views.passkey_on, name="mfa_add_webauthn"),
    path("security/passkeys/<int:pk>/off/", views.passkey_off, name="mfa_remove_webauthn"),
    path("security/sessions/", sessions.sessions, name="sessions"),
    path("security/sessions/end/", sessions.end, name="session_end"),
    path("security/identities/", identities.identities, name="identities"),
    path("security/identities/with/<slug:provider>/", identities.link, name="identity_link"),
    path("security/identities/<int:identity>/off/", identities.unlink, name="identity_unlink"),
    path("security/password/", signing_in(account.password_change), name="account_change_password"),
]
