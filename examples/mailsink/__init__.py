"""A mail server that keeps every mail and shows it on a page: where the mail of the demonstration goes."""
