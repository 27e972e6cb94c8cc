//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "linux.hpp"

#if BOOST_TEMPFILE_SYSTEM_LINUX

#include "file_systems.hpp"
#include "upper_directory.hpp"

#include <boost/tempfile/detail/exceptions.hpp>

#include <sys/xattr.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <memory>
#include <new>
#include <string>
#include <vector>

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

// The kernel escapes what separates fields and options by three octal digits.
std::string without_octal_escapes(std::string const& text)
{
    std::string plain;
    for (std::size_t i = 0; i != text.size(); ++i)
    {
        auto const digit = [&](std::size_t at, char last)
        { return at < text.size() && text[at] >= '0' && text[at] <= last; };
        if (text[i] == '\\' && digit(i + 1, '3') && digit(i + 2, '7') && digit(i + 3, '7'))
        {
            plain += static_cast<char>((text[i + 1] - '0') * 64 + (text[i + 2] - '0') * 8 + (text[i + 3] - '0'));
            i += 3;
        }
        else
            plain += text[i];
    }
    return plain;
}

// overlay's own escape: some kernels show the path as it was given, with a backslash before what it separates by.
std::string without_backslashes(std::string const& text)
{
    std::string plain;
    for (std::size_t i = 0; i != text.size(); ++i)
    {
        if (text[i] == '\\' && i + 1 != text.size())
            ++i;
        plain += text[i];
    }
    return plain;
}

// Whether `path`, which ends in a separator, is in the directory, or is it. What a relative path was relative to is not
// known: every directory that could be meant counts.
bool is_within(std::string const& path, std::string const& upper)
{
    if (!upper.empty() && upper.front() == '/')
    {
        std::string const dir = std::filesystem::path(upper).lexically_normal().native();
        return path.compare(0, dir.size(), dir) == 0 && (dir.back() == '/' || path[dir.size()] == '/');
    }
    std::string named = "/";
    for (auto const& part : std::filesystem::path(upper).lexically_normal())
        if (part != "." && part != ".." && !part.empty())
            named += part.native() + '/';
    return path.find(named) != std::string::npos;
}

// Also where it is reached on another way: by a bind mount, for instance.
bool is_one_of(std::vector<file_identity> const& directories, std::string const& upper) noexcept
{
    std::error_code ec;
    if (upper.empty() || upper.front() != '/')
        return false;
    file_identity const found = status_at(AT_FDCWD, upper.c_str(), ec).identity;
    return !ec && std::find(directories.begin(), directories.end(), found) != directories.end();
}

// The directory and all above it.
std::vector<file_identity> identities(std::string above)
{
    std::vector<file_identity> found;
    for (; !above.empty(); above.resize(above.find_last_of('/')))
    {
        std::error_code ec;
        file_identity const each = status_at(AT_FDCWD, above.c_str(), ec).identity;
        if (!ec)
            found.push_back(each);
    }
    return found;
}

} // namespace

bool is_upper_directory(std::istream& mounts, std::string const& real)
{
    std::string const path = real + '/', overlay = " - overlay ", option = "upperdir=";
    std::vector<file_identity> const above = identities(real);
    for (std::string line; std::getline(mounts, line);)
    {
        // "... - overlay SOURCE OPTION,OPTION,..." (proc_pid_mountinfo(5))
        std::size_t const source = line.find(overlay);
        std::size_t const options = source == std::string::npos ? source : line.find(' ', source + overlay.size());
        for (std::size_t at = options; at != std::string::npos; at = line.find(',', at))
        {
            ++at;
            if (line.compare(at, option.size(), option) != 0)
                continue;
            at += option.size();
            std::string const shown = without_octal_escapes(line.substr(at, line.find_first_of(", ", at) - at));
            for (std::string const& upper : {shown, without_backslashes(shown)})
                if (is_within(path, upper) || is_one_of(above, upper))
                    return true;
        }
    }
    return false;
}

namespace
{

// Whether `directory` lies in what an overlay shows as something else. Locks on the overlay's files are not seen on
// the files underneath: their owners would seem dead.
bool under_overlay(char const* directory)
{
    std::unique_ptr<char, void (*)(void*)> const real(::realpath(directory, nullptr), &std::free);
    if (!real)
        return false;
    std::ifstream mounts("/proc/self/mountinfo");
    if (is_upper_directory(mounts, real.get()))
        return true;
    // An overlay of another mount namespace marks its directories, which the superuser can see.
    for (std::string above = real.get(); !above.empty(); above.resize(above.find_last_of('/')))
    {
        char names[4096];
        ssize_t const size = ::llistxattr(above.c_str(), names, sizeof names);
        for (char const* n = names; size > 0 && n < names + size; n += std::strlen(n) + 1)
            if (std::strncmp(n, "trusted.overlay.", 16) == 0 || std::strncmp(n, "user.overlay.", 13) == 0)
                return true;
    }
    return false;
}

std::size_t sweepable_kind(char const* directory, std::error_code& ec) noexcept
{
    struct statfs s;
    if (failed(uninterrupted([&] { return ::statfs(directory, &s); }), ec))
        return 0;
    std::size_t kind = magic_of(s);
    if (intercepted(call::file_system, invalid_handle(), directory, &kind, ec))
        return 0;
    switch (kind)
    {
    case ext_magic:
    case xfs_magic:
    case btrfs_magic:
    case tmpfs_magic:
    case f2fs_magic:
    case bcachefs_magic:
    case zfs_magic:
    case overlay_magic:
        break;
    default:
        ec = std::make_error_code(std::errc::operation_not_supported);
    }
    return kind;
}

} // namespace

void check_file_system_sweepable(char const* directory, std::error_code& ec) noexcept
{
    ec.clear();
    if (!intercepted(call::check_sweepable, invalid_handle(), directory, nullptr, ec))
        (void)sweepable_kind(directory, ec);
}

void check_sweepable(char const* directory, std::error_code& ec) noexcept BOOST_TRY
{
    ec.clear();
    if (intercepted(call::check_sweepable, invalid_handle(), directory, nullptr, ec))
        return;
    std::size_t const kind = sweepable_kind(directory, ec);
    if (!ec && kind != overlay_magic && under_overlay(directory))
        ec = std::make_error_code(std::errc::operation_not_supported);
}
BOOST_CATCH(std::bad_alloc const&)
{
    fail(ENOMEM, ec);
}
BOOST_CATCH_END

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
