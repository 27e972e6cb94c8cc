//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "posix.hpp"

#include <boost/tempfile/c_file.hpp>

#include <fcntl.h>
#include <stdio.h>

namespace boost
{
namespace tempfile
{
namespace detail
{

// There is one C library.
std::FILE* open_c_file(unique_handle& handle, char const* mode, c_mode parsed, std::error_code& ec) noexcept
{
    ec.clear();
    if (system::intercepted(system::call::open_c_file, handle.get(), nullptr, nullptr, ec))
        return nullptr;
    int const flags = parsed.appends ? ::fcntl(handle.get(), F_GETFL) : 0;
    bool const ready = !parsed.appends || (flags != -1 && ::fcntl(handle.get(), F_SETFL, flags | O_APPEND) != -1);
    std::FILE* const file = ready ? ::fdopen(handle.get(), mode) : nullptr;
    if (file == nullptr)
        ec = system::last_error();
    else
        (void)handle.release(); // it is the stream's
    return file;
}

} // namespace detail
} // namespace tempfile
} // namespace boost
