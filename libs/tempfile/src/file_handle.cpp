//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include <boost/tempfile/file_handle.hpp>

#include "error.hpp"
#include "system.hpp"

namespace boost
{
namespace tempfile
{

void file_handle::close_quietly() noexcept
{
    std::error_code ignored;
    close(ignored);
}

void file_handle::close()
{
    std::error_code ec;
    close(ec);
    detail::throw_if(ec, "boost::tempfile::file_handle::close");
}

void file_handle::close(std::error_code& ec) noexcept
{
    ec.clear();
    if (*this)
        detail::system::close(release(), ec);
}

} // namespace tempfile
} // namespace boost
