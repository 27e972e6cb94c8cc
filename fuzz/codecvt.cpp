//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// Reads an encoding, a text, and how both are cut into pieces. Either newline_codecvt, or a facet of the tests, converts
// the pieces as a program that calls it itself would have it do, with blocks of memory that are no larger than what it
// is told; or a temporary file converts them, with buffers of a few characters, and is sought, put back into and imbued
// in between. What comes out, where, and in which shift state is compared with what the encoding says of the whole text.

#include "called_codecvt.hpp"
#include "converted_file.hpp"

namespace fuzz
{

template<class CharT>
void run(reader& input, bool facet)
{
    if (facet)
        facet_program<CharT>(input).run();
    else
        stream_program<CharT>(input).run();
}

} // namespace fuzz

extern "C" int LLVMFuzzerTestOneInput(unsigned char const* data, std::size_t size)
{
    fuzz::reader input(data, size);
    unsigned const kind = input.byte();
    if (kind & 1)
        fuzz::run<wchar_t>(input, (kind & 2) != 0);
    else
        fuzz::run<char>(input, (kind & 2) != 0);
    return 0;
}
