#!/bin/bash
# Installs by apt what is missing: apt.sh postgres|rabbitmq|tests|fault…  (root only; others are told what to install)
. "$(dirname "$0")/lib.sh"

# Any Chromium does; .ci/run (CI) wants the headless shell, with which the browser tests need half the time.
shell=chromium-headless-shell
have_chromium() {
  [ -n "${CHROMIUM:-}" ] || [ -x /usr/lib/chromium/$shell ] || { [ -z "${CI:-}" ] && { command -v chromium || command -v chromium-browser || command -v google-chrome; }; }
}

missing=()
for part; do
  case $part in
  postgres) ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing+=(postgresql) ;;
  rabbitmq) [ -x /usr/lib/rabbitmq/bin/rabbitmq-server ] || missing+=(rabbitmq-server) ;;
  tests)
    have_chromium >/dev/null || missing+=("$shell" fonts-dejavu-core)
    command -v node >/dev/null || missing+=(nodejs)
    command -v npm >/dev/null || missing+=(npm)
    command -v pdftotext >/dev/null || missing+=(poppler-utils)
    command -v soffice >/dev/null || missing+=(libreoffice-calc-nogui)
    command -v amqp-publish >/dev/null || missing+=(amqp-tools)
    command -v curl >/dev/null || missing+=(curl)
    command -v promtool >/dev/null || missing+=(prometheus)
    ;;
  fault) [ -x /usr/sbin/haproxy ] || missing+=(haproxy) ;;
  *) die "unknown part: $part" ;;
  esac
done
[ ${#missing[@]} -gt 0 ] || exit 0

command -v apt-get >/dev/null || die "missing: ${missing[*]} (no apt-get here; install them, or give DATABASE_URL and AMQP_URL)"
root || die "missing: ${missing[*]} (as root: apt-get install ${missing[*]})"

# The packages' own servers would start at once and take the usual ports: ours are private.
policy=/usr/sbin/policy-rc.d
if [ ! -e $policy ]; then
  printf '#!/bin/sh\nexit 101\n' >$policy
  chmod 755 $policy
  trap 'rm -f $policy' EXIT
fi
say "installing by apt: ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
{
  apt-get -o DPkg::Lock::Timeout=300 update &&
    { apt-cache show $shell || missing=("${missing[@]/$shell/chromium}"); } && # older than Debian 12 is without it
    apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends "${missing[@]}"
} >"$RUN/apt.log" 2>&1 || die "apt-get could not install ${missing[*]}: see $RUN/apt.log"
