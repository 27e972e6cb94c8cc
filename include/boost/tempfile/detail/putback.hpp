//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_DETAIL_PUTBACK_HPP
#define BOOST_TEMPFILE_DETAIL_PUTBACK_HPP

#include <boost/tempfile/detail/get_area.hpp>
#include <boost/tempfile/detail/text_position.hpp>

#include <cstddef>
#include <utility>

namespace boost
{
namespace tempfile
{
namespace detail
{

// Shows one character that was put back and differs from the content, in its place, while the content stays: the get
// area is that one character, and the one on the content is kept here. While there are no areas the character can be
// held, to be shown once more at the same place.
template<class CharT, class State>
class putback
{
public:
    // Whether the get area is that of the character.
    bool active() const noexcept { return area_.next != nullptr; }

    CharT character() const noexcept { return character_; }

    // The get area to show instead of `area`, whose next character `c` stands for.
    get_area<CharT> enter(CharT c, get_area<CharT> const& area) noexcept
    {
        area_ = area;
        character_ = c;
        return at(0);
    }

    // The get area on the content, where `read` characters of the shown one were read.
    get_area<CharT> underlying(std::ptrdiff_t read) const noexcept
    {
        return get_area<CharT>{area_.begin, area_.next + read, area_.end};
    }

    // The same, which is shown from now on.
    get_area<CharT> leave(std::ptrdiff_t read) noexcept
    {
        get_area<CharT> const area = underlying(read);
        forget();
        return area;
    }

    void forget() noexcept { area_.next = nullptr; }

    // What it takes to show the character once more.
    struct held
    {
        text_position<State> position; // of the character
        std::ptrdiff_t read = -1;      // 0, or 1 if it was read; -1: nothing is held
    };

    void hold(text_position<State> const& position, std::ptrdiff_t read) noexcept { held_ = held{position, read}; }
    bool holds() const noexcept { return held_.read >= 0; }
    held take_held() noexcept { return std::exchange(held_, held()); }

    // The get area of the character, `read` being 0 or 1: after a move it is elsewhere.
    get_area<CharT> at(std::ptrdiff_t read) noexcept
    {
        return get_area<CharT>{&character_, &character_ + read, &character_ + 1};
    }

    // The content's memory is at `now` instead of `old`.
    void follow(CharT* old, CharT* now) noexcept
    {
        area_ = get_area<CharT>{now + (area_.begin - old), now + (area_.next - old), now + (area_.end - old)};
    }

private:
    CharT character_ = CharT();
    held held_;
    get_area<CharT> area_; // without a next character: not active
};

} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
