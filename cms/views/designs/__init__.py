"""How certificates look: designs that a registrar fills in."""
