//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_TEST_FACETS_HPP
#define BOOST_TEMPFILE_TEST_FACETS_HPP

// Codecvt facets of every kind that [filebuf.virtuals] tells apart, for any character type that is an integer: no
// conversion, a fixed width, a variable width, a state-dependent encoding. And one that throws.

#include <cstddef>
#include <cstring>
#include <cwchar>
#include <functional>
#include <locale>
#include <stdexcept>
#include <type_traits>
#include <utility>

namespace test
{

// Each character as `Width` bytes, the most significant first, each with all bits flipped, so that nothing is right by
// chance. What does not fit is an error.
template<class CharT, int Width>
class fixed_codecvt : public std::codecvt<CharT, char, std::mbstate_t>
{
    using base = std::codecvt<CharT, char, std::mbstate_t>;

public:
    using base::base;

protected:
    ~fixed_codecvt() override = default;

    std::codecvt_base::result do_out(std::mbstate_t&, CharT const* from, CharT const* from_end, CharT const*& from_next,
        char* to, char* to_end, char*& to_next) const override
    {
        for (from_next = from, to_next = to; from_next != from_end; ++from_next)
        {
            if (to_end - to_next < Width)
                return base::partial;
            unsigned long long const c = static_cast<std::make_unsigned_t<CharT>>(*from_next);
            if (is_eof(c))
                return base::error;
            if (Width < int(sizeof(unsigned long long)) && (c >> (8 * (Width % int(sizeof(unsigned long long))))) != 0)
                return base::error;
            for (int i = Width - 1; i >= 0; --i)
                *to_next++ = static_cast<char>(~(c >> (8 * i)) & 0xff);
        }
        return base::ok;
    }

    std::codecvt_base::result do_in(std::mbstate_t&, char const* from, char const* from_end, char const*& from_next,
        CharT* to, CharT* to_end, CharT*& to_next) const override
    {
        for (from_next = from, to_next = to; from_next != from_end; from_next += Width)
        {
            if (to_next == to_end || from_end - from_next < Width)
                return base::partial;
            unsigned long long c = 0;
            for (int i = 0; i != Width; ++i)
                c = c << 8 | (static_cast<unsigned char>(from_next[i]) ^ 0xffu);
            if (is_eof(c))
                return base::error;
            if (Width > int(sizeof(CharT)) && (static_cast<unsigned long long>(c) >> (8 * sizeof(CharT))) != 0)
                return base::error;
            *to_next++ = static_cast<CharT>(c);
        }
        return base::ok;
    }

    std::codecvt_base::result do_unshift(std::mbstate_t&, char* to, char*, char*& to_next) const override
    {
        to_next = to;
        return base::noconv;
    }

    int do_length(std::mbstate_t&, char const* from, char const* end, std::size_t most) const override
    {
        std::size_t const whole = static_cast<std::size_t>(end - from) / Width;
        return static_cast<int>((whole < most ? whole : most) * Width);
    }

    int do_encoding() const noexcept override { return Width; }
    bool do_always_noconv() const noexcept override { return false; }
    int do_max_length() const noexcept override { return Width; }

private:
    // A stream cannot tell this one from its end.
    static bool is_eof(unsigned long long c) noexcept { return sizeof(CharT) == 4 && c == 0xffffffff; }
};

// Seven bits a byte; SO (0x0e) and SI (0x0f) say whether the bytes that follow are the characters from 0x80 or from 0
// on. SO and SI themselves, and what they stand for from 0x80 on, cannot be written; a byte from 0x80 on is an error.
template<class CharT>
class shift_codecvt : public std::codecvt<CharT, char, std::mbstate_t>
{
    using base = std::codecvt<CharT, char, std::mbstate_t>;

public:
    using base::base;

    static bool has(CharT c) noexcept
    {
        unsigned long const u = static_cast<std::make_unsigned_t<CharT>>(c);
        return u < 0x100 && (u & 0x7f) != shift_out && (u & 0x7f) != shift_in;
    }

    static bool shifted(std::mbstate_t const& state) noexcept
    {
        char first;
        std::memcpy(&first, &state, 1);
        return first != 0;
    }

protected:
    ~shift_codecvt() override = default;

