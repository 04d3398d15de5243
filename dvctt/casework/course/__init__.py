"""What runs beside the states of a dossier: clocks, requests to amend, fees, the way of the result."""
