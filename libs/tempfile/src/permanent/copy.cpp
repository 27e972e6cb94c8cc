//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "copy.hpp"

#include "../system/predecessor.hpp"

namespace boost
{
namespace tempfile
{
namespace detail
{

using std::filesystem::path;
using std::filesystem::perms;

void make_durable(native_handle_type handle, named_entry& entry, durability durable, std::error_code& ec)
{
    ec = entry_access::damage(entry);
    if (ec || (durable == durability::none && !system::reports_errors_late(handle)))
        return;
    system::sync_file(handle, ec);
    if (ec) // a second attempt would succeed without what was dropped
        entry_access::damage(entry) = ec;
}

unique_handle copy_beside(
    native_handle_type handle, path const& target, naming named, named_entry& made, path& where, std::error_code& ec)
{
    unique_handle copy = create_beside(target, perms(0600), named, made, where, ec);
    if (ec)
        return {};
    system::copy_contents(handle, copy.get(), ec);
    if (!ec)
    {
        system::copy_attributes(handle, copy.get());
        return copy;
    }
    std::error_code ignored;
    made.remove(copy.get(), ignored);
    return {};
}

} // namespace detail
} // namespace tempfile
} // namespace boost
