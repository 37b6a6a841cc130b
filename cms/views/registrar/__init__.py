"""Screens of the Certificates menu: the register, eligibility, batches, requests. Each door asks for its permission."""
