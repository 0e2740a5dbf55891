# Sourced. Brings Debian or Ubuntu packages without surprising anybody: whoever calls has probed first,
# the apt line is printed before it runs, and nobody is asked for a password.

# Could apt install this package as its lists stand? (A fresh machine or container has empty lists.)
known_to_apt() {
  LC_ALL=C apt-cache policy "$1" 2>/dev/null | grep -q 'Candidate: [^(]'
}

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

may_install() {
  command -v apt-get >/dev/null || return 1
  [ "$(id -u)" = 0 ] || { command -v sudo >/dev/null && sudo -n true 2>/dev/null; }
}

# bring WHY PACKAGE…  Installs the packages, or prints the one line to type. Succeeds only when it installed.
bring() {
  local why=$1
  shift
  if ! may_install; then
    echo "Missing: $why. Type this once:" >&2
    echo "    sudo apt-get install --no-install-recommends $*" >&2
    return 1
  fi
  local package
  for package in "$@"; do
    known_to_apt "$package" && continue
    as_root apt-get update -qq </dev/null >&2 || true
    break
  done
  echo "Missing: $why. Running: apt-get install --no-install-recommends $*" >&2
  # Through env, because sudo drops the environment.
  as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -qq --yes --no-install-recommends "$@" </dev/null >/dev/null
}
