//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_FUZZ_ENCODINGS_HPP
#define BOOST_TEMPFILE_FUZZ_ENCODINGS_HPP

// The encodings of the random programs, and texts that have, or lack, what each can encode.

#include "../test/facets.hpp"

#include <boost/tempfile/newline_codecvt.hpp>

#if !defined(BOOST_LOCALE_NO_LIB)
#define BOOST_LOCALE_NO_LIB // headers only
#endif
#include <boost/locale/utf8_codecvt.hpp>

#include <array>
#include <cstddef>
#include <iterator>
#include <locale>
#include <string>

namespace fuzz
{

namespace tf = boost::tempfile;

enum class encoding
{
    classic,
    fixed1,
    fixed2,
    shift,
    crlf,
    universal,
    cr,
    utf8, // wide only; for char the classic one again
    utf8_crlf,
    fixed4, // wide only
    count
};

template<class CharT>
std::locale make_locale(encoding which)
{
    std::locale const classic = std::locale::classic();
    using tf::newline;
    using newlines = tf::newline_codecvt<CharT>;
    bool const wide = sizeof(CharT) != 1;
    auto utf8 = [&classic]() -> std::locale
    {
        if constexpr (sizeof(CharT) != 1)
            return std::locale(classic, new boost::locale::utf8_codecvt<CharT>());
        else
            return classic;
    };
    switch (which)
    {
    case encoding::fixed1:
        return std::locale(classic, new test::fixed_codecvt<CharT, 1>());
    case encoding::fixed2:
        return std::locale(classic, new test::fixed_codecvt<CharT, 2>());
    case encoding::shift:
        return std::locale(classic, new test::shift_codecvt<CharT>());
    case encoding::crlf:
        return std::locale(classic, new newlines(newline::crlf, utf8()));
    case encoding::universal:
        return std::locale(classic, new newlines(newline::universal, utf8()));
    case encoding::cr:
        return std::locale(classic, new newlines(newline::cr));
    case encoding::utf8:
        return utf8();
    case encoding::utf8_crlf:
        return std::locale(
            classic, new newlines(newline::crlf, std::locale(classic, new test::shift_codecvt<CharT>())));
    case encoding::fixed4:
        return wide ? std::locale(classic, new test::fixed_codecvt<CharT, 4>()) : classic;
    default:
        return classic;
    }
}

template<class CharT>
std::locale const& locale_of(encoding which)
{
    static std::array<std::locale, std::size_t(encoding::count)> const all = []
    {
        std::array<std::locale, std::size_t(encoding::count)> made;
        for (std::size_t i = 0; i != made.size(); ++i)
            made[i] = make_locale<CharT>(static_cast<encoding>(i));
        return made;
    }();
    return all[static_cast<std::size_t>(which)];
}

// Characters that the encoding has, from a seed.
template<class CharT>
std::basic_string<CharT> text(encoding which, std::size_t n, unsigned seed)
{
    static constexpr unsigned plain[] = {'a', 'b', '\n', ' ', 'x', '\r', '7', '\n', '\0', 'z', 0x7f, '\t'};
    static constexpr unsigned upper[] = {0x80, 0xe9, 0xff, 0xa0, 0x8d, 0x8a};
    static constexpr unsigned wide[] = {0x20ac, 0x1f600, 0x10ffff, 0xe000, 0x7ff, 0x800, 0xffff};
    std::basic_string<CharT> s(n, CharT());
    unsigned x = seed * 2654435761u + 1;
    for (auto& c : s)
    {
        x = x * 1664525u + 1013904223u;
        unsigned const r = x >> 16;
        bool const ascii = sizeof(CharT) != 1 && (which == encoding::classic || which == encoding::cr);
        unsigned u = plain[r % std::size(plain)];
        if (!ascii && r % 5 == 1)
            u = upper[r / 5 % std::size(upper)];
        bool const all = which == encoding::utf8 || which == encoding::crlf || which == encoding::universal ||
                         which == encoding::fixed4;
        if (sizeof(CharT) == 4 && all && r % 7 == 3)
            u = wide[r / 7 % std::size(wide)];
        if (which == encoding::utf8_crlf && u == 0x8d)
            u = 0x81;
        c = static_cast<CharT>(u);
    }
    return s;
}

// A character that the encoding does not have; 0 where it has all.
template<class CharT>
CharT missing(encoding which)
{
    if (which == encoding::shift || which == encoding::utf8_crlf)
        return CharT(0x0e);
    if (sizeof(CharT) == 4 && (which == encoding::utf8 || which == encoding::crlf || which == encoding::universal))
        return static_cast<CharT>(0x110000);
    if (sizeof(CharT) == 4 && which == encoding::fixed2)
        return static_cast<CharT>(0x12345);
    return CharT();
}

} // namespace fuzz

#endif
