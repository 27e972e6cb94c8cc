//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_DETAIL_OWNED_HPP
#define BOOST_TEMPFILE_DETAIL_OWNED_HPP

#include <cstddef>
#include <utility>

namespace boost
{
namespace tempfile
{
namespace detail
{

// What of std::unique_ptr the headers use. Each type that it is made for takes a compiler some thousandths of the time for
// <fstream> and <filesystem>, and everybody who includes a stream would have six of them.
template<class T, class Release>
class owned_pointer
{
public:
    owned_pointer() noexcept = default;
    explicit owned_pointer(T* owned) noexcept : owned_(owned) {}
    owned_pointer(owned_pointer&& other) noexcept : owned_(std::exchange(other.owned_, nullptr)) {}
    owned_pointer& operator=(owned_pointer&& other) noexcept
    {
        reset(std::exchange(other.owned_, nullptr));
        return *this;
    }
    ~owned_pointer() { Release::release(owned_); }

    T* get() const noexcept { return owned_; }
    T& operator*() const noexcept { return *owned_; }
    T* operator->() const noexcept { return owned_; }
    T& operator[](std::size_t i) const noexcept { return owned_[i]; }
    explicit operator bool() const noexcept { return owned_ != nullptr; }

    void reset(T* other = nullptr) noexcept { Release::release(std::exchange(owned_, other)); }
    void swap(owned_pointer& other) noexcept { std::swap(owned_, other.owned_); }

private:
    T* owned_ = nullptr;
};

struct release_object
{
    template<class T>
    static void release(T* object) noexcept
    {
        delete object;
    }
};

struct release_array
{
    template<class T>
    static void release(T* array) noexcept
    {
        delete[] array;
    }
};

// One object made by new.
template<class T>
using owned = owned_pointer<T, release_object>;

// An array made by new[].
template<class T>
using owned_array = owned_pointer<T, release_array>;

} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
