//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "posix.hpp"

#if !BOOST_TEMPFILE_SYSTEM_LINUX

#include "../unload.hpp"

#include <dlfcn.h>

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

void stay_loaded() noexcept
{
    Dl_info here = {};
    if (::dladdr(reinterpret_cast<void*>(&stay_loaded), &here) != 0 && here.dli_fname != nullptr)
        (void)::dlopen(here.dli_fname, RTLD_LAZY | RTLD_NOLOAD | RTLD_NODELETE);
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
