# directives.awk -v form=conf|md -- prints the reference of the directives; see t/directives. The first file is the table, the second
# conf/directives.txt. A directive that only one of them has is an error.
BEGIN { FS = "\t"; WIDTH = 118 }

function fail(text) { print "conf/directives.txt: " text >"/dev/stderr"; failed = 1 }

NR == FNR {
    names[++n] = $1
    kind[$1] = $2
    initial[$1] = $2 != "SWITCH" ? $3 : $3 == "1" ? "On" : "Off"
    range[$1] = $2 == "INT" ? $4 " to " $5 : $2 == "SWITCH" ? "On or Off" : ""
    help[$1] = $6
    next
}

/^= / { groups[++ngroups] = substr($0, 3); next }

/^Timetracker[A-Za-z]*( |$)/ && blank {
    name = $0
    sub(/ .*/, "", name)
    if (!(name in kind)) fail(name " is no directive of src/settings.h")
    if (name in text) fail(name " is explained twice")
    example[name] = length($0) > length(name) ? substr($0, length(name) + 2) : ""
    text[name] = ""
    order[++norder] = name
    group_of[name] = ngroups
    blank = 0
    next
}

/^$/ { blank = 1; next }
name { blank = 0; text[name] = text[name] (text[name] ? " " : "") $0 }

function says_nothing(name) { return initial[name] == "NULL" || initial[name] == "\"\"" }

# Lines of at most WIDTH columns, each behind "# ".
function wrapped(words, parts, i, line, n) {
    n = split(words, parts, " ")
    for (i = 1; i <= n; i++) {
        if (line && length(line " " parts[i]) > WIDTH) { print "# " line; line = "" }
        line = line (line ? " " : "") parts[i]
    }
    print "# " line
}

function dashes(n) { return n > 0 ? "-" dashes(n - 1) : "" }
function capital(s) { return toupper(substr(s, 1, 1)) substr(s, 2) }

function print_conf(i, name, words) {
    for (i = 1; i <= norder; i++) {
        name = order[i]
        if (group_of[name] != group_of[order[i - 1]])
            print "\n# ---- " groups[group_of[name]] " " dashes(109 - length(groups[group_of[name]]))
        else
            print ""
        words = text[name]
        gsub(/`/, "", words)
        if (range[name]) words = words " " range[name] "."
        if (says_nothing(name)) words = words " Not set by default; for example:"
        wrapped(words)
        print "#" name " " (says_nothing(name) ? example[name] : initial[name])
    }
    print ""
}

function default_of(name) { return says_nothing(name) ? "none" : "`" initial[name] "`" }

function print_md(i, name, words) {
    print "# Directives"
    print ""
    print "Every directive of mod_timetracker. All of them may stand in the main server or in a virtual host; a virtual host takes what it does not set from the"
    print "main server. `conf/timetracker.conf` has them all, commented out. This file is written by `t/directives` from `src/settings.h` and"
    print "`conf/directives.txt`."
    print ""
    print "| directive | default | what it is |"
    print "| --- | --- | --- |"
    for (i = 1; i <= norder; i++)
        printf "| [`%s`](#%s) | %s | %s |\n", order[i], tolower(order[i]), default_of(order[i]), help[order[i]]
    for (i = 1; i <= norder; i++) {
        name = order[i]
        if (group_of[name] != group_of[order[i - 1]]) print "\n## " capital(groups[group_of[name]])
        words = text[name]
        print "\n### " name
        print words
        print ""
        print "Default: " default_of(name) (range[name] ? "; " range[name] : "") "." (example[name] ? " Example: `" name " " example[name] "`." : "")
    }
}

END {
    for (i = 1; i <= n; i++)
        if (!(names[i] in text)) fail(names[i] " is missing")
        else if (!text[names[i]]) fail(names[i] " has no explanation")
        else if (says_nothing(names[i]) && !example[names[i]]) fail(names[i] " has no default that shows anything, so it needs an example")
    if (failed) exit 1
    if (form == "md") print_md()
    else print_conf()
}
