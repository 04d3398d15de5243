"""What an applicant works on before it is filed: answers, files, the declaration."""
