"""Addresses of who acts for whom, under /account/organisations/ and /account/invitations/.

`organisations`, `organisation` (party), `member_invite`, `member_leave` (party), `member_change`, `member_end`
(membership), `invitation_withdraw`, `invitation_mine` (invitation), `authorisation` (document), `invitation` (token).
"""

from django.urls import URLPattern, URLResolver, path

from dvctt.web.parties import invitations, invite, members, membership_changes

OURS = "account/organisations/"

urlpatterns: list[URLPattern | URLResolver] = [
    path(OURS, members.organisations, name="organisations"),
    path(f"{OURS}<uuid:party>/", members.organisation, name="organisation"),
    path(f"{OURS}<uuid:party>/invite/", invite.invite, name="member_invite"),
    path(f"{OURS}<uuid:party>/leave/", membership_changes.leave, name="member_leave"),
    path(f"{OURS}members/<uuid:membership>/", membership_changes.change, name="member_change"),
    path(f"{OURS}members/<uuid:membership>/end/", membership_changes.end, name="member_end"),
    path(f"{OURS}invitations/<uuid:invitation>/", invitations.mine, name="invitation_mine"),
    path(f"{OURS}invitations/<uuid:invitation>/withdraw/", invite.withdraw, name="invitation_withdraw"),
    path(f"{OURS}authorisations/<uuid:authorisation>/", members.authorisation, name="authorisation"),
    path("account/invitations/<str:token>/", invitations.invitation, name="invitation"),
]
