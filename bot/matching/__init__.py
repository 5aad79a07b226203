"""From a question to ranked entries, with the reasons."""
