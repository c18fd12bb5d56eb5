"""A customer's mail, word, answer to a survey and button on a page, on their way into her case."""
