"""What can be said of the signatures of a PDF, worked out in the sandbox: no file, no connection, no Django."""
