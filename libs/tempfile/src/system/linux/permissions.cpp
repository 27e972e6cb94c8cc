//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "linux.hpp"

#if BOOST_TEMPFILE_SYSTEM_LINUX

#include "../identity.hpp"

#include <sys/stat.h>
#include <sys/syscall.h>

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

namespace
{

#if defined(SYS_fchmodat2)
constexpr long fchmodat2_number = SYS_fchmodat2;
#elif defined(__alpha__)
constexpr long fchmodat2_number = 562;
#else
constexpr long fchmodat2_number = 452; // since 6.6
#endif

} // namespace

// fchmod refuses an O_PATH handle; the newer call does not, nor does chmod of its name in /proc (fchmodat2(2), proc(5)).
bool change_mode(int handle, mode_t mode, std::error_code& ec) noexcept
{
    if (::fchmod(handle, mode) == 0 || ::syscall(fchmodat2_number, handle, "", mode, AT_EMPTY_PATH) == 0)
        return true;
    return !failed(::chmod(proc_path(handle).text, mode), ec);
}

int open_to_hold(char const* path, std::error_code& ec) noexcept
{
    return open_entry(AT_FDCWD, path, O_PATH, ec);
}

// A directory that denies reading can be opened by O_PATH alone, and its mode is changed through that handle, so that
// nothing put in its place is touched.
bool grant_by_name(
    int at, char const* name, mounts crossing, file_identity const* expected, std::error_code& ec) noexcept
{
    closing const held{open_entry(at, name, crossing, O_PATH, ec)};
    if (held.fd < 0)
        return false;
    if (expected != nullptr)
    {
        likeness const alike = compare(status_at(held.fd, "", ec).identity, *expected);
        if (!ec && alike != likeness::same)
            fail(alike == likeness::different ? ENOENT : ENOSYS, ec);
    }
    return !ec && grant(held.fd, ec);
}

void change_directory_mode(char const* path, file_identity const& identity, mode_t mode, std::error_code& ec) noexcept
{
    closing const held{open_to_hold(path, ec)};
    if (held.fd < 0)
        return;
    file_status const s = status_at(held.fd, "", ec);
    // The bit that a set-group-ID parent hands down stays (mkdir(2)).
    if (!ec && s.identity == identity)
        (void)change_mode(held.fd, mode | (mode_of(s.permissions) & S_ISGID), ec);
    else if (!ec)
        fail(ENOENT, ec);
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
