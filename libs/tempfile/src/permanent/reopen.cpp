//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include <boost/tempfile/detail/persisting.hpp>

#include "../creation/creation.hpp"

namespace boost
{
namespace tempfile
{
namespace detail
{

unique_handle reopen(native_handle_type handle, named_entry& entry, std::error_code& ec)
{
    ec.clear();
    if (!entry.named())
        ec = std::make_error_code(std::errc::no_such_file_or_directory);
    else if (handle != invalid_handle())
        entry.remember(handle, ec);
    return ec ? unique_handle() : unique_handle(system::reopen_file(entry.path().c_str(), entry.identity(), ec));
}

} // namespace detail
} // namespace tempfile
} // namespace boost
