//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_TEST_FAILING_ALLOCATIONS_HPP
#define BOOST_TEMPFILE_TEST_FAILING_ALLOCATIONS_HPP

// The program's operator new, of which any call can be made to fail, and which counts what is not freed. For the one
// source of a program.

#include <boost/config.hpp>

#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <new>

namespace test
{

inline std::atomic<long> blocks{0}; // allocated, and not yet freed
#if defined(BOOST_WINDOWS)
constexpr bool counts_all = false; // what a DLL allocates may be freed here
#else
constexpr bool counts_all = true;
#endif
inline std::atomic<long> allocations_left{0}; // the allocation that makes this 0 fails; none does while it is 0

inline void* allocate(std::size_t size, std::nothrow_t const&) noexcept
{
    if (allocations_left > 0 && --allocations_left == 0)
        return nullptr;
    void* const p = std::malloc(size != 0 ? size : 1);
    blocks += p != nullptr;
    return p;
}

inline void* allocate(std::size_t size)
{
    void* const p = allocate(size, std::nothrow);
    if (p == nullptr)
        throw std::bad_alloc();
    return p;
}

inline void deallocate(void* p) noexcept
{
    if (p != nullptr)
        --blocks;
    std::free(p);
}

} // namespace test

BOOST_NOINLINE void* operator new(std::size_t size)
{
    return test::allocate(size);
}
BOOST_NOINLINE void* operator new[](std::size_t size)
{
    return test::allocate(size);
}
BOOST_NOINLINE void* operator new(std::size_t size, std::nothrow_t const& t) noexcept
{
    return test::allocate(size, t);
}
BOOST_NOINLINE void* operator new[](std::size_t size, std::nothrow_t const& t) noexcept
{
    return test::allocate(size, t);
}
BOOST_NOINLINE void operator delete(void* p) noexcept
{
    test::deallocate(p);
}
BOOST_NOINLINE void operator delete[](void* p) noexcept
{
    test::deallocate(p);
}
BOOST_NOINLINE void operator delete(void* p, std::size_t) noexcept
{
    test::deallocate(p);
}
BOOST_NOINLINE void operator delete[](void* p, std::size_t) noexcept
{
    test::deallocate(p);
}

#endif
