"""QTI 2.1 and 3.0 in one vocabulary, that of 2.1; ``vocabulary`` translates. ``classic`` reads QTI 1.2."""
