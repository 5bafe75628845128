# shellcheck shell=bash disable=SC2034
# Part of t/stack: the demo OpenID Provider (t/provider/provider.ts), unless another one is named.

provider_processes()
{
    local proc args
    for proc in /proc/[0-9]*; do
        { mapfile -d '' -t args <"$proc/cmdline"; } 2>/dev/null || continue
        if [[ " ${args[*]} " == *" $ROOT/t/provider/provider.ts $STATE/provider "* ]]; then
            printf '%s\n' "${proc#/proc/}"
        fi
    done
}

provider_pid()
{
    local pid
    pid=$(provider_processes) && [ -n "$pid" ] && printf '%s' "${pid%%$'\n'*}"
}

# Begins to start it; provider_wait comes when its address is needed. Its ports are kept over restarts, and the first follows
# httpd's where that is a chosen one: the people of a kept database are known by the issuer.
provider_start()
{
    local wanted=${PROVIDER_PORT:-${PORT:+$((PORT + 1))}} control=${PROVIDER_CONTROL##*:}
    [ "$PROVIDER" = demo ] || return 0
    [ -d "$ROOT/t/node_modules/oidc-provider" ] || die "the demo provider needs npm packages; run t/deps npm, or see --provider"
    mkdir -p "$STATE/provider"
    rm -f "$STATE/provider/ports"
    PATH=$ROOT/build/node/node_modules/.bin:$PATH NODE_NO_WARNINGS=1 \
        setsid node "$ROOT/t/provider/provider.ts" "$STATE/provider" "${wanted:-0}" "${control:-0}" </dev/null >>"$LOGS/provider.log" 2>&1 &
    PROVIDER_JOB=$!
    disown
}

provider_wait()
{
    local until=$((SECONDS + 20)) control
    [ "$PROVIDER" = demo ] || return 0
    while [ ! -s "$STATE/provider/ports" ]; do
        [ "$SECONDS" -lt "$until" ] && kill -0 "$PROVIDER_JOB" 2>/dev/null || return
        sleep 0.02
    done
    read -r PROVIDER_PORT control <"$STATE/provider/ports"
    PROVIDER_URL=http://127.0.0.1:$PROVIDER_PORT/.well-known/openid-configuration
    PROVIDER_CONTROL=http://127.0.0.1:$control
}

# Tells it where the application is.
provider_register()
{
    [ "$PROVIDER" = demo ] || return 0
    curl -fsS -X POST --url-query "base=$BASE_URL" -o /dev/null "$PROVIDER_CONTROL/client"
}

# On the ports it had.
provider_restart()
{
    local ports=$PROVIDER_PORT/$PROVIDER_CONTROL
    provider_start && provider_wait || return
    [ "$PROVIDER_PORT/$PROVIDER_CONTROL" = "$ports" ] || { say "a port of the provider is taken"; return 1; }
    provider_register
}

provider_stop()
{
    local pid
    [ "$PROVIDER" = demo ] || return 0
    pid=$(provider_pid) || pid=
    end_processes 5 TERM "$pid" provider_processes
}

# True when it runs, or is none of ours.
provider_runs() { [ "$PROVIDER" != demo ] || provider_pid >/dev/null; }
