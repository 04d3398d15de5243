"""Pages of who acts for whom: members and their limits, invitations, another filer for a dossier."""
