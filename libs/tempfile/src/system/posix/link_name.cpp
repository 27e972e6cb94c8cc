//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "posix.hpp"

#include "../entries.hpp"
#include "hard_links.hpp"

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

void link_name(entry_path const& from, entry_path const& to, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::link_name, invalid_handle(), from.path, nullptr, ec))
        return;
    if (::linkat(at(from), from.in_directory(), at(to), to.in_directory(), 0) != 0)
        ec = has_no_links(errno) ? std::make_error_code(std::errc::operation_not_supported) : last_error();
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost
