//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_DETAIL_CHARACTER_BUFFER_HPP
#define BOOST_TEMPFILE_DETAIL_CHARACTER_BUFFER_HPP

#include <boost/tempfile/detail/owned.hpp>

#include <cstddef>
#include <ios>
#include <utility>

namespace boost
{
namespace tempfile
{
namespace detail
{

// The memory for converted characters, the user's or its own, and what pubsetbuf() asked for, which concerns the buffer
// of bytes where nothing is converted.
template<class CharT>
class character_buffer
{
public:
    static constexpr std::size_t default_size = 512;

    // pubsetbuf(user, size).
    void request(CharT* user, std::streamsize size) noexcept
    {
        user_ = user;
        user_size_ = size;
        requested_ = true;
        passed_on_ = false;
    }

    bool requested() const noexcept { return requested_; }
    CharT* user() const noexcept { return user_; }
    std::size_t user_size() const noexcept { return static_cast<std::size_t>(user_size_); }

    // The request is to be carried out one character at a time.
    bool unbuffered() const noexcept { return requested_ && user_size_ <= 1; }

    // The buffer of bytes has what it is to have.
    bool passed_on() const noexcept { return passed_on_; }
    void passed_on(bool value) noexcept { passed_on_ = value; }

    // The characters; allocates them at first.
    CharT* get()
    {
        if (size_ != 0)
            return own_ ? own_.get() : user_;
        bool const users = requested_ && user_ != nullptr && user_size_ > 0;
        std::size_t size = default_size;
        if (requested_)
            size = user_size_ > 1 ? user_size() : 1;
        if (!users)
            own_.reset(new CharT[size]);
        size_ = size;
        return users ? user_ : own_.get();
    }

    // How many there are; 0 before get().
    std::size_t size() const noexcept { return size_; }

    void release() noexcept
    {
        own_.reset();
        size_ = 0;
    }

private:
    owned_array<CharT> own_;
    std::size_t size_ = 0;
    CharT* user_ = nullptr;
    std::streamsize user_size_ = 0;
    bool requested_ = false;
    bool passed_on_ = false;
};

} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
