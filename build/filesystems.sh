#!/usr/bin/env bash
#
# Copyright (c) 2026 The Boost.TempFile authors
#
# Distributed under the Boost Software License, Version 1.0.
# (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
#

# build/filesystems.sh OUT PROGRAMS [short]: runs the test programs below PROGRAMS with their temporary files on one file
# system after the other, each mounted for it, and prints a table. What cannot be mounted is a line `skipped:`. In a mount
# namespace of its own, so that nothing stays mounted however it ends. OUT/filesystems has the logs and results.tsv.

set -euo pipefail

out=$1 programs=$2 extent=${3:-all}
logs=$out/filesystems

if [ -z "${TEMPFILE_MOUNTS:-}" ]; then
    if [ "$(id -u)" -ne 0 ] || ! unshare --mount true 2>/dev/null; then
        echo "skipped: file systems: only the superuser may mount them, and in a namespace of its own"
        exit 0
    fi
    mkdir -p "$logs"
    : >"$logs/results.tsv"
    TEMPFILE_MOUNTS=yes exec unshare --mount --propagation private bash "$0" "$@"
fi

# Each file system, and what it is an example of.
all_kinds=(
    tmpfs              # memory: no blocks, no extended attributes of users before Linux 6.6
    ext4               # the common one
    ext4-128           # inodes without birth times, and with seconds alone
    xfs                # reflinks
    btrfs              # inode numbers of subvolumes, every write a new block
    overlay            # two layers: what is in the lower one is copied before it changes
    exfat-000          # FUSE, no owners, no links, no modes: all may do all
    exfat-077          # the same, the superuser alone
    bindfs             # FUSE: open files that are removed come back as .fuse_hidden
    sshfs              # FUSE, over a protocol: inode numbers of names
    mergerfs           # FUSE, several file systems in one
    fuse-overlayfs     # FUSE, layers: link counts that lie
)

# For the short form: what is mounted most, and what is about the files; not what waits, or makes the largest trees. On
# FUSE these alone run: the others break the kernel's own calls one by one, or count on modes, signals, and other users.
short_kinds=(tmpfs ext4 overlay)
short_tests=(temporary_files temporary_files_posix creation creation_posix temporary_directory temporary_directory_identity
    temporary_directory_permissions temporary_path temporary_path_posix named_removal make_temporary reopen c_stream
    content_view mapped_content mapped_content_posix persist persist_streams persist_directory persist_failures
    persist_file_systems save_file save_file_attributes save_file_failures sweep sweep_posix remove_all remove_all_kinds
    remove_all_progress stale_content shared_position spooled_temporary_file)

