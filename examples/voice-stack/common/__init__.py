"""What every agent of the stack shares."""
