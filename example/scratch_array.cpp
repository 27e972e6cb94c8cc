//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// Sorts the numbers of a binary file, which may be larger than the memory that there is, in a file that is mapped:
//
//     scratch_array [-v] [-d DIRECTORY] INPUT OUTPUT
//
// INPUT holds unsigned 64-bit numbers in the machine's byte order, OUTPUT becomes the same numbers in ascending order, all
// at once. The system moves pages of the array between memory and the temporary file as they are needed; the sort is an
// American flag sort, which goes through the array from one end to the other for each byte, so that this is not for
// every access. -d: where the temporary file is (disk_tempdir() without it); -v: what was done, on standard error.

#include <boost/tempfile/named_temporary_file.hpp>
#include <boost/tempfile/save_file.hpp>
#include <boost/tempfile/sweep.hpp>
#include <boost/tempfile/temporary_file.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <stdexcept>
#include <string>
#include <utility>

namespace tempfile = boost::tempfile;

namespace
{

using number = std::uint64_t;

// Sorts by the byte at `shift`, then each part by the next byte: in place, with a stack of at most eight levels.
void flag_sort(number* first, number* last, int shift)
{
    constexpr std::ptrdiff_t small = 4096; // a few pages: sorted where they are
    if (last - first <= small)
        return std::sort(first, last);

    auto const digit = [shift](number n) { return static_cast<std::size_t>(n >> shift & 0xff); };
    std::array<std::size_t, 256> counts{};
    for (number const* at = first; at != last; ++at)
        ++counts[digit(*at)];
    std::array<number*, 256> next;
    std::array<number*, 256> end;
    number* begin = first;
    for (std::size_t i = 0; i < 256; ++i)
    {
        next[i] = begin;
        end[i] = begin += counts[i];
    }
    for (std::size_t i = 0; i < 256; ++i)
    {
        while (next[i] != end[i])
        {
            std::size_t const belongs = digit(*next[i]);
            if (belongs == i)
                ++next[i];
            else
                std::swap(*next[i], *next[belongs]++);
        }
    }
    if (shift == 0)
        return;
    begin = first;
    for (std::size_t i = 0; i < 256; ++i)
    {
        flag_sort(begin, end[i], shift - 8);
        begin = end[i];
    }
}

void sort_file(std::filesystem::path const& input, std::filesystem::path const& output, tempfile::options const& where, bool verbose)
{
    std::ifstream in(input, std::ios::binary);
    if (!in)
        throw std::runtime_error("cannot open " + input.string());

    tempfile::temporary_file scratch(where);
    scratch.exceptions(std::ios::badbit | std::ios::failbit);
    if (in.peek() != std::ifstream::traits_type::eof())
        scratch << in.rdbuf();
    if (scratch.size() % sizeof(number) != 0)
        throw std::runtime_error(input.string() + " does not hold whole numbers");

    tempfile::mapped_content array = scratch.map();
    number* const numbers = reinterpret_cast<number*>(array.data());
    std::size_t const count = array.size() / sizeof(number);
    flag_sort(numbers, numbers + count, 56);

    tempfile::save_file out(output);
    out.write(array.data(), static_cast<std::streamsize>(array.size()));
    out.commit();
    if (verbose)
        std::cerr << "scratch_array: " << count << " numbers in " << where.dir.string() << '\n';
}

} // namespace

int main(int argc, char** argv)
{
    int at = 1;
    bool verbose = false;
    tempfile::options where;
    for (; at < argc && argv[at][0] == '-'; ++at)
    {
        if (std::strcmp(argv[at], "-v") == 0)
            verbose = true;
        else if (std::strcmp(argv[at], "-d") == 0 && at + 1 < argc)
            where.dir = argv[++at];
        else
            break;
    }
    if (argc - at != 2)
    {
        std::cerr << "usage: scratch_array [-v] [-d DIRECTORY] INPUT OUTPUT\n";
        return 2;
    }
    try
    {
        std::error_code no_disk; // then the default is as good as any
        if (where.dir.empty())
            where.dir = tempfile::disk_tempdir(no_disk);
        sort_file(argv[at], argv[at + 1], where, verbose);
    }
    catch (std::exception const& e)
    {
        std::cerr << "scratch_array: " << e.what() << '\n';
        return 1;
    }
}
