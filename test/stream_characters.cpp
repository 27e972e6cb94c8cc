//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// Characters, traits and shift states of the user's own.

#define BOOST_TEST_MODULE stream_characters
#include "unit_test.hpp"

#include "exposed_buffers.hpp"

#include <cstddef>
#include <ctime>
#include <iterator>
#include <locale>
#include <string>
#include <utility>

using namespace boost::tempfile;
using std::ios_base;
using namespace test::buffers;

namespace user
{

// A character that is a class, and no number: a colour.
struct pixel
{
    unsigned char red, green, blue;
};

// A shift state of its own: how many characters were converted, as a cipher needs it.
struct cipher_state
{
    std::uint32_t count = 0;
};

using position = std::fpos<cipher_state>;

} // namespace user

template<>
struct std::char_traits<user::pixel>
{
    using char_type = user::pixel;
    using int_type = long;
    using off_type = std::streamoff;
    using pos_type = user::position;
    using state_type = user::cipher_state;

    static long number(char_type const& p) noexcept { return p.red * 0x10000L + p.green * 0x100L + p.blue; }

    static void assign(char_type& to, char_type const& from) noexcept { to = from; }
    static char_type* assign(char_type* to, std::size_t n, char_type const& from)
    {
        std::fill_n(to, n, from);
        return to;
    }
    static bool eq(char_type const& a, char_type const& b) noexcept { return number(a) == number(b); }
    static bool lt(char_type const& a, char_type const& b) noexcept { return number(a) < number(b); }
    static int compare(char_type const* a, char_type const* b, std::size_t n)
    {
        for (; n != 0; --n, ++a, ++b)
            if (!eq(*a, *b))
                return lt(*a, *b) ? -1 : 1;
        return 0;
    }
    static std::size_t length(char_type const* s)
    {
        std::size_t n = 0;
        while (number(s[n]) != 0)
            ++n;
        return n;
    }
    static char_type const* find(char_type const* s, std::size_t n, char_type const& c)
    {
        for (; n != 0; --n, ++s)
            if (eq(*s, c))
                return s;
        return nullptr;
    }
    static char_type* move(char_type* to, char_type const* from, std::size_t n)
    {
        if (n != 0)
            std::memmove(to, from, n * sizeof(char_type));
        return to;
    }
    static char_type* copy(char_type* to, char_type const* from, std::size_t n)
    {
        std::copy_n(from, n, to);
        return to;
    }
    static int_type to_int_type(char_type const& c) noexcept { return number(c); }
    static char_type to_char_type(int_type n) noexcept
    {
        return char_type{static_cast<unsigned char>(n >> 16 & 0xff), static_cast<unsigned char>(n >> 8 & 0xff),
            static_cast<unsigned char>(n & 0xff)};
    }
    static bool eq_int_type(int_type a, int_type b) noexcept { return a == b; }
    static int_type eof() noexcept { return -1; }
    static int_type not_eof(int_type n) noexcept { return n == -1 ? 0 : n; }
};

// Grey pixels are one byte, others an escape and three; every byte is enciphered by the count of the characters before
// it, so that a position is worth nothing without its state.
template<>
class std::codecvt<user::pixel, char, user::cipher_state> : public std::locale::facet, public std::codecvt_base
{
public:
    using intern_type = user::pixel;
    using extern_type = char;
    using state_type = user::cipher_state;
    static std::locale::id id;

    explicit codecvt(std::size_t refs = 0) : std::locale::facet(refs) {}

    result out(state_type& state, intern_type const* from, intern_type const* from_end, intern_type const*& from_next,
        char* to, char* to_end, char*& to_next) const
    {
        for (from_next = from, to_next = to; from_next != from_end; ++from_next, ++state.count)
        {
            user::pixel const p = *from_next;
            bool const grey = p.red == p.green && p.green == p.blue && p.red != escape;
            if (to_end - to_next < (grey ? 1 : 4))
                return partial;
            if (!grey)
                *to_next++ = cipher(escape, state);
            *to_next++ = cipher(p.red, state);
            if (grey)
                continue;
            *to_next++ = cipher(p.green, state);
            *to_next++ = cipher(p.blue, state);
        }
        return ok;
    }

    result in(state_type& state, char const* from, char const* from_end, char const*& from_next, intern_type* to,
        intern_type* to_end, intern_type*& to_next) const
    {
        for (from_next = from, to_next = to; from_next != from_end; ++to_next, ++state.count)
        {
            unsigned char const first = plain(*from_next, state);
            int const size = first == escape ? 4 : 1;
            if (to_next == to_end || from_end - from_next < size)
                return partial;
            *to_next = user::pixel{first, first, first};
            if (first == escape)
                *to_next =
                    user::pixel{plain(from_next[1], state), plain(from_next[2], state), plain(from_next[3], state)};
            from_next += size;
        }
        return ok;
    }

