"""One's own account: who one is, language, security, whom one acts for."""
