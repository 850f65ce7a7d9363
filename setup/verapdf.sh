#!/usr/bin/env bash
# Ask veraPDF whether PDFs are what they claim, PDF/A-2a: `setup/verapdf.sh FILE...`; needs Java (11 or later) and Maven.
# veraPDF (https://verapdf.org, GPL 3 or MPL 2) comes as jars through Maven, at the version below, into .tools/verapdf/.
set -euo pipefail
export LC_ALL=C
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"

version=1.28.2
jars="$root/.tools/verapdf/$version"

say() { printf 'verapdf: %s\n' "$*" >&2; }

if [[ $# == 0 ]]; then
    say "name the PDF files, or make the demo first"
    exit 2
fi
for tool in java mvn; do
    if ! command -v "$tool" >/dev/null; then
        say "$tool is not on PATH; Debian, Ubuntu: apt-get install default-jre-headless maven"
        exit 2
    fi
done
if [[ ! -d "$jars" ]]; then
    work="$(mktemp -d)"
    trap 'rm -rf "$work"' EXIT
    cat >"$work/pom.xml" <<POM
<project xmlns="http://maven.apache.org/POM/4.0.0">
<modelVersion>4.0.0</modelVersion><groupId>genopipe</groupId><artifactId>verapdf</artifactId><version>1</version>
<dependencies><dependency><groupId>org.verapdf.apps</groupId><artifactId>greenfield-apps</artifactId>
<version>$version</version></dependency></dependencies>
</project>
POM
    mvn --quiet --batch-mode --file "$work/pom.xml" dependency:copy-dependencies -DoutputDirectory="$work/jars" >&2
    mkdir -p "$root/.tools/verapdf"
    printf '*\n' >"$root/.tools/.gitignore"
    mv "$work/jars" "$jars"
fi
status=0
java -cp "$jars/*" org.verapdf.apps.GreenfieldCliWrapper --flavour 2a --format text "$@" 2>/dev/null || status=$?
if [[ "$status" != 0 ]]; then
    say "not every file is PDF/A-2a (status $status)"
    exit 1
fi
