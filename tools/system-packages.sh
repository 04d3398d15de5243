#!/bin/sh
# Installs the Debian packages that `make run` or `make test` needs; where it may not, names them and stops.
set -eu

# Programs of a system's administrator are not on everybody's path.
has() { PATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin" command -v "$1" >/dev/null 2>&1; }

missing() {
    has python3 || printf ' python3'
    python3 -c 'import venv, ensurepip' 2>/dev/null || printf ' python3-venv'
    [ "$1" = test ] || return 0
    has chromium-headless-shell || printf ' chromium-headless-shell'
    has pdfsig || printf ' poppler-utils'
    has clamd || printf ' clamav-daemon'
}

stop() {
    echo "Cần cài trước:$1" >&2
    echo "As root: apt-get install --no-install-recommends$1" >&2
    exit 1
}

wanted=$(missing "$1")
if [ -n "$wanted" ]; then
    [ "$(id -u)" = 0 ] && has apt-get || stop "$wanted"
    echo "Cài gói hệ thống:$wanted"
    apt-get -o DPkg::Lock::Timeout=600 update -qq
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=600 install -y -qq --no-install-recommends $wanted >/dev/null
    wanted=$(missing "$1")
    [ -z "$wanted" ] || stop "$wanted"
fi

python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "Cần Python 3.11 trở lên; Python 3.11 or later is needed, this is $(python3 --version)" >&2
    exit 1
}
