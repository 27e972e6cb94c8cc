//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_FUZZ_PIECES_HPP
#define BOOST_TEMPFILE_FUZZ_PIECES_HPP

// What the programs of codecvt.cpp have in common.

#include "codings.hpp"

#include <algorithm>
#include <memory>
#include <string>

namespace fuzz
{

// A block of memory that a sanitizer knows the ends of.
template<class T>
class block
{
public:
    explicit block(std::size_t n) : memory_(new T[n]()), size_(n) {}
    block(T const* from, std::size_t n) : block(n) { std::copy(from, from + n, memory_.get()); }

    T* begin() const { return memory_.get(); }
    T* end() const { return begin() + size_; }
    // How far `at` is; `size + 1` where it is outside.
    std::size_t reached(T const* at) const
    {
        return at < begin() || at > end() ? size_ + 1 : static_cast<std::size_t>(at - begin());
    }

private:
    std::unique_ptr<T[]> memory_;
    std::size_t size_;
};

template<class CharT>
coding<CharT> make_coding(reader& input)
{
    auto const base = static_cast<alphabet>(input.byte() % unsigned(alphabet::count));
    unsigned const ends = input.byte();
    return coding<CharT>(base, ends >= 50, static_cast<newline>(ends % 5), static_cast<newline>(ends / 5 % 5));
}

// What all programs begin with.
template<class CharT>
class program
{
protected:
    using string = std::basic_string<CharT>;
    using traits = std::char_traits<CharT>;

    program(reader& input, char const* name) : input_(input), coding_(make_coding<CharT>(input)), name_(name) {}

    // From 0 to `most`, also behind the end of the input.
    std::size_t some(std::size_t most)
    {
        random_ = random_ * 1664525u + 1013904223u;
        return (input_.empty() ? random_ >> 16 : input_.byte()) % (most + 1);
    }

    void expect(bool as_it_should_be, char const* what, std::size_t value = 0)
    {
        if (!as_it_should_be)
            give_up(what, name_, step_, std::to_string(value));
    }

    reader& input_;
    coding<CharT> coding_;
    unsigned step_ = 0;

private:
    char const* name_;
    unsigned random_ = 1;
};

} // namespace fuzz

#endif
