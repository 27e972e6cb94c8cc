//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_FUZZ_CODINGS_HPP
#define BOOST_TEMPFILE_FUZZ_CODINGS_HPP

// The encodings of codecvt.cpp, each twice: as a facet, and as what the facet is to do, one character at a time and
// without any facet.

#include "encodings.hpp"
#include "program.hpp"

#include <cstring>
#include <cwchar>
#include <string_view>
#include <utility>

namespace fuzz
{

using tf::newline;

enum class alphabet
{
    plain, // the classic locale's
    fixed1,
    fixed2,
    fixed4, // wide only; for char as fixed2
    shift,
    utf8, // wide only; for char as plain
    count
};

// A place in the bytes, and what the bytes before it leave behind.
struct place
{
    std::size_t at = 0;
    bool shifted = false;
    bool after_cr = false;
};

inline bool operator==(place a, place b)
{
    return a.at == b.at && a.shifted == b.shifted && a.after_cr == b.after_cr;
}

enum class found
{
    character,
    nothing, // the end, or the beginning of a character
    invalid
};

template<class CharT>
class coding
{
public:
    using facet_type = std::codecvt<CharT, char, std::mbstate_t>;
    using string = std::basic_string<CharT>;
    static constexpr bool wide = sizeof(CharT) != 1;

    coding(alphabet base, bool wrapped, newline reads, newline writes)
        : base_(possible(base)), wrapped_(wrapped || base_ == alphabet::plain),
          reads_(reads == newline::universal ? newline::crlf : resolved(reads)), writes_(resolved(writes))
    {
        std::locale const classic = std::locale::classic();
        locale_ = base_ == alphabet::fixed1   ? std::locale(classic, new test::fixed_codecvt<CharT, 1>())
                  : base_ == alphabet::fixed2 ? std::locale(classic, new test::fixed_codecvt<CharT, 2>())
                  : base_ == alphabet::fixed4 ? std::locale(classic, new test::fixed_codecvt<CharT, 4>())
                  : base_ == alphabet::shift  ? std::locale(classic, new test::shift_codecvt<CharT>())
                                              : classic;
        if constexpr (wide)
            if (base_ == alphabet::utf8)
                locale_ = std::locale(classic, new boost::locale::utf8_codecvt<CharT>());
        if (wrapped_)
            locale_ = reads == writes ? std::locale(locale_, new tf::newline_codecvt<CharT>(reads, locale_))
                                      : std::locale(locale_, new tf::newline_codecvt<CharT>(reads, writes, locale_));
        else
            reads_ = writes_ = newline::lf;
    }

    std::locale const& locale() const { return locale_; }
    facet_type const& facet() const { return std::use_facet<facet_type>(locale_); }
    bool changes() const { return reads_ != newline::lf || writes_ != newline::lf; }
    bool reads_all() const { return reads_ == newline::lf; }
    bool shifts() const { return base_ == alphabet::shift; }
    bool has_states() const { return changes() || shifts(); }
    // What is written as a line's end is read as one.
    bool comes_back() const { return writes_ == newline::lf || reads_ == newline::crlf || reads_ == writes_; }
    int width() const
    {
        return has_states()                ? -1
               : base_ == alphabet::fixed4 ? 4
               : base_ == alphabet::fixed2 ? 2
               : base_ == alphabet::utf8   ? 0
               : base_ == alphabet::fixed1 ? 1
               : wide                      ? facet().encoding() // as the C library's locale has it
                                           : 1;
    }

    // ---- what there is to write and to read -------------------------------------------------------------------------

    // Characters that it has.
    string text(std::size_t n, unsigned seed) const
    {
        static constexpr unsigned common[] = {'a', '\n', 'b', '\r', '\n', ' ', '\r', '\0', 'x', '\n'};
        static constexpr unsigned upper[] = {0x80, 0xe9, 0xff, 0x8d, 0x8a, 0xa0};
        static constexpr unsigned large[] = {0x20ac, 0x7ff, 0x800, 0xffff, 0x1f600, 0x10ffff};
        string s(n, CharT());
        unsigned x = seed * 2654435761u + 1;
        for (CharT& c : s)
        {
            x = x * 1664525u + 1013904223u;
            unsigned const r = x >> 16;
            unsigned u = common[r % std::size(common)];
            if (r % 5 == 1 && !(wide && base_ == alphabet::plain))
                u = upper[r / 5 % std::size(upper)];
            if (r % 7 == 3 && (base_ == alphabet::utf8 || (wide && base_ == alphabet::fixed4)))
                u = large[r / 7 % std::size(large)];
            c = static_cast<CharT>(u);
        }
        return s;
    }

