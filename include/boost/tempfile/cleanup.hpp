//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_CLEANUP_HPP
#define BOOST_TEMPFILE_CLEANUP_HPP

// Nothing left behind when a program ends without running its destructors.
//
//   std::exit, return from main   nothing to do: what is registered then is removed by itself
//   std::quick_exit               cleanup_at_quick_exit(), once
//   a signal                      cleanup_on_signals({SIGINT, SIGTERM, SIGHUP}), once, at the start of main; or, from a
//                                 handler of your own that has decided to end the process, remove_all_registered()
//   SIGKILL, a crash, power loss  options::sweepable, and sweep() (sweep.hpp) when the program starts again
//
// Registered are named temporary files and temporary directories that have an owner, from just before they are created
// until they are removed, kept or persisted. What mkstemp and mkdtemp return is the caller's and not registered. A
// forked child never removes what its parent registered.

#include <boost/tempfile/config.hpp>

#include <initializer_list>
#include <vector>

namespace boost
{
namespace tempfile
{

/** Removes every temporary file and directory that this process still owns.

    For a program that is about to end: no named file and no directory can be created afterwards, nor what needs one (a
    save_file, a temporary_path, persisting by a copy), which fails with `std::errc::operation_canceled`. Objects that
    own what was removed stay usable; their destructors find nothing to do, and try again what could not be removed.
    Files are removed as they are; directories with everything in them, links not followed, mount points left alone.
    Where the system has no signal-safe way to list a directory (anything but Linux, macOS and Windows), only empty
    directories go. What other threads go on adding to a directory meanwhile may stay: it does not keep the process from
    ending.

    Async-signal-safe: it neither allocates nor locks, and it needs less than 6 KiB of stack. It waits for files that
    other threads are creating at the moment, and for another call of itself; errno is kept.

    Complexity: linear in the number of entries removed.

    @code
    extern "C" void on_terminate(int)
    {
        boost::tempfile::remove_all_registered();
        std::_Exit(3);
    }
    @endcode
*/
BOOST_TEMPFILE_DECL void remove_all_registered() noexcept;

/** Installs a handler that calls remove_all_registered() and then ends the process by the same signal, so that its
    parent sees the right exit status.

    Only signals whose disposition is the default and that end a process are taken: one that is ignored stays ignored,
    as nohup wants, and a handler of the program's own stays in charge. While one of them is handled, other threads that
    create a file wait until the process is gone.

    On Windows the numbers are those of the C library: SIGINT stands for Ctrl+C, SIGBREAK for Ctrl+Break, SIGTERM for
    the console's closing, logoff and shutdown.

    @param signals The numbers, `{SIGINT, SIGTERM, SIGHUP}` for example.
    @return Those that are taken, now or by an earlier call, in the order given.
    @throws std::bad_alloc

    Thread Safety: may be called by any number of threads, but changes what belongs to the whole process: best called by
    main.

    @code
    boost::tempfile::cleanup_on_signals({SIGINT, SIGTERM, SIGHUP});
    @endcode
*/
BOOST_TEMPFILE_DECL std::vector<int> cleanup_on_signals(std::initializer_list<int> signals);

/** Makes std::quick_exit remove what is registered, as std::exit does by itself.

    Calling it again does nothing.

    @throws std::system_error when the C library takes no more functions (`std::errc::not_enough_memory`).
*/
BOOST_TEMPFILE_DECL void cleanup_at_quick_exit();

} // namespace tempfile
} // namespace boost

#endif
