#!/usr/bin/env bash
# Kills a process (SIGKILL) at every step of a message's way, again and again, in every set-up, and holds what was stored against what took effect.
set -u

usage() {
  cat <<'END'
usage: tests/chaos.sh [--rounds N]
       tests/chaos.sh --faults

Builds the integration tests and kills a process N times (default 200) at each step of sender, dispatcher and handler: embedded (SQLite, in memory), over RabbitMQ
with SQLite, and over RabbitMQ with PostgreSQL and a second node. The default takes hours; --rounds 5 takes minutes.

--faults instead kills servers of its own under load, and stops a process (SIGSTOP) for longer than its lease: the broker is killed twice and comes back, is short of memory
for a while, the database is killed twice. Takes minutes.

RESILE_RABBITMQ, RESILE_POSTGRES   servers to use instead of private ones, as in tests/run.sh

The last line reads "steps N rounds N lost N repeated N misordered N", a round for each process that was killed; the exit status is 0 only if the last three are 0.
END
}

rounds=200
faults=
while (($#)); do
  case $1 in
    -h | --help)
      usage
      exit 0
      ;;
    --faults) faults=1 ;;
    --rounds)
      rounds=${2-}
      shift
      ;;
    *)
      printf "chaos.sh does not know '%s'.\n" "$1" >&2
      usage >&2
      exit 2
      ;;
  esac
  shift
done
if [[ ! $rounds =~ ^[1-9][0-9]*$ ]]; then
  printf "The rounds are '%s'; they have to be a number from 1 on.\n" "$rounds" >&2
  exit 2
fi

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
source "$root/eng/servers.sh"
if [[ -z $faults ]]; then servers_launch rabbitmq postgres; fi
folder=$(mktemp -d "${TMPDIR:-/tmp}/resile-chaos.XXXXXX")
trap 'servers_stop; rm -rf -- "$folder"' EXIT

if ! dotnet build "$root/tests/Resile.Integration.Tests" --configuration Release --verbosity quiet --nologo -nodeReuse:false; then
  printf 'The build failed; its errors stand above.\n' >&2
  exit 1
fi
servers_wait

cd "$root/tests/Resile.Integration.Tests" || exit
if [[ -n $faults ]]; then
  RESILE_CHAOS_TALLY=$folder/tally dotnet bin/Release/net10.0/Resile.Integration.Tests.dll -noLogo -noColor -explicit only -class '*.ServerFaultTests' </dev/null
  status=$?
  cat -- "$folder/tally"
  exit "$status"
fi

RESILE_CHAOS_ROUNDS=$rounds RESILE_CHAOS_TALLY=$folder/tally \
  dotnet bin/Release/net10.0/Resile.Integration.Tests.dll -noLogo -noColor -class '*.ChaosTests' </dev/null
status=$?

cat -- "$folder/tally"
awk '{ for (i = 1; i < NF; i++) { if ($i == "steps") steps = $(i + 1); if ($i == "rounds") rounds += $(i + 1); if ($i == "lost") lost += $(i + 1)
         if ($i == "repeated") repeated += $(i + 1); if ($i == "misordered") misordered += $(i + 1) } }
     END { printf "steps %d rounds %d lost %d repeated %d misordered %d\n", steps, rounds, lost, repeated, misordered }' "$folder/tally"
exit "$status"
