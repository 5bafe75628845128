# shellcheck shell=bash
# Part of t/package: what the builds of the packages have in common. They stand in the root of the source.

product_version() { sed -n 's/^#define TT_VERSION "\(.*\)"$/\1/p' src/tt.h | grep . || { echo "src/tt.h has no TT_VERSION" >&2; return 1; }; }

maintainer() { sed -n 's/^Maintainer: //p' conf/debian/control; }

# The files that git knows, as they lie here, into the folder.
copy_source()
{
    mkdir -p "$1"
    git ls-files -z --cached --others --exclude-standard | xargs -0 ls -d 2>/dev/null | tar -c -T - | tar -x -C "$1"
}

# The last commit's date, so that the same files make the same package.
use_date_of_source()
{
    SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
    export SOURCE_DATE_EPOCH
}

# Without flags and folders of the make that started this.
in_clean_environment() { env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL -u BUILD -u CC -u SAN -u COV -u CFLAGS -u LDFLAGS "$@"; }

# Runs a command whose output goes to the file LOG; its end is shown where it fails.
logged()
{
    local log=$1
    shift
    "$@" >"$log" 2>&1 || { tail -n 40 "$log" >&2; echo "see $log" >&2; return 1; }
}
