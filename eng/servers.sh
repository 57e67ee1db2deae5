#!/usr/bin/env bash
# Provides the RabbitMQ and the PostgreSQL that tests and samples need. To be sourced by a bash script:
#
#   source "$root/eng/servers.sh"
#   servers_launch rabbitmq postgres    # begins; the caller can build in the meantime
#   servers_wait                        # returns when they answer
#
# Afterwards RESILE_RABBITMQ (amqp://user:password@host:port/vhost) and RESILE_POSTGRES (an Npgsql connection string)
# are set and exported. A server that one of them already names is used as it is and never touched. The others are
# private ones: free loopback ports, random passwords, data in a temporary folder, from the binaries on this machine,
# from Debian's packages (installed where this user may), or from Docker. RESILE_RABBITMQ_CONFIGURATION may name a file
# whose lines are added to the private RabbitMQ's rabbitmq.conf (not in Docker).
#
# A script whose business is to kill the private RabbitMQ does so by rabbitmq_pid, which is empty where there is none to kill (a
# container is none), and calls rabbitmq_revive now and then, which starts it again.
#
# servers_launch sets traps on EXIT, HUP, INT and TERM that call servers_stop. A script with a clean-up of its own sets its
# traps after servers_launch and calls servers_stop in them. Sourcing it changes no shell option.

rabbitmq_pid=
servers_directory=
servers_pids=()
servers_containers=()
servers_pending=()
servers_policy_saved=

