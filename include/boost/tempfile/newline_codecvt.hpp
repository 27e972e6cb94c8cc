//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_NEWLINE_CODECVT_HPP
#define BOOST_TEMPFILE_NEWLINE_CODECVT_HPP

#include <boost/tempfile/config.hpp>
#include <boost/tempfile/detail/minmax.hpp>
#include <boost/tempfile/detail/use_codecvt.hpp>

#include <cstddef>
#include <cstring>
#include <cwchar>
#include <locale>

namespace boost
{
namespace tempfile
{

/// How the lines of a text file end.
enum class newline
{
    /// `\n`: nothing is changed, reading or writing.
    lf,
    /// `\n` is written as `\r\n`; `\r\n` and `\r` are read as `\n`.
    crlf,
    /// `\n` is written as `\r`; `\r` is read as `\n`.
    cr,
    /// `\r\n`, `\r` and `\n` are read as `\n`; written is what the platform's text files have.
    universal,
    /// As the platform's text files: crlf on Windows, lf elsewhere.
    platform
};

/** A codecvt facet that changes how lines end and leaves everything else to another codecvt.

    Usable in every standard stream, std::fstream included:
    @code
    file.imbue(std::locale(file.getloc(), new newline_codecvt<char>(newline::crlf, file.getloc())));
    @endcode

    Reading and writing can differ. What the keyword `newline` of Python's open() says is
    - None: `newline_codecvt(newline::universal)`, which is `(newline::universal, newline::platform)`;
    - '' and '\n': `newline_codecvt(newline::lf)`, which changes nothing;
    - '\r': `newline_codecvt(newline::lf, newline::cr)`, which reads what is there;
    - '\r\n': `newline_codecvt(newline::lf, newline::crlf)`, which reads what is there as well.

    Positions work: whether the last byte was a `\r` is kept in the shift state, in the last byte of the std::mbstate_t,
    which no codecvt of the C or C++ library uses, so encoding() is -1 unless nothing is changed. A `\r` is read as `\n`
    at once, and a `\n` behind it is skipped: nothing is held back that the end of a file could cut off.

    @tparam CharT a character type for which the locale has a std::codecvt<CharT, char, std::mbstate_t>.
*/
template<class CharT>
class newline_codecvt : public std::codecvt<CharT, char, std::mbstate_t>
{
    using wrapped_type = std::codecvt<CharT, char, std::mbstate_t>;

public:
    using result = std::codecvt_base::result;

    /** Wraps the codecvt of a locale, which it keeps alive.

        @param ends how lines end in the file.
        @param wrapped the locale whose codecvt converts the characters.
        @param references as for any facet: 0 lets the locale delete it.
        @throws std::bad_cast if `wrapped` has no such codecvt.
    */
    explicit newline_codecvt(
        newline ends, std::locale const& wrapped = std::locale::classic(), std::size_t references = 0)
        : newline_codecvt(ends, ends, wrapped, references)
    {
    }

    /** The same, with different ends for reading and writing.

        @param reading how lines end in what is read: `lf` reads what is there, `cr` reads `\r` as `\n`, `crlf` and
        `universal` read `\r\n` and `\r` as `\n`.
        @param writing what `\n` is written as; `universal` is as `platform`.
        @param wrapped the locale whose codecvt converts the characters.
        @param references as for any facet: 0 lets the locale delete it.
        @throws std::bad_cast if `wrapped` has no such codecvt.
    */
    newline_codecvt(newline reading, newline writing, std::locale const& wrapped = std::locale::classic(),
        std::size_t references = 0)
        : wrapped_type(references), locale_(wrapped), wrapped_(detail::use_codecvt<wrapped_type>(locale_)),
          reads_(reading == newline::universal ? newline::crlf : resolved(reading)), writes_(resolved(writing))
    {
    }

protected:
    /// Public nowhere: facets are deleted by their locales.
    ~newline_codecvt() override = default;

    result do_out(std::mbstate_t& state, CharT const* from, CharT const* from_end, CharT const*& from_next, char* to,
        char* to_end, char*& to_next) const override
    {
        std::mbstate_t plain = state;
        (void)take_mark(plain);
        from_next = from;
        to_next = to;
        result done = wrapped_type::ok;
        while (from_next != from_end && done == wrapped_type::ok)
        {
            CharT const* const line_end = writes_ == newline::lf ? from_end : find_newline(from_next, from_end);
            done = line_end != from_next ? out_run(plain, line_end, from_next, to_end, to_next)
                                         : out_newline(plain, from_next, to_end, to_next);
        }
        state = plain;
        return done;
    }

    result do_in(std::mbstate_t& state, char const* from, char const* from_end, char const*& from_next, CharT* to,
        CharT* to_end, CharT*& to_next) const override
    {
        std::mbstate_t plain = state;
        bool after_cr = take_mark(plain);
        result done = wrapped_.in(plain, from, from_end, from_next, to, to_end, to_next);
        if (done == wrapped_type::noconv)
            done = copy(from, from_end, from_next, to, to_end, to_next);
        if (done == wrapped_type::ok && from_next != from_end) // libstdc++'s, where there is no room
            done = wrapped_type::partial;
        if (reads_ != newline::lf)
            to_next = joined(to, to_next, after_cr);
        state = plain;
        if (skips_lf() && after_cr)
            set_mark(state);
        return done;
    }

