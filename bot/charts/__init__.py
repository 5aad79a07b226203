"""Charts of the knowledge base: from facts to a picture and to the same in words."""
