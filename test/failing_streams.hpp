//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_TEST_FAILING_STREAMS_HPP
#define BOOST_TEMPFILE_TEST_FAILING_STREAMS_HPP

// The streams for the tests of failures: each kind, made in a directory; what they may be doing when something fails; and
// operations that may be repeated, with what the content is afterwards.

#include <boost/tempfile/device_streambuf.hpp>
#include <boost/tempfile/named_temporary_file.hpp>
#include <boost/tempfile/spooled_temporary_file.hpp>
#include <boost/tempfile/temporary_file.hpp>

#include <boost/mpl/list.hpp>

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

namespace test::streams
{

using namespace boost::tempfile;
using std::ios_base;

template<class CharT>
struct anonymous
{
    using char_type = CharT;
    using file = basic_temporary_file<CharT>;
    static file make(options const& o) { return file(o); }
};
template<class CharT>
struct named
{
    using char_type = CharT;
    using file = basic_named_temporary_file<CharT>;
    static file make(options const& o) { return file(o); }
};
template<class CharT>
struct in_memory
{
    using char_type = CharT;
    using file = basic_spooled_temporary_file<CharT>;
    static file make(options const& o) { return file(0, o); }
};
template<class CharT>
struct rolling_over
{
    using char_type = CharT;
    using file = basic_spooled_temporary_file<CharT>;
    static file make(options const& o) { return file(12, o); } // two bytes more than there are at first
};
template<class CharT>
struct rolled_over
{
    using char_type = CharT;
    using file = basic_spooled_temporary_file<CharT>;
    static file make(options const& o)
    {
        file f(1, o);
        f.rollover();
        return f;
    }
};

#if defined(BOOST_WINDOWS) // each kind once: Wine takes its time to make a file
using cases =
    boost::mpl::list<anonymous<char>, named<wchar_t>, in_memory<wchar_t>, rolling_over<char>, rolled_over<wchar_t>>;
#else
using cases = boost::mpl::list<anonymous<char>, anonymous<wchar_t>, named<char>, named<wchar_t>, in_memory<char>,
    in_memory<wchar_t>, rolling_over<char>, rolling_over<wchar_t>, rolled_over<char>, rolled_over<wchar_t>>;
#endif

template<class CharT>
std::basic_string<CharT> widened(std::string const& s)
{
    return std::basic_string<CharT>(s.begin(), s.end());
}

// All characters of a stream whose files hold ASCII.
template<class Stream>
std::string content(Stream& s)
{
    using CharT = typename Stream::char_type;
    s.exceptions(ios_base::goodbit);
    s.clear();
    s.seekg(0);
    std::string all;
    CharT chunk[1000];
    do
    {
        s.read(chunk, 1000);
        for (std::streamsize i = 0; i != s.gcount(); ++i)
            all += static_cast<char>(chunk[i]);
    } while (s.good());
    if (s.bad())
        all += "(bad)";
    s.clear();
    return all;
}

// Whether `found` is `before` in the middle of becoming `after`, from front to back.
inline bool on_the_way(std::string const& before, std::string const& after, std::string const& found)
{
    std::size_t k = 0;
    while (k != found.size() && k != after.size() && found[k] == after[k])
        ++k;
    if (k == found.size())
        return k == after.size() || k >= before.size() || found == before;
    return k < before.size() && found.substr(k) == before.substr(k);
}

inline std::string const begun = "0123456789";

// What a stream may be doing when something fails.
enum class doing
{
    nothing,
    writing, // `begun` is pending
    reading  // it was read as far as 4
};

template<class Stream>
void prepare(Stream& s, doing what)
{
    if (what == doing::nothing)
        return;
    s << begun.c_str();
    if (what != doing::reading)
        return;
    s.seekg(0);
    for (int i = 0; i != 4; ++i)
        s.get();
}

// An operation that may be repeated; what the content is afterwards.
template<class Stream>
struct operation
{
    char const* name;
    std::function<void(Stream&)> act;
    std::function<std::string(std::string const&)> result;
};

template<class Stream>
std::vector<operation<Stream>> operations()
{
    using CharT = typename Stream::char_type;
    auto const same = [](std::string const& s) { return s; };
    auto const written = [](std::string const& text)
    {
        return [text](std::string s)
        {
            s.resize((std::max)(s.size(), text.size() + 2));
            return s.replace(2, text.size(), text);
        };
    };
    auto const writes = [](std::string const& text)
    {
        return [text = widened<CharT>(text)](Stream& s)
        {
            s.rdbuf()->pubseekpos(2);
            s.rdbuf()->sputn(text.data(), static_cast<std::streamsize>(text.size()));
        };
    };
    std::string const small = "xyz", large(30'000, 'l');
    std::vector<operation<Stream>> all;
    all.push_back({"a small write", writes(small), written(small)});
    all.push_back({"a large write", writes(large), written(large)});
    all.push_back({"put",
        [](Stream& s)
        {
            s.rdbuf()->pubseekpos(2);
            s.rdbuf()->sputc(CharT('p'));
            s.rdbuf()->pubsync();
        },
        written("p")});
    all.push_back({"<<",
        [](Stream& s)
        {
            s.clear();
            s.seekp(2);
            s << 4711 << CharT('!');
        },
        written("4711!")});
    all.push_back({"get", [](Stream& s) { s.rdbuf()->sbumpc(); }, same});
    all.push_back({"a large read",
        [](Stream& s)
        {
            static CharT got[20'000];
            s.rdbuf()->sgetn(got, 20'000);
        },
        same});
    all.push_back({"getline",
        [](Stream& s)
        {
            s.clear();
            s.exceptions(ios_base::badbit);
            std::basic_string<CharT> line;
            std::getline(s, line);
        },
        same});
    all.push_back({"seek",
        [](Stream& s)
        {
            s.rdbuf()->pubseekoff(0, ios_base::end);
            s.rdbuf()->pubseekpos(1);
            s.rdbuf()->pubseekoff(0, ios_base::cur);
        },
        same});
    all.push_back({"putback",
        [](Stream& s)
        {
            s.rdbuf()->sgetc();
            s.rdbuf()->sungetc();
            s.rdbuf()->sputbackc(CharT('?'));
        },
        same});
    all.push_back({"setbuf", [](Stream& s) { s.rdbuf()->pubsetbuf(nullptr, 3); }, same});
    all.push_back({"unbuffered",
        [](Stream& s)
        {
            s.rdbuf()->pubsetbuf(nullptr, 0);
            s.rdbuf()->pubseekpos(2);
            s.rdbuf()->sputc(CharT('u'));
        },
        written("u")});
    all.push_back({"imbue",
        [loc = std::locale(std::locale::classic(), new newline_codecvt<CharT>(newline::lf))](Stream& s)
        {
            s.imbue(loc);
            s.rdbuf()->sgetc();
            s.imbue(std::locale::classic());
            s.rdbuf()->sgetc();
        },
        same});
    all.push_back({"size", [](Stream& s) { s.size(); }, same});
    all.push_back({"resize", [](Stream& s) { s.resize(20); },
        [](std::string s)
        {
            s.resize(20);
            return s;
        }});
    all.push_back({"native_handle", [](Stream& s) { s.native_handle(); }, same});
    all.push_back({"a move",
        [](Stream& s)
        {
            Stream other(std::move(s));
            s = std::move(other);
        },
        same});
    all.push_back({"a swap",
        [](Stream& s)
        {
            Stream other(std::move(s));
            using std::swap;
            swap(s, other);
        },
        same});
    if constexpr (std::is_same<Stream, basic_spooled_temporary_file<CharT>>::value)
        all.push_back({"rollover", [](Stream& s) { s.rollover(); }, same});
    return all;
}

} // namespace test::streams

#endif