    result do_unshift(std::mbstate_t& state, char* to, char* to_end, char*& to_next) const override
    {
        (void)take_mark(state);
        return wrapped_.unshift(state, to, to_end, to_next);
    }

    int do_encoding() const noexcept override { return changes() ? -1 : wrapped_.encoding(); }

    bool do_always_noconv() const noexcept override { return !changes() && wrapped_.always_noconv(); }

    int do_length(std::mbstate_t& state, char const* from, char const* from_end, std::size_t most) const override
    {
        if (reads_ == newline::lf)
            return wrapped_.length(state, from, from_end, most);
        char const* at = from;
        CharT scratch[128];
        while (most != 0 && at != from_end)
        {
            std::mbstate_t plain = state;
            bool after_cr = take_mark(plain);
            std::mbstate_t exact = plain;
            char const* next = at;
            CharT* end = scratch;
            CharT* const room = scratch + detail::least(most, std::size_t(128));
            result done = wrapped_.in(plain, at, from_end, next, scratch, room, end);
            if (done == wrapped_type::noconv)
                done = copy(at, from_end, next, scratch, room, end);
            if (end == scratch)
                break; // an incomplete character, or bytes that shift without one behind them
            // `in` may go on to bytes that only shift; where the characters end, length() tells.
            at += wrapped_.length(exact, at, next, static_cast<std::size_t>(end - scratch));
            most -= static_cast<std::size_t>(joined(scratch, end, after_cr) - scratch);
            state = exact;
            if (skips_lf() && after_cr)
                set_mark(state);
            if (done == wrapped_type::error)
                break;
        }
        return static_cast<int>(at - from);
    }

    // `\r\n` is two characters of the wrapped codecvt: written for one, and read where the first of them is skipped.
    int do_max_length() const noexcept override
    {
        bool const both = skips_lf() || writes_ == newline::crlf;
        return both ? 2 * wrapped_.max_length() : wrapped_.max_length();
    }

private:
    static newline resolved(newline ends) noexcept
    {
        if (ends != newline::universal && ends != newline::platform)
            return ends;
        return detail::text_mode_converts ? newline::crlf : newline::lf;
    }

    bool changes() const noexcept { return reads_ != newline::lf || writes_ != newline::lf; }

    static bool take_mark(std::mbstate_t& state) noexcept
    {
        unsigned char last;
        char* const place = reinterpret_cast<char*>(&state) + sizeof(state) - 1;
        std::memcpy(&last, place, 1);
        bool const marked = (last & mark) != 0;
        last = static_cast<unsigned char>(last & ~mark);
        std::memcpy(place, &last, 1);
        return marked;
    }

    static void set_mark(std::mbstate_t& state) noexcept
    {
        unsigned char last;
        char* const place = reinterpret_cast<char*>(&state) + sizeof(state) - 1;
        std::memcpy(&last, place, 1);
        last = static_cast<unsigned char>(last | mark);
        std::memcpy(place, &last, 1);
    }

    // Reads a `\r` as `\n` and skips a `\n` that comes behind one (crlf).
    CharT* joined(CharT* at, CharT* end, bool& after_cr) const
    {
        CharT* to = at;
        for (; at != end; ++at)
        {
            bool const skipped = after_cr && *at == CharT('\n') && skips_lf();
            after_cr = *at == CharT('\r');
            if (!skipped)
                *to++ = after_cr ? CharT('\n') : *at;
        }
        return to;
    }

    bool skips_lf() const noexcept { return reads_ == newline::crlf; }

    static CharT const* find_newline(CharT const* at, CharT const* end) noexcept
    {
        while (at != end && *at != CharT('\n'))
            ++at;
        return at;
    }

    result out_run(std::mbstate_t& state, CharT const* end, CharT const*& from, char* to_end, char*& to) const
    {
        CharT const* next = from;
        char* written = to;
        result done = wrapped_.out(state, from, end, next, to, to_end, written);
        if (done == wrapped_type::noconv)
            done = copy(from, end, next, to, to_end, written);
        from = next;
        to = written;
        return done == wrapped_type::ok && from != end ? wrapped_type::partial : done;
    }

    // Both characters or none, so that no state has to tell of half a newline.
    result out_newline(std::mbstate_t& state, CharT const*& from, char* to_end, char*& to) const
    {
        CharT const both[2] = {CharT('\r'), CharT('\n')};
        CharT const* at = both;
        CharT const* const end = both + (writes_ == newline::crlf ? 2 : 1);
        std::mbstate_t after = state;
        char* written = to;
        result const done = out_run(after, end, at, to_end, written);
        if (done != wrapped_type::ok)
            return done;
        state = after;
        to = written;
        ++from;
        return done;
    }

    // What noconv means, between types of one byte.
    template<class From, class To>
    static result copy(From const* from, From const* from_end, From const*& from_next, To* to, To* to_end, To*& to_next)
    {
        std::ptrdiff_t const n = detail::least(from_end - from, to_end - to);
        for (std::ptrdiff_t i = 0; i != n; ++i)
            to[i] = static_cast<To>(from[i]);
        from_next = from + n;
        to_next = to + n;
        return from_next == from_end ? wrapped_type::ok : wrapped_type::partial;
    }

    static constexpr unsigned char mark = 0x80;

    std::locale locale_;
    wrapped_type const& wrapped_;
    newline reads_;  // lf, crlf or cr
    newline writes_; // the same
};

} // namespace tempfile
} // namespace boost

#endif
