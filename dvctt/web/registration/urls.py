"""Addresses of registration; those of links are the ones that the mails name.

`register` (choose), `register_individual`, `register_organisation`, `register_sent`, `register_confirm` (token),
`register_received`, `register_mend` (token), `link_renew` (token), `first_access` (token), and `first_access_short`
(token), which SMS name.
"""

from django.urls import URLPattern, URLResolver, path

from dvctt.web.registration import correction, first_access, register

urlpatterns: list[URLPattern | URLResolver] = [
    path("register/", register.choose, name="register"),
    path("register/individual/", register.individual, name="register_individual"),
    path("register/organisation/", register.organisation, name="register_organisation"),
    path("register/sent/", register.sent, name="register_sent"),
    path("register/received/", register.received, name="register_received"),
    path("register/confirm/<str:token>/", register.confirm, name="register_confirm"),
    path("register/mend/<str:token>/", correction.mend, name="register_mend"),
    path("register/link/<str:token>/", first_access.renew, name="link_renew"),
    path("first-access/<str:token>/", first_access.first_access, name="first_access"),
    path("f/<str:token>", first_access.short, name="first_access_short"),
]
