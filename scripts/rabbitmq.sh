#!/bin/bash
# A private RabbitMQ in $RUN/mq on ports of its own, or compose's: rabbitmq.sh start|stop|restart|kill|pid|url|management|ctl ARG…|queues ARG…
# With MQ_NODE=mq1, mq2 or mq3: this node of a private cluster, in $RUN/mq1 and so on. Start mq1 first, the first time.
. "$(dirname "$0")/lib.sh"
me=${MQ_NODE:-mq} # names its folder and its ports
node=acikkapi@localhost
if [ -n "${MQ_NODE:-}" ]; then node=$MQ_NODE@$MQ_NODE; fi
out=$RUN/rabbitmq${MQ_NODE:+-$MQ_NODE}.out
lib=/usr/lib/rabbitmq/bin # Debian's wrappers in /usr/sbin refuse every user but root and rabbitmq

environment() {
  cat <<ENV
HOME=$dir
LANG=C.UTF-8
RABBITMQ_CONF_ENV_FILE=/dev/null
RABBITMQ_NODENAME=$node
RABBITMQ_NODE_IP_ADDRESS=127.0.0.1
RABBITMQ_NODE_PORT=$(port "$me")
RABBITMQ_DIST_PORT=$(port "$me-dist")
ERL_EPMD_PORT=$(port mq-epmd)
ERL_EPMD_ADDRESS=127.0.0.1
RABBITMQ_MNESIA_BASE=$dir/mnesia
RABBITMQ_LOG_BASE=$dir/log
RABBITMQ_PID_FILE=$dir/pid
RABBITMQ_CONFIG_FILE=$dir/rabbitmq.conf
RABBITMQ_ADVANCED_CONFIG_FILE=$dir/advanced.config
RABBITMQ_ENABLED_PLUGINS_FILE=$dir/enabled_plugins
RABBITMQ_GENERATED_CONFIG_DIR=$dir/schema
RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS=-kernel inet_dist_use_interface {127,0,0,1}
${MQ_NODE:+ERL_INETRC=$dir/inetrc}
ENV
}

# launch CMD… instead of this shell; never with the caller's RABBITMQ_* variables, which may speak of another broker.
launch() {
  local env=(); mapfile -t env < <(environment | grep .)
  cd "$dir" && become rabbitmq env -i PATH="$PATH" "${env[@]}" "$@"
}
mq() { (launch "$@") 9>&-; }

# meet lets the nodes find and believe each other: the names that deploy/ uses are all this machine, and the cookie is one.
meet() {
  echo '{host, {127,0,0,1}, ["mq1", "mq2", "mq3"]}. {lookup, [file, native]}.' >"$dir/inetrc"
  if [ ! -s "$RUN/cookie" ]; then (umask 077; head -c 32 /dev/urandom | base64 -w0 | tr -d '+/=' >"$RUN/cookie"); fi
  install -m 400 "$RUN/cookie" "$dir/.erlang.cookie"
  if root; then chown rabbitmq: "$dir/.erlang.cookie"; fi
}

configure() {
  local shipped=("$ROOT/deploy/rabbitmq/rabbitmq.conf")
  if [ -n "${MQ_NODE:-}" ]; then shipped+=("$ROOT/deploy/rabbitmq/cluster.conf"); meet; fi
  { cat "${shipped[@]}" && cat; } >"$dir/rabbitmq.conf" <<CONF
listeners.tcp.1 = 127.0.0.1:$(port "$me")
management.tcp.ip = 127.0.0.1
management.tcp.port = $(port "$me-management")
CONF
  echo '[rabbitmq_management].' >"$dir/enabled_plugins"
  if root; then chown -R rabbitmq: "$dir/rabbitmq.conf" "$dir/enabled_plugins"; fi
}

start() {
  if alive "$dir/pid" && port_open "$(port "$me")"; then say "RabbitMQ already runs on port $(port "$me")"; return; fi
  [ -x $lib/rabbitmq-server ] || "$ROOT/scripts/apt.sh" rabbitmq
  local p name
  for name in "$me" "$me-management" "$me-dist"; do usable_port "$name" >/dev/null; done
  p=$(port "$me")
  configure
  rm -f "$dir/pid"
  # With a session of its own, so that Ctrl-C at the terminal that started it does not reach it.
  launch setsid $lib/rabbitmq-server >"$out" 2>&1 </dev/null 9>&- &
  local launcher=$! end=$((SECONDS + 30))
  until alive "$dir/pid"; do
    if ((SECONDS >= end)) || ! kill -0 $launcher 2>/dev/null; then die "RabbitMQ did not start: see $out"; fi
    sleep 0.1
  done
  wait_ports 120 "$dir/pid" "$(port "$me-management")" "$p" || die "RabbitMQ did not come up on port $p: see $out and $dir/log"
  say "RabbitMQ runs on port $p, its management on $(port "$me-management")"
}

stop() {
  if ! alive "$dir/pid"; then say "RabbitMQ is not running"; return; fi
  local pid; pid=$(cat "$dir/pid")
  kill -TERM "$pid" # the node closes its queues in order on SIGTERM
  gone 60 "$pid" || die "RabbitMQ (process $pid) did not stop in a minute: see $dir/log"
  mq epmd -kill >/dev/null 2>&1 || true
  say "RabbitMQ stopped"
}

pid() { if alive "$dir/pid"; then cat "$dir/pid"; echo; else die "RabbitMQ is not running"; fi; }

case ${1:-} in
url) echo "amqp://guest:guest@127.0.0.1:$(port "$me")/"; exit ;;
management) echo "http://guest:guest@127.0.0.1:$(port "$me-management")"; exit ;;
esac
if [ -z "${MQ_NODE:-}" ] && [ "$(engine)" = compose ]; then
  case ${1:-} in
  start) compose up -d --wait rabbitmq || die "RabbitMQ did not come up: see docker compose logs rabbitmq" ;;
  stop) compose stop rabbitmq ;;
  restart) compose restart rabbitmq && compose up -d --wait rabbitmq ;;
  kill) compose kill -s KILL rabbitmq ;;
  pid) docker inspect -f '{{.State.Pid}}' "$(compose ps -q rabbitmq)" ;;
  ctl) compose exec -T rabbitmq rabbitmqctl -q "${@:2}" ;;
  *) sed -n 2,3p "$0" >&2; exit 2 ;;
  esac
  exit
fi
if [ "${1:-}" = start ]; then id rabbitmq >/dev/null 2>&1 || ! root || "$ROOT/scripts/apt.sh" rabbitmq; fi
if [ "${1:-}" != start ] && [ ! -e "$RUN/$me" ]; then say "RabbitMQ is not running"; exit; fi
dir=$(data_dir "$me" rabbitmq)
case ${1:-} in
start) lock; start ;;
stop) lock; stop ;;
restart) lock; stop; start ;;
kill) p=$(pid); kill -9 "$p"; gone 10 "$p" ;;
pid) pid ;;
ctl) mq $lib/rabbitmqctl -q "${@:2}" ;;
queues) mq $lib/rabbitmq-queues -q "${@:2}" ;;
*) sed -n 2,3p "$0" >&2; exit 2 ;;
esac
