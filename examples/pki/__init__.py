"""A demonstration public-key infrastructure, made on this machine: certificates, OCSP, CRLs, time stamps.

Nothing here is part of the product: it stands in for the licensed certification authorities, and for the tool with
which a person signs. Run it as `python -m examples.pki --help`.
"""
