# shellcheck shell=bash
# Debian and Ubuntu packages, as root or through sudo without a password. Sourced by the other scripts.

# Run a command as root; fails where that is not possible.
as_root() {
    if [[ "$(id -u)" == 0 ]]; then
        "$@"
    else
        sudo -n "$@"
    fi
}

can_install_packages() {
    command -v apt-get >/dev/null || return 1
    [[ "$(id -u)" == 0 ]] && return
    command -v sudo >/dev/null && sudo -n true 2>/dev/null
}

apt() {
    as_root env DEBIAN_FRONTEND=noninteractive LC_ALL=C apt-get -qq -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 "$@" \
        </dev/null
}

# Refresh the list of packages, once a call.
refresh_packages() {
    [[ -z "${packages_refreshed:-}" ]] || return 0
    packages_refreshed=yes
    apt update || printf 'setup: the list of packages could not be refreshed; trying with the present one\n' >&2
}

# Install packages, together; what apt prints is shown only when it fails.
install_packages() {
    local printed
    refresh_packages
    if ! printed="$(apt install -y --no-install-recommends "$@" 2>&1)"; then
        printf '%s\n' "$printed" | sed 's/^/    /' >&2
        return 1
    fi
}
