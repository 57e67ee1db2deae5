#!/usr/bin/env bash
# Gives a test servers of its own, and does to them what it reads: kill <server>, start <server>, control <arguments of rabbitmqctl...>.
# usage: own-servers.sh <eng/servers.sh> <server...>
# Prints the addresses of RabbitMQ and PostgreSQL, a line each (empty where there is none), and then "done", or what went wrong, for each line read. Ends with its input.
set -u

unset RESILE_RABBITMQ RESILE_POSTGRES
source "$1"
shift
servers_launch "$@"
servers_wait
printf '%s\n%s\n' "${RESILE_RABBITMQ:-}" "${RESILE_POSTGRES:-}"

while read -r action what; do
  case $action in
    kill)
      pid=${what}_pid
      kill -KILL -- "-${!pid}"
      ;;
    start)
      # What is left of a server that was killed may be in the way of the next for a moment.
      for ((try = 0; try < 20; try++)); do
        "${what}_start"
        for ((tenth = 0; tenth < 300; tenth++)); do
          if "${what}_answers"; then break 2; fi
          servers_alive "$what" || break
          sleep 0.1
        done
      done
      ;;
    control)
      # shellcheck disable=SC2086
      if ! said=$(cd "$servers_directory/rabbitmq" && env "${rabbitmq_environment[@]}" "$(rabbitmq_binaries)/rabbitmqctl" $what 2>&1); then
        printf '%s\n' "${said//$'\n'/ }"
        continue
      fi
      ;;
  esac
  printf 'done\n'
done
