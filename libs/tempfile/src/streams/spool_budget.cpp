//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include <boost/tempfile/spool_budget.hpp>

#include <boost/assert.hpp>

namespace boost
{
namespace tempfile
{

spool_budget::~spool_budget()
{
    BOOST_ASSERT_MSG(used() == 0, "a spooled file outlives its spool_budget");
}

// The count stands for nothing but itself, so that no order with other memory is needed.
bool spool_budget::take(std::size_t bytes) noexcept
{
    std::size_t used = used_.load(std::memory_order_relaxed);
    do
    {
        if (bytes > limit_ - used)
            return false;
    } while (!used_.compare_exchange_weak(used, used + bytes, std::memory_order_relaxed));
    return true;
}

void spool_budget::give_back(std::size_t bytes) noexcept
{
    used_.fetch_sub(bytes, std::memory_order_relaxed);
}

} // namespace tempfile
} // namespace boost
