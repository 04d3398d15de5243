"""What the product supplies to every bundle: facts for conditions."""

FACTS = frozenset({"form_valid", "components_complete", "declaration_ready", "authority_confirmed"})
