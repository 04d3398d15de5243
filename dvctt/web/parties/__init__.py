"""Pages of who acts for whom: members and their limits, invitations."""
