#!/usr/bin/env bash
# Makes .venv from the locked requirements and brings the system libraries.
#   tools/setup.sh run    what serving needs
#   tools/setup.sh dev    the same, and what working on the code needs
#   tools/setup.sh test   dev, and the programs that only tests call
# A stamp in .venv remembers what it was made from, so that a second run takes a moment.
set -euo pipefail
cd "$(dirname "$0")/.."
. tools/politely.sh

level=${1:-dev}
stamp=.venv/.paraph-stamp

locks_of() {
  case $1 in
    run) echo requirements/run.txt requirements/build.txt ;;
    dev) echo requirements/dev.txt ;;
  esac
}

# What an environment of this kind is made from, and where: its scripts hold its absolute path.
fingerprint() {
  pwd -P
  .venv/bin/python -c 'import sys; print(sys.version)'
  # shellcheck disable=SC2046  # the file names hold no blanks and are meant to be split
  cat $(locks_of "$1") pyproject.toml hatch_build.py | sha256sum
  echo "$1"
}

# Is .venv an environment of its own, made in this place, that runs?
environment_works() {
  [ "$(head -n 1 "$stamp" 2>/dev/null)" = "$(pwd -P)" ] &&
    [ "$(.venv/bin/python -c 'import os, sys; print(os.path.realpath(sys.prefix))' 2>/dev/null)" = "$(pwd -P)/.venv" ] &&
    .venv/bin/python -m pip --version >/dev/null 2>&1
}

up_to_date() {
  [ -x .venv/bin/lms ] && [ "$(cat "$stamp" 2>/dev/null)" = "$(fingerprint "$1" 2>/dev/null)" ]
}

make_environment() {
  local python version
  python=$(bash tools/python.sh)
  version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
  echo "Making .venv with Python $version ($python)" >&2
  rm -rf .venv
  # Debian ships Python without ensurepip until python3-venv is installed.
  if "$python" -c 'import ensurepip, venv' 2>/dev/null || bring "venv for Python $version" "python$version-venv"; then
    "$python" -m venv .venv
  elif "$python" -m pip --python "$python" --version >/dev/null 2>&1; then
    echo "Going on with the pip that is there." >&2
    "$python" -m venv --without-pip .venv
    "$python" -m pip --python .venv/bin/python install --quiet --disable-pip-version-check pip
  else
    echo "Without it no environment can be made." >&2
    return 1
  fi
}

install_packages() {
  local lock arguments=()
  for lock in $(locks_of "$1"); do arguments+=(--requirement "$lock"); done
  echo "Installing the locked packages (a minute the first time)" >&2
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input --require-hashes "${arguments[@]}"
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input --no-deps --no-build-isolation \
    --editable .
}

case $level in
  run) if [ "$(tail -n 1 "$stamp" 2>/dev/null)" = dev ]; then kind=dev; else kind=run; fi ;; # dev serves too
  dev | test) kind=dev ;;
  *) echo "usage: tools/setup.sh run|dev|test" >&2; exit 2 ;;
esac
if ! up_to_date $kind; then
  environment_works || make_environment
  install_packages $kind
  fingerprint $kind >"$stamp"
fi
for texts in lms/translations/*/LC_MESSAGES/*.po; do
  if [ "$texts" -nt "${texts%.po}.mo" ]; then
    .venv/bin/pybabel --quiet compile --input-file "$texts" --output-file "${texts%.po}.mo"
  fi
done
bash tools/libraries.sh "$level"
