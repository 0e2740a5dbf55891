#!/usr/bin/env bash
# Sets up, builds the demonstration organisation when the instance is empty, and serves it.
set -euo pipefail
cd "$(dirname "$0")/.."

bash tools/setup.sh run
.venv/bin/lms serve --host "$HOST" --port "$PORT" --check
if .venv/bin/lms doctor --is-empty; then
  .venv/bin/lms demo
fi
exec .venv/bin/lms serve --host "$HOST" --port "$PORT"
