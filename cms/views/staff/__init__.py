"""Screens of the Assessment menu: attempts, marking, regrading, accommodations. Each door asks for its permission."""
