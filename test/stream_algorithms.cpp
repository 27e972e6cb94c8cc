//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// What programs do with streams besides << and >>: iterators, streams of streams, manipulators, ranges, generators.

#define BOOST_TEST_MODULE stream_algorithms
#include "unit_test.hpp"

#include "platform.hpp"
#include "scratch.hpp"

#include <boost/tempfile/named_temporary_file.hpp>
#include <boost/tempfile/spooled_temporary_file.hpp>
#include <boost/tempfile/temporary_file.hpp>

#include <boost/mpl/list.hpp>

#include <algorithm>
#include <ctime>
#include <iomanip>
#include <iterator>
#include <locale>
#include <numeric>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#if defined(__cpp_lib_ranges)
#include <ranges>
#endif
#if defined(__cpp_impl_coroutine) && defined(__has_include)
#if __has_include(<coroutine>)
#include <coroutine>
#endif
#endif

namespace fs = std::filesystem;
using namespace boost::tempfile;
using std::ios_base;

namespace
{

struct anonymous_file
{
    static temporary_file make() { return temporary_file(); }
};
struct named_file
{
    static named_temporary_file make() { return named_temporary_file(); }
};
struct file_in_memory
{
    static spooled_temporary_file make() { return spooled_temporary_file(); }
};
struct file_rolling_over
{
    static spooled_temporary_file make() { return spooled_temporary_file(10); }
};

using files = boost::mpl::list<anonymous_file, named_file, file_in_memory, file_rolling_over>;

} // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(iterators_read_and_write, File, files)
{
    auto s = File::make();
    std::vector<int> numbers(1'000);
    std::iota(numbers.begin(), numbers.end(), 0);
    std::copy(numbers.begin(), numbers.end(), std::ostream_iterator<int>(s, " "));
    s.seekg(0);
    BOOST_TEST((std::vector<int>(std::istream_iterator<int>(s), std::istream_iterator<int>()) == numbers));
    BOOST_TEST(s.eof());
    s.clear();
    s.seekp(0);
    std::string const text = "characters";
    auto const end = std::copy(text.begin(), text.end(), std::ostreambuf_iterator<char>(s));
    BOOST_TEST(!end.failed());
    s.seekg(0);
    std::istreambuf_iterator<char> at(s), last;
    BOOST_TEST(std::equal(text.begin(), text.end(), at));
    s.seekg(0);
    at = std::find(std::istreambuf_iterator<char>(s), last, 't');
    BOOST_TEST(*at == 't');
    BOOST_TEST(s.tellg() == 6); // an input iterator takes nothing ahead
    *std::ostreambuf_iterator<char>(s) = 'T';
    s.seekg(0);
    std::string word(10, '\0');
    s.read(&word[0], 10);
    BOOST_TEST(word == "characTers");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(manipulators_do_what_they_do, File, files)
{
    auto s = File::make();
    std::tm when = {};
    when.tm_year = 126;
    when.tm_mon = 10;
    when.tm_mday = 23;
    s << std::put_time(&when, "%Y-%m-%d") << ' ' << std::quoted("with \"quotes\" and\nlines") << ' ' << std::hex
      << std::showbase << 255 << ' ' << std::setw(6) << std::setfill('*') << std::dec << 42 << ' ' << std::boolalpha
      << true << std::ends << std::endl;
    s.seekg(0);
    std::tm read = {};
    std::string text, stars, flag;
    int number = 0;
    s >> std::get_time(&read, "%Y-%m-%d") >> std::ws >> std::quoted(text) >> std::hex >> number >> stars >> flag;
    BOOST_TEST(read.tm_year == 126);
    BOOST_TEST(read.tm_mon == 10);
    BOOST_TEST(read.tm_mday == 23);
    BOOST_TEST(text == "with \"quotes\" and\nlines");
    BOOST_TEST(number == 255);
    BOOST_TEST(stars == "****42");
    BOOST_TEST(flag == std::string("true\0", 5));
    BOOST_TEST(s.get() == '\n');
    BOOST_TEST(s.get() == std::char_traits<char>::eof());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(whole_streams_are_copied, File, files)
{
    std::string const large(30'000, 'x');
    auto s = File::make();
    std::istringstream source(large);
    s << source.rdbuf();
    BOOST_TEST(s.good());
    std::istringstream nothing;
    s << nothing.rdbuf(); // "If the function inserts no characters, it calls setstate(failbit)"
    BOOST_TEST(s.rdstate() == ios_base::failbit);
    s.clear();
    s.seekg(10);
    auto other = File::make();
    other << s.rdbuf();
    std::stringbuf extracted;
    other.seekg(0);
    other >> &extracted;
    BOOST_TEST((extracted.str() == large.substr(10)));
    // A stream whose buffer is another's.
    std::iostream view(s.rdbuf());
    view.seekp(0);
    view << "view";
    s.seekg(0);
    std::string word(4, '\0');
    s.read(&word[0], 4);
    BOOST_TEST(word == "view");
    BOOST_TEST(view.tellg() == 4);
}

BOOST_AUTO_TEST_CASE(a_tied_stream_is_flushed_before_the_other_reads)
{
    test::scratch dir;
    named_temporary_file out(dir.options());
    spooled_temporary_file in;
    in << "input";
    in.seekg(0);
    in.tie(&out);
    out << "prompt";
    BOOST_TEST(fs::file_size(out.path()) == 0u);
    std::string word;
    in >> word;
    BOOST_TEST(fs::file_size(out.path()) == 6u);
    spooled_temporary_file moved(std::move(in));
    BOOST_TEST(moved.tie() == &out); // [basic.ios.members] move
    out << std::unitbuf << "!";
    BOOST_TEST(fs::file_size(out.path()) == 7u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(lines_of_any_length, File, files)
{
    auto s = File::make();
    std::vector<std::string> lines;
    for (std::size_t n : {0u, 1u, 511u, 512u, 4'096u, 12'287u, 12'288u, 12'289u, 30'000u, 0u})
        lines.emplace_back(n, static_cast<char>('a' + n % 23));
    for (std::string const& line : lines)
        s << line << '\n';
    s << "no newline";
    lines.push_back("no newline");
    s.seekg(0);
    std::string line;
    for (std::string const& expected : lines)
    {
        BOOST_TEST(bool(std::getline(s, line)));
        BOOST_TEST((line == expected));
    }
    BOOST_TEST(!std::getline(s, line));
    s.clear();
    s.seekg(0);
    s.ignore((std::numeric_limits<std::streamsize>::max)(), 'b');
    char array[8];
    s.getline(array, 8); // [istream.unformatted]/24: too long for the array is failbit
    BOOST_TEST(s.rdstate() == ios_base::goodbit);
    s.getline(array, 8);
    BOOST_TEST(s.fail());
    BOOST_TEST(s.gcount() == 7);
}

// ---- C++20: ranges and generators ----------------------------------------------------------------------------------

#if defined(__cpp_lib_ranges)
BOOST_AUTO_TEST_CASE_TEMPLATE(ranges_read_and_write, File, files)
{
    auto s = File::make();
    std::ranges::copy(std::views::iota(0, 100), std::ostream_iterator<int>(s, "\n"));
    s.seekg(0);
    int sum = 0;
    for (int n : std::ranges::subrange(std::istream_iterator<int>(s), std::istream_iterator<int>()))
        sum += n;
    BOOST_TEST(sum == 4'950);
    s.clear();
    s.seekg(0);
    auto const even = [](int n) { return n % 2 == 0; };
    int count = 0;
    for (int n : std::ranges::istream_view<int>(s) | std::views::filter(even) | std::views::take(10))
        count += n;
    BOOST_TEST(count == 90);
    s.clear();
    s.seekg(0);
    auto const characters = std::ranges::subrange(std::istreambuf_iterator<char>(s), std::istreambuf_iterator<char>());
    BOOST_TEST(std::ranges::count(characters, '\n') == 100);
    s.clear();
    s.seekp(0);
    std::string const text = "upper";
    std::ranges::transform(
        text, std::ostreambuf_iterator<char>(s), [](char c) { return static_cast<char>(c - 'a' + 'A'); });
    s.seekg(0);
    std::string word(5, '\0');
    std::ranges::copy_n(std::istreambuf_iterator<char>(s), 5, word.begin());
    BOOST_TEST(word == "UPPER");
}
#else
BOOST_TEMPFILE_SKIPPED_TEST(ranges_read_and_write, "this standard library has no ranges")
#endif

#if defined(__cpp_impl_coroutine) && defined(__cpp_lib_coroutine)
namespace
{

// A generator of a stream's lines, as std::generator (C++23) would be.
class lines_of
{
public:
    struct promise_type
    {
        lines_of get_return_object() { return lines_of(handle::from_promise(*this)); }
        std::suspend_always initial_suspend() noexcept { return {}; }
        std::suspend_always final_suspend() noexcept { return {}; }
        std::suspend_always yield_value(std::string const& line) noexcept
        {
            current = &line;
            return {};
        }
        void return_void() noexcept {}
        void unhandled_exception() { throw; }
        std::string const* current = nullptr;
    };
    using handle = std::coroutine_handle<promise_type>;

    lines_of(lines_of&& other) noexcept : coroutine_(std::exchange(other.coroutine_, nullptr)) {}
    lines_of& operator=(lines_of&&) = delete;
    ~lines_of()
    {
        if (coroutine_)
            coroutine_.destroy();
    }

    struct iterator
    {
        handle coroutine;
        std::string const& operator*() const { return *coroutine.promise().current; }
        iterator& operator++()
        {
            coroutine.resume();
            return *this;
        }
        bool operator!=(std::default_sentinel_t) const { return !coroutine.done(); }
    };
    iterator begin()
    {
        coroutine_.resume();
        return iterator{coroutine_};
    }
    std::default_sentinel_t end() const { return {}; }

private:
    explicit lines_of(handle h) : coroutine_(h) {}
    handle coroutine_;
};

// The stream lives in the coroutine's frame, which suspends in the middle of reading.
template<class Stream>
lines_of numbered(Stream s)
{
    std::string line;
    for (int n = 1; std::getline(s, line); ++n)
        co_yield std::to_string(n) + ' ' + line;
}

} // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(a_generator_reads_from_a_stream_of_its_own, File, files)
{
    auto s = File::make();
    for (int i = 0; i != 3'000; ++i)
        s << "line " << i << '\n';
    s.seekg(0);
    int n = 0;
    for (std::string const& line : numbered(std::move(s)))
    {
        BOOST_REQUIRE(line == std::to_string(n + 1) + " line " + std::to_string(n));
        if (++n == 2'500)
            break; // the rest is dropped with the stream
    }
    BOOST_TEST(!s.is_open());
}
#else
BOOST_TEMPFILE_SKIPPED_TEST(a_generator_reads_from_a_stream_of_its_own, "this compiler has no coroutines")
#endif
