"""The editor's loop: what was missed becomes a reviewed line of YAML, and nothing gets worse on the way."""
