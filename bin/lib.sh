# Shared by the commands in this folder; each of them sources it. Bash, no other tools than those of any system.

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"

say() { printf '%s\n' "$*"; }
die() { printf '%s\n' "$*" >&2; exit 1; }

# The feature version of a java program: 17, 21, 25; empty when it does not run.
java_version() {
    "$1" -version 2>&1 | sed -n -E '1s/.*version "([0-9]+).*/\1/p'
}

# Installs a Debian package, but only where that is plainly ours to do: as root, with apt.
# need_package COMMAND PACKAGE: succeeds when the command is there in the end.
need_package() {
    command -v "$1" >/dev/null && return 0
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 1
    say "Installing $2, which brings $1."
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$2"; } >/dev/null 2>&1
    command -v "$1" >/dev/null
}

# Installs a Debian package in the same way, for a file that it brings: need_file FILE PACKAGE
need_file() {
    [ -e "$1" ] && return 0
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 1
    say "Installing $2, which brings $1."
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$2"; } >/dev/null 2>&1
    [ -e "$1" ]
}

# Sets java to the program to run: that of JAVA_HOME, else the one on the path; 17 or newer.
find_java() {
    java="${JAVA_HOME:+$JAVA_HOME/bin/java}"
    [ -n "$java" ] && [ -x "$java" ] || java="$(command -v java || true)"
    [ -n "$java" ] || die "Java is missing: install a JDK, version 17 or newer, and put it on the path or in JAVA_HOME."
    local version
    version="$(java_version "$java")"
    [ "${version:-0}" -ge 17 ] || die "Java is too old: $java is version ${version:-unknown}, and Hauberk needs 17 or newer."
}

# Checks that there is a compiler beside java, and Maven.
find_mvn() {
    find_java
    [ -x "$(dirname "$(readlink -f "$java")")/javac" ] \
        || die "The Java compiler is missing: $java is a runtime only; install a JDK, version 17 or newer."
    need_package mvn maven || die "Maven is missing: install Maven 3.8.6 or newer, so that mvn is on the path."
}

# Sets jdk25 to the home of a JDK 25, or to nothing. JAVA_HOME_25 wins.
find_jdk25() {
    local home
    jdk25=""
    for home in "${JAVA_HOME_25:-}" /usr/lib/jvm/*25* "${SDKMAN_DIR:-$HOME/.sdkman}"/candidates/java/25*; do
        if [ -n "$home" ] && [ -x "$home/bin/javac" ] && [ "$(java_version "$home/bin/java")" = 25 ]; then
            jdk25="$home"
            return 0
        fi
    done
}

# Maven without chatter, from the root of the project.
maven() {
    (cd "$root" && mvn -B -ntp "$@")
}

# Builds the jar of a module, and of what it needs, when a source of ours is newer than it.
# build_if_stale FOLDER: then FOLDER/target holds a fresh jar, and lib/ beside it for those that run.
build_if_stale() {
    # Two commands that are typed at once build one after the other.
    if command -v flock >/dev/null; then
        exec 9<"$root"
        flock 9
    fi
    build_stale "$1"
    exec 9<&-
}

build_stale() {
    local folder="$1" jar newer
    jar="$(find "$root/$folder/target" -maxdepth 1 -name 'hauberk-*.jar' -print -quit 2>/dev/null || true)"
    if [ -n "$jar" ]; then
        newer="$(find "$root" \( -name 'target*' -o -name .git -o -path '*/src/test' -o -name node_modules \) -prune \
            -o -type f \( -path '*/src/*' -o -name pom.xml -o -name jvm.config \) -newer "$jar" -print -quit)"
        [ -n "$newer" ] || return 0
    fi
    find_mvn
    say "Building $folder ..."
    maven -q -Dmaven.test.skip=true -pl "$folder" -am package || die "The build of $folder failed; the lines above say why."
    # A jar whose content stayed as it was keeps its time; without this it would look stale for ever.
    find "$root/$folder/target" -maxdepth 1 -name 'hauberk-*.jar' -exec touch {} +
}