# What a file system cannot do by its nature: kinds, program, cases (a test's name, or "*" for the program), reason.
exceptions=(
    "fuse|sweep|*|no sweep() where a lock does not tell whether its owner is alive"
    "fuse|sweep_posix|*|no sweep() where a lock does not tell whether its owner is alive"
    "fuse|save_file|the_new_file_is_invisible|no sweep() where a lock does not tell whether its owner is alive"
    "fuse|persist|across_file_systems|the two names of a file are cached one by one for a second"
    "fuse|persist_streams|persist|the two names of a file are cached one by one for a second"
    "fuse|mapped_content|a_mapping_outlives_the_stream*|a mapping of one name is not seen under another"
    "fuse|persist_streams|shift_sequences_are_ended|the two names of a file are cached one by one for a second"
    "fuse|persist_streams|half_way|a file that was unlinked is copied, and the copy has a name of its own"
    "fuse|persist_file_systems|what_a_copy_keeps|holes are not told"
    "fuse|persist_file_systems|a_thief_without_hard_links|names cannot be exchanged"
    "fuse|creation_posix|relative_directories|what is removed while it is open stays in its directory"
    "fuse|temporary_files|every_call_may_fail*|there is no O_TMPFILE: what cannot be unlinked waits for the end of the process"
    "fuse|creation_posix|unwritable_directory|there is no O_TMPFILE"
    "fuse|persist|failed_synchronization,modes,targets_that_are_links,permissions|no sweep() where a lock does not tell whether its owner is alive"
    "fuse|persist_failures|a_second_name_that_stays_goes_with_the_process|no sweep() where a lock does not tell whether its owner is alive"
    "fuse|persist_file_systems|what_is_not_carried|attributes of the inode cannot be set"
    "fuse|remove_all|one_directory_with_many_entries_is_shared,the_observer_sees_the_count_grow_to_the_total,what_the_observer_throws_ends_the_removal|the largest trees take minutes there"
    "fuse|remove_all_progress|wide_directories_far_below_take_linear_time,very_wide_directories_far_below_go|the largest trees take minutes there"
    "fuse|remove_all_progress|what_comes_back_under_another_name_is_reported_after_the_deadline,cleanup_the_destructor_and_the_end_of_the_process_end_as_well|what is removed while it is open comes back by itself"
    "sshfs|creation|endless_names|a name that is too long is EBADMSG"
    "sshfs|make_temporary|*|there are no FIFOs or sockets"
    "sshfs|persist_streams|onto_another_name_of_itself|each name has a number of its own"
    "sshfs|persist_directory|*|names cannot be exchanged, and a directory that is not empty is EPERM"
    "sshfs|persist_file_systems|*|lists of directories are cached, so that the test leaves its own"
    "sshfs|remove_all_kinds|*|there are no FIFOs or sockets"
    "sshfs|save_file_attributes|*|the server follows links, back into what is mounted, and waits for itself"
    "sshfs|persist|modes|the server follows links, back into what is mounted, and waits for itself"
    "sshfs|temporary_directory|bad_input_is_refused_and_leaves_nothing|a name that is too long is EBADMSG"
    "sshfs|temporary_files|a_directory_that_cannot_be_used_is_named_in_the_error|a name that is too long is EBADMSG"
    "sshfs|temporary_files_posix|a_directory_that_may_not_be_written_is_permission_denied|everybody has the server's rights"
    "sshfs|temporary_directory_identity|another_in_its_place_keeps_its_permissions,one_that_did_not_go_with_the_others_is_tried_again|everybody has the server's rights"
    "sshfs|temporary_path_posix|*|there are no FIFOs or sockets"
    "fuse-overlayfs|creation|endless_names|a name that is too long is ENOENT"
    "fuse-overlayfs|creation_posix|anonymous_files_have_no_name,permissions_that_parents_change|the count of names is never 0, and the group's bit is not inherited"
    "fuse-overlayfs|persist_directory|an_old_tree_that_cannot_go_is_reported_and_still_owned|no sweep() where a lock does not tell whether its owner is alive"
    "fuse-overlayfs|remove_all_kinds|everything_that_a_directory_can_hold_goes|there are no sockets"
    "fuse-overlayfs|temporary_directory_permissions|an_inherited_group_bit_stays|the group's bit is not inherited"
    "mergerfs|creation|endless_names|a name that is too long is ENOENT"
    "mergerfs|persist_streams|onto_another_name_of_itself|each name has a number of its own"
    "mergerfs|persist_directory|*|names cannot be exchanged, and a directory that is not empty is EXDEV"
    "mergerfs|save_file_attributes|*|modes, owners and access lists are cached for a second"
    "mergerfs|temporary_directory_identity|another_in_its_place_keeps_its_permissions|who may do what is cached for a second"
    "mergerfs|temporary_directory_permissions|the_permissions_are_exact_whatever_the_umask|who may do what is cached for a second"
    "mergerfs|temporary_path_posix|a_file_that_cannot_be_opened_is_removed_and_persisted|who may do what is cached for a second"
    "overlay|sweep_neighbours|upper_directories_of_others|the kernel refuses an overlay as the upper directory of another"
    "exfat|creation_posix|permissions,permissions_that_parents_change,anonymous_files_have_no_name|there are no modes"
    "exfat|temporary_files|only_the_owner_can_use_a_file|there are no modes"
    "exfat|temporary_files_posix|a_directory_that_may_not_be_written_is_permission_denied,the_umask_is_taken_away|there are no modes"
    "exfat|persist|permissions_that_were_asked_for|there are no modes"
    "exfat|persist_file_systems|a_file_that_cannot_be_named_is_copied,where_chmod_is_refused|there are no modes"
    "exfat|persist_streams|onto_another_name_of_itself,onto_its_own_name|there are no links"
    "exfat|make_temporary|other_things_cannot_be_sweepable|there are no links"
    "exfat|remove_all_kinds|*|there are no links, FIFOs, or names of any bytes"
    "exfat|remove_all_progress|what_has_the_name_of_the_root_by_then_goes_as_well|there are no links"
    "exfat|save_file_attributes|*|there are no links, owners or modes"
    "exfat|temporary_directory_identity|a_link_in_its_place_is_left_alone_and_not_followed,another_in_its_place_keeps_its_permissions|there are no links and no modes"
    "exfat|temporary_directory_permissions|*|there are no modes"
    "exfat|temporary_path_posix|*|there are no links and no modes"
    "fuse|spooled_temporary_file|an_anonymous_file_is_one_call_to_open_and_one_to_close|there is no O_TMPFILE"
)

