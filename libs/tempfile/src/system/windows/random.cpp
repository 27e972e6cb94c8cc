//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "windows.hpp"

#include <algorithm>

// RtlGenRandom, under the name that advapi32.dll exports it by (its header spells it so too).
extern "C" BOOLEAN NTAPI SystemFunction036(void*, ULONG);

#if defined(_MSC_VER)
#pragma comment(lib, "advapi32")
#endif

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

void random_bytes(void* data, std::size_t size, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::random, invalid_handle(), nullptr, &size, ec))
        return;
    char* p = static_cast<char*>(data);
    while (size != 0)
    {
        ULONG const n = static_cast<ULONG>((std::min)(size, std::size_t(1) << 20));
        if (!::SystemFunction036(p, n))
        {
            ec = to_error(ERROR_GEN_FAILURE); // it sets no code of its own
            return;
        }
        p += n;
        size -= n;
    }
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost
