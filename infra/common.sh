# shellcheck shell=bash
# Sourced by the scripts beside it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=infra/versions.env
. infra/versions.env

say() { printf '== %s\n' "$*" >&2; }

# need PROGRAM WHERE-FROM ...: one line for each program that is missing, then the end.
need() {
    local missing=0
    while [ $# -gt 0 ]; do
        command -v "$1" >/dev/null || { printf '%s is needed and not there: %s\n' "$1" "$2" >&2; missing=1; }
        shift 2
    done
    [ "$missing" = 0 ] || exit 2
}

need_cluster() {
    need kubectl https://kubernetes.io/docs/tasks/tools helm "$HELM_VERSION or newer, https://helm.sh"
    kubectl version >/dev/null 2>&1 || { echo "no cluster answers: see kubectl config current-context" >&2; exit 2; }
}
