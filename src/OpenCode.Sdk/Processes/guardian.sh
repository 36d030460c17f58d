# Ends a program, with everything it has started, once the pipe on standard input closes: when the parent lets go of it,
# or when the parent dies, however it does.
#
#     sh -c SCRIPT opencode-guardian MARK MODE FOLDER < PIPE
#
# MARK  a word that the program and all it starts carry in their environment, and nobody else does
# MODE  "background" for a program that has a session of its own, "console" for one that shares its parent's
# FOLDER  the program's private folder, which is removed in the end; empty if it has none
#
# Lines in the pipe: a number is the program's process id, "stop" asks it to end, "over" says that it has ended.

# Only the end of the pipe ends the guard, and nothing it says is for anybody's eyes.
trap '' HUP INT QUIT TERM
exec >/dev/null 2>&1
PATH=/usr/bin:/bin:/usr/sbin:/sbin${PATH:+:$PATH}
mark=$1
mode=$2
folder=$3
program=
family=

# The processes that carry the mark. It is inherited, whatever a process does to its group, its session or its parent.
# Linux needs nothing but the shell, because small images lack other programs; grep only makes it faster.
marked() {
    if [ ! -r /proc/self/environ ]; then
        ps -AEww -o pid=,command= | grep -- "OPENCODE_SDK_MARKS=[0-9a-f:]*$mark" | sed 's/^ *//; s/ .*//'
    elif command -v grep >/dev/null; then
        ids_of "$(grep -l -- "OPENCODE_SDK_MARKS=[0-9a-f:]*$mark" /proc/[0-9]*/environ)"
    else
        for file in /proc/[0-9]*/environ; do
            ! has_mark <"$file" || ids_of "$file"
        done
    fi
}

# Whether a process is being replaced by another program: for a moment, its environment and its arguments are empty. They are also empty
# for kernel threads, whose parent is 2 or 0, and for dead processes in the states Z and X.
is_hidden() {
    [ -r /proc/self/environ ] && command -v grep >/dev/null || return 1
    for id in $(ids_of "$(grep -L -- '' /proc/[0-9]*/environ)"); do
        if IFS= read -r line <"/proc/$id/stat"; then
            line=${line##*) }
            case $line in [ZX]*) continue ;; esac
            line=${line#* }
            case ${line%% *} in 0 | 2) continue ;; esac
            line=
            IFS= read -r line <"/proc/$id/cmdline"
            [ -n "$line" ] || return 0
        fi
    done
    return 1
}

# The shell leaves out the zeros between the variables.
has_mark() {
    while IFS= read -r line || [ -n "$line" ]; do
        case $line in *OPENCODE_SDK_MARKS=*"$mark"*) return 0 ;; esac
    done
    return 1
}

# /proc/ID/environ, line by line, to ID.
ids_of() {
    for file in $1; do
        file=${file#/proc/}
        echo "${file%/environ}"
    done
}

# What the program has started and what that has started, with the mark or without. Only the living know their children.
remember_family() {
    [ -n "$program" ] || return 0
    family=
    parents=$program
    all=$(processes)
    while [ -n "$parents" ]; do
        children=
        while read -r id parent; do
            case " $parents " in *" $parent "*) children="$children $id" ;; esac
        done <<END
$all
END
        family="$family $children"
        parents=$children
    done
}

# All processes with their parents. What follows the last parenthesis of /proc/ID/stat is the state and the parent.
processes() {
    if [ ! -r /proc/self/stat ]; then
        ps -A -o pid= -o ppid=
        return
    fi
    for file in /proc/[0-9]*/stat; do
        if IFS= read -r line <"$file"; then
            line=${line##*) }
            line=${line#* }
            file=${file#/proc/}
            echo "${file%/stat} ${line%% *}"
        fi
    done
}

# Which of these processes run. A killed process runs until the system gets to it, and a dead one keeps its id until its parent asks for it.
running() {
    for id in $1; do
        if [ ! -r /proc/self/stat ]; then
            ! kill -0 "$id" || echo "$id"
        elif IFS= read -r line <"/proc/$id/stat"; then
            line=${line##*) }
            case $line in [ZX]*) ;; *) echo "$id" ;; esac
        fi
    done
}

ask() {
    remember_family
    [ -z "$program" ] || kill -TERM "$program"
}

sweep() {
    [ -z "$family" ] || kill -KILL $family
    [ -z "$program" ] || [ "$mode" = console ] || kill -KILL -- "-$program"

    # Again and again, because one of them may start another meanwhile, or may be hidden during one search.
    tries=0
    clean=0
    while [ "$clean" -lt 2 ] && [ "$tries" -lt 100 ]; do
        clean=$((clean + 1))
        ! is_hidden || clean=0
        [ -z "$(running "$family")" ] || clean=0
        found=$(marked)
        if [ -n "$found" ]; then
            kill -KILL $found
            clean=0
        fi
        tries=$((tries + 1))
    done
}

# Only what the parent has put there, so that no mistake can remove more.
remove_folder() {
    [ -z "$folder" ] || rm -f -- "$folder/opencode.json"
    [ -z "$folder" ] || rmdir -- "$folder/work" "$folder"
}

while read -r word; do
    case $word in
        stop) ask ;;
        over) sweep; remove_folder; exit ;;
        *) program=$word ;;
    esac
done

# The parent is dead, and nobody will miss the program for long: it has a second to end by itself.
ask
tries=0
while [ -n "$program" ] && kill -0 "$program" && [ "$tries" -lt 20 ]; do
    sleep 0.05
    tries=$((tries + 1))
done
sweep

# Once more, for one that was only about to start when the parent died.
sleep 0.2
sweep
remove_folder
