"""Questions in and out: upload, report, drafts; selection, report, file."""