    // One that it has not; 0 where it has all.
    CharT missing() const
    {
        return shifts()                            ? CharT(0x0e)
               : base_ == alphabet::utf8           ? static_cast<CharT>(0x110000)
               : wide && base_ == alphabet::fixed2 ? static_cast<CharT>(0x12345)
                                                   : CharT();
    }

    // Bytes of which some are no characters.
    std::string bytes(std::size_t n, unsigned seed) const
    {
        static constexpr unsigned char shifting[] = {'a', '\r', '\n', 0x0e, 0x0f, 'z', '\r', 0x0e, 0x80};
        static constexpr unsigned char utf8[] = {'a', '\r', '\n', 0xc3, 0xa9, 0xe2, 0x82, 0xac, 0xf0, 0x9f, 0xff};
        static constexpr unsigned char inverted[] = {0xff, 0xf2, 0xff, 0xf5, 0xff, 'a', 0xfe};
        static constexpr unsigned char plain[] = {'a', '\r', '\n', 'b'};
        auto const pick = [&](auto const& from, unsigned r) { return static_cast<char>(from[r % std::size(from)]); };
        std::string s(n, '\0');
        unsigned x = seed * 2654435761u + 7;
        for (char& c : s)
        {
            x = x * 1664525u + 1013904223u;
            unsigned const r = x >> 16;
            c = shifts()                   ? pick(shifting, r % 23)
                : base_ == alphabet::utf8  ? pick(utf8, r)
                : base_ == alphabet::plain ? pick(plain, r)
                                           : pick(inverted, r);
        }
        return s;
    }

    // ---- one character ----------------------------------------------------------------------------------------------

    // What it is written as; false where it cannot be.
    bool encode(CharT c, place& p, std::string& out) const
    {
        p.after_cr = false;
        bool const line = c == CharT('\n');
        if (line && writes_ != newline::lf && !encode_plain(CharT('\r'), p, out))
            return false;
        return (line && writes_ == newline::cr) || encode_plain(c, p, out);
    }

    void unshift(place& p, std::string& out) const
    {
        if (p.shifted)
            out += '\x0f', ++p.at;
        p.shifted = p.after_cr = false;
    }

    // The next one; `p` is behind it then. Otherwise `p` is behind the bytes that stand for none, and before those that
    // are in the way.
    found decode(std::string_view all, place& p, CharT& c) const
    {
        for (;;)
        {
            place next = p;
            found const result = decode_plain(all, next, c);
            if (result != found::character)
                return p.at = next.at, p.shifted = next.shifted, result;
            bool const skipped = reads_ == newline::crlf && p.after_cr && c == CharT('\n');
            next.after_cr = reads_ == newline::crlf && c == CharT('\r');
            p = next;
            if (skipped)
                continue;
            if (reads_ != newline::lf && c == CharT('\r'))
                c = CharT('\n');
            return found::character;
        }
    }

    // ---- the facet's idea of a place --------------------------------------------------------------------------------

    static std::mbstate_t state_of(place p)
    {
        std::mbstate_t state = std::mbstate_t();
        unsigned char all[sizeof(state)] = {};
        all[0] = p.shifted;
        all[sizeof(state) - 1] = p.after_cr ? 0x80 : 0;
        std::memcpy(&state, all, sizeof(state));
        return state;
    }

    static place place_of(std::size_t at, std::mbstate_t const& state)
    {
        unsigned char all[sizeof(state)];
        std::memcpy(all, &state, sizeof(state));
        return place{at, all[0] != 0, all[sizeof(state) - 1] != 0};
    }

private:
    static alphabet possible(alphabet base)
    {
        return wide                       ? base
               : base == alphabet::fixed4 ? alphabet::fixed2
               : base == alphabet::utf8   ? alphabet::plain
                                          : base;
    }

    static newline resolved(newline ends)
    {
        return ends == newline::universal || ends == newline::platform ? newline::lf : ends; // not on Windows
    }

