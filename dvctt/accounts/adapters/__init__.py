"""What connects accounts to sign-in by others."""
