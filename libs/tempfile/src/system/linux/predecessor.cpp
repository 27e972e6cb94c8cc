//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "linux.hpp"

#if BOOST_TEMPFILE_SYSTEM_LINUX

#include "../posix/hard_links.hpp"
#include "../posix/rights.hpp"
#include "acl.hpp"
#include "request.hpp"

#include <boost/tempfile/detail/exceptions.hpp>

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/xattr.h>

#include <cstdio>
#include <cstring>
#include <memory>
#include <new>
#include <string>
#include <utility>

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

// ---- access lists --------------------------------------------------------------------------------------------------

bool absent(int error) noexcept
{
    return error == ENODATA || error == ENOTSUP || error == EOPNOTSUPP;
}

// A default list of the directory has given the new file entries, which the mode's group bits would bring to life.
void remove_list(int file, std::error_code& ec) noexcept
{
    if (::fremovexattr(file, acl_name) != 0 && !absent(errno))
        ec = last_error();
}

// ---- extended attributes -------------------------------------------------------------------------------------------

// Where the attributes of a file are read: from an open handle, or by a path.
struct attribute_source
{
    int handle = -1;
    char const* path = nullptr;
    bool follows = false; // the path is /proc's name for an open file

    ssize_t get(char const* name, void* value, std::size_t size) const noexcept
    {
        return handle >= 0 ? ::fgetxattr(handle, name, value, size)
               : follows   ? ::getxattr(path, name, value, size)
                           : ::lgetxattr(path, name, value, size);
    }
    ssize_t list(char* names, std::size_t size) const noexcept
    {
        return handle >= 0 ? ::flistxattr(handle, names, size)
               : follows   ? ::listxattr(path, names, size)
                           : ::llistxattr(path, names, size);
    }
};

// Empty, with an error, where there is none.
std::vector<char> attribute(attribute_source const& from, char const* name, int& error)
{
    char small[256];
    ssize_t size = from.get(name, small, sizeof small);
    error = size < 0 ? errno : 0;
    if (size >= 0)
        return std::vector<char>(small, small + size);
    if (error != ERANGE)
        return {};
    std::vector<char> value(std::size_t(65536)); // the largest there is (xattr(7))
    size = from.get(name, value.data(), value.size());
    error = size < 0 ? errno : 0;
    value.resize(size < 0 ? 0 : static_cast<std::size_t>(size));
    return value;
}

// What describes the content, or the file's place in another file system, is not the new file's.
bool is_about_content(char const* name) noexcept
{
    for (char const* const about :
        {"security.ima", "security.evm", "trusted.overlay.", "user.overlay.", "trusted.SGI_ACL"})
        if (std::strncmp(name, about, std::strlen(about)) == 0)
            return true;
    return std::strcmp(name, acl_name) == 0; // carried by itself
}

// All but the access list; false where one could not be given. A capability is the set-user-ID bit by another name.
bool copy_all(attribute_source const& from, int to, bool privileges)
{
    ssize_t const size = from.list(nullptr, 0);
    if (size <= 0)
        return size == 0 || absent(errno);
    std::vector<char> names(static_cast<std::size_t>(size));
    ssize_t const used = from.list(names.data(), names.size());
    bool all = used >= 0;
    for (char const* n = names.data(); n < names.data() + used; n += std::strlen(n) + 1)
    {
        if (is_about_content(n))
            continue;
        int error = 0;
        std::vector<char> const value = attribute(from, n, error);
        bool const allowed = privileges || std::strcmp(n, "security.capability") != 0;
        bool const given = error == 0 && allowed && ::fsetxattr(to, n, value.data(), value.size(), 0) == 0;
        all = all && (given || error == ENODATA);
    }
    return all;
}

// ---- inode flags ---------------------------------------------------------------------------------------------------

// What chattr(1) sets on files (linux/fs.h): s u c S i a d A j t C V and DAX.
constexpr unsigned settable_flags = 0x000080ff | 0x4000 | 0x00800000 | 0x00100000 | 0x02000000;

