//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_DETAIL_ENCODING_HPP
#define BOOST_TEMPFILE_DETAIL_ENCODING_HPP

#include <boost/tempfile/config.hpp>
#include <boost/tempfile/detail/minmax.hpp>
#include <boost/tempfile/detail/use_codecvt.hpp>
#include <boost/tempfile/newline_codecvt.hpp>

#include <cstddef>
#include <cstring>
#include <cwchar>
#include <locale>
#include <optional>
#include <type_traits>

namespace boost
{
namespace tempfile
{
namespace detail
{

// The codecvt facet that a stream buffer converts with: which one it is, what is known of it, and its functions with
// noconv carried out.
template<class CharT, class Traits>
class encoding
{
public:
    using state_type = typename Traits::state_type;
    using facet_type = std::codecvt<CharT, char, state_type>;
    using result = std::codecvt_base::result;

    // The facet was looked up since the last change.
    bool known() const noexcept { return known_; }

    // Characters are not the bytes themselves.
    bool converts() const noexcept { return converts_; }

    // The facet's encoding(): bytes for each character, 0 if that varies, -1 if there are shift states.
    int width() const noexcept { return width_; }

    // The locale to use from now on, whatever the buffer's getloc() says: a derived class may call imbue() itself.
    void imbue(std::locale const& loc)
    {
        imbued_ = loc;
        known_ = false;
    }

    // The facet is to be looked up again.
    void forget() noexcept { known_ = false; }

    // Looks the facet up, in `current` unless imbue() was called. `text` asks for the platform's newlines.
    void select(std::locale const& current, bool text)
    {
        if constexpr (std::is_same<CharT, char>::value && std::is_same<state_type, std::mbstate_t>::value)
        {
            // The classic locale's is always_noconv ([locale.codecvt]).
            if (!(text && has_text_mode) && !imbued_ && current == std::locale::classic())
            {
                facet_ = nullptr;
                width_ = 1;
                converts_ = false;
                known_ = true;
                return;
            }
        }
        std::locale const& loc = imbued_ ? *imbued_ : current;
        facet_ = &use_codecvt<facet_type>(loc); // std::bad_cast where there is none
        if constexpr (has_text_mode)
        {
            if (text)
            {
                text_locale_ = std::locale(loc, new newline_codecvt<CharT>(newline::platform, loc));
                facet_ = &use_codecvt<facet_type>(*text_locale_);
            }
        }
        width_ = facet_->encoding();
        converts_ = sizeof(CharT) != 1 || !facet_->always_noconv();
        known_ = true;
    }

    int max_length() const noexcept { return facet_->max_length(); }

    // As the facet's in(): bytes to characters.
    result in(state_type& shift, char const* from, char const* from_end, char const*& from_next, CharT* to,
        CharT* to_end, CharT*& to_next) const
    {
        result const done = facet_->in(shift, from, from_end, from_next, to, to_end, to_next);
        return done == std::codecvt_base::noconv ? copy(from, from_end, from_next, to, to_end, to_next) : done;
    }

    // As the facet's out(): characters to bytes.
    result out(state_type& shift, CharT const* from, CharT const* from_end, CharT const*& from_next, char* to,
        char* to_end, char*& to_next) const
    {
        result const done = facet_->out(shift, from, from_end, from_next, to, to_end, to_next);
        return done == std::codecvt_base::noconv ? copy(from, from_end, from_next, to, to_end, to_next) : done;
    }

    // As the facet's unshift(): what brings `shift` back to the initial state.
    result unshift(state_type& shift, char* to, char* to_end, char*& to_next) const
    {
        return facet_->unshift(shift, to, to_end, to_next);
    }

    // As the facet's length(): how many bytes are the first `count` characters.
    int length(state_type& shift, char const* from, char const* from_end, std::size_t count) const
    {
        return facet_->length(shift, from, from_end, count);
    }

private:
    // Lines of characters that are not integers have no newline that could be converted.
    static constexpr bool has_text_mode =
        text_mode_converts && std::is_integral<CharT>::value && std::is_same<state_type, std::mbstate_t>::value;

    // What noconv asks for: the bytes are the characters ([locale.codecvt.virtuals]); an error where they cannot be.
    template<class From, class To>
    static result copy(From const* from, From const* from_end, From const*& from_next, To* to, To* to_end, To*& to_next)
    {
        from_next = from;
        to_next = to;
        if (sizeof(CharT) != 1)
            return std::codecvt_base::error;
        std::size_t const n = static_cast<std::size_t>(least(from_end - from, to_end - to));
        std::memcpy(static_cast<void*>(to), from, n);
        from_next = from + n;
        to_next = to + n;
        return std::codecvt_base::ok;
    }

    facet_type const* facet_ = nullptr; // null where nothing is converted
    int width_ = 1;
    bool known_ = false;
    bool converts_ = false;
    std::optional<std::locale> imbued_;
    std::optional<std::locale> text_locale_; // keeps the facet that converts newlines
};

} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
