//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "../thread_end.hpp"

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

namespace
{

struct calls_at_end
{
    end_function function = nullptr;
    ~calls_at_end()
    {
        if (function != nullptr)
            function();
    }
};

thread_local calls_at_end at_thread_end;

} // namespace

bool run_at_thread_end(end_function function) noexcept
{
    at_thread_end.function = function;
    return true;
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost
