"""People, organisations, official accounts and their authority."""
