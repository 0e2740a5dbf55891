#!/usr/bin/env bash
# Collects the texts of Python and templates, merges them into the French catalogue, and compiles it.
set -euo pipefail
cd "$(dirname "$0")/.."

texts=$(mktemp)
trap 'rm -f "$texts"' EXIT
.venv/bin/pybabel --quiet extract --mapping tools/babel.cfg --keyword lazy_gettext --keyword _l --no-location \
  --sort-output --output "$texts" .
.venv/bin/pybabel --quiet update --input-file "$texts" --output-dir lms/translations --no-fuzzy-matching --no-wrap
.venv/bin/pybabel --quiet compile --directory lms/translations
untranslated=$(.venv/bin/python - <<'PYTHON'
from pathlib import Path
from babel.messages.pofile import read_po

for path in Path("lms/translations").glob("*/LC_MESSAGES/*.po"):
    with path.open("rb") as file:
        for message in read_po(file):
            if message.id and not message.string:
                print(f"{path}: {message.id!r}")
PYTHON
)
if [ -n "$untranslated" ]; then
  echo "Still to be translated:" >&2
  echo "$untranslated" >&2
  exit 1
fi
