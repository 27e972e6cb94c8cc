//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// Reading, writing and seeking, against std::fstream, std::stringstream, Boost.Iostreams' file descriptor stream and
// the bare system calls, on the file systems of places.hpp. Every round works on new files, which are gone afterwards.

#include "compare.hpp"
#include "places.hpp"

#include <boost/tempfile.hpp>

#include <boost/iostreams/device/file_descriptor.hpp>
#include <boost/iostreams/stream.hpp>

#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <memory>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

namespace iostreams = boost::iostreams;
namespace tempfile = boost::tempfile;

namespace
{

constexpr auto read_write = std::ios_base::in | std::ios_base::out | std::ios_base::binary;

// A descriptor of a file without a name, as the bare calls have it.
int bare_file(std::string const& directory)
{
    return bench::check(::open(directory.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600), "open(O_TMPFILE)");
}

// What makes a stream in a directory, for the sides of a row.
struct anonymous
{
    static std::shared_ptr<std::iostream> open(std::string const& directory)
    {
        tempfile::options o;
        o.dir = directory;
        return std::make_shared<tempfile::temporary_file>(o);
    }
};

struct named
{
    static std::shared_ptr<std::iostream> open(std::string const& directory)
    {
        tempfile::options o;
        o.dir = directory;
        return std::make_shared<tempfile::named_temporary_file>(o);
    }
};

struct in_memory
{
    static std::shared_ptr<std::iostream> open(std::string const&)
    {
        return std::make_shared<tempfile::spooled_temporary_file>();
    }
};

struct standard
{
    static std::shared_ptr<std::iostream> open(std::string const& directory)
    {
        std::string const name = directory + "/bench-fstream-" + std::to_string(::getpid());
        auto stream = std::make_shared<std::fstream>(name, read_write | std::ios_base::trunc);
        ::unlink(name.c_str());
        return stream;
    }
};

struct string
{
    static std::shared_ptr<std::iostream> open(std::string const&) { return std::make_shared<std::stringstream>(); }
};

struct descriptor
{
    static std::shared_ptr<std::iostream> open(std::string const& directory)
    {
        return std::make_shared<iostreams::stream<iostreams::file_descriptor>>(
            bare_file(directory), iostreams::close_handle);
    }
};

// The work on a stream that `Opener` makes in a place, with `fill` to prepare it.
template<class Opener>
bench::side on(std::string const& directory, void (*work)(std::iostream&), void (*fill)(std::iostream&) = nullptr)
{
    auto stream = std::make_shared<std::shared_ptr<std::iostream>>();
    return {[=] { work(**stream); },
        [=]
        {
            *stream = Opener::open(directory);
            if (fill)
                fill(**stream);
        },
        [=]
        {
            if (!(*stream)->good())
            {
                std::cerr << "a stream failed\n";
                std::abort();
            }
            stream->reset();
        }};
}

// The same for the bare calls.
bench::side bare(std::string const& directory, void (*work)(int), void (*fill)(int) = nullptr)
{
    auto file = std::make_shared<int>(-1);
    return {[=] { work(*file); },
        [=]
        {
            *file = bare_file(directory);
            if (fill)
                fill(*file);
        },
        [=] { ::close(*file); }};
}

// ---- the work ------------------------------------------------------------------------------------------------------

void sixteen_million_sputc(std::iostream& stream)
{
    std::streambuf& buffer = *stream.rdbuf();
    for (int i = 0; i != 16'000'000; ++i)
        buffer.sputc(static_cast<char>(i));
    buffer.pubsync();
}

void million_numbers(std::iostream& stream)
{
    for (int i = 0; i != 1'000'000; ++i)
        stream << i << '\n';
    stream.flush();
}

void million_writes_of_64(std::iostream& stream)
{
    char const block[64] = {};
    for (int i = 0; i != 1'000'000; ++i)
        stream.write(block, sizeof(block));
    stream.flush();
}

void lines_for_getline(std::iostream& stream)
{
    for (int i = 0; i != 1'000'000; ++i)
        stream << "a line of some thirty characters " << i % 100 << '\n';
    stream.flush();
    stream.seekg(0);
}

void million_getline(std::iostream& stream)
{
    std::string line;
    std::size_t characters = 0;
    for (int i = 0; i != 1'000'000; ++i)
    {
        std::getline(stream, line);
        characters += line.size();
    }
    benchmark::DoNotOptimize(characters);
}

std::vector<char>& large_block()
{
    static std::vector<char> block(64 * 1024, 'x');
    return block;
}

constexpr int large_blocks = 2000;

void large_writes_and_reads(std::iostream& stream)
{
    std::vector<char>& block = large_block();
    for (int i = 0; i != large_blocks; ++i)
        stream.write(block.data(), static_cast<std::streamsize>(block.size()));
    stream.seekg(0);
    for (int i = 0; i != large_blocks; ++i)
        stream.read(block.data(), static_cast<std::streamsize>(block.size()));
}

void bare_large_writes_and_reads(int file)
{
    std::vector<char>& block = large_block();
    for (int i = 0; i != large_blocks; ++i)
        bench::check(::write(file, block.data(), block.size()), "write");
    bench::check(::lseek(file, 0, SEEK_SET), "lseek");
    for (int i = 0; i != large_blocks; ++i)
        bench::check(::read(file, block.data(), block.size()), "read");
}

// 64 MiB to seek in.
constexpr int seek_blocks = 1024;
constexpr int seeks = 200'000;

std::vector<std::uint32_t> const& random_places()
{
    static std::vector<std::uint32_t> const places = []
    {
        std::mt19937 generator(1);
        std::uniform_int_distribution<std::uint32_t> anywhere(0, seek_blocks * 65536u - 64);
        std::vector<std::uint32_t> made(seeks);
        for (std::uint32_t& each : made)
            each = anywhere(generator);
        return made;
    }();
    return places;
}

void fill_64_MiB(std::iostream& stream)
{
    std::vector<char>& block = large_block();
    for (int i = 0; i != seek_blocks; ++i)
        stream.write(block.data(), static_cast<std::streamsize>(block.size()));
    stream.flush();
    random_places();
}

void bare_fill_64_MiB(int file)
{
    for (int i = 0; i != seek_blocks; ++i)
        bench::check(::write(file, large_block().data(), large_block().size()), "write");
}

void far_seeks(std::iostream& stream)
{
    char block[64];
    for (std::uint32_t const to : random_places())
    {
        stream.seekg(to);
        stream.read(block, sizeof(block));
    }
    benchmark::DoNotOptimize(block[0]);
}

void bare_preads(int file)
{
    char block[64];
    for (std::uint32_t const to : random_places())
        bench::check(::pread(file, block, sizeof(block), to), "pread");
    benchmark::DoNotOptimize(block[0]);
}

void near_seeks(std::iostream& stream)
{
    char block[64];
    for (std::uint32_t const to : random_places())
    {
        stream.seekg(1'000'000 + to % (2048 - 64));
        stream.read(block, sizeof(block));
    }
    benchmark::DoNotOptimize(block[0]);
}

void write_seek_read(std::iostream& stream)
{
    char block[64] = {};
    for (int i = 0; i != seeks; ++i)
    {
        std::streamoff const at = std::streamoff(i) * 128;
        stream.seekp(at);
        stream.write(block, sizeof(block));
        stream.seekg(at);
        stream.read(block, sizeof(block));
    }
    stream.flush();
}

constexpr int spool_blocks = 2048; // 128 MiB

void spool(std::iostream& stream)
{
    std::vector<char>& block = large_block();
    for (int i = 0; i != spool_blocks; ++i)
        stream.write(block.data(), static_cast<std::streamsize>(block.size()));
    stream.flush();
}

void bare_spool(int file)
{
    for (int i = 0; i != spool_blocks; ++i)
        bench::check(::write(file, large_block().data(), large_block().size()), "write");
}

struct rolling_at_1_MiB
{
    static std::shared_ptr<std::iostream> open(std::string const& directory)
    {
        tempfile::options o;
        o.dir = directory;
        return std::make_shared<tempfile::spooled_temporary_file>(std::size_t(1) << 20, o);
    }
};

struct rolling_when_told
{
    static std::shared_ptr<std::iostream> open(std::string const& directory)
    {
        tempfile::options o;
        o.dir = directory;
        return std::make_shared<tempfile::spooled_temporary_file>(std::size_t(0), o);
    }
};

void roll_over(std::iostream& stream)
{
    static_cast<tempfile::spooled_temporary_file&>(stream).rollover();
}

// The other side of a rollover: the file is made and 64 MiB of memory go into it by one call.
bench::side one_write(std::string const& directory)
{
    auto file = std::make_shared<int>(-1);
    auto memory = std::make_shared<std::vector<char>>();
    return {[=]
        {
            *file = bare_file(directory);
            bench::check(::write(*file, memory->data(), memory->size()), "write");
        },
        [=] { memory->assign(std::size_t(seek_blocks) * 65536, 'x'); },
        [=]
        {
            ::close(*file);
            *memory = {};
        }};
}

// ---- the rows ------------------------------------------------------------------------------------------------------

void rows(bench::place const& where)
{
    std::string const in = " (" + where.name + ")";
    std::string const& d = where.directory;
    constexpr int rounds = 21;
    using bench::compare;

    struct formatted
    {
        char const* name;
        double target;
        double operations;
        void (*work)(std::iostream&);
        void (*fill)(std::iostream&);
    };
    formatted const works[] = {
        {"16 million sputc", 0.95, 16e6, sixteen_million_sputc, nullptr},
        {"1 million << int << '\\n'", 0.95, 1e6, million_numbers, nullptr},
        {"1 million write of 64 bytes", 0.95, 1e6, million_writes_of_64, nullptr},
        {"1 million getline", 1.05, 1e6, million_getline, lines_for_getline},
    };
    for (formatted const& w : works)
    {
        compare(w.name + in, "std::fstream", w.target, rounds, w.operations, on<anonymous>(d, w.work, w.fill),
            on<standard>(d, w.work, w.fill));
        compare(w.name + in, "iostreams descriptor", 0, 5, w.operations, on<anonymous>(d, w.work, w.fill),
            on<descriptor>(d, w.work, w.fill));
        compare(w.name + std::string(", spooled in memory"), "std::stringstream", 0, 5, w.operations,
            on<in_memory>(d, w.work, w.fill), on<string>(d, w.work, w.fill));
    }

    compare("2000 writes of 64 KiB, then reads" + in, "write, read", 1.03, rounds, 2 * large_blocks,
        on<anonymous>(d, large_writes_and_reads), bare(d, bare_large_writes_and_reads));
    compare("2000 writes of 64 KiB, then reads" + in, "std::fstream", 0, 5, 2 * large_blocks,
        on<anonymous>(d, large_writes_and_reads), on<standard>(d, large_writes_and_reads));
    compare("200000 far seeks, 64 bytes read" + in, "pread", 1.2, rounds, seeks,
        on<anonymous>(d, far_seeks, fill_64_MiB), bare(d, bare_preads, bare_fill_64_MiB));
    compare("200000 far seeks, 64 bytes read" + in, "std::fstream", 0, 5, seeks,
        on<anonymous>(d, far_seeks, fill_64_MiB), on<standard>(d, far_seeks, fill_64_MiB));
    compare("200000 near seeks, 64 bytes read" + in, "std::fstream", 0.1, rounds, seeks,
        on<anonymous>(d, near_seeks, fill_64_MiB), on<standard>(d, near_seeks, fill_64_MiB));
    compare("200000 write, seek back, read" + in, "std::fstream", 0.1, rounds, seeks, on<anonymous>(d, write_seek_read),
        on<standard>(d, write_seek_read));
    compare("200000 write, seek back, read, named" + in, "std::fstream", 0.45, rounds, seeks,
        on<named>(d, write_seek_read), on<standard>(d, write_seek_read));
    compare("128 MiB spooled, rolling over at 1 MiB" + in, "write", 1.05, rounds, spool_blocks,
        on<rolling_at_1_MiB>(d, spool), bare(d, bare_spool));
    compare("the rollover of 64 MiB" + in, "one write", 1.05, rounds, 1,
        on<rolling_when_told>(d, roll_over, fill_64_MiB), one_write(d));
}

} // namespace

int main(int argc, char** argv)
{
    std::vector<bench::place> const places = bench::places();
    for (bench::place const& where : places)
        rows(where);
    bench::compare("128 MiB spooled in memory, in 64 KiB writes", "std::stringstream", 0.25, 11, spool_blocks,
        on<in_memory>("", spool), on<string>("", spool));
    return bench::compare_main(argc, argv);
}
