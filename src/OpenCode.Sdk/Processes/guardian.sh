# Ends a program, with everything it has started, once the pipe on standard input closes: when the parent lets go of it,
# or when the parent dies, however it does.
#
#     sh -c SCRIPT opencode-guardian MARK MODE < PIPE
#
# MARK  a word that the program and all it starts carry in their environment, and nobody else does
# MODE  "background" for a program that has a session of its own, "console" for one that shares its parent's
#
# Lines in the pipe: a number is the program's process id, "stop" asks it to end, "over" says that it has ended.

# Only the end of the pipe ends the guard, and nothing it says is for anybody's eyes.
trap '' HUP INT QUIT TERM
exec >/dev/null 2>&1
PATH=/usr/bin:/bin:/usr/sbin:/sbin${PATH:+:$PATH}
mark=$1
mode=$2
program=
family=

# The processes that carry the mark. It is inherited, whatever a process does to its group, its session or its parent.
marked() {
    pattern="OPENCODE_SDK_MARKS=[0-9a-f:]*$mark"
    if [ -r /proc/self/environ ]; then
        grep -l -- "$pattern" /proc/[0-9]*/environ | cut -d / -f 3
    else
        ps -AEww -o pid=,command= | grep -- "$pattern" | sed 's/^ *//; s/ .*//'
    fi
}

# What the program has started and what that has started, with the mark or without. Only the living know their children.
remember_family() {
    [ -z "$program" ] || family=$(ps -A -o pid= -o ppid= | awk -v program="$program" '
        { parent[$1] = $2 }
        END {
            for (id in parent)
                for (up = parent[id]; up in parent; up = parent[up])
                    if (up == program) { print id; break }
        }')
}

ask() {
    remember_family
    [ -z "$program" ] || kill -TERM "$program"
}

sweep() {
    [ -z "$family" ] || kill -KILL $family
    [ -z "$program" ] || [ "$mode" = console ] || kill -KILL -- "-$program"

    # Again and again, because one of them may start another meanwhile.
    tries=0
    while found=$(marked) && [ -n "$found" ] && [ "$tries" -lt 100 ]; do
        kill -KILL $found
        tries=$((tries + 1))
    done
}

while read -r word; do
    case $word in
        stop) ask ;;
        over) sweep; exit ;;
        *) program=$word ;;
    esac
done

# The parent is dead, and nobody will miss the program for long: it has a second to end by itself.
ask
tries=0
while [ -n "$program" ] && marked | grep -qx "$program" && [ "$tries" -lt 20 ]; do
    sleep 0.05
    tries=$((tries + 1))
done
sweep

# Once more, for one that was only about to start when the parent died.
sleep 0.2
sweep
