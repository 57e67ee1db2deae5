#!/usr/bin/env bash
# Builds the repository and runs every test project (or those named), with the RabbitMQ and the PostgreSQL that the
# integration tests need. See eng/servers.sh for where those come from.
set -u

usage() {
  cat <<'END'
usage: tests/run.sh [PART_OF_A_PROJECT_NAME...]

Builds Framework.sln and runs the test projects tests/*.Tests: all of them, or those whose names contain one of the
given parts (in any case), such as: tests/run.sh messaging integration

RESILE_RABBITMQ    amqp://user:password@host:port/vhost of a RabbitMQ to use instead of a private one
RESILE_POSTGRES    Npgsql connection string of a PostgreSQL to use instead of a private one
RESILE_TEST_LIMIT  seconds that one project may take before it counts as failed (default 480)

The last line reads "N passed, N failed" (", N skipped" may follow); the exit status is 0 only if none failed.
END
}

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
limit=${RESILE_TEST_LIMIT:-480}
if [[ ! $limit =~ ^[1-9][0-9]*$ ]]; then
  printf "RESILE_TEST_LIMIT is '%s'; it has to be a number of seconds.\n" "$limit" >&2
  exit 2
fi

# The longest first, so that two at a time end together.
projects=()
for project in Resile.Integration.Tests Resile.Generators.Tests Resile.Analyzers.Tests $(cd "$root/tests" && printf '%s\n' *.Tests); do
  if [[ -f $root/tests/$project/$project.csproj && " ${projects[*]-} " != *" $project "* ]]; then projects+=("$project"); fi
done

selected=()
for argument in "$@"; do
  case $argument in
    -h | --help)
      usage
      exit 0
      ;;
    -*)
      printf "tests/run.sh does not know the option '%s'.\n\n" "$argument" >&2
      usage >&2
      exit 2
      ;;
  esac
  found=no
  for project in "${projects[@]}"; do
    if [[ ${project,,} == *"${argument,,}"* ]]; then
      found=yes
      if [[ " ${selected[*]-} " != *" $project "* ]]; then selected+=("$project"); fi
    fi
  done
  if [[ $found == no ]]; then
    printf "No test project is named like '%s'; there are: %s.\n\n" "$argument" "${projects[*]}" >&2
    usage >&2
    exit 2
  fi
done
if (($# == 0)); then selected=("${projects[@]}"); fi

source "$root/eng/servers.sh"

results=
jobs=()
clean_up() {
  trap '' HUP INT TERM
  local job
  for job in ${jobs[@]+"${jobs[@]}"}; do kill -TERM "$job" 2>/dev/null; done
  servers_stop
  if [[ -n $results ]]; then rm -rf -- "$results"; fi
}

if [[ " ${selected[*]} " == *" Resile.Integration.Tests "* ]]; then servers_launch rabbitmq postgres; fi
trap clean_up EXIT
results=$(mktemp -d "${TMPDIR:-/tmp}/resile-tests.XXXXXX")
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# In the background and waited for, because a shell that waits acts on a signal at once.
run() {
  "$@" &
  jobs=("$!")
  wait "$!"
  local status=$?
  jobs=()
  return "$status"
}

started=$SECONDS
if ! run dotnet build "$root/Framework.sln" --configuration Release --verbosity quiet --nologo -nodeReuse:false; then
  printf 'The build failed; its errors stand above. No test was run.\n\n0 passed, 1 failed\n'
  exit 1
fi
printf 'Built in %d s.\n' $((SECONDS - started))
servers_wait

passed=0 failed=0 skipped=0

# Runs one project, writes what it said, how it ended and how long it took beside its report.
run_project() {
  local project=$1 begun=$SECONDS
  cd "$root/tests/$project" || exit
  timeout --kill-after=10 "$limit" dotnet "bin/Release/net10.0/$project.dll" -noLogo -noColor -xml "$results/$project.xml" \
    </dev/null >"$results/$project.out" 2>&1 &
  local job=$!
  trap 'kill -TERM "$job" 2>/dev/null; exit 143' TERM
  wait "$job"
  printf '%s %s\n' "$?" $((SECONDS - begun)) >"$results/$project.end"
}

# attribute <name> <file>: a count from the report's <assembly> element.
attribute() {
  sed -n "s/.*<assembly [^>]* $1=\"\([0-9]*\)\".*/\1/p" "$2" 2>/dev/null | head -n 1
}

report_project() {
  local project=$1 xml=$results/$1.xml out=$results/$1.out status seconds
  read -r status seconds <"$results/$project.end"
  local p=$(attribute passed "$xml") f=$(attribute failed "$xml") s=$(attribute skipped "$xml") e=$(attribute errors "$xml")
  local bad=$((${f:-0} + ${e:-0})) why=
  if ((status == 124 || status == 137)); then
    why="did not end within $limit s"
  elif [[ -z $p ]]; then
    why="ended with status $status and left no report"
  elif ((p + bad + ${s:-0} == 0)); then
    why="holds no test"
  elif ((status != 0 && bad == 0)); then
    why="ended with status $status although no test failed"
  fi
  if [[ -n $why ]]; then bad=$((bad + 1)); fi

  passed=$((passed + ${p:-0})) failed=$((failed + bad)) skipped=$((skipped + ${s:-0}))
  printf '%-36s %5d passed %4d failed %4d skipped %5d s\n' "$project" "${p:-0}" "$bad" "${s:-0}" "$seconds"
  if ((bad)); then
    printf -- '---- %s ----\n' "$project"
    cat "$out"
    sed -n 's/^ *\(.*\) \[FAIL\]$/\1/p' "$out" >>"$results/failures"
    if [[ -n $why ]]; then printf '%s %s.\n' "$project" "$why" | tee -a "$results/failures"; fi
    printf -- '---- end of %s ----\n' "$project"
  elif ((${s:-0})); then
    grep -A 1 -F '[SKIP]' "$out"
  fi
}

# Two projects at a time: enough to fill the waits of one with the work of the other, few enough that none starves.
waiting=("${selected[@]}")
declare -A running=()
while ((${#waiting[@]} || ${#running[@]})); do
  while ((${#running[@]} < 2 && ${#waiting[@]})); do
    run_project "${waiting[0]}" &
    running[$!]=${waiting[0]}
    waiting=("${waiting[@]:1}")
  done
  jobs=("${!running[@]}")
  wait -n -p ended "${jobs[@]}"
  report_project "${running[$ended]}"
  unset "running[$ended]"
done
jobs=()

if [[ -s $results/failures ]]; then
  printf '\nFailed:\n'
  sed 's/^/  /' "$results/failures"
fi
line="$passed passed, $failed failed"
if ((skipped)); then line+=", $skipped skipped"; fi
printf '\n%s\n' "$line"
((failed == 0))
