//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "../posix/posix.hpp"

#if BOOST_TEMPFILE_SYSTEM_DARWIN

#include "../posix/hard_links.hpp"
#include "../posix/rights.hpp"
#include "../predecessor.hpp"

#include <copyfile.h>

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

// fcopyfile does both, and reports success where there is nothing to carry (copyfile(3)).
void carry_lists(entry_path const& from, int to, lost_attributes& left) noexcept
{
    constexpr int flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC;
    closing const source{open_handle([&] { return ::openat(at(from), from.in_directory(), flags); })};
    // An entry of a list is for somebody whom the old owner and group let in.
    constexpr lost_attributes both = lost_attributes::owner | lost_attributes::group;
    if (source.fd < 0 || !kept(left, both) || ::fcopyfile(source.fd, to, nullptr, COPYFILE_ACL) != 0)
        lose(left, lost_attributes::acl);
    if (source.fd < 0 || ::fcopyfile(source.fd, to, nullptr, COPYFILE_XATTR) != 0)
        lose(left, lost_attributes::attributes);
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