servers_launch() {
  trap servers_stop EXIT
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 143' TERM

  local wanted=() server
  for server in "$@"; do
    case $server in
      rabbitmq) if [[ -z ${RESILE_RABBITMQ:-} ]]; then wanted+=("$server"); fi ;;
      postgres) if [[ -z ${RESILE_POSTGRES:-} ]]; then wanted+=("$server"); fi ;;
      *) servers_fail "servers_launch knows 'rabbitmq' and 'postgres', not '$server'." ;;
    esac
  done
  if ((${#wanted[@]} == 0)); then return 0; fi

  servers_directory=$(mktemp -d "${TMPDIR:-/tmp}/resile-servers.XXXXXX")
  # Servers run as another user when this one is root; each has a folder of its own in here.
  chmod 755 "$servers_directory"

  servers_install "${wanted[@]}"
  for server in "${wanted[@]}"; do
    if [[ -n $("${server}_binaries") ]]; then
      "${server}_launch"
    elif servers_have_docker; then
      "${server}_launch_container"
    else
      servers_fail "Install the Debian packages 'rabbitmq-server' and 'postgresql' (or start Docker), or set" \
        "RESILE_RABBITMQ and RESILE_POSTGRES to servers that run: there is no $server here and it could not be installed."
    fi
    servers_pending+=("$server")
  done
}

servers_wait() {
  local server tenth
  for server in ${servers_pending[@]+"${servers_pending[@]}"}; do
    for ((tenth = 0; ; tenth++)); do
      if "${server}_answers"; then break; fi
      if ((tenth == 900)) || ! servers_alive "$server"; then
        cat "$servers_directory/$server.log" >&2 2>/dev/null
        servers_fail "The private $server did not start; its log stands above."
      fi
      sleep 0.1
    done
  done
  servers_pending=()
}

servers_stop() {
  # A second signal must not leave anything half stopped.
  trap '' HUP INT TERM
  servers_restore_policy
  local pid container
  for pid in ${servers_pids[@]+"${servers_pids[@]}"}; do
    # The data is thrown away, so nothing is gained by a slow, orderly end. Each server leads its own process group.
    kill -QUIT "$pid" 2>/dev/null
  done
  for pid in ${servers_pids[@]+"${servers_pids[@]}"}; do
    local tenth
    for ((tenth = 0; tenth < 20; tenth++)); do
      if ! kill -0 "$pid" 2>/dev/null; then break; fi
      sleep 0.1
    done
    kill -KILL -- "-$pid" 2>/dev/null
  done
  for container in ${servers_containers[@]+"${servers_containers[@]}"}; do
    docker rm --force --volumes "$container" >/dev/null 2>&1
  done
  servers_pids=()
  servers_containers=()
  if [[ -n $servers_directory ]]; then rm -rf -- "$servers_directory"; fi
  servers_directory=
  trap - HUP INT TERM
}

servers_fail() {
  printf '%s\n' "$*" >&2
  exit 1
}

# --- RabbitMQ ---------------------------------------------------------------------------------------------------------

rabbitmq_binaries() {
  local directory
  # Debian's /usr/sbin/rabbitmq-server insists on its own user, folder and configuration; these are the plain scripts.
  for directory in /usr/lib/rabbitmq/bin /opt/rabbitmq/sbin; do
    if [[ -x $directory/rabbitmq-server ]] && command -v erl >/dev/null; then
      printf '%s' "$directory"
      return
    fi
  done
}

rabbitmq_launch() {
  local home=$servers_directory/rabbitmq password=$(servers_password)
  rabbitmq_port=$(servers_free_port)
  local epmd_port=$(servers_free_port) distribution_port=$(servers_free_port)
  mkdir "$home"
  cat >"$home/rabbitmq.conf" <<END
listeners.tcp.private = 127.0.0.1:$rabbitmq_port
default_user = resile
default_pass = $password
default_vhost = resile
log.file = false
log.console = true
log.console.level = warning
disk_free_limit.absolute = 50MB
raft.wal_max_size_bytes = 16777216
END
  if [[ -n ${RESILE_RABBITMQ_CONFIGURATION:-} ]]; then cat -- "$RESILE_RABBITMQ_CONFIGURATION" >>"$home/rabbitmq.conf" || servers_fail "There is no '$RESILE_RABBITMQ_CONFIGURATION'."; fi
  printf '[].\n' | tee "$home/enabled_plugins" >"$home/advanced.config"
  : >"$home/environment"
  servers_own rabbitmq "$home"

  rabbitmq_environment=(
    HOME="$home"
    ERL_EPMD_ADDRESS=127.0.0.1
    ERL_EPMD_PORT="$epmd_port"
    RABBITMQ_CONF_ENV_FILE="$home/environment"
    RABBITMQ_CONFIG_FILE="$home/rabbitmq.conf"
    RABBITMQ_ADVANCED_CONFIG_FILE="$home/advanced.config"
    RABBITMQ_ENABLED_PLUGINS_FILE="$home/enabled_plugins"
    RABBITMQ_GENERATED_CONFIG_DIR="$home/generated"
    RABBITMQ_SCHEMA_DIR="$home/schema"
    RABBITMQ_MNESIA_BASE="$home/mnesia"
    RABBITMQ_LOG_BASE="$home"
    RABBITMQ_LOGS=-
    RABBITMQ_PID_FILE="$home/pid"
    RABBITMQ_NODENAME=resile@localhost
    RABBITMQ_DIST_PORT="$distribution_port"
    # The start script becomes the node instead of a parent that waits for it.
    RABBITMQ_ALLOW_INPUT=true
    # Loopback only between nodes, too, and no busy waiting on a machine that others use.
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS="-kernel inet_dist_use_interface {127,0,0,1} -noinput +sbwt none +sbwtdcpu none +sbwtdio none"
  )
  # A port mapper of its own: the machine's, if there is one, is neither used nor disturbed, and this one ends with us.
  servers_spawn rabbitmq epmd.log env "${rabbitmq_environment[@]}" epmd -address 127.0.0.1 -port "$epmd_port"
  rabbitmq_start
  export RESILE_RABBITMQ="amqp://resile:$password@127.0.0.1:$rabbitmq_port/resile"
}

# Starts the node on what it has stored.
rabbitmq_start() {
  servers_spawn rabbitmq rabbitmq.log env "${rabbitmq_environment[@]}" "$(rabbitmq_binaries)/rabbitmq-server"
  rabbitmq_pid=${servers_pids[-1]}
}

# Starts a private RabbitMQ again where its process has died, at the same address and with what it had stored.
rabbitmq_revive() {
  if [[ -z ${rabbitmq_pid:-} ]] || kill -0 "$rabbitmq_pid" 2>/dev/null; then return 0; fi
  servers_forget "$rabbitmq_pid"
  rabbitmq_start
}

rabbitmq_launch_container() {
  local password=$(servers_password)
  servers_run_container rabbitmq 5672 RABBITMQ_DEFAULT_USER=resile RABBITMQ_DEFAULT_PASS="$password" \
    RABBITMQ_DEFAULT_VHOST=resile rabbitmq:3
  rabbitmq_port=$servers_container_port
  export RESILE_RABBITMQ="amqp://resile:$password@127.0.0.1:$rabbitmq_port/resile"
}

rabbitmq_answers() {
  # The listener opens last; it answers the protocol header with its first frame.
  (
    exec 3<>"/dev/tcp/127.0.0.1/$rabbitmq_port" || exit 1
    printf 'AMQP\0\0\11\1' >&3
    IFS= read -r -t 2 -n 1 -d '' _ <&3
  ) 2>/dev/null
}

# --- PostgreSQL -------------------------------------------------------------------------------------------------------

postgres_binaries() {
  local directory newest=
  for directory in "$(dirname -- "$(command -v pg_isready || printf /nowhere/pg_isready)")" \
    $(printf '%s\n' /usr/pgsql-*/bin /usr/lib/postgresql/*/bin | sort -V); do
    if [[ -x $directory/postgres && -x $directory/initdb && -x $directory/pg_isready ]]; then newest=$directory; fi
  done
  printf '%s' "$newest"
}

postgres_launch() {
  local home=$servers_directory/postgres password=$(servers_password)
  postgres_port=$(servers_free_port)
  mkdir "$home"
  printf '%s\n' "$password" >"$home/password"
  servers_own postgres "$home"
  postgres_start
  export RESILE_POSTGRES="Host=127.0.0.1;Port=$postgres_port;Username=resile;Password=$password;Database=postgres"
}

# Starts the server on what it has stored, and makes its folder the first time.
postgres_start() {
  servers_spawn postgres postgres.log bash -c '
    { [[ -e $2/data ]] ||
      "$1/initdb" --pgdata="$2/data" --username=resile --pwfile="$2/password" --auth=scram-sha-256 \
        --encoding=UTF8 --no-locale --no-sync; } &&
    exec "$1/postgres" -D "$2/data" -p "$3" -c listen_addresses=127.0.0.1 -c unix_socket_directories="$2" \
      -c max_connections=200 -c log_min_messages=warning' postgres "$(postgres_binaries)" "$servers_directory/postgres" "$postgres_port"
  postgres_pid=${servers_pids[-1]}
}

postgres_launch_container() {
  local password=$(servers_password)
  servers_run_container postgres 5432 POSTGRES_USER=resile POSTGRES_PASSWORD="$password" POSTGRES_DB=postgres postgres:15
  postgres_port=$servers_container_port
  export RESILE_POSTGRES="Host=127.0.0.1;Port=$postgres_port;Username=resile;Password=$password;Database=postgres"
}

postgres_answers() {
  if ((${#servers_containers[@]})); then
    docker exec "${servers_directory##*/}-postgres" pg_isready --quiet --host=127.0.0.1
  else
    "$(postgres_binaries)/pg_isready" --quiet --host=127.0.0.1 --port="$postgres_port"
  fi
}

# --- Parts ------------------------------------------------------------------------------------------------------------

# Installs what is missing, where this user may.
servers_install() {
  local packages=() server
  for server in "$@"; do
    if [[ -n $("${server}_binaries") ]]; then continue; fi
    case $server in
      rabbitmq) packages+=(rabbitmq-server) ;;
      postgres) packages+=(postgresql) ;;
    esac
  done
  if ((${#packages[@]} == 0)) || ! command -v apt-get >/dev/null; then return 0; fi

  local as_root=()
  if ((EUID != 0)); then
    if ! sudo -n true 2>/dev/null; then return 0; fi
    as_root=(sudo -n)
  fi

  printf 'Installing %s ...\n' "${packages[*]}" >&2
  # Debian starts a service when its package is installed. Forbid it for the while: nobody here would manage it.
  servers_policy_saved=$servers_directory/policy-rc.d
  servers_policy_as=("${as_root[@]}")
  if [[ -e /usr/sbin/policy-rc.d ]]; then cp -p /usr/sbin/policy-rc.d "$servers_policy_saved"; fi
  printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee /usr/sbin/policy-rc.d >/dev/null
  "${as_root[@]}" chmod 755 /usr/sbin/policy-rc.d

  if ! servers_apt_get update || ! servers_apt_get install --no-install-recommends "${packages[@]}"; then
    tail -n 20 "$servers_directory/apt.log" >&2
    printf 'The packages could not be installed; the end of the log stands above.\n' >&2
  elif [[ -d /run/systemd/system ]]; then
    # Nor at the next boot.
    "${as_root[@]}" systemctl disable --quiet "${packages[@]}" >/dev/null 2>&1
  fi
  servers_restore_policy
}

servers_apt_get() {
  # In the background, so that a signal ends the wait at once.
  "${servers_policy_as[@]}" env DEBIAN_FRONTEND=noninteractive apt-get --yes --quiet \
    -o DPkg::Lock::Timeout=300 "$@" </dev/null >>"$servers_directory/apt.log" 2>&1 &
  wait $!
}

servers_restore_policy() {
  if [[ -z $servers_policy_saved ]]; then return 0; fi
  if [[ -e $servers_policy_saved ]]; then
    "${servers_policy_as[@]}" cp -p "$servers_policy_saved" /usr/sbin/policy-rc.d
  else
    "${servers_policy_as[@]}" rm -f /usr/sbin/policy-rc.d
  fi
  servers_policy_saved=
}

# servers_spawn <server> <log> <command...>: runs it as that server's user, in a process group of its own (so that
# Ctrl+C reaches this script alone), ended by the kernel should this script be killed. Adds to servers_pids.
servers_spawn() {
  local user=$(servers_user "$1") home=$servers_directory/$1 log=$servers_directory/$2
  shift 2
  local prefix=(setsid)
  if ((EUID == 0)); then
    prefix+=(setpriv --reuid="$user" --regid="$(id -g "$user")" --clear-groups --pdeathsig KILL)
  else
    prefix+=(setpriv --pdeathsig KILL)
  fi
  (umask 077 && cd "$home" && exec "${prefix[@]}" "$@" </dev/null >"$log" 2>&1) &
  servers_pids+=("$!")
  # Its end is looked for by its id; the shell need not announce it.
  disown "$!"
}

# Ends what a process that has died left of its group. Its id may soon be another's, and is not to be used again.
servers_forget() {
  kill -KILL -- "-$1" 2>/dev/null
  local index
  for index in "${!servers_pids[@]}"; do
    if [[ ${servers_pids[index]} == "$1" ]]; then unset "servers_pids[index]"; fi
  done
}

# The account that runs a server: PostgreSQL refuses root, and RabbitMQ need not be it.
servers_user() {
  if ((EUID != 0)); then
    id -un
  elif id "$1" >/dev/null 2>&1; then
    printf '%s' "$1"
  else
    printf nobody
  fi
}

servers_own() {
  chmod -R go= "$2"
  if ((EUID == 0)); then chown -R "$(servers_user "$1")" "$2"; fi
}

servers_alive() {
  local pid=${1}_pid
  [[ -z ${!pid:-} ]] || kill -0 "${!pid}" 2>/dev/null
}

servers_have_docker() {
  command -v docker >/dev/null && timeout 10 docker info >/dev/null 2>&1
}

# servers_run_container <server> <port> <NAME=value...> <image>: sets servers_container_port.
servers_run_container() {
  local name=${servers_directory##*/}-$1 port=$2 image=${!#} settings=() setting
  for setting in "${@:3:$#-3}"; do settings+=(--env "$setting"); done
  servers_containers+=("$name")
  docker run --detach --name "$name" --publish "127.0.0.1::$port" "${settings[@]}" "$image" >/dev/null \
    || servers_fail "Docker could not start $image."
  servers_container_port=$(docker port "$name" "$port/tcp")
  servers_container_port=${servers_container_port##*:}
}

# A port below the range that the system hands out to outgoing connections, and that nobody listens on now.
servers_free_port() {
  local port
  while :; do
    port=$((20000 + SRANDOM % 12000))
    if ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
      printf '%s' "$port"
      return
    fi
  done
}

servers_password() {
  od -An -N16 -tx1 /dev/urandom | tr -d ' \n'
}