unsigned flags_of(int file) noexcept
{
    // The kernel writes an int, whatever the request's number says.
    unsigned flags[2] = {};
    return request(&::ioctl, file, _IOR('f', 1, long), flags) == 0 ? flags[0] & settable_flags : 0;
}

// ---- the old file --------------------------------------------------------------------------------------------------

// Opened without needing any permission on it, so that all that is asked is of the same one.
class old_file
{
public:
    explicit old_file(entry_path const& from) noexcept
        : from_(from), held_{uninterrupted(
                           [&] { return ::openat(at(from), from.in_directory(), O_PATH | O_NOFOLLOW | O_CLOEXEC); })},
          name_(held_.fd)
    {
    }

    void look(struct stat& before, std::error_code& ec) noexcept
    {
        if (held_.fd < 0 || ::fstat(held_.fd, &before) != 0)
            ec = last_error();
        else if (!S_ISREG(before.st_mode))
            ec = std::make_error_code(std::errc::invalid_argument);
        before_ = &before;
    }

    // For reading, where that is permitted; also without /proc, if it still has the name.
    void open() noexcept
    {
        int const flags = O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
        readable_.fd = open_handle([&] { return ::open(name_.text, flags); });
        has_proc_ = readable_.fd >= 0 || errno != ENOENT;
        if (has_proc_)
            return;
        readable_.fd = open_handle([&] { return ::openat(at(from_), from_.in_directory(), flags | O_NOFOLLOW); });
        if (readable_.fd >= 0 && !is_same(::fstat(readable_.fd, &other_)))
            (void)::close(std::exchange(readable_.fd, -1));
    }

    attribute_source attributes() const noexcept
    {
        attribute_source source;
        source.handle = readable_.fd;
        source.path = has_proc_ ? name_.text : from_.path;
        source.follows = has_proc_;
        return source;
    }

    // Whether what was read by the name is of the old file.
    bool still_named() noexcept
    {
        return has_proc_ || readable_.fd >= 0 ||
               is_same(::fstatat(at(from_), from_.in_directory(), &other_, AT_SYMLINK_NOFOLLOW));
    }

    unsigned flags() const noexcept { return readable_.fd >= 0 ? flags_of(readable_.fd) : 0; }

private:
    bool is_same(int result) const noexcept
    {
        return result == 0 && other_.st_dev == before_->st_dev && other_.st_ino == before_->st_ino;
    }

    entry_path const& from_;
    closing held_;
    proc_path name_;
    closing readable_{-1};
    bool has_proc_ = true;
    struct stat const* before_ = nullptr;
    struct stat other_ = {};
};

// The mode is set before the list: until the list is there, nobody may do more than it lets them.
void give_permissions_and_list(struct stat const& before, struct stat const& now, std::vector<char> const& acl, int to,
    lost_attributes& left, std::error_code& ec) noexcept
{
    mode_t mode = before.st_mode & 07777;
    if (!acl.empty())
        mode = without_list(mode, acl);
    mode = mode_without(mode, left);
    remove_list(to, ec);
    if (!ec)
        set_mode(to, now.st_mode, mode, left, ec);
    bool const may = kept(left, lost_attributes::group | lost_attributes::permissions);
    if (!ec && !acl.empty() && (!may || ::fsetxattr(to, acl_name, acl.data(), acl.size(), 0) != 0))
        lose(left, lost_attributes::acl);
}

