"""The square that leads from paper to the verification page."""

from io import BytesIO

import segno

from certificates import wording

# Trying all eight takes four fifths of the time; for addresses that end in a random code this one is the most even.
MASK = 6


def svg(address: str, *, ink: str) -> str:
    """Error level M holds on folded paper; not boosted, so that the modules stay as large as they can.

    Drawn to its edge: the design leaves four modules free on every side.
    """
    code = segno.make_qr(wording.web_address(address, "verify_url"), error="m", boost_error=False, mask=MASK)
    drawing = BytesIO()
    code.save(drawing, kind="svg", xmldecl=False, svgclass=None, lineclass=None, border=0, dark=ink)
    return drawing.getvalue().decode()
