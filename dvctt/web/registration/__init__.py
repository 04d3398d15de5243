"""How one comes to an account: registering, the links of its mails, first access."""
