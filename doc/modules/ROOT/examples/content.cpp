//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// The pieces of "The content as a whole".

#include <boost/tempfile.hpp>

#include <boost/assert.hpp>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

using namespace boost::tempfile;

namespace
{

void view()
{
    // tag::view[]
    spooled_temporary_file body(1 << 20);
    body << "name=value&other=thing";

    content_view const content = body.view();
    std::string_view const text = content; // all of it, wherever it is
    std::size_t const fields = 1 + static_cast<std::size_t>(std::count(text.begin(), text.end(), '&'));
    // end::view[]
    BOOST_ASSERT(fields == 2);
}

void map()
{
    // tag::map[]
    std::size_t const count = 1000000;
    temporary_file scratch;
    scratch.resize(count * sizeof(std::uint32_t));

    mapped_content memory = scratch.map();
    auto* const numbers = reinterpret_cast<std::uint32_t*>(memory.data());
    for (std::size_t i = 0; i < count; ++i)
        numbers[i] = static_cast<std::uint32_t>(count - i);
    std::sort(numbers, numbers + count);
    // end::map[]
    BOOST_ASSERT(numbers[0] == 1);
}

void c_stream()
{
    // tag::c_stream[]
    temporary_file file;
    file << "first line\nsecond line\n";
    file.seekg(0);

    c_file f = file.c_stream("rb"); // at the stream's position, which stays where it is
    char line[100];
    while (std::fgets(line, sizeof(line), f.get()) != nullptr)
        std::fputs(line, stdout);
    // end::c_stream[]
}

} // namespace

int main()
{
    view();
    map();
#if !defined(_WIN32)
    c_stream();
#endif
}
