# shellcheck shell=bash disable=SC2034
# Part of t/stack: which processes are a stack's own, and how they are ended.

# Prints the processes of httpd that run on the configuration: the parent, its children, valgrind around them.
processes_on()
{
    local proc args
    for proc in /proc/[0-9]*; do
        { mapfile -d '' -t args <"$proc/cmdline"; } 2>/dev/null || continue
        if [[ " ${args[*]} " == *" $HTTPD "*" -f $1 "* ]]; then
            printf '%s\n' "${proc#/proc/}"
        fi
    done
}

# Prints the processes of PostgreSQL that work in the data folder.
processes_in()
{
    local proc
    for proc in /proc/[0-9]*; do
        if [ "$proc/cwd" -ef "$1" ] && [[ $(readlink "$proc/exe") == */postgres ]]; then
            printf '%s\n' "${proc#/proc/}"
        fi
    done
}

httpd_processes() { processes_on "$STATE/httpd.conf"; }
database_processes() { [ "$PRIVATE" = 0 ] || processes_in "$PGDATA"; }

has_line() { [[ $'\n'$2$'\n' == *$'\n'"$1"$'\n'* ]]; }

# The parent of all of them, when it is alive.
httpd_pid()
{
    local pid
    pid=$(cat "$STATE/httpd.pid" 2>/dev/null) || return 1
    has_line "$pid" "$(httpd_processes)" && printf '%s' "$pid"
}

database_pid()
{
    local pid
    pid=$(head -n 1 "$PGDATA/postmaster.pid" 2>/dev/null) || return 1
    has_line "$pid" "$(database_processes)" && printf '%s' "$pid"
}

# end_processes SECONDS FIRST-SIGNAL PID LISTER: signals the parent, waits for all that the lister prints, then kills.
end_processes()
{
    local seconds=$1 signal=$2 pid=$3 lister=$4 left until
    until=$((SECONDS + seconds))
    [ -z "$pid" ] || kill -s "$signal" "$pid" 2>/dev/null || true
    while left=$($lister) && [ -n "$left" ]; do
        if [ -z "$pid" ] || [ "$SECONDS" -ge "$until" ]; then
            [ -z "$pid" ] || say "$NAME: $lister: still there after ${seconds} s, killed:" "${left//$'\n'/ }"
            # shellcheck disable=SC2086
            kill -KILL $left 2>/dev/null || true
        fi
        sleep 0.05
    done
}
