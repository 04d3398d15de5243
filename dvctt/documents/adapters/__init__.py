"""Ways to the outside: scanners, signers, time stamps."""
