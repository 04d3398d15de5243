"""What stands between the package and a signing key or a time-stamping authority."""