work=$(mktemp -d)
chmod 755 "$work" # some tests change the user
mounted=()
loops=()

unmount_all() {
    local i loop
    for ((i = ${#mounted[@]} - 1; i >= 0; --i)); do
        umount "${mounted[i]}" 2>/dev/null || umount --lazy "${mounted[i]}" 2>/dev/null || true
    done
    mounted=()
    for loop in ${loops[@]+"${loops[@]}"}; do
        losetup -d "$loop" 2>/dev/null || true
    done
    loops=()
}
finish() {
    unmount_all
    rm -rf "$work"
}
trap finish EXIT

# ---- mounting -------------------------------------------------------------------------------------------------------

# has COMMAND...: whether all are there; `why` says what is not.
has() {
    local command
    for command in "$@"; do
        command -v "$command" >/dev/null 2>&1 || { why="there is no $command" && return 1; }
    done
}

# try COMMAND...: runs it; `why` is what it said last if it fails.
try() {
    local said
    said=$("$@" 2>&1 </dev/null) && return 0
    why="$(basename "$1"): $(printf '%s' "$said" | tail -n 1)"
    return 1
}

# mount_at DIRECTORY COMMAND...: mounts there, by a command that does so.
mount_at() {
    local where=$1
    shift
    try "$@" || return 1
    mounted+=("$where")
}

image() { # image MIB COMMAND...: a file system in a sparse file, $work/image
    rm -f "$work/image"
    truncate -s "$1M" "$work/image"
    shift
    try "$@" "$work/image"
}

# mount_kind KIND: on $work/mount.
mount_kind() {
    local where=$work/mount
    rm -rf "$work/lower" "$work/upper" "$work/layers" "$where"
    mkdir -p "$work/lower" "$work/upper" "$work/layers" "$where"
    case $1 in
        tmpfs) mount_at "$where" mount -t tmpfs -o size=4g tempfile "$where" ;;
        ext4) has mkfs.ext4 && image 4096 mkfs.ext4 -q -I 256 && mount_at "$where" mount -o loop "$work/image" "$where" ;;
        ext4-128) has mkfs.ext4 && image 4096 mkfs.ext4 -q -I 128 && mount_at "$where" mount -o loop "$work/image" "$where" ;;
        xfs) has mkfs.xfs && image 4096 mkfs.xfs -q && mount_at "$where" mount -o loop "$work/image" "$where" ;;
        btrfs) has mkfs.btrfs && image 4096 mkfs.btrfs -q && mount_at "$where" mount -o loop "$work/image" "$where" ;;
        overlay)
            # On a file system of its own: an overlay on an overlay is refused.
            mount_at "$work/layers" mount -t tmpfs -o size=4g tempfile "$work/layers" &&
                mkdir "$work/layers/lower" "$work/layers/upper" "$work/layers/work" &&
                mount_at "$where" mount -t overlay -o "lowerdir=$work/layers/lower,upperdir=$work/layers/upper,workdir=$work/layers/work" \
                    tempfile "$where"
            ;;
        exfat-*)
            has mkfs.exfat mount.exfat-fuse losetup && image 4096 mkfs.exfat || return 1
            loops+=("$(losetup -f --show "$work/image")") || return 1
            mount_at "$where" mount.exfat-fuse -o "allow_other,umask=${1#exfat-}" "${loops[0]}" "$where"
            ;;
        bindfs) has bindfs && mount_at "$where" bindfs "$work/lower" "$where" ;;
        sshfs)
            has sshfs /usr/lib/openssh/sftp-server || return 1
            printf '#!/bin/sh\nexec /usr/lib/openssh/sftp-server\n' >"$work/ssh"
            chmod +x "$work/ssh"
            mount_at "$where" sshfs -o "ssh_command=$work/ssh,allow_other" "local:$work/lower" "$where"
            ;;
        mergerfs) has mergerfs && mount_at "$where" mergerfs "$work/lower:$work/upper" "$where" ;;
        fuse-overlayfs)
            has fuse-overlayfs &&
                mount_at "$where" fuse-overlayfs -o "lowerdir=$work/lower,upperdir=$work/upper,workdir=$work/layers" "$where"
            ;;
    esac
}

# ---- running --------------------------------------------------------------------------------------------------------

is_fuse() { [[ $1 == exfat-* || $1 == bindfs || $1 == sshfs || $1 == mergerfs || $1 == fuse-overlayfs ]]; }

