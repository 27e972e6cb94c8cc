//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// Promise 6 for the streams in any state: calls to the system fail at random, again and again, and each stream is beside a
// string that is what it should be.

#define BOOST_TEST_MODULE stream_failures_at_random
#include "unit_test.hpp"

#include "facets.hpp"
#include "failing_streams.hpp"
#include "interception.hpp"
#include "scratch.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace sys = boost::tempfile::detail::system;
using namespace boost::tempfile;
using std::ios_base;
using namespace test::streams;

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