    std::codecvt_base::result do_out(std::mbstate_t& state, CharT const* from, CharT const* from_end,
        CharT const*& from_next, char* to, char* to_end, char*& to_next) const override
    {
        for (from_next = from, to_next = to; from_next != from_end; ++from_next)
        {
            if (!has(*from_next))
                return base::error;
            unsigned long const c = static_cast<std::make_unsigned_t<CharT>>(*from_next);
            bool const wanted = c >= 0x80;
            bool const shifts = wanted != shifted(state);
            if (to_end - to_next < (shifts ? 2 : 1))
                return base::partial;
            if (shifts)
                *to_next++ = wanted ? shift_out : shift_in;
            shift(state, wanted);
            *to_next++ = static_cast<char>(c & 0x7f);
        }
        return base::ok;
    }

    std::codecvt_base::result do_in(std::mbstate_t& state, char const* from, char const* from_end,
        char const*& from_next, CharT* to, CharT* to_end, CharT*& to_next) const override
    {
        for (from_next = from, to_next = to; from_next != from_end; ++from_next)
        {
            unsigned char const c = static_cast<unsigned char>(*from_next);
            if (c >= 0x80)
                return base::error;
            if (c == shift_out || c == shift_in)
                shift(state, c == shift_out);
            else if (to_next == to_end)
                return base::partial;
            else
                *to_next++ = static_cast<CharT>(shifted(state) ? c | 0x80u : c);
        }
        return base::ok;
    }

    std::codecvt_base::result do_unshift(std::mbstate_t& state, char* to, char* to_end, char*& to_next) const override
    {
        to_next = to;
        if (!shifted(state))
            return base::noconv;
        if (to == to_end)
            return base::partial;
        *to_next++ = shift_in;
        shift(state, false);
        return base::ok;
    }

    int do_length(std::mbstate_t& state, char const* from, char const* end, std::size_t most) const override
    {
        char const* at = from;
        for (std::size_t n = 0; at != end && n != most; ++at)
        {
            unsigned char const c = static_cast<unsigned char>(*at);
            if (c >= 0x80)
                break;
            if (c == shift_out || c == shift_in)
                shift(state, c == shift_out);
            else
                ++n;
        }
        return static_cast<int>(at - from);
    }

    int do_encoding() const noexcept override { return -1; }
    bool do_always_noconv() const noexcept override { return false; }
    int do_max_length() const noexcept override { return 2; }

private:
    static constexpr char shift_out = 0x0e;
    static constexpr char shift_in = 0x0f;

    static void shift(std::mbstate_t& state, bool to) noexcept
    {
        char const first = to;
        std::memcpy(&state, &first, 1);
    }
};

// As `Codecvt`, of which each call throws for which `due()` says so.
template<class Codecvt>
class faulty_codecvt : public Codecvt
{
    using character = typename Codecvt::intern_type;

public:
    explicit faulty_codecvt(std::function<bool()> due) : due_(std::move(due)) {}

protected:
    ~faulty_codecvt() override = default;

    std::codecvt_base::result do_out(std::mbstate_t& state, character const* from, character const* from_end,
        character const*& from_next, char* to, char* to_end, char*& to_next) const override
    {
        check();
        return Codecvt::do_out(state, from, from_end, from_next, to, to_end, to_next);
    }

    std::codecvt_base::result do_in(std::mbstate_t& state, char const* from, char const* from_end,
        char const*& from_next, character* to, character* to_end, character*& to_next) const override
    {
        check();
        return Codecvt::do_in(state, from, from_end, from_next, to, to_end, to_next);
    }

    std::codecvt_base::result do_unshift(std::mbstate_t& state, char* to, char* to_end, char*& to_next) const override
    {
        check();
        return Codecvt::do_unshift(state, to, to_end, to_next);
    }

    int do_length(std::mbstate_t& state, char const* from, char const* end, std::size_t most) const override
    {
        check();
        return Codecvt::do_length(state, from, end, most);
    }

private:
    void check() const
    {
        if (due_())
            throw std::domain_error("thrown by a codecvt");
    }

    std::function<bool()> due_;
};

// One byte a character, until `armed`.
inline std::codecvt<char, char, std::mbstate_t>* codecvt_that_throws(bool const& armed)
{
    return new faulty_codecvt<fixed_codecvt<char, 1>>([&armed] { return armed; });
}

} // namespace test

#endif
