"""Addresses of one's own account, and of what was lost on the way to it.

`account`, `account_language`, `account_channel` (POST); `lost_password`, `lost_code`, `lost_sent`, and the links of
their mails `password_reset` and `factor_reset` (token); `account_details`, `details_contact`, `details_phone`,
`details_identity`, `details_email` (party), `account_email`, `email_change` (token), `change_withdraw` (change, POST);
`account_demand`; `account_suspend`, `account_inactive`, `account_cancel`, `account_data`.
"""

from django.urls import URLPattern, URLResolver, path

from dvctt.web.account import access_log, cancellation, channel, details, recovery, suspension, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("account/", views.account, name="account"),
    path("account/looks/", access_log.looks, name="account_looks"),
    path("account/language/", views.language, name="account_language"),
    path("account/channel/", channel.channel, name="account_channel"),
    path("account/lost-password/", recovery.lost_password, name="lost_password"),
    path("account/lost-code/", recovery.lost_code, name="lost_code"),
    path("account/lost/sent/", recovery.lost_sent, name="lost_sent"),
    path("account/password/<str:token>/", recovery.password, name="password_reset"),
    path("account/lost-code/<str:token>/", recovery.code, name="factor_reset"),
    path("account/details/", details.overview, name="account_details"),
    path("account/details/<uuid:party>/contact/", details.contact, name="details_contact"),
    path("account/details/<uuid:party>/phone/", details.phone, name="details_phone"),
    path("account/details/<uuid:party>/identity/", details.identity, name="details_identity"),
    path("account/details/<uuid:party>/email/", details.email, name="details_email"),
    path("account/changes/<uuid:change>/withdraw/", cancellation.withdraw_change, name="change_withdraw"),
    path("account/email/", details.email, name="account_email"),
    path("account/email/<str:token>/", details.email_link, name="email_change"),
    path("account/demand/", details.demand, name="account_demand"),
    path("account/suspend/", suspension.suspend, name="account_suspend"),
    path("sign-in/inactive/", suspension.inactive, name="account_inactive"),
    path("account/cancel/", cancellation.cancel, name="account_cancel"),
    path("account/data/", cancellation.data, name="account_data"),
]
