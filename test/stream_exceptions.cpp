//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// Promise 6 for the streams, call by call: each allocation, each function of a codecvt and each call to the system
// fails in turn, in every way it can. The basic guarantee holds: the stream can be used, what was accepted is there,
// the same operation succeeds once nothing fails any more, the error is told, nothing leaks and the file goes.

#define BOOST_TEST_MODULE stream_exceptions
#include "unit_test.hpp"

#include "facets.hpp"
#include "failing_allocations.hpp"
#include "interception.hpp"
#include "platform.hpp"
#include "scratch.hpp"

#include <boost/tempfile/device_streambuf.hpp>
#include <boost/tempfile/named_temporary_file.hpp>
#include <boost/tempfile/spooled_temporary_file.hpp>
#include <boost/tempfile/tempdir.hpp>
#include <boost/tempfile/temporary_file.hpp>

#if !defined(BOOST_LOCALE_NO_LIB)
#define BOOST_LOCALE_NO_LIB // headers only
#endif
#include <boost/locale/utf8_codecvt.hpp>
#include <boost/mpl/list.hpp>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <functional>
#include <memory>
#include <new>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace fs = std::filesystem;
namespace sys = boost::tempfile::detail::system;
using namespace boost::tempfile;
using std::ios_base;

// ---- every allocation of the program can fail ----------------------------------------------------------------------

using test::allocations_left;
using test::blocks;
using test::counts_all;

namespace
{

// Runs `action` with its n-th allocation failing; whether one did, or `n` is 0.
template<class Action>
bool fails_at(long n, Action action)
{
    allocations_left = n;
    try
    {
        action();
    }
    catch (std::bad_alloc const&)
    {
    }
    catch (...)
    {
        allocations_left = 0;
        throw;
    }
    return allocations_left.exchange(0) == 0;
}

// ---- the streams ---------------------------------------------------------------------------------------------------

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
bool on_the_way(std::string const& before, std::string const& after, std::string const& found)
{
    std::size_t k = 0;
    while (k != found.size() && k != after.size() && found[k] == after[k])
        ++k;
    if (k == found.size())
        return k == after.size() || k >= before.size() || found == before;
    return k < before.size() && found.substr(k) == before.substr(k);
}

std::string const begun = "0123456789";

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

} // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(any_allocation_of_an_operation_may_fail, Case, cases)
{
    test::scratch dir;
    options const o = dir.options();
    for (auto const& op : operations<typename Case::file>())
        for (doing const before : {doing::nothing, doing::writing, doing::reading})
        {
            bool failed = true;
            for (long n = 0; failed; ++n) // first none, so that what is made once has been made
            {
                BOOST_TEST_CONTEXT(op.name << ", doing " << int(before) << ", allocation " << n)
                {
                    long const allocated = blocks;
                    {
                        auto s = Case::make(o);
                        prepare(s, before);
                        std::string const was = before == doing::nothing ? std::string() : begun;
                        std::string const will_be = op.result(was);
                        failed = fails_at(n, [&] { op.act(s); });
                        BOOST_REQUIRE(s.is_open());
                        std::string const found = content(s);
                        BOOST_TEST(on_the_way(was, will_be, found), found.substr(0, 40));
                        op.act(s);
                        BOOST_TEST((content(s) == will_be));
                    }
                    long const left = blocks - allocated;
                    BOOST_TEST((n == 0 || left == 0 || !counts_all));
                    BOOST_TEST(dir.empty());
                }
            }
        }
}