    static void store(place& p, std::string& out, unsigned byte)
    {
        out += static_cast<char>(byte);
        ++p.at;
    }

    bool encode_plain(CharT c, place& p, std::string& out) const
    {
        auto const u = static_cast<unsigned>(static_cast<std::make_unsigned_t<CharT>>(c));
        int const width = base_ == alphabet::fixed4 ? 4 : base_ == alphabet::fixed2 ? 2 : 1;
        switch (base_)
        {
        case alphabet::fixed1:
        case alphabet::fixed2:
        case alphabet::fixed4:
            if (width < 4 && u >> 8 * width != 0)
                return false;
            for (int i = width; i-- > 0;)
                store(p, out, ~(u >> 8 * i) & 0xff);
            return true;
        case alphabet::shift:
            if (u > 0xff || (u & 0x7f) == 0x0e || (u & 0x7f) == 0x0f)
                return false;
            if (p.shifted != (u >= 0x80))
                store(p, out, u >= 0x80 ? 0x0e : 0x0f);
            p.shifted = u >= 0x80;
            store(p, out, u & 0x7f);
            return true;
        case alphabet::utf8:
            if (u > 0x10ffff || (u >= 0xd800 && u < 0xe000))
                return false;
            if (u < 0x80)
                return store(p, out, u), true;
            if (u >= 0x10000)
                store(p, out, 0xf0 | u >> 18);
            if (u >= 0x800)
                store(p, out, u >= 0x10000 ? 0x80 | (u >> 12 & 0x3f) : 0xe0 | u >> 12);
            store(p, out, u >= 0x800 ? 0x80 | (u >> 6 & 0x3f) : 0xc0 | u >> 6);
            store(p, out, 0x80 | (u & 0x3f));
            return true;
        default:
            store(p, out, u);
            return true;
        }
    }

    found decode_plain(std::string_view all, place& p, CharT& c) const
    {
        auto const byte = [&](std::size_t i) { return static_cast<unsigned>(static_cast<unsigned char>(all[i])); };
        std::size_t const width = base_ == alphabet::fixed4 ? 4 : base_ == alphabet::fixed2 ? 2 : 1;
        while (shifts() && p.at < all.size() && (byte(p.at) == 0x0e || byte(p.at) == 0x0f))
            p.shifted = byte(p.at++) == 0x0e;
        if (p.at >= all.size() || all.size() - p.at < width)
            return found::nothing;
        unsigned u = byte(p.at);
        std::size_t used = width;
        if (base_ == alphabet::utf8)
        {
            found const result = decode_utf8(all.substr(p.at), u, used);
            if (result != found::character)
                return result;
        }
        else if (shifts() && u >= 0x80)
            return found::invalid;
        else if (base_ != alphabet::plain && !shifts())
        {
            u = 0;
            for (std::size_t i = 0; i != width; ++i)
                u = u << 8 | (byte(p.at + i) ^ 0xff);
            if (width > sizeof(CharT) && u > 0xff)
                return found::invalid;
            if (wide && u == 0xffffffff)
                return found::invalid;
        }
        else if (wide && u >= 0x80 && !shifts())
            return found::invalid;
        c = static_cast<CharT>(p.shifted ? u | 0x80 : u);
        p.at += used;
        return found::character;
    }

    static found decode_utf8(std::string_view all, unsigned& u, std::size_t& used)
    {
        if (u < 0x80)
            return found::character;
        if (u < 0xc2 || u > 0xf4)
            return found::invalid;
        used = u < 0xe0 ? 2 : u < 0xf0 ? 3 : 4;
        u &= 0xffu >> (used + 1);
        for (std::size_t i = 1; i != used; ++i)
        {
            if (i == all.size())
                return found::nothing;
            auto const next = static_cast<unsigned char>(all[i]);
            if ((next & 0xc0) != 0x80)
                return found::invalid;
            u = u << 6 | (next & 0x3fu);
        }
        static constexpr unsigned first[] = {0, 0, 0x80, 0x800, 0x10000};
        bool const valid = u >= first[used] && u <= 0x10ffff && (u < 0xd800 || u >= 0xe000);
        return valid ? found::character : found::invalid;
    }

    alphabet base_;
    bool wrapped_;
    newline reads_;  // lf, crlf or cr
    newline writes_; // the same
    std::locale locale_;
};

} // namespace fuzz

#endif
