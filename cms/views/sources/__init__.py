"""From article to draft course: the library of sources, plans, sentences to check, what changed."""
