"""Numbers, and the commands that made them."""