// Each type of file, with options that take memory of their own.
BOOST_AUTO_TEST_CASE_TEMPLATE(any_allocation_of_a_construction_may_fail, Case, cases)
{
    test::scratch dir;
    options good = dir.options();
    good.prefix = std::string(60, 'p');
    good.suffix = std::string(60, 's');
    options missing = good;
    missing.dir /= "missing";
    for (options const& o : {good, missing})
        for (bool quiet : {false, true})
        {
            bool failed = true;
            for (long n = 0; failed; ++n)
            {
                long const allocated = blocks;
                failed = fails_at(n,
                    [&]
                    {
                        try
                        {
                            std::error_code ec;
                            if (quiet && std::is_same<Case, named<typename Case::char_type>>::value)
                                basic_named_temporary_file<typename Case::char_type>(o, ec);
                            else
                                Case::make(o);
                        }
                        catch (fs::filesystem_error const&)
                        {
                        }
                    });
                long const left = blocks - allocated;
                BOOST_TEST((n == 0 || left == 0 || !counts_all), "allocation " << n << " leaves " << left);
                BOOST_TEST(dir.empty());
            }
        }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(what_was_accepted_before_an_allocation_failed_is_there, Case, cases)
{
    using CharT = typename Case::char_type;
    using traits = std::char_traits<CharT>;
    test::scratch dir;
    std::basic_string<CharT> text(30'000, CharT());
    for (std::size_t i = 0; i != text.size(); ++i)
        text[i] = static_cast<CharT>('a' + i % 23);
    std::string const narrow(text.begin(), text.end());
    bool failed = true;
    for (long n = 1; failed; ++n)
    {
        auto s = Case::make(dir.options());
        std::size_t put = 0;
        failed = fails_at(n,
            [&]
            {
                while (put != text.size() && !traits::eq_int_type(s.rdbuf()->sputc(text[put]), traits::eof()))
                    ++put;
            });
        BOOST_TEST((content(s) == narrow.substr(0, put)));
        s.seekp(0, ios_base::end);
        s.write(text.data() + put, static_cast<std::streamsize>(text.size() - put));
        BOOST_TEST(s.good());
        BOOST_TEST((content(s) == narrow));
    }
    // What was read is behind the position, and nothing else.
    failed = true;
    for (long n = 1; failed; ++n)
    {
        basic_named_temporary_file<CharT> file(dir.options());
        file << narrow.c_str();
        auto s = file.reopen();
        std::basic_string<CharT> got;
        got.reserve(text.size());
        failed = fails_at(n,
            [&]
            {
                while (got.size() != text.size())
                    got += traits::to_char_type(s.rdbuf()->sbumpc());
            });
        BOOST_TEST(s.tellg() == static_cast<std::streamoff>(got.size()));
        while (got.size() != text.size())
            got += traits::to_char_type(s.rdbuf()->sbumpc());
        BOOST_TEST((got == text));
    }
}

BOOST_AUTO_TEST_CASE(any_allocation_on_the_way_to_a_permanent_file_may_fail)
{
    test::scratch dir;
    fs::path const target = dir / std::string(60, 't');
    std::function<void(named_temporary_file&)> const ways[] = {
        [](named_temporary_file& f) { f.keep(); },
        [&](named_temporary_file& f) { f.persist(target); },
        [&](named_temporary_file& f) { f.release().close(); },
        [](named_temporary_file& f) { f.reopen() << "y" << std::flush; },
        [](named_temporary_file& f) { f.close(); },
    };
    for (auto const& way : ways)
        for (bool const sweepable : test::sweepable_or_not)
        {
            options o = dir.options();
            o.prefix = std::string(60, 'p');
            o.sweepable = sweepable;
            std::error_code ec;
            named_temporary_file{o, ec};
            if (sweepable && ec == std::errc::operation_not_supported)
                continue;
            bool failed = true;
            for (long n = 0; failed; ++n)
            {
                long const allocated = blocks;
                bool done = false;
                {
                    named_temporary_file f(o);
                    f << "x";
                    failed = fails_at(n,
                        [&]
                        {
                            way(f);
                            done = true;
                        });
                    if (!done)
                    {
                        BOOST_TEST(content(f) == "x");
                        way(f);
                    }
                    else
                        f.close();
                }
                long const left = blocks - allocated;
                BOOST_TEST((n == 0 || left == 0 || !counts_all), "allocation " << n << " leaves " << left);
                BOOST_TEST(dir.names().size() <= 1u);
                for (auto const& name : dir.names())
                    fs::remove(dir / name);

                // A failure leaves the file its owner's to remove.
                done = false;
                {
                    named_temporary_file f(o);
                    fails_at(n,
                        [&]
                        {
                            way(f);
                            done = true;
                        });
                }
                BOOST_TEST((done || dir.empty()), "allocation " << n);
                for (auto const& name : dir.names())
                    fs::remove(dir / name);
            }
        }
}

// ---- every function of a codecvt that may throw --------------------------------------------------------------------

// encoding(), always_noconv() and max_length() are noexcept ([locale.codecvt.virtuals]): a facet cannot throw there.

namespace
{

// The encoding with shifts, of which the n-th call throws.
template<class CharT>
class faulty_codecvt : public test::shift_codecvt<CharT>
{
    using base = test::shift_codecvt<CharT>;

public:
    explicit faulty_codecvt(long& calls_left) : calls_left_(calls_left) {}

protected:
    ~faulty_codecvt() override = default;

    std::codecvt_base::result do_out(std::mbstate_t& state, CharT const* from, CharT const* from_end,
        CharT const*& from_next, char* to, char* to_end, char*& to_next) const override
    {
        count();
        return base::do_out(state, from, from_end, from_next, to, to_end, to_next);
    }

    std::codecvt_base::result do_in(std::mbstate_t& state, char const* from, char const* from_end,
        char const*& from_next, CharT* to, CharT* to_end, CharT*& to_next) const override
    {
        count();
        return base::do_in(state, from, from_end, from_next, to, to_end, to_next);
    }

    std::codecvt_base::result do_unshift(std::mbstate_t& state, char* to, char* to_end, char*& to_next) const override
    {
        count();
        return base::do_unshift(state, to, to_end, to_next);
    }

    int do_length(std::mbstate_t& state, char const* from, char const* end, std::size_t most) const override
    {
        count();
        return base::do_length(state, from, end, most);
    }

private:
    void count() const
    {
        if (calls_left_ > 0 && --calls_left_ == 0)
            throw std::domain_error("thrown by a codecvt");
    }

    long& calls_left_;
};

// Characters of both shift states; `from` tells texts apart.
template<class CharT>
std::basic_string<CharT> shifting_text(std::size_t n, unsigned from)
{
    std::basic_string<CharT> text(n, CharT());
    for (std::size_t i = 0; i != n; ++i)
        text[i] = static_cast<CharT>(static_cast<unsigned char>((i / 3 + from) % 2 * 0x80 + 'a' + (i + from) % 23));
    return text;
}

// What `text` is in bytes, back in the initial shift state.
template<class CharT>
std::size_t bytes_of(std::basic_string<CharT> const& text)
{
    std::size_t n = text.size();
    bool shifted = false;
    for (CharT c : text)
    {
        bool const wanted = (static_cast<unsigned>(c) & 0x80u) != 0;
        n += wanted != shifted;
        shifted = wanted;
    }
    return n + shifted;
}

// Repeats an action until nothing is thrown any more; how often it was.
template<class Action>
int insist(Action action)
{
    for (int thrown = 0;; ++thrown)
    {
        try
        {
            action();
            return thrown;
        }
        catch (std::domain_error const&)
        {
            BOOST_REQUIRE(thrown < 2);
        }
    }
}

} // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(any_call_of_a_codecvt_may_throw, Case, cases)
{
    using CharT = typename Case::char_type;
    using traits = std::char_traits<CharT>;
    test::scratch dir;
    auto const second = shifting_text<CharT>(39, 1); // it ends shifted
    for (std::streamsize buffer : {-1, 0, 5})
    {
        auto const first = shifting_text<CharT>(buffer < 0 ? 700 : 60, 0); // more than the buffer
        bool threw = true;
        for (long n = 1; threw; ++n)
        {
            BOOST_TEST_CONTEXT("call " << n << ", buffer " << buffer)
            {
                long calls_left = 0;
                auto s = Case::make(dir.options());
                s.imbue(std::locale(std::locale::classic(), new faulty_codecvt<CharT>(calls_left)));
                if (buffer >= 0)
                    s.rdbuf()->pubsetbuf(nullptr, buffer);
                calls_left = n;
                int thrown = 0;
                std::size_t done = 0;
                for (auto const* text : {&first, &second}) // one character at a time: it is in, or it is not
                {
                    for (done = 0; done != text->size();)
                        thrown += insist(
                            [&]
                            {
                                if (!traits::eq_int_type(s.rdbuf()->sputc((*text)[done]), traits::eof()))
                                    ++done;
                            });
                    thrown += insist([&] { s.rdbuf()->pubsync(); });
                }
                thrown += insist([&] { BOOST_TEST(s.rdbuf()->pubseekoff(0, ios_base::beg) == std::streampos(0)); });
                BOOST_TEST(s.size() == bytes_of(first + second));
                std::basic_string<CharT> got;
                std::streampos middle;
                while (got.size() != first.size() + second.size())
                {
                    thrown += insist([&] { got += traits::to_char_type(s.rdbuf()->sbumpc()); });
                    if (got.size() == first.size())
                        thrown += insist([&] { middle = s.rdbuf()->pubseekoff(0, ios_base::cur); });
                }
                BOOST_TEST((got == first + second));
                thrown += insist([&] { s.rdbuf()->pubseekpos(middle); });
                CharT rest[39];
                thrown += insist([&] { BOOST_TEST(s.rdbuf()->sgetn(rest, 39) == 39); });
                BOOST_TEST((std::basic_string<CharT>(rest, 39) == second));
                thrown += insist([&] { s.rdbuf()->sungetc(); });
                thrown += insist([&] { BOOST_TEST((s.rdbuf()->sgetc() == traits::to_int_type(second.back()))); });
                // What was written in the middle, and close().
                thrown += insist([&] { s.rdbuf()->pubseekoff(0, ios_base::end); });
                thrown += insist([&] { BOOST_TEST(s.rdbuf()->sputc(first[3]) == traits::to_int_type(first[3])); });
                std::error_code ec;
                s.close(ec);
                thrown += bool(ec);
                BOOST_TEST((!ec || ec == std::errc::io_error));
                BOOST_TEST(!s.is_open());
                threw = calls_left == 0;
                BOOST_TEST(thrown == (threw ? 1 : 0));
            }
            BOOST_TEST(dir.empty());
        }
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(exceptions_of_the_stream_are_those_of_the_buffer, Case, cases)
{
    using CharT = typename Case::char_type;
    test::scratch dir;
    long calls_left = 0;
    auto s = Case::make(dir.options());
    s.imbue(std::locale(std::locale::classic(), new faulty_codecvt<CharT>(calls_left)));
    s.exceptions(ios_base::badbit);
    s << begun.c_str();
    calls_left = 1;
    BOOST_CHECK_THROW(s.flush(), std::domain_error); // [ostream.formatted.reqmts]: rethrown
    BOOST_TEST(s.bad());
    s.clear();
    s.flush();
    s.seekg(0);
    calls_left = 1;
    BOOST_CHECK_THROW(s.get(), std::domain_error);
    BOOST_TEST(s.bad());
    s.clear();
    calls_left = 1;
    int number = 0;
    BOOST_CHECK_THROW(s >> number, std::domain_error);
    s.clear();
    // A byte that the encoding does not have is an ios_base::failure with the code, whatever reads it.
    s.seekg(0);
    s.imbue(std::locale::classic());
    s.exceptions(ios_base::goodbit);
    s.imbue(std::locale(std::locale::classic(), new test::fixed_codecvt<CharT, 1>()));
    s.put(static_cast<CharT>(0x1f)); // 0xe0
    s.seekg(0);
    s.imbue(std::locale(std::locale::classic(), new faulty_codecvt<CharT>(calls_left)));
    s.exceptions(ios_base::badbit);
    auto const right = [](ios_base::failure const& e) { return e.code() == std::errc::illegal_byte_sequence; };
    BOOST_CHECK_EXCEPTION(s.get(), ios_base::failure, right);
    BOOST_TEST((s.last_error() == std::errc::illegal_byte_sequence));
    s.clear();
    std::basic_string<CharT> line;
    BOOST_CHECK_EXCEPTION(std::getline(s, line), ios_base::failure, right);
    s.clear();
    BOOST_TEST(!s.last_error());
}

// ---- every call to the system can fail, with everything that it can say --------------------------------------------

namespace
{

// The n-th call of one kind fails, once; the transfer before it was a short one.
struct fault
{
    sys::call which;
    std::error_code error;
};
fault injected;
long calls_left = 0;
bool happened = false;

std::error_code inject(sys::call_site const& site) noexcept
{
    if (site.which != injected.which || calls_left == 0)
        return {};
    if (--calls_left != 0)
    {
        if (site.size != nullptr && calls_left == 1)
            *site.size = *site.size / 2 + 1;
        return {};
    }
    happened = true;
    return injected.error;
}

std::vector<fault> faults()
{
    using c = sys::call;
    using e = std::errc;
    std::pair<c, std::vector<e>> const all[] = {
        {c::open_anonymous, {e::operation_not_supported, e::permission_denied, e::not_a_directory,
                                e::no_such_file_or_directory, e::too_many_files_open, e::too_many_files_open_in_system,
                                e::no_space_on_device, e::read_only_file_system, e::not_enough_memory, e::io_error}},
        {c::create_file,
            {e::file_exists, e::permission_denied, e::not_a_directory, e::no_such_file_or_directory,
                e::too_many_files_open, e::no_space_on_device, e::read_only_file_system, e::filename_too_long}},
        {c::remove_file, {e::permission_denied, e::read_only_file_system, e::device_or_resource_busy, e::io_error}},
        {c::close, {e::io_error, e::no_space_on_device, e::bad_file_descriptor}},
        {c::read, {e::io_error, e::is_a_directory, e::bad_file_descriptor, e::resource_unavailable_try_again,
                      e::not_enough_memory}},
        {c::write,
            {e::no_space_on_device, e::io_error, e::file_too_large, e::bad_file_descriptor, e::operation_not_permitted,
                e::resource_unavailable_try_again, e::broken_pipe, e::invalid_argument}},
        {c::size, {e::io_error, e::value_too_large, e::not_enough_memory, e::bad_file_descriptor}},
        {c::resize,
            {e::io_error, e::file_too_large, e::no_space_on_device, e::operation_not_permitted, e::text_file_busy}},
        {c::set_position, {e::invalid_seek, e::invalid_argument, e::value_too_large}},
        {c::grow_memory, {e::not_enough_memory}},
        {c::random, {e::function_not_supported}},
        {c::identify_file, {e::io_error}},
    };
    std::vector<fault> list;
    for (auto const& f : all)
        for (std::errc error : f.second)
            list.push_back(fault{f.first, std::make_error_code(error)});
#if defined(EDQUOT)
    for (sys::call which : {sys::call::open_anonymous, sys::call::create_file, sys::call::write, sys::call::close})
        list.push_back(fault{which, std::error_code(EDQUOT, std::generic_category())});
#endif
    return list;
}

// Uses a stream in every way, repeats what fails, and looks whether everything is there.
template<class Stream>
class persistent_user
{
    using CharT = typename Stream::char_type;
    using traits = std::char_traits<CharT>;

public:
    // `width` is how many bytes a character takes; more than one needs a codecvt.
    persistent_user(Stream& s, std::size_t width) : s_(s), width_(width)
    {
        if (width != 1)
            s.imbue(std::locale(std::locale::classic(), new test::fixed_codecvt<CharT, 3>()));
    }

    int errors() const { return errors_; }

    void use()
    {
        for (std::size_t n : {1u, 700u, 5u, 14'000u, 3u})
            write(n);
        again([&](std::error_code&) { return s_.rdbuf()->pubsync() == 0; });
        compare(0);
        write_at(3, 4'000);
        write_at(14'000, 4);
        compare(1'000);
        std::uintmax_t size = 0;
        again(
            [&](std::error_code& ec)
            {
                size = s_.size(ec);
                return !ec;
            });
        BOOST_TEST(size == text_.size() * width_);
        again([&](std::error_code& ec) { return s_.resize((text_.size() + 7) * width_, ec), !ec; });
        if (width_ == 1)
            text_.append(7, '\0');
        else
            write_at(text_.size(), 7); // zeros are no character of the codecvt
        again([&](std::error_code& ec) { return s_.native_handle(ec), !ec; });
        compare(text_.size() - 100);
        write_at(text_.size(), 40);
        again([&](std::error_code&) { return s_.rdbuf()->pubsetbuf(nullptr, 0) != nullptr; });
        write_at(100, 3);
        write_at(text_.size(), 3);
        compare(text_.size() - 3);
    }

    // What is in the file in the end, without anything failing.
    void check_all()
    {
        long const left = std::exchange(calls_left, 0);
        s_.rdbuf()->pubsetbuf(nullptr, 5'000);
        BOOST_TEST((content(s_) == text_));
        calls_left = left;
    }

private:
    // Until it succeeds. A failure says why: in `ec`, or in last_error().
    template<class Action>
    void again(Action action)
    {
        for (;;)
        {
            std::error_code ec;
            try
            {
                if (action(ec))
                    return;
                if (!ec)
                    ec = s_.rdbuf()->last_error();
            }
            catch (ios_base::failure const& e)
            {
                ec = e.code();
                BOOST_TEST(s_.rdbuf()->last_error() == ec);
            }
            BOOST_TEST(ec == injected.error);
            BOOST_REQUIRE(++errors_ < 3);
        }
    }

    void write(std::size_t n)
    {
        std::basic_string<CharT> more(n, CharT());
        for (std::size_t i = 0; i != n; ++i)
            more[i] = static_cast<CharT>('a' + (i + n) % 23);
        std::size_t done = 0;
        again(
            [&](std::error_code&)
            {
                done += static_cast<std::size_t>(
                    s_.rdbuf()->sputn(more.data() + done, static_cast<std::streamsize>(n - done)));
                return done == n;
            });
        at_ = (std::min)(at_, text_.size());
        text_.replace(at_, (std::min)(n, text_.size() - at_), std::string(more.begin(), more.end()));
        at_ += n;
    }

    std::streampos position(std::size_t at) const { return static_cast<std::streamoff>(at * width_); }

    void seek(std::size_t at)
    {
        again([&](std::error_code&) { return s_.rdbuf()->pubseekpos(position(at)) != std::streampos(-1); });
        at_ = at;
    }

    void write_at(std::size_t at, std::size_t n)
    {
        seek(at);
        write(n);
        again([&](std::error_code&) { return s_.rdbuf()->pubseekoff(0, ios_base::cur) == position(at_); });
    }

    // Reads from `at` to the end.
    void compare(std::size_t at)
    {
        seek(at);
        std::basic_string<CharT> got(text_.size() - at, CharT());
        std::size_t done = 0;
        for (std::size_t n = 1; done != got.size(); n = n * 5 % 20'011)
            again(
                [&](std::error_code&)
                {
                    std::size_t const wanted = (std::min)(n, got.size() - done);
                    auto const read = s_.rdbuf()->sgetn(&got[done], static_cast<std::streamsize>(wanted));
                    BOOST_REQUIRE(read > 0);
                    done += static_cast<std::size_t>(read);
                    return true;
                });
        again([&](std::error_code&) { return traits::eq_int_type(s_.rdbuf()->sgetc(), traits::eof()); });
        BOOST_TEST((std::string(got.begin(), got.end()) == text_.substr(at)));
        at_ = text_.size();
    }

    Stream& s_;
    std::size_t width_;
    std::string text_;
    std::size_t at_ = 0;
    int errors_ = 0;
};

template<class Case>
void check_failing_calls(std::size_t width)
{
    using file = typename Case::file;
    test::scratch dir;
    sys::call last = sys::call::random;
    for (fault const& f : faults())
    {
        // At each call with the first error; with the others, which are not told apart, at some.
        long const step = (f.which == last ? 5 : 1) * (test::on_wine() ? 3 : 1);
        last = f.which;
        happened = true;
        for (long n = 1; happened; n += step)
        {
            BOOST_TEST_CONTEXT("call " << int(f.which) << " number " << n << ": " << f.error.message())
            {
                injected = f;
                calls_left = n;
                happened = false;
                int errors = 0;
                bool removed = true;
                {
                    test::interception const on(&inject);
                    std::unique_ptr<file> s;
                    while (!s && errors < 3)
                    {
                        try
                        {
                            s = std::make_unique<file>(Case::make(dir.options()));
                        }
                        catch (fs::filesystem_error const& e)
                        {
                            BOOST_TEST(e.code() == f.error);
                            BOOST_TEST(!e.path1().empty());
                            ++errors;
                        }
                    }
                    BOOST_REQUIRE(s);
                    persistent_user<file> user(*s, width);
                    user.use();
                    errors += user.errors();
                    user.check_all();
                    std::error_code ec;
                    s->close(ec);
                    if (ec)
                    {
                        BOOST_TEST(ec == f.error);
                        BOOST_TEST(s->last_error() == f.error);
                        BOOST_TEST(s->fail());
                        ++errors;
                    }
                    BOOST_TEST(!s->is_open());
                    removed = !(ec && f.which == sys::call::remove_file);
                }
                // Without an answer of its own is only what there is another way for.
                bool const another_way = f.error == std::errc::operation_not_supported ||
                                         f.error == std::errc::file_exists || f.which == sys::call::grow_memory ||
                                         f.which == sys::call::open_anonymous || f.which == sys::call::identify_file;
                BOOST_TEST(errors <= (happened ? 1 : 0));
                if (happened && !another_way)
                    BOOST_TEST(errors == 1);
                if (removed)
                    BOOST_TEST(dir.empty());
                for (auto const& name : dir.names())
                    fs::remove(dir / name);
            }
        }
    }
}

} // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(any_call_to_the_system_may_fail, Case, cases)
{
    check_failing_calls<Case>(1);
    if (!std::is_same<typename Case::char_type, char>::value)
        check_failing_calls<Case>(3);
}

// What ends a shift sequence is written by the next try.
BOOST_AUTO_TEST_CASE(an_unshift_that_finds_no_room_is_tried_again)
{
    wspooled_temporary_file s(2);
    s.imbue(std::locale(std::locale::classic(), new test::shift_codecvt<wchar_t>()));
    s << L"\u00e1"; // two bytes, and one to end the sequence
    {
        test::failing no_file(sys::call::open_anonymous, std::errc::no_space_on_device);
        BOOST_TEST(s.rdbuf()->pubseekoff(0, ios_base::cur) == std::streampos(-1));
        BOOST_TEST((s.rdbuf()->last_error() == std::errc::no_space_on_device));
    }
    s << L"b";
    BOOST_TEST(s.tellp() == 4); // SO a SI b
    s << L"\u00e1";
    s.seekp(0);
    BOOST_TEST(s.size() == 7u);
    std::wstring got;
    s >> got;
    BOOST_TEST((got == L"\u00e1b\u00e1"));
}

// Where an appending stream's write ended in the middle of a character, it goes on there.
BOOST_AUTO_TEST_CASE(an_appending_stream_repeats_no_part_of_a_character)
{
    test::scratch dir;
    std::string const text(3'000, 'x');
    for (std::streamsize buffer : {-1, 0, 5})
    {
        happened = true;
        for (long n = 1; happened; n = n * 3 / 2 + 1)
        {
            wnamed_temporary_file s(dir.options(), ios_base::in | ios_base::out | ios_base::app | ios_base::binary);
            s.imbue(std::locale(std::locale::classic(), new test::fixed_codecvt<wchar_t, 3>()));
            if (buffer >= 0)
                s.rdbuf()->pubsetbuf(nullptr, buffer);
            injected = fault{sys::call::write, std::make_error_code(std::errc::no_space_on_device)};
            happened = false;
            calls_left = n;
            int errors = 0;
            {
                test::interception const on(&inject);
                for (std::size_t done = 0; done != text.size();)
                {
                    if (s.rdbuf()->sputc(static_cast<wchar_t>(text[done])) != WEOF)
                        ++done;
                    else
                        ++errors;
                }
                errors += s.rdbuf()->pubsync() != 0;
            }
            BOOST_TEST(errors == (happened ? 1 : 0));
            BOOST_TEST(s.rdbuf()->pubsync() == 0);
            BOOST_TEST((content(s) == text), "buffer " << buffer << ", call " << n);
        }
    }
}

// A seek that cannot write what is pending leaves the position where reading had come to.
BOOST_AUTO_TEST_CASE(a_failed_seek_does_not_move)
{
    test::scratch dir;
    for (std::locale const& loc : {std::locale(std::locale::classic(), new test::fixed_codecvt<wchar_t, 1>()),
             std::locale(std::locale::classic(), new boost::locale::utf8_codecvt<wchar_t>())})
    {
        wnamed_temporary_file s(dir.options());
        s.imbue(loc);
        s << L"0123456789";
        s.seekp(0);
        {
            test::failing full(sys::call::write, std::errc::no_space_on_device);
            s.put(L'X');
            wchar_t got[3];
            BOOST_TEST(s.rdbuf()->sgetn(got, 3) == 3);
            BOOST_TEST((s.rdbuf()->pubseekpos(8) == std::streampos(-1)));
        }
        BOOST_TEST((s.rdbuf()->pubseekoff(0, ios_base::cur) == std::streampos(4)));
        BOOST_TEST(s.rdbuf()->sgetc() == std::wint_t(L'4'));
        std::wstring rest;
        s >> rest;
        BOOST_TEST((rest == L"456789"));
    }
}

// What another encoding cannot keep is missing from the file for good, also where that grew out of memory since.
BOOST_AUTO_TEST_CASE(what_imbue_drops_is_remembered)
{
    test::scratch dir;
    wspooled_temporary_file s(4, dir.options());
    s << L"hello";
    {
        test::failing no_file(sys::call::open_anonymous, std::errc::no_space_on_device);
        s.flush();
        BOOST_TEST(s.bad());
        s.clear();
        s.imbue(s.getloc());
    }
    s << L"longer than that" << std::flush;
    BOOST_TEST(s.good());
    BOOST_TEST(s.rolled());
    BOOST_TEST((s.rdbuf()->lost_write() == std::errc::no_space_on_device));
    std::error_code ec;
    s.persist(dir / "target", ec);
    BOOST_TEST((ec == std::errc::no_space_on_device));
    BOOST_TEST(!fs::exists(dir / "target"));
}

// Only the characters that the old encoding lacks are dropped, and imbue does not throw for them.
BOOST_AUTO_TEST_CASE(imbue_does_not_throw_for_what_cannot_be_converted)
{
    test::scratch dir;
    wnamed_temporary_file s(dir.options());
    s.imbue(std::locale(std::locale::classic(), new test::shift_codecvt<wchar_t>()));
    s << L"a\u20acb\u20ac\u20ac\u00e1\u20ac";
    std::locale const next(std::locale::classic(), new test::fixed_codecvt<wchar_t, 2>());
    BOOST_CHECK_NO_THROW(s.imbue(next));
    BOOST_TEST((s.getloc() == next));
    BOOST_TEST((s.rdbuf()->getloc() == next));
    BOOST_TEST((s.rdbuf()->lost_write() == std::errc::illegal_byte_sequence));
    BOOST_TEST(s.size() == 5u); // a b SO a SI
    std::error_code ec;
    s.persist(dir / "target", ec);
    BOOST_TEST((ec == std::errc::illegal_byte_sequence));
}

// ---- any call, again and again, in any state -----------------------------------------------------------------------

namespace
{

unsigned long long dice = 0;

unsigned roll(unsigned sides) noexcept
{
    dice = dice * 6364136223846793005u + 1442695040888963407u;
    return static_cast<unsigned>(dice >> 33) % sides;
}

bool unlucky = false;

// Of the calls that transfer, one in six fails, and one in four is short.
std::error_code mishap(sys::call_site const& site) noexcept
{
    switch (site.which)
    {
    case sys::call::read:
    case sys::call::write:
        if (roll(4) == 0)
            *site.size = *site.size / 2 + 1;
        break;
    case sys::call::size:
    case sys::call::resize:
    case sys::call::set_position:
    case sys::call::open_anonymous:
    case sys::call::grow_memory:
        break;
    default:
        return {};
    }
    if (!unlucky || roll(6) != 0)
        return {};
    return std::make_error_code(std::errc::no_space_on_device);
}

// A stream beside what it should be; every character is `width` bytes.
template<class Case>
class beside_a_string
{
    using CharT = typename Case::char_type;
    using Stream = typename Case::file;
    using traits = std::char_traits<CharT>;

public:
    beside_a_string(options const& o, std::size_t width) : s_(Case::make(o)), other_(Case::make(o)), width_(width)
    {
        if (width != 1)
            for (Stream* s : {&s_, &other_})
                s->imbue(std::locale(std::locale::classic(), new test::fixed_codecvt<CharT, 3>()));
        unlucky = true;
    }
    ~beside_a_string() { unlucky = false; }

    void step()
    {
        switch (roll(15))
        {
        case 0:
        case 1:
        case 2:
            return write(roll(3) == 0 ? roll(14'000) : roll(100));
        case 3:
            return put();
        case 4:
        case 5:
            return read(roll(3) == 0 ? roll(14'000) : roll(100));
        case 6:
            return get();
        case 7:
        case 8:
            return seek(roll(static_cast<unsigned>(text_.size()) + 1));
        case 9:
            return step_back();
        case 10:
            return sync();
        case 11:
            return resize();
        case 12:
            return set_buffer();
        case 13:
            return move();
        default:
            return hand_over();
        }
    }

    void finish()
    {
        sync();
        unlucky = false;
        BOOST_TEST((content(s_) == text_));
    }

private:
    template<class Action>
    void again(Action action)
    {
        for (int tries = 0;; ++tries)
        {
            std::error_code ec;
            try
            {
                if (action(ec))
                    return;
                if (!ec)
                    ec = s_.rdbuf()->last_error();
            }
            catch (ios_base::failure const& e)
            {
                ec = e.code();
            }
            BOOST_REQUIRE_MESSAGE((ec == std::errc::no_space_on_device), ec.message());
            BOOST_REQUIRE(tries < 20'000);
        }
    }

    std::streampos position(std::size_t at) const { return static_cast<std::streamoff>(at * width_); }

    void tell()
    {
        again(
            [&](std::error_code&)
            {
                std::streampos const found = s_.rdbuf()->pubseekoff(0, ios_base::cur);
                BOOST_REQUIRE((found == std::streampos(-1) || found == position(at_)));
                return found != std::streampos(-1);
            });
    }

    void overwrite(std::basic_string<CharT> const& with)
    {
        text_.replace(at_, (std::min)(with.size(), text_.size() - at_), std::string(with.begin(), with.end()));
        at_ += with.size();
    }

    void write(std::size_t n)
    {
        std::basic_string<CharT> more(n, CharT());
        for (CharT& c : more)
            c = static_cast<CharT>('a' + roll(26));
        std::size_t done = 0;
        again(
            [&](std::error_code&)
            {
                done += static_cast<std::size_t>(
                    s_.rdbuf()->sputn(more.data() + done, static_cast<std::streamsize>(n - done)));
                return done == n;
            });
        overwrite(more);
    }

    void put()
    {
        std::basic_string<CharT> const c(1, static_cast<CharT>('A' + roll(26)));
        again([&](std::error_code&) { return !traits::eq_int_type(s_.rdbuf()->sputc(c[0]), traits::eof()); });
        overwrite(c);
    }

    void read(std::size_t n)
    {
        std::basic_string<CharT> got(n, CharT());
        std::size_t const there = (std::min)(n, text_.size() - at_);
        std::size_t done = 0, most = n; // a call that fails has read nothing, and a shorter one may succeed
        while (done != n)
            again(
                [&](std::error_code&)
                {
                    std::size_t const wanted = (std::min)(n - done, most);
                    most = most / 2 + 1;
                    auto const found = s_.rdbuf()->sgetn(&got[done], static_cast<std::streamsize>(wanted));
                    BOOST_REQUIRE(static_cast<std::size_t>(found) == (std::min)(wanted, there - done));
                    done = static_cast<std::size_t>(found) < wanted ? n : done + wanted;
                    return true;
                });
        BOOST_REQUIRE(
            (std::string(got.begin(), got.begin() + static_cast<std::ptrdiff_t>(there)) == text_.substr(at_, there)));
        at_ += there;
    }

    void get()
    {
        again(
            [&](std::error_code&)
            {
                auto const c = s_.rdbuf()->sbumpc();
                BOOST_REQUIRE(traits::eq_int_type(c, traits::eof()) == (at_ == text_.size()));
                BOOST_REQUIRE((at_ == text_.size() || static_cast<char>(c) == text_[at_]));
                return true;
            });
        at_ += at_ != text_.size();
    }

    void seek(std::size_t at)
    {
        again([&](std::error_code&) { return s_.rdbuf()->pubseekpos(position(at)) != std::streampos(-1); });
        at_ = at;
        if (roll(2) == 0)
            tell();
    }

    void step_back()
    {
        bool const certain = width_ != 1 || sizeof(CharT) == 1; // elsewhere only what was read last
        if (at_ == 0 || !certain)
            return;
        bool const other = roll(2) == 0;
        CharT const c = other ? CharT('!') : static_cast<CharT>(text_[at_ - 1]);
        again([&](std::error_code&) { return !traits::eq_int_type(s_.rdbuf()->sputbackc(c), traits::eof()); });
        --at_;
        BOOST_REQUIRE(traits::eq_int_type(s_.rdbuf()->sgetc(), traits::to_int_type(c)));
        if (other)
            seek(at_); // which forgets it
    }

    void sync()
    {
        again([&](std::error_code&) { return s_.rdbuf()->pubsync() == 0; });
        seek(at_);
    }

    void resize()
    {
        seek(at_);
        if (width_ != 1) // zeros are no character of the codecvt
            return;
        std::size_t const n = roll(20'000);
        again([&](std::error_code& ec) { return s_.resize(n, ec), !ec; });
        text_.resize(n, '\0');
        seek((std::min)(at_, n));
        again(
            [&](std::error_code& ec)
            {
                std::uintmax_t const size = s_.size(ec);
                BOOST_REQUIRE((ec || size == text_.size()));
                return !ec;
            });
    }

    void set_buffer()
    {
        static constexpr std::streamsize sizes[] = {0, 1, 3, 100, 5'000};
        std::streamsize const n = sizes[roll(5)];
        seek(at_);
        CharT* const memory = n > 1 && roll(2) == 0 ? memory_ : nullptr;
        again([&](std::error_code&) { return s_.rdbuf()->pubsetbuf(memory, n) != nullptr; });
    }

    void move()
    {
        if (roll(2) == 0)
        {
            Stream taken(std::move(s_));
            s_ = std::move(taken);
            return;
        }
        using std::swap;
        swap(s_, other_);
        swap(s_, other_);
    }

    void hand_over()
    {
        seek(at_);
        again([&](std::error_code& ec) { return s_.native_handle(ec), !ec; });
        tell();
    }

    Stream s_, other_;
    std::size_t width_;
    std::string text_;
    std::size_t at_ = 0;
    CharT memory_[5'000];
};

} // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(whatever_fails_in_any_state_nothing_is_lost, Case, cases)
{
    test::scratch dir;
    test::interception const on(&mishap);
    bool const wide = !std::is_same<typename Case::char_type, char>::value;
    for (unsigned seed = 1; seed != 60; ++seed)
        BOOST_TEST_CONTEXT("seed " << seed)
        {
            dice = seed;
            beside_a_string<Case> pair(dir.options(), wide && seed % 2 == 0 ? 3 : 1);
            for (int i = 0; i != 60; ++i)
                pair.step();
            pair.finish();
        }
}
