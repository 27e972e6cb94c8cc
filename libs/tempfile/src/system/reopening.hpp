//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_SYSTEM_REOPENING_HPP
#define BOOST_TEMPFILE_SRC_SYSTEM_REOPENING_HPP

// Opening a file once more, without its name.

#include "calls.hpp"

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

// A second handle of the same file, with a position of its own, for reading and, where `writes`, for writing; not
// inherited across exec. errc::operation_not_supported where the system cannot do that, or not for this file.
native_handle_type reopen_handle(native_handle_type, bool writes, std::error_code&) noexcept;

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
