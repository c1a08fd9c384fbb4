"""Language models small enough to train while the agent starts."""
