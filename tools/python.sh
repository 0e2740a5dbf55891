#!/usr/bin/env bash
# Prints the path of a Python that can run Paraph (3.11 or newer). PYTHON=… chooses one.
set -euo pipefail

for candidate in ${PYTHON:-python3.13 python3.12 python3.11 python3}; do
  found=$(command -v "$candidate") || continue
  # A version manager may leave a stub for a Python that it will not run: only an answer counts.
  if "$found" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    echo "$found"
    exit 0
  fi
done
echo "Paraph needs Python 3.11 or newer; none was found${PYTHON:+ as $PYTHON}." >&2
echo "On Debian 12 or newer: sudo apt-get install python3" >&2
exit 1
