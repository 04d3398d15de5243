"""A demonstration public-key infrastructure: certificates made on this machine, with OCSP, CRLs and a time-stamping authority.

Nothing here is part of the product: it stands in for the licensed certification authorities, and for the tool with
which a person signs. Run it as `python -m examples.pki --help`.
"""
