"""Questions in rows: ``columns`` for the whole content, ``wide`` for one question a row, ``files`` for CSV and XLSX."""
