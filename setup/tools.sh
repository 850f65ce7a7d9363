#!/usr/bin/env bash
# Make sure of the external tools: `setup/tools.sh demo` for a run, `setup/tools.sh test` for the tests too.
#
# A tool on PATH that is new enough is used as it is. A missing one is installed from Debian's packages (root, or sudo
# without a password), else from envs/ with micromamba, mamba or conda into .tools/, else named with how to get it.
# `setup/tools.sh list` only prints what was found.
set -euo pipefail
export LC_ALL=C
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=setup/packages.sh
source setup/packages.sh
export PATH="$PWD/.tools/bin:$PATH"

wanted="${1:?demo, test or list}"

say() { printf 'setup: %s\n' "$*" >&2; }

# Read the table into one array a column, indexed by tool.
declare -a tools=()
declare -A command_of=() arguments_of=() before_of=() minimal_of=() packages_of=() environment_of=() purpose_of=()
read_table() {
    local tool command arguments before minimal packages environment needed_by purpose
    while IFS=$'\t' read -r tool command arguments before minimal packages environment needed_by purpose; do
        [[ "$tool" == \#* || "$tool" == tool ]] && continue
        [[ "$wanted" == demo && "$needed_by" != demo ]] && continue
        tools+=("$tool")
        command_of[$tool]="$command"
        [[ "$arguments" != - ]] || arguments=""
        arguments_of[$tool]="$arguments"
        before_of[$tool]="$before"
        minimal_of[$tool]="$minimal"
        packages_of[$tool]="$packages"
        environment_of[$tool]="$environment"
        purpose_of[$tool]="$purpose"
    done <setup/tools.tsv
}

# Print the version of a command as the tool says it, or fail: a tool that does not run has none.
version_of() {
    local command="$1" tool="$2" printed line before="${before_of[$2]}"
    command -v "$command" >/dev/null || return 1
    # shellcheck disable=SC2086  # arguments are words of our own table
    printed="$("$command" ${arguments_of[$tool]} </dev/null 2>&1 || true)"
    while IFS= read -r line; do
        [[ "$before" == - || "$line" == *"$before"* ]] || continue
        [[ "$before" == - ]] || line="${line#*"$before"}"
        if [[ "$line" =~ [0-9]+(\.[0-9]+)+ ]]; then
            printf '%s\n' "${BASH_REMATCH[0]}"
            return
        fi
    done <<<"$printed"
    return 1
}

is_at_least() { printf '%s\n%s\n' "$2" "$1" | sort -C -V; }

# Say what became of a tool: `ok VERSION`, `old VERSION`, `broken` (there, but does not run) or `missing`.
state_of() {
    local tool="$1" command version state=missing
    for command in ${command_of[$tool]//|/ }; do
        if version="$(version_of "$command" "$tool")"; then
            if is_at_least "$version" "${minimal_of[$tool]}"; then
                printf 'ok %s %s\n' "$version" "$(command -v "$command")"
                return
            fi
            state="old $version ($(command -v "$command"))"
        elif command -v "$command" >/dev/null && [[ "$state" == missing ]]; then
            state="broken ($(command -v "$command"))"
        fi
    done
    printf '%s\n' "$state"
}

# Set `lacking` to the tools that are not usable.
declare -a lacking=()
look() {
    local tool
    lacking=()
    hash -r
    for tool in "${tools[@]}"; do
        [[ "$(state_of "$tool")" == ok* ]] || lacking+=("$tool")
    done
}

words_for() {
    local tool
    for tool in "$@"; do printf '%s %s\n' "$tool" "$(state_of "$tool")"; done | paste -s -d ',' | sed 's/,/, /g'
}

add_packages() {
    local tool
    local -a packages=()
    for tool in "${lacking[@]}"; do
        # shellcheck disable=SC2206  # a row may name two packages
        packages+=(${packages_of[$tool]})
    done
    say "not usable: $(words_for "${lacking[@]}")"
    say "installing with apt-get: $(printf '%s\n' "${packages[@]}" | sort -u | paste -s -d ' ')"
    install_packages "${packages[@]}" && return
    say "together they could not be installed; trying one tool at a time"
    for tool in "${lacking[@]}"; do
        # shellcheck disable=SC2086  # a row may name two packages
        install_packages ${packages_of[$tool]} || say "$tool could not be installed with apt-get"
    done
}

find_conda() {
    local candidate
    for candidate in micromamba mamba conda; do
        if command -v "$candidate" >/dev/null; then
            printf '%s\n' "$candidate"
            return
        fi
    done
    return 1
}

# Print the `name=version` items of an environment file.
items_of() { sed -n 's/^  - \([a-z0-9-]*=.*\)$/\1/p' "$1"; }

# Each tool gets an environment of its own, so that their libraries never quarrel; .tools/bin links to the commands.
add_environment() {
    local conda="$1" tool="$2" name="${environment_of[$2]}" command
    local folder="$PWD/.tools/envs/$name"
    local -a items=()
    mapfile -t items < <(items_of "envs/$name.yaml")
    if [[ ! -d "$folder/conda-meta" ]]; then
        rm -rf "$folder"
        if ! "$conda" create -y -q -p "$folder" --override-channels -c conda-forge -c bioconda "${items[@]}" </dev/null >&2; then
            rm -rf "$folder"
            return 1
        fi
    fi
    for command in ${command_of[$tool]//|/ }; do
        [[ ! -x "$folder/bin/$command" ]] || ln -sf "../envs/$name/bin/$command" ".tools/bin/$command"
    done
}

add_environments() {
    local conda tool
    conda="$(find_conda)" || return 0
    mkdir -p .tools/bin .tools/envs
    printf '*\n' >.tools/.gitignore
    for tool in "${lacking[@]}"; do
        [[ "${environment_of[$tool]}" != - ]] || continue
        say "installing with $conda into .tools: $(items_of "envs/${environment_of[$tool]}.yaml" | paste -s -d ' ')"
        add_environment "$conda" "$tool" || say "$tool could not be installed with $conda"
    done
}

refuse() {
    local tool how
    say "these tools are missing, too old, or do not run:"
    for tool in "${lacking[@]}"; do
        how="Debian, Ubuntu: apt-get install ${packages_of[$tool]}"
        [[ "${environment_of[$tool]}" == - ]] || how+="; conda: envs/${environment_of[$tool]}.yaml"
        printf '  %-10s %s; version %s or later is needed (%s)\n             %s\n' \
            "$tool" "$(state_of "$tool")" "${minimal_of[$tool]}" "${purpose_of[$tool]}" "$how" >&2
    done
    say "install them as above, put them on PATH and try again; with root, sudo, conda, mamba or micromamba this is done for you"
    exit 2
}

read_table
if [[ "$wanted" == list ]]; then
    for tool in "${tools[@]}"; do printf '%-10s %s\n' "$tool" "$(state_of "$tool")"; done
    exit 0
fi
look
[[ ${#lacking[@]} -eq 0 ]] && exit 0
if can_install_packages; then
    add_packages
    look
fi
[[ ${#lacking[@]} -eq 0 ]] && exit 0
add_environments
look
[[ ${#lacking[@]} -eq 0 ]] && exit 0
refuse
