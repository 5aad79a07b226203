"""From a folder of YAML to a checked, immutable knowledge base."""
