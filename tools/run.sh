#!/usr/bin/env bash
# Sets up, builds the demonstration organisation when the instance is empty, and serves it.
set -euo pipefail
cd "$(dirname "$0")/.."

host=${HOST:-127.0.0.1} port=${PORT:-8000}
bash tools/setup.sh run
.venv/bin/lms serve --host "$host" --port "$port" --check # before the long work
case $host in
  # Certificates carry the address from which they can be verified.
  127.0.0.1 | localhost) export LMS_BASE_URL=${LMS_BASE_URL:-http://$host:$port} ;;
esac
.venv/bin/lms demo --if-empty
exec .venv/bin/lms serve --host "$host" --port "$port"
