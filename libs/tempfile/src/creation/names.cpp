//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "names.hpp"

#include <boost/tempfile/detail/process.hpp>

#include <algorithm>
#include <cstring>
#include <string>

namespace boost
{
namespace tempfile
{
namespace detail
{

namespace
{

// getentropy(3) gives 256 bytes a call: enough for some twenty-five names.
struct random_pool
{
    unsigned char bytes[256];
    std::size_t used;
    std::uint64_t generation; // of the process that filled it; 0 at first, which no process has
};

std::uint64_t random_word(std::error_code& ec) noexcept
{
    thread_local random_pool pool = {};
    std::uint64_t word = 0;
    std::uint64_t const generation = process_generation();
    if (pool.generation != generation || pool.used + sizeof word > sizeof pool.bytes)
    {
        pool.generation = 0;
        system::random_bytes(pool.bytes, sizeof pool.bytes, ec);
        if (ec)
            return word;
        pool.generation = generation;
        pool.used = 0;
    }
    std::memcpy(&word, pool.bytes + pool.used, sizeof word);
    pool.used += sizeof word;
    return word;
}

// A word gives twelve characters; the largest multiple of that many names in a word: words from there on are drawn
// again, or the first names would be likelier than the last.
constexpr std::uint64_t alphabet = 36;
constexpr std::uint64_t names_of_six = alphabet * alphabet * alphabet * alphabet * alphabet * alphabet;
constexpr std::uint64_t fair_words = 3 * names_of_six * names_of_six;

// All pairs of characters: a name is on the way to every file, and divisions are most of what it takes.
struct all_pairs
{
    // unreachable: only the compiler runs it
    constexpr all_pairs() noexcept : characters()
    {
        constexpr char one[] = "0123456789abcdefghijklmnopqrstuvwxyz";
        for (std::size_t i = 0; i != alphabet * alphabet; ++i)
        {
            characters[i][0] = one[i / alphabet];
            characters[i][1] = one[i % alphabet];
        }
    }
    char characters[alphabet * alphabet][2];
};
constexpr all_pairs pairs;

void six_characters(native_char* to, std::uint32_t number) noexcept
{
    constexpr std::uint32_t base = alphabet * alphabet; // gcc with sanitizers takes a wider one for a conversion
    for (int i = 0; i != 6; i += 2, number /= base)
    {
        to[i] = static_cast<native_char>(pairs.characters[number % base][0]);
        to[i + 1] = static_cast<native_char>(pairs.characters[number % base][1]);
    }
}

} // namespace

void random_name(native_char* to, std::size_t count, std::error_code& ec) noexcept
{
    static_assert(random_characters == 12, "those of a word");
    ec.clear();
    while (count != 0)
    {
        std::uint64_t const word = random_word(ec);
        if (ec)
            return;
        if (word >= fair_words)
            continue;
        // Straight to where they belong, nearly always: reading back what was just written in pieces stalls.
        native_char last[random_characters];
        native_char* const twelve = count < random_characters ? last : to;
        six_characters(twelve, static_cast<std::uint32_t>(word % names_of_six)); // two that the processor works out
        six_characters(twelve + 6, static_cast<std::uint32_t>(word / names_of_six % names_of_six)); // side by side
        if (twelve == last)
            std::char_traits<native_char>::copy(to, last, count);
        std::size_t const n = (std::min)(count, random_characters);
        to += n;
        count -= n;
    }
}

} // namespace detail
} // namespace tempfile
} // namespace boost
