//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "linux.hpp"

#if BOOST_TEMPFILE_SYSTEM_LINUX

// For dladdr.
#if !defined(_GNU_SOURCE)
#define _GNU_SOURCE
#endif

#include "../unload.hpp"

#include <dlfcn.h>
#include <sys/auxv.h>

// A program that is linked statically has neither, nor has one that does not use libdl, which is a library of its own
// before glibc 2.34: there is nothing to be unloaded then.
extern "C"
{
    decltype(::dladdr) dladdr __attribute__((weak));
    decltype(::dlopen) dlopen __attribute__((weak));
}

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
    if (&::dladdr == nullptr || &::dlopen == nullptr)
        return;
    Dl_info here = {}, program = {};
    if (::dladdr(reinterpret_cast<void*>(&stay_loaded), &here) == 0 || here.dli_fname == nullptr)
        return;
    // The program itself is never unloaded, and its name would be looked for in the file system.
    void* const headers = reinterpret_cast<void*>(::getauxval(AT_PHDR));
    if (headers == nullptr || ::dladdr(headers, &program) == 0 || program.dli_fbase != here.dli_fbase)
        (void)::dlopen(here.dli_fname, RTLD_LAZY | RTLD_NOLOAD | RTLD_NODELETE);
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
