//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "posix.hpp"

#if !BOOST_TEMPFILE_SYSTEM_LINUX

#include "../handler_calls.hpp"
#include "../signals.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

// An empty name leads nowhere, and a handle of -1 is not open: each call fails at once.
void bind_handler_calls() noexcept
{
    int const error = errno;
    signals_blocked const bound;
    constexpr int none = -1;
    char volatile empty[1] = {};
    char* const name = const_cast<char*>(empty);
    struct stat status;
    (void)::unlink(name);
    (void)::unlinkat(AT_FDCWD, name, AT_REMOVEDIR);
    (void)::renameat(AT_FDCWD, name, AT_FDCWD, name);
    (void)::fstatat(AT_FDCWD, name, &status, AT_SYMLINK_NOFOLLOW);
    (void)::fstat(none, &status);
    (void)::fchmod(none, 0);
    (void)::chmod(name, 0);
    (void)::lseek(none, 0, SEEK_SET);
    (void)::geteuid();
    (void)::sched_yield();
    (void)::poll(nullptr, 0, 0);
    int opened = ::open(name, O_RDONLY | O_CLOEXEC);
    opened = ::openat(AT_FDCWD, name, O_RDONLY | O_CLOEXEC);
    (void)::close(opened);
    char copy[2] = {};
    (void)std::memcpy(copy, name, std::strlen(name) + 1);
    // How errors are compared is the C++ library's.
    std::error_code const denied(EACCES, std::system_category());
    std::error_code const missing = std::make_error_code(std::errc::no_such_file_or_directory);
    bool volatile same = denied == std::errc::permission_denied;
    same = missing == std::errc::no_such_file_or_directory;
    (void)same;
    errno = error;
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
