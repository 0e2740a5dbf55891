#!/usr/bin/env bash
# Brings the native libraries that draw certificates; with `test`, also the programs that tests call.
# Never fails: without them Paraph runs, and says on its start page and on /readyz what is missing.
set -euo pipefail
cd "$(dirname "$0")/.."
. tools/politely.sh

level=${1:-run}

# Prints which of the named libraries the loader cannot open.
unloadable() {
  .venv/bin/python - "$@" <<'PYTHON'
import ctypes
import sys

for name in sys.argv[1:]:
    try:
        ctypes.CDLL(name)
    except OSError:
        print(name)
PYTHON
}

missing=$(unloadable libgobject-2.0.so.0 libpango-1.0.so.0 libpangoft2-1.0.so.0 libharfbuzz.so.0 libfontconfig.so.1 \
  libharfbuzz-subset.so.0)
if [ -n "$missing" ] && command -v apt-get >/dev/null; then
  # Pango brings GObject, HarfBuzz and fontconfig with it. Ubuntu 22.04 has no package of the subsetter, and does without.
  packages=()
  if [ "$missing" != libharfbuzz-subset.so.0 ]; then packages+=(libpango-1.0-0 libpangoft2-1.0-0); fi
  if [ "$(. /etc/os-release && echo "${VERSION_ID:-}")" != 22.04 ]; then packages+=(libharfbuzz-subset0); fi
  if [ ${#packages[@]} -gt 0 ]; then
    bring "the libraries that draw certificates" "${packages[@]}" || echo "Going on; certificates wait until then." >&2
  fi
elif [ -n "$missing" ]; then
  echo "Missing, to draw certificates: Pango, HarfBuzz and fontconfig. Install them with your package manager." >&2
fi

[ "$level" = test ] || exit 0

programs=()
command -v pdftotext >/dev/null || programs+=(poppler-utils)
command -v qpdf >/dev/null || programs+=(qpdf)
command -v openssl >/dev/null || programs+=(openssl)
# Preflight, which judges archives, and what it needs of Java
[ -e /usr/share/java/preflight.jar ] || programs+=(libpdfbox2-java libactivation-java libjaxb-api-java libcommons-io-java)
command -v java >/dev/null || programs+=(default-jre-headless)
command -v certutil >/dev/null || programs+=(libnss3-tools)
command -v node >/dev/null || programs+=(nodejs)
# Go's own implementation of signed notes and proofs
[ -d /usr/share/gocode/src/golang.org/x/mod ] || programs+=(golang-go golang-golang-x-mod-dev)
command -v zbarimg >/dev/null || programs+=(zbar-tools)
command -v strace >/dev/null || programs+=(strace)
is_ubuntu=$(. /etc/os-release 2>/dev/null && [ "${ID:-}" = ubuntu ] && echo yes || true)
# On Ubuntu chromium is a snap, which a test cannot drive; Playwright brings its own there.
if ! command -v chromium >/dev/null && [ -z "$is_ubuntu" ]; then programs+=(chromium); fi
if [ ${#programs[@]} -gt 0 ]; then
  bring "programs that tests call" "${programs[@]}" || echo "Going on; tests that need them are skipped." >&2
fi
if [ -n "$is_ubuntu" ]; then
  with_deps=$(may_install && echo --with-deps || true)
  # shellcheck disable=SC2086
  .venv/bin/playwright install $with_deps chromium >&2 || echo "Going on; browser tests are skipped." >&2
fi
