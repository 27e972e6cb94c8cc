//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_CONTENT_VIEW_HPP
#define BOOST_TEMPFILE_CONTENT_VIEW_HPP

#include <boost/tempfile/config.hpp>
#include <boost/tempfile/detail/file_memory.hpp>
#include <boost/tempfile/detail/view_watch.hpp>
#include <boost/tempfile/fwd.hpp>

#include <boost/assert.hpp>

#include <cstddef>
#include <string_view>
#include <utility>

BOOST_TEMPFILE_BEGIN_EXPORTED

namespace boost
{
namespace tempfile
{

namespace detail
{

class stream_file;

} // namespace detail

/** The content of a temporary file, or a piece of it, as one piece of memory: the external bytes, of wide streams too.

    basic_temporary_stream::view() makes it. Of a file it is a mapping, which it owns (a copy where the system maps no
    such file); of a spooled stream in memory it is that memory itself. Move-only; empty by default.

    What it shows is guaranteed until the stream is next written to, resized, rolled over, persisted, released, moved,
    swapped or closed; then it must not be used any more. Debug builds check that by BOOST_ASSERT. Reading and seeking
    do not end it. Somebody else who makes the file smaller under it causes SIGBUS when the missing part is read; on
    Windows it is an error to make a file smaller that has views.

    Thread safety: as a pointer's.

    @code
    boost::tempfile::spooled_temporary_file file;
    file << "Hello world!";
    boost::tempfile::content_view const view = file.view();
    assert(std::string_view(view) == "Hello world!");
    @endcode
*/
class BOOST_TEMPFILE_DECL content_view
{
public:
    using value_type = char;
    using size_type = std::size_t;
    using iterator = char const*;
    using const_iterator = char const*;

    /// Empty.
    content_view() noexcept = default;

    /// Takes what `other` shows, which is empty afterwards.
    content_view(content_view&& other) noexcept
        : memory_(std::move(other.memory_)), watch_(std::move(other.watch_)),
          data_(std::exchange(other.data_, nothing)), size_(std::exchange(other.size_, 0))
    {
    }

    /// The same.
    content_view& operator=(content_view&& other) noexcept
    {
        if (this != &other)
        {
            memory_ = std::move(other.memory_);
            watch_ = std::move(other.watch_);
            data_ = std::exchange(other.data_, nothing);
            size_ = std::exchange(other.size_, 0);
        }
        return *this;
    }

    /// Unmaps what it owns.
    ~content_view() = default;

    /// The first byte; never null. There is no NUL behind the last.
    char const* data() const noexcept BOOST_TEMPFILE_LIFETIMEBOUND
    {
        BOOST_ASSERT_MSG(!watch_.ended(), "a view is used after its stream was changed");
        return data_;
    }

    /// How many bytes.
    std::size_t size() const noexcept { return size_; }

    /// Whether there are none.
    bool empty() const noexcept { return size_ == 0; }

    /// The first byte.
    char const* begin() const noexcept BOOST_TEMPFILE_LIFETIMEBOUND { return data(); }

    /// Behind the last byte.
    char const* end() const noexcept BOOST_TEMPFILE_LIFETIMEBOUND { return data() + size_; }

    /// The same bytes, valid as long as this.
    operator std::string_view() const noexcept BOOST_TEMPFILE_LIFETIMEBOUND { return std::string_view(data(), size_); }

private:
    friend class detail::stream_file;

    content_view(detail::file_memory memory, char const* data, std::size_t size) noexcept
        : memory_(std::move(memory)), data_(data), size_(size)
    {
    }

    static constexpr char const* nothing = "";

    detail::file_memory memory_;
    detail::view_watch watch_;
    char const* data_ = nothing;
    std::size_t size_ = 0;
};

} // namespace tempfile
} // namespace boost

BOOST_TEMPFILE_END_EXPORTED

#endif
