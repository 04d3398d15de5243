"""What is made before the product runs: web assets, fonts, the catalogue of texts. No request needs it."""
