# Ends a program and all processes that it started when the pipe on standard input closes: when the parent closes it, or when
# the parent ends for any reason.
#
#     sh -c SCRIPT opencode-guardian MARK MODE FOLDER < PIPE
#
# MARK  a word that only the program and all processes that it starts have in their environment
# MODE  "background" for a program in its own session, "console" for a program in the session of its parent
# FOLDER  the program's private folder, which is removed at the end; empty for none
#
# Lines in the pipe: a number is the program's process ID, "stop" requests it to end, and "over" reports that it has ended.

# Only the end of the pipe ends the guard. Its output is discarded.
trap '' HUP INT QUIT TERM
exec >/dev/null 2>&1
PATH=/usr/bin:/bin:/usr/sbin:/sbin${PATH:+:$PATH}
mark=$1
mode=$2
folder=$3
program=
family=

# Prints the processes that have the mark. They inherit it even if they change their group, session, or parent.
# On Linux, the shell is sufficient, because small images lack other programs. grep only makes the search faster.
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

# Returns whether a process is being replaced by another program: for a moment, its environment and its arguments are empty.
# They are also empty for kernel threads, whose parent is 2 or 0, and for dead processes in the states Z and X.
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

# Returns whether an environment contains the mark. The shell omits the zeros between the variables.
has_mark() {
    while IFS= read -r line || [ -n "$line" ]; do
        case $line in *OPENCODE_SDK_MARKS=*"$mark"*) return 0 ;; esac
    done
    return 1
}

# Converts lines of the form /proc/ID/environ to process IDs.
ids_of() {
    for file in $1; do
        file=${file#/proc/}
        echo "${file%/environ}"
    done
}

# Finds all descendants of the program, with or without the mark. This is possible only while their parents are running.
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

# Prints all processes with their parents. In /proc/ID/stat, the state and the parent follow the last parenthesis.
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

# Prints the processes that are running. A killed process runs until the system ends it, and a dead process keeps its ID until
# its parent reads its exit code.
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

    # The search is repeated, because a process can start another one in the meantime, or be hidden during one search.
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

# Removes only the files that the parent created, so that an error can't remove other files. Without rm, the shell can at least
# remove the content, but not that of a file that a link leads to.
remove_folder() {
    [ -n "$folder" ] || return 0
    file=$folder/opencode.json
    rm -f -- "$file"
    [ -L "$file" ] || [ ! -f "$file" ] || : >"$file"
    rmdir -- "$folder/work" "$folder"
}

while read -r word; do
    case $word in
        stop) ask ;;
        over) sweep; remove_folder; exit ;;
        *) program=$word ;;
    esac
done

# The parent has ended. The program has one second to end before it is killed.
ask
tries=0
while [ -n "$program" ] && kill -0 "$program" && [ "$tries" -lt 20 ]; do
    sleep 0.05
    tries=$((tries + 1))
done
sweep

# The sweep is repeated for a process that was starting when the parent ended.
sleep 0.2
sweep
remove_folder
