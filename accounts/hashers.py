"""How passwords are kept."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class FrugalArgon2PasswordHasher(Argon2PasswordHasher):
    """Argon2id at OWASP's recommended cost (19 MiB, two passes, one lane): strong, and a sign-in stays cheap."""

    time_cost = 2
    memory_cost = 19_456
    parallelism = 1
