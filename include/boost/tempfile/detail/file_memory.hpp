//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_DETAIL_FILE_MEMORY_HPP
#define BOOST_TEMPFILE_DETAIL_FILE_MEMORY_HPP

#include <boost/tempfile/config.hpp>

#include <cstddef>
#include <system_error>
#include <utility>

BOOST_TEMPFILE_BEGIN_EXPORTED

namespace boost
{
namespace tempfile
{
namespace detail
{

// Memory that holds bytes of a file: pages of a mapping, or a copy on the heap. Move-only; empty by default.
class BOOST_TEMPFILE_DECL file_memory
{
public:
    file_memory() noexcept = default;

    // Owns a mapping of `size` bytes, or, where that is 0, what new char[] made.
    file_memory(char* begin, std::size_t size) noexcept : begin_(begin), size_(size) {}

    file_memory(file_memory&& other) noexcept
        : begin_(std::exchange(other.begin_, nullptr)), size_(std::exchange(other.size_, 0))
    {
    }
    file_memory& operator=(file_memory&& other) noexcept
    {
        file_memory taken(std::move(other));
        std::swap(begin_, taken.begin_);
        std::swap(size_, taken.size_);
        return *this;
    }
    ~file_memory()
    {
        if (begin_ != nullptr)
            free();
    }

    // Writes what was changed in a mapping.
    void flush(std::error_code&) noexcept;

private:
    void free() noexcept;

    char* begin_ = nullptr;
    std::size_t size_ = 0;
};

} // namespace detail

} // namespace tempfile
} // namespace boost

BOOST_TEMPFILE_END_EXPORTED

#endif
