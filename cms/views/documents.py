"""Documents in parts: players ask for the piece of a film that they need, and some play nothing without."""

import re
from collections.abc import Iterator
from typing import IO, cast

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe
from wagtail.documents.views.serve import serve as serve_whole

ASKED = re.compile(r"bytes=(\d*)-(\d*)$")
CHUNK = 64 * 1024
KEPT = ("Content-Type", "Content-Disposition", "Content-Security-Policy", "X-Content-Type-Options", "ETag")


@require_safe
def serve(request: HttpRequest, document_id: str, document_filename: str) -> HttpResponseBase:
    """As Wagtail serves it, restrictions of its collection included; a part of it when one is asked for."""
    whole: HttpResponseBase = serve_whole(request, document_id, document_filename)
    if not isinstance(whole, FileResponse) or whole.status_code != 200:
        return whole
    whole["Accept-Ranges"] = "bytes"
    if whole.get("Content-Encoding") == "None":  # Wagtail writes the word where there is no encoding
        del whole["Content-Encoding"]
    size = int(whole["Content-Length"])
    span = asked_span(request.headers.get("Range", ""), size) if request.method == "GET" else None
    is_same = request.headers.get("If-Range", whole.get("ETag")) == whole.get("ETag")
    return whole if span is None or not is_same else _part(whole, span, size)


def asked_span(header: str, size: int) -> range | None:
    """The bytes that a Range header asks for: empty when there are none, None when it asks for no one piece."""
    match = ASKED.match(header)
    if match is None or match[0] == "bytes=-":
        return None
    first, last = match[1], match[2]
    if not first:
        return range(max(0, size - int(last)), size)
    if last and int(last) < int(first):
        return None
    return range(int(first), min(int(last) + 1 if last else size, size))


def _part(whole: FileResponse, span: range, size: int) -> HttpResponseBase:
    if not span:
        whole.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    kept = {name: whole[name] for name in KEPT if name in whole}
    file = cast(IO[bytes], whole.file_to_stream)
    place = {"Content-Range": f"bytes {span.start}-{span.stop - 1}/{size}", "Content-Length": str(len(span))}
    response = StreamingHttpResponse(_read(file, span), status=206, headers=kept | place)
    response["Accept-Ranges"] = "bytes"
    return response


def _read(file: IO[bytes], span: range) -> Iterator[bytes]:
    with file:
        file.seek(span.start)
        for start in range(span.start, span.stop, CHUNK):
            yield file.read(min(CHUNK, span.stop - start))