    result unshift(state_type&, char* to, char*, char*& to_next) const
    {
        to_next = to;
        return noconv;
    }

    int length(state_type& state, char const* from, char const* end, std::size_t most) const
    {
        char const* at = from;
        for (; at != end && most != 0; --most, ++state.count)
        {
            int const size = plain(*at, state) == escape ? 4 : 1;
            if (end - at < size)
                break;
            at += size;
        }
        return static_cast<int>(at - from);
    }

    int encoding() const noexcept { return -1; }
    bool always_noconv() const noexcept { return false; }
    int max_length() const noexcept { return 4; }

protected:
    ~codecvt() override = default;

private:
    static constexpr unsigned char escape = 0xee;

    static char cipher(unsigned char c, state_type const& state)
    {
        return static_cast<char>(static_cast<unsigned char>(c ^ (state.count * 7 & 0xff)));
    }
    static unsigned char plain(char c, state_type const& state)
    {
        return static_cast<unsigned char>(cipher(static_cast<unsigned char>(c), state));
    }
};

std::locale::id std::codecvt<user::pixel, char, user::cipher_state>::id;

namespace
{

using pixel_traits = std::char_traits<user::pixel>;

user::pixel pixel_at(std::size_t i)
{
    auto const c = [](std::size_t n) { return static_cast<unsigned char>(n & 0xff); };
    return i % 3 == 0 ? user::pixel{c(i), c(i), c(i)} : user::pixel{c(i), c(i / 5), c(200 - i)};
}

} // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(a_class_can_be_the_character, Case, devices)
{
    std::locale const loc(std::locale::classic(), new std::codecvt<user::pixel, char, user::cipher_state>());
    constexpr std::size_t count = 5'000;
    std::vector<user::pixel> picture;
    for (std::size_t i = 0; i != count; ++i)
        picture.push_back(pixel_at(i));
    for (std::streamsize size : {-1, 0, 1, 100})
    {
        exposed<typename Case::device, user::pixel> b(Case::make(), both);
        b.pubimbue(loc);
        if (size >= 0)
            BOOST_TEST(b.pubsetbuf(nullptr, size) == &b);
        BOOST_TEST(b.sputn(picture.data(), 3'000) == 3'000);
        for (std::size_t i = 3'000; i != count; ++i)
            BOOST_REQUIRE(b.sputc(picture[i]) == pixel_traits::to_int_type(picture[i]));
        if constexpr (std::is_same<typename Case::device, spooled_device>::value)
        {
            BOOST_TEST(b.pubsync() == 0);
            std::error_code ec;
            boost::tempfile::detail::streambuf_access::with_device(
                b, [](spooled_device& device, std::error_code& rolling) { device.rollover(rolling); }, ec);
            BOOST_TEST(!ec);
        }
        BOOST_TEST(b.pubseekpos(user::position(0)) == user::position(0));
        std::vector<user::position> positions;
        for (std::size_t i = 0; i != count; ++i)
        {
            if (i % 97 == 0)
                positions.push_back(b.pubseekoff(0, ios_base::cur));
            BOOST_REQUIRE(b.sbumpc() == pixel_traits::to_int_type(picture[i]));
        }
        BOOST_TEST(b.sgetc() == pixel_traits::eof());
        for (std::size_t n = positions.size(); n-- != 0;)
        {
            BOOST_REQUIRE(b.pubseekpos(positions[n]).state().count == n * 97);
            user::pixel got[50];
            BOOST_REQUIRE(b.sgetn(got, 50) == 50);
            BOOST_REQUIRE(pixel_traits::compare(got, &picture[n * 97], 50) == 0);
            BOOST_REQUIRE(b.sungetc() == pixel_traits::to_int_type(picture[n * 97 + 49]));
        }
        // A pixel that differs, put back and read; the content stays.
        b.pubseekpos(positions[3]);
        BOOST_TEST(b.sbumpc() == pixel_traits::to_int_type(picture[291]));
        user::pixel const other{1, 2, 3};
        BOOST_TEST(b.sputbackc(other) == pixel_traits::to_int_type(other));
        BOOST_TEST(b.sbumpc() == pixel_traits::to_int_type(other));
        BOOST_TEST(b.sbumpc() == pixel_traits::to_int_type(picture[292]));
        b.pubseekpos(positions[3]);
        BOOST_TEST(b.sbumpc() == pixel_traits::to_int_type(picture[291]));
        // It goes on in another.
        exposed<typename Case::device, user::pixel> moved(std::move(b));
        BOOST_TEST(moved.sbumpc() == pixel_traits::to_int_type(picture[292]));
        BOOST_TEST(moved.close() == &moved);
    }
}
