//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// Compresses standard input to standard output, through a Boost.Iostreams chain into a spooled file and back.
//
//     gzip_spool < FILE > FILE.gz
//
// Why spool: whoever sends a compressed body has to say its length before its first byte, and wants no half-written
// one where the input breaks off. Here the result is complete, has been read back and compared, and its size is known,
// before anything is written; small ones never touch a disk.

#include <boost/tempfile/iostreams.hpp>
#include <boost/tempfile/spooled_device.hpp>
#include <boost/tempfile/spooled_temporary_file.hpp>

#include <boost/iostreams/copy.hpp>
#include <boost/iostreams/filter/gzip.hpp>
#include <boost/iostreams/filtering_stream.hpp>
#include <boost/ref.hpp>

#include <algorithm>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <stdexcept>
#include <string>
#include <system_error>

namespace iostreams = boost::iostreams;
namespace tempfile = boost::tempfile;

namespace
{

// Whether both streams hold the same bytes from here on.
bool same(std::istream& a, std::istream& b)
{
    char of_a[16 * 1024], of_b[16 * 1024];
    for (;;)
    {
        a.read(of_a, sizeof(of_a));
        b.read(of_b, sizeof(of_b));
        if (a.gcount() != b.gcount() || !std::equal(of_a, of_a + a.gcount(), of_b))
            return false;
        if (a.gcount() == 0)
            return !a.bad() && !b.bad();
    }
}

void read_all(std::istream& from, tempfile::spooled_temporary_file& to)
{
    char block[16 * 1024];
    while (from.read(block, sizeof(block)), from.gcount() != 0)
    {
        if (!to.write(block, from.gcount()))
            throw std::system_error(to.last_error(), "cannot write a temporary file");
    }
    if (from.bad())
        throw std::runtime_error("cannot read standard input");
}

void write_all(tempfile::spooled_device& from, std::ostream& to)
{
    char block[16 * 1024];
    for (std::streamsize n; (n = from.read(block, sizeof(block))) > 0;)
        to.write(block, n);
    if (!to.flush())
        throw std::runtime_error("cannot write to standard output");
}

void compress(std::istream& from, std::ostream& to)
{
    constexpr std::size_t in_memory = std::size_t(1) << 20;
    tempfile::spooled_temporary_file original(in_memory);
    read_all(from, original);
    original.seekg(0);

    // A device is given to a chain by reference: the chain must not close it, or it would be gone.
    tempfile::spooled_device compressed(in_memory);
    {
        iostreams::filtering_ostream chain;
        chain.push(iostreams::gzip_compressor());
        chain.push(boost::ref(compressed));
        iostreams::copy(boost::ref(original), chain);
    }

    compressed.seek(0, std::ios_base::beg);
    original.clear();
    original.seekg(0);
    {
        iostreams::filtering_istream chain;
        chain.push(iostreams::gzip_decompressor());
        chain.push(boost::ref(compressed));
        if (!same(original, chain))
            throw std::runtime_error("what was compressed does not read back");
    }

    auto const size = compressed.seek(0, std::ios_base::end);
    compressed.seek(0, std::ios_base::beg);
    original.clear(); // of the end
    std::cerr << original.size() << " bytes compressed to " << size
              << (compressed.rolled() ? ", in a file\n" : ", in memory\n");
    write_all(compressed, to);
}

} // namespace

int main(int argc, char** argv)
{
    std::ios_base::sync_with_stdio(false);
    if (argc != 1)
    {
        bool const help = std::string(argv[1]) == "--help" || std::string(argv[1]) == "-h";
        (help ? std::cout : std::cerr) << "usage: gzip_spool < FILE > FILE.gz\n";
        return help ? EXIT_SUCCESS : EXIT_FAILURE;
    }
    try
    {
        compress(std::cin, std::cout);
        return EXIT_SUCCESS;
    }
    catch (std::exception const& error)
    {
        std::cerr << "gzip_spool: " << error.what() << '\n';
        return EXIT_FAILURE;
    }
}