lost_attributes carry(entry_path const& from, int to, carrying what, access_rights& seen, std::error_code& ec)
{
    lost_attributes left = lost_attributes::nothing;
    struct stat before, now;
    old_file old(from);
    old.look(before, ec);
    if (!ec && ::fstat(to, &now) != 0)
        ec = last_error();
    if (ec)
        return left;
    look(before, seen);
    if (what == carrying::everything)
        old.open();
    int error = 0;
    seen.list = attribute(old.attributes(), acl_name, error);
    if (error == ENOENT && what == carrying::permissions) // no /proc
    {
        old.open();
        seen.list = attribute(old.attributes(), acl_name, error);
    }
    bool const unknown = error != 0 && !absent(error);
    if (!old.still_named())
        ec = std::make_error_code(std::errc::no_such_file_or_directory);
    if (ec)
        return left;
    if (unknown) // a list that cannot be read may keep anybody out
    {
        lose(left, lost_attributes::acl);
        before.st_mode &= ~mode_t(077);
    }
    if (what == carrying::permissions)
    {
        mode_t mode = before.st_mode & 0777;
        if (!seen.list.empty())
            mode = without_list(mode, seen.list);
        remove_list(to, ec);
        if (!ec)
            set_mode(to, now.st_mode, before.st_gid == now.st_gid ? mode : without_group(mode), left, ec);
        return left;
    }
    left = left | give_owner_and_group(to, before, now);
    give_permissions_and_list(before, now, seen.list, to, left, ec);
    if (ec)
        return left;
    if (!copy_all(old.attributes(), to, kept(left, lost_attributes::owner | lost_attributes::group)))
        lose(left, lost_attributes::attributes);
    unsigned const flags = old.flags();
    if (flags != 0 && (flags & ~flags_of(to)) != 0)
        lose(left, lost_attributes::flags);
    if (before.st_nlink > 1)
        lose(left, lost_attributes::hard_links);
    return left;
}

} // namespace

lost_attributes carry_rights(entry_path const& from, native_handle_type to, carrying what, access_rights& seen,
    std::error_code& ec) noexcept BOOST_TRY
{
    ec.clear();
    seen.known = false;
    if (intercepted(call::carry_attributes, to, from.path, nullptr, ec))
        return lost_attributes::nothing;
    return carry(from, to, what, seen, ec);
}
BOOST_CATCH(std::bad_alloc const&)
{
    ec = std::make_error_code(std::errc::not_enough_memory);
    return lost_attributes::nothing;
}
BOOST_CATCH_END

bool has_rights(entry_path const& entry, access_rights const& seen) noexcept BOOST_TRY
{
    struct stat s;
    if (::fstatat(at(entry), entry.in_directory(), &s, AT_SYMLINK_NOFOLLOW) != 0 || !looks_alike(s, seen))
        return false;
    std::string path;
    if (entry.directory != invalid_handle())
        path = std::string(proc_path(entry.directory).text) + '/' + entry.in_directory();
    attribute_source source;
    source.path = entry.directory == invalid_handle() ? entry.path : path.c_str();
    int error = 0;
    std::vector<char> list = attribute(source, acl_name, error);
    if (error == ENOENT) // no /proc
    {
        source.path = entry.path;
        list = attribute(source, acl_name, error);
    }
    return list == seen.list;
}
BOOST_CATCH(std::bad_alloc const&)
{
    return false;
}
BOOST_CATCH_END

void restrict_permissions(native_handle_type file, std::filesystem::perms permissions, std::error_code& ec) noexcept
{
    ec.clear();
    struct stat now;
    lost_attributes left = lost_attributes::nothing;
    if (intercepted(call::set_file_permissions, file, nullptr, nullptr, ec))
        return;
    if (::fstat(file, &now) != 0)
        ec = last_error();
    else
        set_mode(file, now.st_mode, static_cast<mode_t>(permissions), left, ec);
}

void copy_attributes(native_handle_type from, native_handle_type to) noexcept BOOST_TRY
{
    std::error_code ignored;
    if (intercepted(call::copy_attributes, from, nullptr, nullptr, ignored))
        return;
    attribute_source source;
    source.handle = from;
    (void)copy_all(source, to, false);
    struct stat s;
    if (::fstat(from, &s) != 0)
        return;
    timespec const times[] = {s.st_atim, s.st_mtim};
    (void)::futimens(to, times);
}
BOOST_CATCH(std::bad_alloc const&) // they are no part of what was written
{
}
BOOST_CATCH_END

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
