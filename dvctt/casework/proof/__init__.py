"""That a dossier is what was recorded of it."""

from dvctt.casework.proof.differences import DIFFERENCES
from dvctt.casework.proof.dossier_proof import DossierProof, Filing, Uncommitted, findings, proof_of
from dvctt.casework.proof.late_commitment import commit_found

__all__ = ["DIFFERENCES", "DossierProof", "Filing", "Uncommitted", "commit_found", "findings", "proof_of"]
