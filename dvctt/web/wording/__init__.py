"""Words in the reader's language: sentences of codes, texts of the data, names of people, roles and units."""
