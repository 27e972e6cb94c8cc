//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// Soaks up standard input and only then writes the file, so that a pipeline can end in the file that it begins with:
//
//     sort file | sponge file
//
// As moreutils' sponge does. What is small stays in memory, the rest is in an anonymous temporary file. FILE is
// replaced all at once: whoever reads it meanwhile has the old one, and it is untouched if anything goes wrong (with -a,
// if anything goes wrong before all of standard input is read).
//
//     sponge [-a] [FILE]        -a: append instead of replacing; without FILE: standard output

#include <boost/tempfile/save_file.hpp>
#include <boost/tempfile/spooled_temporary_file.hpp>

#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <stdexcept>
#include <string>
#include <system_error>

#if defined(_WIN32)
#include <fcntl.h>
#include <io.h>
#endif

namespace tempfile = boost::tempfile;

namespace
{

// False if `to` cannot be written.
bool copy(std::istream& from, std::ostream& to)
{
    char block[64 * 1024];
    while (from.read(block, sizeof(block)), from.gcount() != 0)
    {
        if (!to.write(block, from.gcount()))
            return false;
    }
    if (from.bad())
        throw std::runtime_error("cannot read");
    return bool(to.flush());
}

void soak(std::string const& file, bool append)
{
    // Sixteen mebibytes without a temporary file.
    tempfile::spooled_temporary_file water(std::size_t(16) << 20);
    if (!copy(std::cin, water))
        throw std::system_error(water.last_error(), "cannot write a temporary file");
    water.seekg(0);
    if (file.empty())
    {
        if (!copy(water, std::cout))
            throw std::runtime_error("cannot write to standard output");
        return;
    }
    // Opened only now: until here, whoever feeds the pipe may still have been reading it.
    if (!append && (std::filesystem::is_regular_file(file) || !std::filesystem::exists(file)))
    {
        tempfile::save_file target(file);
        (void)copy(water, target); // commit() tells what could not be written
        target.commit();
        return;
    }
    // What is added to, and what is no regular file, a terminal say, is written to as it is.
    std::ofstream target(
        std::filesystem::path(file), std::ios_base::binary | (append ? std::ios_base::app : std::ios_base::trunc));
    if (!target)
        throw std::runtime_error("cannot open " + file);
    if (!copy(water, target))
        throw std::runtime_error("cannot write " + file);
}

} // namespace

int main(int argc, char** argv)
{
#if defined(_WIN32)
    ::_setmode(0, _O_BINARY);
    ::_setmode(1, _O_BINARY);
#endif
    std::ios_base::sync_with_stdio(false);
    bool append = false;
    std::string file;
    for (int i = 1; i != argc; ++i)
    {
        std::string const word = argv[i];
        if (word == "-a")
            append = true;
        else if (file.empty() && !word.empty() && word.front() != '-')
            file = word;
        else
        {
            bool const help = word == "-h" || word == "--help";
            (help ? std::cout : std::cerr) << "usage: sponge [-a] [FILE]\n";
            return help ? EXIT_SUCCESS : EXIT_FAILURE;
        }
    }
    try
    {
        soak(file, append);
        return EXIT_SUCCESS;
    }
    catch (std::exception const& error)
    {
        std::cerr << "sponge: " << error.what() << '\n';
        return EXIT_FAILURE;
    }
}
