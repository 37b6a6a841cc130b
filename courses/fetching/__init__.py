"""Getting a page from the web for somebody who may name any address: what is reached is public, or nothing is."""

from courses.fetching.visits import Page, Visitor

__all__ = ["Page", "Visitor"]
