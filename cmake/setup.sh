# Sourced by run and test. Talk goes to stderr.
# shellcheck shell=bash

# shellcheck disable=SC2034 # read by run and test
build_packages=(gcc libc6-dev cmake ninja-build pkg-config libjansson-dev libsqlite3-dev
    libsodium-dev libevent-dev)

say() { printf '%s\n' "$*" >&2; }

die() {
    say "error: $1"
    shift
    for line in "$@"; do say "  $line"; done
    exit 1
}

# A command of that name will do, wherever it came from; else the package.
is_installed() {
    command -v "$1" >/dev/null || [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# NAME...: installs what is missing, and only that; when nothing is, neither network nor sudo is asked.
need_packages() {
    local missing=() name as_root=()

    if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
        say "This is not Debian, so nothing is installed for you. Needed, under Debian's names: $*"
        return
    fi
    for name in "$@"; do is_installed "$name" || missing+=("$name"); done
    [ ${#missing[@]} -gt 0 ] || return 0

    if [ "$(id -u)" != 0 ]; then
        command -v sudo >/dev/null ||
            die "these packages are missing, and you are neither root nor is there sudo: ${missing[*]}" \
                "As root, run: apt-get install ${missing[*]}"
        as_root=(sudo)
    fi
    say "Installing from Debian: ${missing[*]}"
    "${as_root[@]}" apt-get update -q >&2 || say "apt-get update failed; trying with the lists at hand"
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -q -y --no-install-recommends "${missing[@]}" >&2 ||
        die "apt-get could not install: ${missing[*]}" \
            "Its reason stands above. Most often this computer is offline, or its Debian is not 12 (bookworm)."
}

# [NAME...]: what every build needs: the compiler and its libraries, node and npm, the parts of the web
# app; and these packages.
need_build() {
    local web=()

    command -v node >/dev/null || web+=(nodejs)
    command -v npm >/dev/null || web+=(npm)
    need_packages "${build_packages[@]}" "${web[@]}" "$@"
    "$(dirname "${BASH_SOURCE[0]}")/web-parts.sh" || exit 1
}

# ARGUMENT... of cmake. A directory left by another generator, or copied from elsewhere, starts afresh.
configure() {
    cmake -G Ninja --log-level=WARNING "$@" ||
        { say "Once more, from nothing:" && cmake --fresh -G Ninja --log-level=WARNING "$@"; }
}
