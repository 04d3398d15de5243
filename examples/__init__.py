"""Counterparts of the product: small real servers and tools that the demonstration and the tests talk to."""
