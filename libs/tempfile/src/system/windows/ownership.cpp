//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "../ownership.hpp"

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

bool belongs_to_us(file_status const& found) noexcept
{
    return found.ours;
}

// A volume without access lists says of everything that it is everybody's.
bool keeps_owners(native_char const*) noexcept
{
    return true;
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost
