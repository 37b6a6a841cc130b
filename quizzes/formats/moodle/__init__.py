"""Moodle XML: ``reading`` and ``writing``; ``embedded`` knows the answers inside a text."""
