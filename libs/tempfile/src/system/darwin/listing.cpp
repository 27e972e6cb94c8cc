//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "../posix/posix.hpp"

#if BOOST_TEMPFILE_SYSTEM_DARWIN

#include <sys/attr.h>
#include <sys/dirent.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

// getattrlistbulk(2) allocates nothing, and so may be called in a signal handler; opendir does. A record is its size, a
// set that says which attributes follow, and these in the order of their bits. The directory's names for itself and its
// parent are not among them.

namespace
{

constexpr std::size_t largest_record = 64 + sizeof(dirent::d_name);

// The next value of a record, whatever its alignment.
template<class T>
T take(char const*& at) noexcept
{
    T value;
    std::memcpy(&value, at, sizeof value);
    at += sizeof value;
    return value;
}

std::size_t size_of_record(char const* record) noexcept
{
    return take<std::uint32_t>(record);
}

// VNON and VDIR of <sys/vnode.h>, which not every set of headers has.
constexpr fsobj_type_t no_type = 0, directory_type = 2;

entry_kind kind_of(fsobj_type_t type) noexcept
{
    return type == directory_type ? entry_kind::directory : type == no_type ? entry_kind::unknown : entry_kind::other;
}

} // namespace

void close_directory(directory& opened) noexcept
{
    std::error_code ignored;
    close(opened.handle, ignored);
    opened = directory{};
}

std::size_t list_directory(directory& opened, char* buffer, std::size_t size, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::list_directory, opened.handle, nullptr, &size, ec))
        return 0;
    attrlist wanted = {};
    wanted.bitmapcount = ATTR_BIT_MAP_COUNT;
    wanted.commonattr = ATTR_CMN_RETURNED_ATTRS | ATTR_CMN_ERROR | ATTR_CMN_NAME | ATTR_CMN_OBJTYPE;
    int const count = uninterrupted([&] { return ::getattrlistbulk(opened.handle, &wanted, buffer, size, 0); });
    if (count < 0 && errno != ENOENT) // of a directory that was removed meanwhile
        ec = last_error();
    std::size_t used = 0;
    for (int n = 0; n < count; ++n)
        used += size_of_record(buffer + used);
    return used;
}

bool next_entry(char const* buffer, std::size_t used, std::size_t& offset, directory_entry& entry) noexcept
{
    while (offset < used)
    {
        char const* at = buffer + offset;
        offset += take<std::uint32_t>(at);
        attribute_set_t const given = take<attribute_set_t>(at);
        if ((given.commonattr & ATTR_CMN_ERROR) != 0)
            (void)take<std::uint32_t>(at); // then there is a name alone
        if ((given.commonattr & ATTR_CMN_NAME) == 0)
            continue;
        char const* const reference = at;
        entry.name = reference + take<attrreference_t>(at).attr_dataoffset;
        entry.size = std::strlen(entry.name);
        entry.kind = (given.commonattr & ATTR_CMN_OBJTYPE) != 0 ? kind_of(take<fsobj_type_t>(at)) : entry_kind::unknown;
        return true;
    }
    return false;
}

bool probably_complete(std::size_t used, std::size_t size) noexcept
{
    return size - used >= largest_record;
}

void rewind_directory(directory& opened, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::rewind_directory, opened.handle, nullptr, nullptr, ec))
        return;
    if (::lseek(opened.handle, 0, SEEK_SET) < 0)
        ec = last_error();
}

bool lists_in_handlers() noexcept
{
    return true; // into our own memory
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
