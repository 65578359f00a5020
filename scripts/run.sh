#!/bin/bash
# Simulators and server in the foreground, with the environment of $RUN/env: whichever ends, or Ctrl-C, ends both.
. "$(dirname "$0")/lib.sh"
bin=$ROOT/bin/acikkapi
# Sertifikalı Giriş with a simulated authority (docs/eimza.md), unless one is configured.
if [ -z "${ACIKKAPI_CERT_LISTEN:-}" ]; then
  ca=$RUN/ca
  export SIM_CA=$ca ACIKKAPI_CERT_LISTEN ACIKKAPI_CERT_URL ACIKKAPI_CERT_CRL
  ACIKKAPI_CERT_LISTEN=127.0.0.1:$(port cert)
  ACIKKAPI_CERT_URL=https://$ACIKKAPI_CERT_LISTEN
  ACIKKAPI_CERT_CRL=$SIM_URL/sertifika/kok.crl,$SIM_URL/sertifika/ara.crl
  export ACIKKAPI_CERT_CA=$ca/ca.pem ACIKKAPI_CERT_TLS_CERT=$ca/sunucu.pem ACIKKAPI_CERT_TLS_KEY=$ca/sunucu.key
  "$bin" sim sertifika
fi
"$bin" migrate
"$bin" sim &
sim=$!
trap 'kill $sim 2>/dev/null || true; wait' EXIT
"$bin" seed
say "open $ACIKKAPI_URL (SMS appear at $SIM_URL/sms${ca:+; certificates to sign in with are in $ca}); Ctrl-C ends it"
"$bin" serve &
server=$!
# Ctrl-C reaches both at once; a plain kill of this script must reach them too.
trap 'kill $server $sim 2>/dev/null || true; wait' EXIT
trap 'exit 0' INT TERM
wait -n $server $sim
