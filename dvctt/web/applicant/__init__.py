"""Pages of applicants, under /me/."""
