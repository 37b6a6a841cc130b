"""Verification codes: 80 random bits and a check symbol, as `XXXX-XXXX-XXXX-XXXX-X`.

The alphabet is Crockford's base32. His own check symbol counts modulo 37 and so needs `*~$=U`, which do
not belong in addresses; modulo 31 fits the alphabet but cannot tell the symbols 0 and 31 apart. Instead
the symbols are numbers of the finite field of 32 elements, and a code is valid when the sum of
symbol x weight is zero, each position weighted by a different power of a primitive element. A changed
symbol changes its product, and two swapped symbols change the sum by the product of two differences,
neither of them zero. So every single error and every swap, adjacent or not, is caught, and the check
symbol stays within the alphabet.
"""

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
RANDOM_BYTES = 10
GROUP = 4
INPUT_LIMIT = 64

_SYMBOLS = RANDOM_BYTES * 8 // 5
_POLYNOMIAL = 0b100101  # x^5 + x^2 + 1 is primitive: the powers of x reach all 31 weights
_ALIASES = str.maketrans("OIL", "011")
_SEPARATORS = dict.fromkeys(map(ord, "-\u2010\u2011\u2012\u2013\u2014\u2212"))


def mint(random_bytes: bytes) -> str:
    if len(random_bytes) != RANDOM_BYTES:
        raise ValueError(f"a code is made of exactly {RANDOM_BYTES} bytes")
    number = int.from_bytes(random_bytes, "big")
    symbols = "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(_SYMBOLS)))
    return _grouped(symbols + _check_symbol(symbols))


def normalise(text: str) -> str | None:
    """The code as it is stored, from whatever a person typed; None when it cannot be a code."""
    if len(text) > INPUT_LIMIT:
        return None
    symbols = "".join(text.translate(_SEPARATORS).split())
    if not symbols.isascii():
        return None
    symbols = symbols.upper().translate(_ALIASES)
    if len(symbols) != _SYMBOLS + 1 or not set(symbols) <= set(ALPHABET):
        return None
    return _grouped(symbols) if _check_symbol(symbols[:-1]) == symbols[-1] else None


def _check_symbol(symbols: str) -> str:
    """Horner's rule; the check symbol itself has weight one."""
    total = 0
    for symbol in symbols:
        total = (total ^ ALPHABET.index(symbol)) << 1
        if total & 32:
            total ^= _POLYNOMIAL
    return ALPHABET[total]


def _grouped(symbols: str) -> str:
    return "-".join(symbols[start : start + GROUP] for start in range(0, len(symbols), GROUP))
