"""Files that learners handed in, for those who decide on certificates."""

from uuid import UUID

from django.contrib.auth.decorators import permission_required
from django.http import FileResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from accounts.http import LearnerRequest
from certificates.actions import documents
from certificates.models import Evidence


@require_safe
@permission_required("certificates.change_certificate", raise_exception=True)
@cache_control(private=True, no_store=True)
def evidence(request: LearnerRequest, uuid: UUID) -> HttpResponseBase:
    """As it came; downloaded, never shown inside the editor's own pages."""
    kept = get_object_or_404(Evidence, uuid=uuid)
    opened = documents.store().open(kept.path)
    return FileResponse(opened, as_attachment=True, filename=kept.name, content_type=kept.media_type)
