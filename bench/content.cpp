//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// The content as a whole: view() and map(), against mmap, reading through the stream, and memory.

#include "compare.hpp"
#include "places.hpp"

#include <boost/tempfile/content_view.hpp>
#include <boost/tempfile/mapped_content.hpp>
#include <boost/tempfile/spooled_temporary_file.hpp>
#include <boost/tempfile/temporary_file.hpp>

#include <sys/mman.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <vector>

namespace
{

namespace tempfile = boost::tempfile;

constexpr std::size_t size = std::size_t(128) << 20;
constexpr std::size_t block = 64 << 10;
constexpr int repeats = 2000; // of what takes a microsecond

template<class File>
std::shared_ptr<File> filled(std::shared_ptr<File> file)
{
    std::string const bytes(block, 'x');
    for (std::size_t done = 0; done != size; done += block)
        file->write(bytes.data(), block);
    file->flush();
    return file;
}

std::uint64_t sum(char const* data, std::size_t n)
{
    std::uint64_t total = 0;
    for (std::size_t i = 0; i != n; ++i)
        total += static_cast<unsigned char>(data[i]);
    return total;
}

void views(tempfile::temporary_stream& file)
{
    for (int i = 0; i != repeats; ++i)
        benchmark::DoNotOptimize(file.view().data());
}

void mappings(int handle)
{
    for (int i = 0; i != repeats; ++i)
    {
        void* const p = ::mmap(nullptr, size, PROT_READ, MAP_SHARED, handle, 0);
        benchmark::DoNotOptimize(p);
        ::munmap(p, size);
    }
}

void sum_of_view(tempfile::temporary_stream& file)
{
    tempfile::content_view const view = file.view();
    benchmark::DoNotOptimize(sum(view.data(), view.size()));
}

void sum_of_mapping(int handle)
{
    void* const p = ::mmap(nullptr, size, PROT_READ, MAP_SHARED, handle, 0);
    benchmark::DoNotOptimize(sum(static_cast<char const*>(p), size));
    ::munmap(p, size);
}

void sum_of_reads(tempfile::temporary_stream& file)
{
    std::vector<char> buffer(block);
    std::uint64_t total = 0;
    file.seekg(0);
    while (file.read(buffer.data(), block))
        total += sum(buffer.data(), block);
    file.clear();
    benchmark::DoNotOptimize(total);
}

constexpr std::size_t integers = (std::size_t(64) << 20) / sizeof(std::uint32_t);

void fill(std::uint32_t* first)
{
    std::mt19937 random(42);
    std::generate(first, first + integers, random);
}

std::uint32_t* first_of(tempfile::mapped_content const& memory)
{
    return reinterpret_cast<std::uint32_t*>(memory.data());
}

void rows(bench::place const& where)
{
    std::string const in = ", " + where.name;
    tempfile::options o;
    o.dir = where.directory;
    auto const file = filled(std::make_shared<tempfile::temporary_file>(o));
    bench::compare("view() of 128 MiB in a file" + in, "mmap, munmap", 1.05, 21, repeats, {[file] { views(*file); }},
        {[file] { mappings(file->rdbuf()->device().peek_handle()); }});
    bench::compare("128 MiB summed through view()" + in, "read in 64 KiB", 0.7, 11, 1, {[file] { sum_of_view(*file); }},
        {[file] { sum_of_reads(*file); }});
    bench::compare("128 MiB summed through view()" + in, "mmap, sum, munmap", 1.05, 11, 1,
        {[file] { sum_of_view(*file); }}, {[file] { sum_of_mapping(file->rdbuf()->device().peek_handle()); }});

    auto const mapped = std::make_shared<tempfile::temporary_file>(o);
    mapped->resize(integers * sizeof(std::uint32_t));
    auto const memory = std::make_shared<tempfile::mapped_content>(mapped->map());
    auto const numbers = std::make_shared<std::vector<std::uint32_t>>(integers);
    bench::compare("64 MiB of integers sorted in map()" + in, "std::vector", 1.1, 5, integers,
        {[memory] { std::sort(first_of(*memory), first_of(*memory) + integers); },
            [memory, mapped] { fill(first_of(*memory)); }},
        {[numbers] { std::sort(numbers->begin(), numbers->end()); }, [numbers] { fill(numbers->data()); }});
}

} // namespace

int main(int argc, char** argv)
{
    std::vector<bench::place> const places = bench::places();
    for (bench::place const& where : places)
        rows(where);
    auto const spooled = filled(std::make_shared<tempfile::spooled_temporary_file>());
    bench::compare("view() of 128 MiB in memory", "tellp()", 0, 21, repeats, {[spooled] { views(*spooled); }},
        {[spooled]
            {
                for (int i = 0; i != repeats; ++i)
                    benchmark::DoNotOptimize(std::streamoff(spooled->tellp()));
            }});
    return bench::compare_main(argc, argv);
}
