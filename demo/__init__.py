"""The demonstration: everything on one machine, with made-up people and the dossiers that they filed.

It uses the product as people and machines outside do, or by the doors of its packages; the product knows nothing of
it. A deployment that serves the public runs without this folder.
"""
