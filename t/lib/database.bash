# shellcheck shell=bash disable=SC2034
# Part of t/stack: its private PostgreSQL, and the schema in whatever server it uses.

# The server's programs: of the version that made the kept data, else the newest.
find_postgres()
{
    local bin
    for bin in "$(pg_config --bindir 2>/dev/null)" /usr/lib/postgresql/*/bin \
        "/usr/lib/postgresql/$(cat "$PGDATA/PG_VERSION" 2>/dev/null)/bin"; do
        if [ -x "$bin/initdb" ]; then
            PGBIN=$bin
        fi
    done
    [ -n "${PGBIN-}" ] || die "no PostgreSQL server here; run t/deps run"
}

# Makes the cluster, with passwords of its own beside it.
database_create()
{
    (umask 077 && for var in SUPERUSER OWNER MODULE; do echo "${var}_PASSWORD=$(random_word)"; done >"$PGDATA.passwords")
    (umask 077 && sed -n 's/SUPERUSER_PASSWORD=//p' "$PGDATA.passwords" >"$PGDATA.initial")
    ! is_root || chown "$PGUSER_OS:" "$PGDATA.initial"
    as_postgres "$PGBIN/initdb" -D "$PGDATA" -U postgres --auth=scram-sha-256 --pwfile="$PGDATA.initial" \
        --encoding=UTF8 --locale=C.UTF-8 --no-sync >"$LOGS/initdb.log" 2>&1 || return
    rm "$PGDATA.initial"
    cat >>"$PGDATA/postgresql.conf" <<'EOF'
listen_addresses = ''
max_connections = 100
shared_buffers = 256MB
unix_socket_permissions = 0777
timezone = 'UTC'
log_timezone = 'UTC'
log_line_prefix = '%m [%p] %q%u@%d '
EOF
}

database_roles()
{
    PGPASSWORD=$SUPERUSER_PASSWORD psql -X -q -v ON_ERROR_STOP=1 -h "$PGHOST" -p "$PGPORT" -U postgres postgres <<EOF
CREATE ROLE timetracker_owner LOGIN CREATEDB PASSWORD '$OWNER_PASSWORD';
CREATE ROLE timetracker LOGIN PASSWORD '$MODULE_PASSWORD';
CREATE DATABASE timetracker OWNER timetracker_owner;
EOF
}

database_start()
{
    local try
    [ "$PRIVATE" = 1 ] || return 0
    if [ -z "$(database_processes)" ]; then
        as_postgres rm -f "$PGDATA/postmaster.pid"
    fi
    # A killed server's children hold its memory for a moment.
    for try in 1 2 3 4 5; do
        as_postgres "$PGBIN/pg_ctl" start -w -t 30 -s -D "$PGDATA" -l "$OPEN/postgresql.log" \
            -o "-c unix_socket_directories='$PGHOST' -c port=$PGPORT" >&2 && return
        sleep "$try"
    done
    return 1
}

database_stop()
{
    local pid
    [ "$PRIVATE" = 1 ] || return 0
    pid=$(database_pid) || pid=
    end_processes 20 INT "$pid" database_processes
}

# Where the cluster lies: in the stack, or in the folder to keep; data that other users could not reach is put below
# /var/lib and linked from there.
place_database()
{
    local kept
    PGDATA=$OPEN/pgdata
    [ -n "$KEEP" ] || return 0
    mkdir -p "$KEEP"
    if is_open "$KEEP" || [ -e "$KEEP/pgdata" ]; then
        PGDATA=$KEEP/pgdata
        [ ! -L "$PGDATA" ] || PGDATA=$(readlink -f "$PGDATA")
    else
        kept=/var/lib/timetracker-run/$(printf '%s' "$KEEP" | cksum | cut -d' ' -f1)
        mkdir -p "$kept"
        chown "$PGUSER_OS:" "$kept"
        PGDATA=$kept/pgdata
        ln -sfn "$PGDATA" "$KEEP/pgdata"
        say "the database lies in $kept, since $KEEP is not open to the user $PGUSER_OS"
    fi
    ! is_root || [ "$PGDATA" != "$KEEP/pgdata" ] || chown "$PGUSER_OS:" "$KEEP"
}

private_database()
{
    place_database
    find_postgres
    PGHOST=$OPEN/s
    PGPORT=5432
    as_postgres mkdir -m 755 "$PGHOST"
    # A creation that was cut short is begun anew.
    if [ ! -f "$PGDATA.complete" ]; then
        rm -rf "$PGDATA"
        database_create || return
    fi
    # shellcheck source=/dev/null
    . "$PGDATA.passwords"
    database_start || return
    if [ ! -f "$PGDATA.complete" ]; then
        database_roles || return
        : >"$PGDATA.complete"
    fi
    DATABASE_URL="postgresql://timetracker_owner:$OWNER_PASSWORD@/timetracker?host=${PGHOST//\//%2F}&port=$PGPORT"
    MODULE_DATABASE_URL="postgresql://timetracker:$MODULE_PASSWORD@/timetracker?host=${PGHOST//\//%2F}&port=$PGPORT"
}

# The schema, as its owner; a role of the module's own gets its grants.
migrate()
{
    local role="" grant=()
    if [ "$MODULE_DATABASE_URL" != "$DATABASE_URL" ]; then
        role=$(PGCONNECT_TIMEOUT=5 psql -X -A -t -d "$MODULE_DATABASE_URL" -c 'SELECT current_user') || return
        grant=(--grant "$role")
    fi
    (
        # ttctl runs as root and httpd's children do not, but they share the files of line counts.
        [ "$COVERAGE" = 0 ] || umask 0
        DATABASE_URL=$DATABASE_URL "$BUILD/ttctl" migrate --sql "$ROOT/sql" "${grant[@]}" >"$LOGS/migrate.log" 2>&1
    )
}

# The module's connection string as DBDParams takes it, with what conf/timetracker.conf recommends.
dbd_params()
{
    case $MODULE_DATABASE_URL in
    postgres*://*\?*) printf '%s&connect_timeout=2' "$MODULE_DATABASE_URL" ;;
    postgres*://*) printf '%s?connect_timeout=2' "$MODULE_DATABASE_URL" ;;
    *) printf "%s connect_timeout=2" "$MODULE_DATABASE_URL" ;;
    esac
}
