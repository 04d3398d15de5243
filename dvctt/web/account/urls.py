"""Addresses of one's own account, and of what was lost on the way to it.

`account`, `account_language`, `account_channel` (POST); `lost_password`, `lost_code`, `lost_sent`, and the links of their mails
`password_reset` and `factor_reset` (token).
"""

from django.urls import URLPattern, URLResolver, path

from dvctt.web.account import channel, lost, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("account/", views.account, name="account"),
    path("account/language/", views.language, name="account_language"),
    path("account/channel/", channel.channel, name="account_channel"),
    path("account/lost-password/", lost.lost_password, name="lost_password"),
    path("account/lost-code/", lost.lost_code, name="lost_code"),
    path("account/lost/sent/", lost.lost_sent, name="lost_sent"),
    path("account/password/<str:token>/", lost.password, name="password_reset"),
    path("account/lost-code/<str:token>/", lost.code, name="factor_reset"),
]
