//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include <boost/tempfile/unique_handle.hpp>

#include "../system/error.hpp"
#include "../system/system.hpp"

namespace boost
{
namespace tempfile
{

void unique_handle::close_quietly() noexcept
{
    std::error_code ignored;
    close(ignored);
}

void unique_handle::close()
{
    std::error_code ec;
    close(ec);
    detail::throw_if(ec, "boost::tempfile::unique_handle::close");
}

void unique_handle::close(std::error_code& ec) noexcept
{
    ec.clear();
    if (*this)
        detail::system::close(release(), ec);
}

} // namespace tempfile
} // namespace boost
