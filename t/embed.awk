# embed.awk -- turns the `-- :name` blocks of sql/queries/*.sql into lines X(name, "statement") for build/gen/queries.h.
# A statement is put on one line; comments must stand on lines of their own.
function flush_block()
{
    if (name && !text) {
        printf "%s: the block :%s is empty\n", FILENAME, name > "/dev/stderr"
        failed = 1
    }
    if (name)
        printf "X(%s, \"%s\")\n", name, text
    name = text = ""
}
/^-- :/ {
    flush_block()
    name = substr($2, 2)
    if (seen[name]++ || name !~ /^[a-z][a-z0-9_]*$/) {
        printf "%s:%d: bad or repeated name '%s'\n", FILENAME, FNR, name > "/dev/stderr"
        failed = 1
    }
    next
}
/^[ \t]*--/ || /^[ \t]*$/ { next }
{
    if (!name) {
        printf "%s:%d: SQL outside a block; start one with -- :name\n", FILENAME, FNR > "/dev/stderr"
        failed = 1
    }
    gsub(/\\/, "\\\\")
    gsub(/"/, "\\\"")
    sub(/;[ \t]*$/, "")
    sub(/^[ \t]+/, "")
    sub(/[ \t]+$/, "")
    text = text (text ? " " : "") $0
}
END {
    flush_block()
    exit failed
}
