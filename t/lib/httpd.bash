# shellcheck shell=bash disable=SC2034
# Part of t/stack: its private httpd.

httpd_conf()
{
    local modules
    modules=$(apxs -q LIBEXECDIR 2>/dev/null) || modules=/usr/lib/apache2/modules
    cat <<EOF
ServerRoot "$STATE"
Define STACK_DIR "$STATE"
Define STACK_OPEN "$OPEN"
Define STACK_LOGS "$LOGS"
Define STACK_LOG_LEVEL "$LOG_LEVEL"
Define STACK_PORT "$PORT"
Define STACK_MODULES "$modules"
Define STACK_BUILD "$BUILD"
Define STACK_REPO "$ROOT"
Define STACK_HTDOCS "$OPEN/htdocs"
Define STACK_MOUNT "$MOUNT"
Define STACK_BASE_URL "$BASE_URL"
Define STACK_DBD_PARAMS "$(dbd_params)"
LoadModule mpm_${MPM}_module "$modules/mod_mpm_$MPM.so"
EOF
    ! is_root || echo "Define STACK_AS_ROOT"
    [ -z "$MOUNT" ] || echo "Define STACK_MOUNTED"
    if [ -n "$PROVIDER_URL" ]; then
        printf 'Define STACK_PROVIDER "%s"\nDefine STACK_CLIENT_ID "%s"\n' "$PROVIDER_URL" "$CLIENT_ID"
        [[ $PROVIDER_URL != http://* ]] || echo "Define STACK_INSECURE_PROVIDER"
    fi
    echo "Include \"$ROOT/t/stack.conf\""
    [ -z "$CONF" ] || echo "Include \"$CONF\""
}

# The environment and the command that httpd is started with, by the tool that watches it.
httpd_command()
{
    local san="log_path=$OPEN/reports/sanitizer:print_stacktrace=1:halt_on_error=0"
    HTTPD_COMMAND=(env -u DATABASE_URL -u MODULE_DATABASE_URL LC_ALL=C.UTF-8)
    case $TOOL in
    asan)
        # Only httpd is preloaded. Leaks are valgrind's to find: httpd itself does not free all at its end.
        HTTPD_COMMAND+=("LD_PRELOAD=$(gcc -print-file-name=libasan.so)" "ASAN_OPTIONS=$san:detect_leaks=0"
            "UBSAN_OPTIONS=$san") ;;
    valgrind)
        HTTPD_COMMAND+=(valgrind --quiet --vgdb=no --leak-check=full --show-leak-kinds=definite --errors-for-leak-kinds=definite
            --num-callers=30 "--log-file=$OPEN/reports/valgrind.%p")
        [ ! -f "$ROOT/t/valgrind.supp" ] || HTTPD_COMMAND+=("--suppressions=$ROOT/t/valgrind.supp") ;;
    esac
    HTTPD_COMMAND+=("$HTTPD" -d "$STATE" -f "$STATE/httpd.conf")
}

httpd_start()
{
    if [ -z "$(httpd_pid)" ]; then
        rm -f "$STATE/httpd.pid"
    fi
    httpd_command
    # httpd's parent writes as root, its children do not: both must be able to add to one file of counts.
    [ "$COVERAGE" = 0 ] || umask 0
    if [ "$TOOL" = valgrind ]; then
        setsid "${HTTPD_COMMAND[@]}" -X </dev/null >"$LOGS/httpd.out" 2>&1 &
        disown
    else
        "${HTTPD_COMMAND[@]}" -k start </dev/null >"$LOGS/httpd.out" 2>&1 || return
    fi
    umask 022
}

httpd_stop()
{
    local pid
    pid=$(httpd_pid) || pid=
    end_processes 30 TERM "$pid" httpd_processes
}

# Prints the status that a GET of the path is answered with.
http_status()
{
    local line=""
    {
        exec 3<>"/dev/tcp/127.0.0.1/$PORT" || return
        printf 'GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n' "$1" >&3
        read -r -t 5 line <&3 || true
        exec 3>&- 3<&-
    } 2>/dev/null
    [[ $line =~ ^HTTP/1\.1\ ([0-9]{3}) ]] && printf '%s' "${BASH_REMATCH[1]}"
}

wait_for_health()
{
    local until=$((SECONDS + START_LIMIT)) status=none
    while [ "$SECONDS" -lt "$until" ]; do
        status=$(http_status "$MOUNT/healthz") || status=none
        [ "$status" != 200 ] || return 0
        sleep 0.1
        [ -n "$(httpd_processes)" ] || { say "httpd has ended"; return 1; }
    done
    say "$BASE_URL/healthz: no 200 within $START_LIMIT s (last answer: $status)"
    return 1
}

# Ports below the range that the system hands out for outgoing connections, so that none of them is in the way.
random_port() { printf '%s' $((20000 + (RANDOM * 32768 + RANDOM) % 12000)); }
port_is_taken() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# Another stack may take the same port between the look and the start: then the next one is tried.
httpd_start_on_a_port()
{
    local try wanted=$PORT
    for try in 1 2 3 4 5; do
        PORT=${wanted:-$(random_port)}
        if port_is_taken "$PORT"; then
            [ -z "$wanted" ] || { say "port $PORT is taken"; return 1; }
            continue
        fi
        BASE_URL=http://127.0.0.1:$PORT$MOUNT
        httpd_conf >"$STATE/httpd.conf"
        save_state
        httpd_start && return
        [ -z "$wanted" ] && grep -q 'Address already in use' "$LOGS/httpd.out" || return
        say "port $PORT was taken meanwhile (try $try)"
    done
    return 1
}
