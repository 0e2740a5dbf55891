#!/usr/bin/env bash
# Writes the locked requirements from pyproject.toml, or checks that they are still what it would write.
set -euo pipefail
cd "$(dirname "$0")/.."

compile() {  # compile FILE ARGUMENT…
  local file=$1
  shift
  .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
    --no-emit-index-url --no-emit-find-links --system-certs "$@" --output-file "$file" >/dev/null
}

lock_into() {  # lock_into FOLDER: keeps the versions that are already there and still fit
  compile "$1/run.txt" pyproject.toml
  compile "$1/build.txt" --group build
  compile "$1/dev.txt" pyproject.toml --group dev
}

case ${1:-check} in
  write) lock_into requirements ;;
  check)
    fresh=$(mktemp -d)
    trap 'rm -rf "$fresh"' EXIT
    cp requirements/*.txt "$fresh"
    lock_into "$fresh"
    # A package may gain files, and so hashes, after it was locked: only names and versions count.
    sed -i '/--hash=/d; s/ \\$//' "$fresh"/*.txt
    for file in run build dev; do
      sed '/--hash=/d; s/ \\$//' "requirements/$file.txt" | diff - "$fresh/$file.txt" >&2 || stale=yes
    done
    if [ -n "${stale:-}" ]; then
      echo "requirements/ no longer answers to pyproject.toml. Run: make lock" >&2
      exit 1
    fi
    ;;
  *) echo "usage: tools/lock.sh write|check" >&2; exit 2 ;;
esac
