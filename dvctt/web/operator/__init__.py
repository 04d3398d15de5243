"""Pages of the operator, under /operator/."""