# chosen KIND: the programs, a line each.
chosen() {
    local name path every=yes
    if [ "$extent" = short ] || is_fuse "$1"; then
        every=
    fi
    find -L "$programs" -type f -perm -u+x ! -name 'windows*' -printf '%f %p\n' | sort | while read -r name path; do
        if [ -n "$every" ] || [[ " ${short_tests[*]} " == *" $name "* ]]; then
            echo "$path"
        fi
    done
}

# left_out KIND PROGRAM: a line for each case of it that is not run there, with the reason.
left_out() {
    local kinds program cases reason line
    for line in "${exceptions[@]}"; do
        IFS='|' read -r kinds program cases reason <<<"$line"
        [ "$program" = "$2" ] || continue
        if [ "$kinds" = "$1" ] || [ "$kinds:${1%-*}" = exfat:exfat ] || { [ "$kinds" = fuse ] && is_fuse "$1"; }; then
            echo "$cases|$reason"
        fi
    done
}

# On FUSE a file that was removed while it was open goes later; the test's own directory stays, empty.
left_behind() {
    if [ -n "$on_fuse" ]; then
        find "$1" -mindepth 1 ! -name '.fuse_hidden*' ! -type d -printf '%P\n'
    else
        find "$1" -mindepth 1 -maxdepth 1 -printf '%f\n'
    fi
}

# run_one PROGRAM LEFT-OUT: one test, its output in $kind_logs; prints a word and the name.
run_one() {
    local name status=0 scratch cases reason arguments=()
    name=$(basename "$1")
    scratch=$work/mount/t/$name
    : >"$kind_logs/$name.log"
    while IFS='|' read -r cases reason; do
        [ -n "$cases" ] || continue
        echo "skipped: $name/$cases: $reason" >>"$kind_logs/$name.log"
        arguments+=("--run_test=!$cases")
        [ "$cases" != '*' ] || { echo "passed $name" && return; }
    done <<<"$2"
    mkdir "$scratch"
    chmod 1777 "$scratch" 2>/dev/null || true
    (cd "$scratch" && TMPDIR=$scratch BOOST_TEST_COLOR_OUTPUT=no BOOST_TEST_CATCH_SYSTEM_ERRORS=no timeout 300 "$1" \
        ${arguments[@]+"${arguments[@]}"}) >>"$kind_logs/$name.log" 2>&1 </dev/null || status=$?
    if [ "$status" -ne 0 ]; then
        echo "failed $name (status $status)"
    elif [ -n "$(left_behind "$scratch")" ]; then
        echo "failed $name (left: $(left_behind "$scratch" | tr '\n' ' ' | cut -c -120))"
    else
        echo "passed $name"
    fi
}
export -f run_one left_behind

run_kind() {
    local started=$SECONDS results passed failed skipped
    export kind_logs=$logs/$1 work on_fuse=
    ! is_fuse "$1" || on_fuse=yes
    rm -rf "$kind_logs"
    mkdir -p "$kind_logs" "$work/mount/t"
    chmod 1777 "$work/mount/t" 2>/dev/null || true
    # shellcheck disable=SC2016
    results=$(chosen "$1" | while read -r program; do
        printf '%s\0%s\0' "$program" "$(left_out "$1" "$(basename "$program")")"
    done | xargs -0 -n 2 -P "$(getconf _NPROCESSORS_ONLN)" bash -c 'run_one "$1" "$2"' run_one 2>/dev/null)
    passed=$(grep -c '^passed' <<<"$results" || true)
    failed=$(grep -c '^failed' <<<"$results" || true)
    [ -n "$results" ] || results="failed all: no program ran"
    skipped=$(cat "$kind_logs"/*.log | grep -c '^skipped: ' || true)
    printf '%s\t%s\t%s\t%s\t%s\n' "$1" "$passed" "$failed" "$skipped" $((SECONDS - started)) >>"$logs/results.tsv"
    printf '%-16s %7s %7s %7s %6s s\n' "$1" "$passed" "$failed" "$skipped" $((SECONDS - started))
    grep '^failed' <<<"$results" | sort | sed "s/^failed /    error: $1: /" || true
}

printf '%-16s %7s %7s %7s %8s\n' 'file system' passed failed skipped time
[ "$extent" = all ] || all_kinds=("${short_kinds[@]}")
read -ra kinds <<<"${FILESYSTEMS:-${all_kinds[*]}}"
for kind in "${kinds[@]}"; do
    why="not to be mounted here"
    if mount_kind "$kind"; then
        run_kind "$kind"
    else
        echo "skipped: $kind: $why"
    fi
    unmount_all
done
