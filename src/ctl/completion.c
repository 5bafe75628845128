/* completion.c -- ttctl help --completion: completion for bash; see manual.h. */
#include "ctl/manual.h"

/* Bash cuts words at "=", so `--name=value` arrives as three words. */
static const char script_head[] =
    "# bash completion of ttctl, made by `ttctl help --completion`\n"
    "_ttctl()\n"
    "{\n"
    "    local word=${COMP_WORDS[COMP_CWORD]} option=${COMP_WORDS[COMP_CWORD-1]} words=() wanted='' options='' i\n"
    "    COMPREPLY=()\n"
    "    if [[ $word == = ]]; then\n"
    "        word=\n"
    "    elif [[ $option == = ]]; then\n"
    "        option=${COMP_WORDS[COMP_CWORD-2]}\n"
    "    fi\n"
    "    # These two may stand before the command.\n"
    "    for ((i = 1; i < COMP_CWORD; i++)); do\n"
    "        case ${COMP_WORDS[i]} in\n"
    "        --database-url | --config) [[ ${COMP_WORDS[i+1]} != = ]] || i=$((i + 1)); i=$((i + 1)) ;;\n"
    "        -*) ;;\n"
    "        *) words+=(\"${COMP_WORDS[i]}\") ;;\n"
    "        esac\n"
    "    done\n"
    "    case \"${words[0]} ${words[1]}\" in\n";

static const char script_tail[] =
    "    esac\n"
    "    case $wanted in\n"
    "    FILE) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -f -- \"$word\") ;;\n"
    "    DIR) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- \"$word\") ;;\n"
    "    *\"|\"*) mapfile -t COMPREPLY < <(compgen -W \"${wanted//|/ }\" -- \"$word\") ;;\n"
    "    '') mapfile -t COMPREPLY < <(compgen -W \"$options\" -- \"$word\") ;;\n"
    "    esac\n"
    "}\n"
    "complete -F _ttctl ttctl\n";

static size_t first_word(const char *name)
{
    return strcspn(name, " ");
}

static bool is_first_of_group(const tt_command *const *c)
{
    size_t n = first_word((*c)->name);

    for (const tt_command *const *before = tt_commands; *before && *before != *c; before++)
        if (first_word((*before)->name) == n && !strncmp((*before)->name, (*c)->name, n))
            return false;
    return true;
}

/* The second words of the commands that begin as NAME does. */
static void put_second_words(tt_buf *b, const char *name)
{
    size_t n = first_word(name);

    for (const tt_command *const *c = tt_commands; *c; c++)
        if (first_word((*c)->name) == n && (*c)->name[n] && !strncmp((*c)->name, name, n))
            tt_buf_printf(b, "%s ", (*c)->name + n + 1);
}

static void put_first_words(tt_buf *b)
{
    for (const tt_command *const *c = tt_commands; *c; c++)
        if (is_first_of_group(c))
            tt_buf_printf(b, "%.*s ", (int)first_word((*c)->name), (*c)->name);
}

/* What each option with a value takes: the name of the value, which says whether it is a file. */
static void put_wanted(tt_buf *b, const tt_usage *usage)
{
    bool any = false;

    for (int i = 0; i < usage->noptions; i++) {
        const tt_option *o = &usage->options[i];

        if (o->value)
            tt_buf_printf(b, "%s        --%s) wanted='%s' ;;\n", any ? "" : "        case $option in\n", o->name,
                          o->value);
        any |= o->value != NULL;
    }
    if (any)
        tt_buf_puts(b, "        esac\n");
}

static void put_command(tt_buf *b, const tt_command *c)
{
    tt_buf_printf(b, "    \"%s\"%s)\n        options='", c->name, strchr(c->name, ' ') ? "" : "\\ *");
    if (c == &tt_command_help)
        put_first_words(b);
    for (int i = 0; i < c->usage.noptions; i++)
        tt_buf_printf(b, "--%s ", c->usage.options[i].name);
    tt_buf_puts(b, "--help'\n");
    put_wanted(b, &c->usage);
    tt_buf_puts(b, "        ;;\n");
}

void tt_manual_completion(tt_buf *b)
{
    tt_buf_puts(b, script_head);
    for (const tt_command *const *c = tt_commands; *c; c++)
        if (strchr((*c)->name, ' ') && is_first_of_group(c)) {
            tt_buf_printf(b, "    \"help %.*s\"* | \"%.*s \")\n        options='", (int)first_word((*c)->name),
                          (*c)->name, (int)first_word((*c)->name), (*c)->name);
            put_second_words(b, (*c)->name);
            tt_buf_puts(b, "'\n        ;;\n");
        }
    for (const tt_command *const *c = tt_commands; *c; c++)
        put_command(b, *c);
    tt_buf_puts(b, "    \" \")\n        options='");
    put_first_words(b);
    tt_buf_puts(b, "--help --database-url --config'\n"
                   "        [[ $option != --config ]] || wanted=FILE\n"
                   "        [[ $option != --database-url ]] || wanted=URL\n"
                   "        ;;\n");
    tt_buf_puts(b, script_tail);
}
