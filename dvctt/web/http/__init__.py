"""The request on its way in and the answer on its way out: who may pass, what is kept, counted and told."""
