# shellcheck shell=bash
# Debian packages: what the project needs, and a function that installs what is missing.
# To be sourced:  . ops/lib/install.sh; install_missing "${BUILD_PACKAGES[@]}"
set -euo pipefail

# shellcheck disable=SC2034  # used by whoever sources this
BUILD_PACKAGES=(
  g++ cmake ninja-build pkg-config ccache mold git
  protobuf-compiler protobuf-compiler-grpc libprotobuf-dev libgrpc++-dev libabsl-dev
  libpqxx-dev libsodium-dev libssl-dev libicu-dev prometheus-cpp-dev libsqlite3-dev
  coinor-libclp-dev liboath-dev libqrencode-dev libturbojpeg0-dev libzxcvbn-dev
  libcairo2-dev libpango1.0-dev fonts-dejavu-core  # labels, in a font that knows Kazakh
  libchafa-dev libglib2.0-dev  # chafa.pc asks for glib-2.0, its package does not
  nlohmann-json3-dev libcsv-dev libcli11-dev tzdata ca-certificates
  postgresql-15 postgresql-common haproxy libgtest-dev libgmock-dev libz3-dev
)
# shellcheck disable=SC2034
TEST_PACKAGES=(clang-format clang-tidy npm nodejs postgresql-15-pgtap poppler-utils zbar-tools)
# shellcheck disable=SC2034
FUZZ_PACKAGES=(clang-14 libclang-rt-14-dev)

is_installed() {
  # Node often comes from somewhere else than Debian, and Debian's packages would fight with it.
  case $1 in
    nodejs) command -v node >/dev/null && return ;;
    npm) command -v npm >/dev/null && return ;;
  esac
  dpkg-query -W -f '${db:Status-Status}\n' "$1" 2>/dev/null | grep -qx installed
}

as_root() {
  if ((EUID == 0)); then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    echo "Installing needs root: run this as root, or install sudo." >&2
    return 1
  fi
}

apt_install() {
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 \
    install -y --no-install-recommends "$@"
}

# Debian makes and starts a cluster of its own when the server is first installed. This project has
# its private one (ops/cluster), and a second server that nobody asked for is one more to guard.
# Written beside Debian's file, not into it: a changed createcluster.conf would be asked about at
# every upgrade.
forbid_default_cluster() {
  local conf=/etc/postgresql-common/createcluster.conf dir=/etc/postgresql-common/createcluster.d
  is_installed postgresql-common || apt_install postgresql-common || return
  if [[ $(pg_conftool "$conf" show -bs create_main_cluster 2>/dev/null) == off ]]; then
    return
  fi
  echo "Setting create_main_cluster = false in $dir, so that Debian starts no PostgreSQL server of its own."
  as_root mkdir -p "$dir" || return
  echo "create_main_cluster = false" | as_root tee "$dir/jalgas.conf" >/dev/null
}

# install_missing PACKAGE...: installs those that are not there yet, and says which.
install_missing() {
  local package missing=()
  for package in "$@"; do
    is_installed "$package" || missing+=("$package")
  done
  if ((${#missing[@]} == 0)); then
    echo "All $# packages are there."
    return
  fi
  echo "Missing Debian packages, to be installed now: ${missing[*]}"
  as_root true || return
  if [[ -z ${APT_UPDATED-} ]]; then
    # A source that cannot be reached need not be the one that is needed; the install will tell.
    as_root apt-get -o DPkg::Lock::Timeout=300 update -q ||
      echo "The package lists could not be refreshed; going on with those at hand." >&2
    APT_UPDATED=yes
  fi
  # Extensions bring the server with them, so this looks at them too.
  if [[ " ${missing[*]}" == *" postgresql-15"* ]] && ! is_installed postgresql-15; then
    forbid_default_cluster || return
  fi
  apt_install "${missing[@]}"
}
