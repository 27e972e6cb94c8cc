//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_DETAIL_VIEW_WATCH_HPP
#define BOOST_TEMPFILE_DETAIL_VIEW_WATCH_HPP

#include <boost/tempfile/config.hpp>

#include <cstdint>
#include <utility>

BOOST_TEMPFILE_BEGIN_EXPORTED

namespace boost
{
namespace tempfile
{
namespace detail
{

// What a stream and the views of its content have in common, in debug builds: whether they may still be used. The
// stream has one, from which it makes one for each view. Move-only; empty by default, and then it knows nothing.
class BOOST_TEMPFILE_DECL view_watch
{
public:
    view_watch() noexcept = default;
    view_watch(view_watch&& other) noexcept
        : record_(std::exchange(other.record_, nullptr)), writes_(std::exchange(other.writes_, 0))
    {
    }
    view_watch& operator=(view_watch&& other) noexcept
    {
        view_watch taken(std::move(other));
        std::swap(record_, taken.record_);
        std::swap(writes_, taken.writes_);
        return *this;
    }
    ~view_watch()
    {
        if (record_ != nullptr)
            release();
    }

    // The stream's: one for a view of the content as it is now, which ends when `writes` changes. Empty in release
    // builds of the library, and where there is no memory.
    view_watch of(std::uint32_t const& writes) noexcept;

    // The stream's: all views end.
    void end() noexcept
    {
        if (record_ != nullptr)
            end_all();
    }

    // The view's: whether it has ended.
    bool ended() const noexcept { return record_ != nullptr && has_changed(); }

private:
    struct record; // in src/streams/content.cpp

    bool has_changed() const noexcept;
    void release() noexcept;
    void end_all() noexcept;

    record* record_ = nullptr;
    std::uint32_t writes_ = 0; // how many there were when the view was made
};

} // namespace detail

} // namespace tempfile
} // namespace boost

BOOST_TEMPFILE_END_EXPORTED

#endif
