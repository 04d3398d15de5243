"""What one official proposes and another confirms: whatever makes somebody a decider, or moves a guard."""

from dvctt.accounts.proposals.four_eyes import (
    AnsweredView,
    ProposalView,
    answered_proposals,
    proposals,
    proposals_waiting_for,
)

__all__ = ["AnsweredView", "ProposalView", "answered_proposals", "proposals", "proposals_waiting_for"]
