#!/usr/bin/env bash
# Builds and runs the Northwind sample. In broker mode it starts a RabbitMQ (and a PostgreSQL) of its own where none is named.
set -u

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
program=$root/samples/Northwind/bin/Release/net10.0/Northwind.dll

if ! command -v dotnet >/dev/null; then
  printf 'Install the .NET 10 SDK first: there is no dotnet command here.\n' >&2
  exit 1
fi

# In the background and waited for, because a shell that waits acts on a signal at once; with the terminal as its input, which a
# shell takes from what it runs in the background.
job=
run() {
  "$@" <&0 &
  job=$!
  wait "$job"
  local status=$?
  job=
  return "$status"
}

log=$(mktemp)
clean_up() {
  trap '' HUP INT TERM
  if [[ -n $job ]]; then
    # Not INT, which a shell lets what it runs in the background ignore.
    kill -TERM "$job" 2>/dev/null
    wait "$job" 2>/dev/null
  fi
  rm -f -- "$log"
  if declare -F servers_stop >/dev/null; then servers_stop; fi
}

rabbitmq_pid=
needed=()
previous=
for argument in "$@"; do
  case $previous=$argument in
    --broker=rabbitmq) needed+=(rabbitmq) ;;
    --store=postgres) needed+=(postgres) ;;
  esac
  case $argument in
    --broker=rabbitmq) needed+=(rabbitmq) ;;
    --store=postgres) needed+=(postgres) ;;
  esac
  previous=$argument
done

if ((${#needed[@]})); then
  source "$root/eng/servers.sh"
  servers_launch "${needed[@]}"
fi
trap clean_up EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

printf 'Building the sample ...\n' >&2
if ! run dotnet build "$root/samples/Northwind" --configuration Release --verbosity quiet --nologo -nodeReuse:false >"$log" 2>&1; then
  cat "$log" >&2
  printf 'The sample could not be built; the errors stand above.\n' >&2
  exit 1
fi

if ((${#needed[@]})); then servers_wait; fi
if [[ -z $rabbitmq_pid ]]; then
  run dotnet "$program" "$@"
else
  # A broker of its own, the sample may kill; it is started again here.
  NORTHWIND_BROKER_PID=$rabbitmq_pid dotnet "$program" "$@" <&0 &
  job=$!
  while kill -0 "$job" 2>/dev/null; do
    rabbitmq_revive
    sleep 0.5
  done
  wait "$job"
  status=$?
  job=
  exit "$status"
fi
