"""How passwords are kept."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class FrugalArgon2PasswordHasher(Argon2PasswordHasher):
    """Argon2id at OWASP's recommended cost (7 MiB, five passes, one lane): of its choices the cheapest to check.

    Passwords kept at another cost are kept anew at the next sign-in.
    """

    time_cost = 5
    memory_cost = 7_168
    parallelism = 1
