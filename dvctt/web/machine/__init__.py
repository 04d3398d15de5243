"""What other machines ask of us, under /machine/; see docs/reference/machine-endpoints.yaml."""
