# Runs a program, and ends it with everything it has started once the pipe from its parent closes: when the parent
# lets go, or when the parent dies, however it does.
#
#     OPENCODE_SDK_GUARDIAN=SCRIPT sh -c 'eval "$OPENCODE_SDK_GUARDIAN"' opencode-guardian PIPE MARK MODE PROGRAM [ARGUMENT...]
#
# PIPE  the descriptor to read from. A line "stop" asks the program to end, "over" says that it has ended.
# MARK  a word that the program and all it starts carry in their environment, and nobody else does.
# MODE  "background" for a program without a terminal, "console" for one that has it.
#
# The shell becomes the program, so that it is the parent's own child. The guard is left behind, as nobody's child.

unset OPENCODE_SDK_GUARDIAN
exec 3<"/dev/fd/$1" || exit 125
mark=$2
mode=$3
shift 3

# The processes of this run, by number. A mark is inherited, whatever a process does to its group, session or parent.
marked() {
    pattern="OPENCODE_SDK_MARKS=[0-9a-f:]*$mark"
    if [ -r /proc/self/environ ]; then
        grep -l -- "$pattern" /proc/[0-9]*/environ | cut -d / -f 3
    else
        ps -AEww -o pid=,command= | grep -- "$pattern" | sed 's/^ *//; s/ .*//'
    fi
}

# Again and again, because one of them may start another meanwhile.
sweep() {
    tries=0
    [ "$mode" = console ] || kill -KILL -- "-$$"
    while found=$(marked) && [ -n "$found" ] && [ "$tries" -lt 100 ]; do
        kill -KILL $found
        tries=$((tries + 1))
    done
}

guard() {
    # Only the end of the pipe ends the guard. Standard error stays open without being written to: its end tells the
    # parent that the guard is done.
    trap '' HUP INT QUIT TERM
    exec 4>&2 2>/dev/null
    PATH=/usr/bin:/bin:/usr/sbin:/sbin:$PATH
    while read -r word; do
        case $word in
            stop) kill -TERM "$$" ;;
            over) sweep; exit ;;
        esac
    done

    # The parent is dead, and nobody will miss the program for long: it has a second to end by itself.
    kill -TERM "$$"
    tries=0
    while marked | grep -qx "$$" && [ "$tries" -lt 20 ]; do
        sleep 0.05
        tries=$((tries + 1))
    done
    sweep
}

(guard <&3 3<&- >/dev/null &)

exec 3<&-
export OPENCODE_SDK_MARKS="${OPENCODE_SDK_MARKS:+$OPENCODE_SDK_MARKS:}$mark"
if [ "$mode" = background ]; then
    exec </dev/null
    # A session of its own keeps the terminal's signals, Ctrl+C among them, for the parent to handle.
    if own_session=$(PATH=/usr/bin:/bin:$PATH command -v setsid); then
        set -- "$own_session" "$@"
    fi
fi
exec "$@"
