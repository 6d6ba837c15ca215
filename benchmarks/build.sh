# What the commands beside this file share; they set $name and source it. Sets $root, builds what is stale.

root="$(cd -P "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
jar="$root/benchmarks/target/benchmarks.jar"
agent="$root/agent/target/engram-agent.jar"

say() { printf '%s\n' "$*" >&2; }

fail() {
  say "$name: $*"
  exit 1
}

java="${JAVA_HOME:+$JAVA_HOME/bin/}java"
command -v "$java" >/dev/null || fail "Java is missing; install a JDK 17 or newer, and put it on the PATH or name it by JAVA_HOME."
command -v mvn >/dev/null || fail "Maven is missing; install Maven 3.8.1 or newer and put mvn on the PATH."

# is_stale <jar> <module>...
is_stale() {
  local file="$1" module
  shift
  [ -f "$file" ] || return 0
  for module in "$@"; do
    [ -z "$(find "$root/pom.xml" "$root/$module/pom.xml" "$root/$module/src/main" -type f -newer "$file" 2>/dev/null)" ] || return 0
  done
  return 1
}

if is_stale "$agent" agent || is_stale "$jar" agent benchmarks; then
  say "Building agent and benchmarks with Maven; the first time this also downloads libraries ..."
  mvn -B -q -f "$root/pom.xml" -pl agent,benchmarks -Dmaven.test.skip=true -Dspotless.check.skip=true package >&2 </dev/null ||
    fail "the build failed; Maven says why above."
  touch "$agent" "$jar"
fi

# The other agents, in the versions that pom.xml names.
fetch_peers() {
  local fetched="$root/benchmarks/target/peers/fetched"
  if [ ! -f "$fetched" ] || [ "$root/pom.xml" -nt "$fetched" ]; then
    say "Fetching the other agents from Maven Central ..."
    rm -rf "$root/benchmarks/target/peers"
    mvn -B -q -f "$root/pom.xml" -pl benchmarks dependency:copy@peers >&2 </dev/null ||
      fail "the other agents could not be fetched; Maven says why above."
    touch "$fetched"
  fi
}

# The collector's jar, for the commands that need it.
build_collector() {
  local collector="$root/collector/cli/target/engram-collector.jar"
  if is_stale "$collector" collector/common collector/keyspace collector/server collector/cli; then
    say "Building the collector with Maven ..."
    mvn -B -q -f "$root/pom.xml" -pl collector/cli -am -Dmaven.test.skip=true -Dspotless.check.skip=true package >&2 </dev/null ||
      fail "the build failed; Maven says why above."
    touch "$collector"
  fi
}

run() {
  exec "$java" -cp "$jar" "$@"
}
