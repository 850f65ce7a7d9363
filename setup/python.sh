#!/usr/bin/env bash
# Make .venv and install genopipe into it: `setup/python.sh quality` for a run, `setup/python.sh dev` for the tests too.
# A second call does nothing, until pyproject.toml, constraints.txt, the Python or the folder change. Then the kernels
# are compiled, where they are not: after the installation, and after their code changed.
set -euo pipefail
export LC_ALL=C
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=setup/packages.sh
source setup/packages.sh

extra="${1:?the extra to install: quality or dev}"
stamp=".venv/installed"

say() { printf 'setup: %s\n' "$*" >&2; }

# Print the fingerprint of what the environment was made from.
fingerprint() {
    printf 'folder %s\n' "$PWD"
    sha256sum pyproject.toml constraints.txt
}

is_fresh() {
    [[ -x .venv/bin/python && -f "$stamp-$extra" ]] || return 1
    [[ "$(cat "$stamp-$extra")" == "$(fingerprint)" ]] || return 1
    .venv/bin/python -c ''
}

# A name on PATH may be a launcher of a version that is not there: ask it.
is_supported() {
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' >/dev/null 2>&1
}

find_python() {
    local candidate
    for candidate in ${PYTHON:+"$PYTHON"} python3 python3.13 python3.12 python3.11; do
        if is_supported "$candidate"; then
            printf '%s\n' "$candidate"
            return
        fi
    done
    return 1
}

has_venv() { "$1" -c 'import ensurepip, venv' >/dev/null 2>&1; }

# Debian keeps ensurepip in a package of its own.
add_venv() {
    local python="$1" version
    version="$("$python" -c 'import sys; print(f"python{sys.version_info[0]}.{sys.version_info[1]}-venv")')"
    if can_install_packages; then
        say "this Python cannot make virtual environments; installing the package $version"
        install_packages "$version" || true
    fi
    has_venv "$python" && return
    say "Python's venv module is missing. Install it (Debian, Ubuntu: apt-get install $version) and try again."
    exit 2
}

# Compiled code is kept beside the package; a run finds it there.
compile_kernels() { .venv/bin/genopipe compile >/dev/null; }

if is_fresh; then
    compile_kernels
    exit 0
fi
if ! python="$(find_python)"; then
    say "genopipe needs Python 3.11, 3.12 or 3.13 and found none. Install one, or name it: make PYTHON=/path/to/python3.12 ..."
    exit 2
fi
has_venv "$python" || add_venv "$python"

say "installing genopipe[$extra] with $("$python" --version) into .venv; the first time takes two to five minutes"
rm -f "$stamp"-*
"$python" -m venv --clear .venv
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input -c constraints.txt -e ".[$extra]"
fingerprint >"$stamp-$extra"
if [[ "$extra" == dev ]]; then
    fingerprint >"$stamp-quality"
fi
compile_kernels
