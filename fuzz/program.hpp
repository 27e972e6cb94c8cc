//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_FUZZ_PROGRAM_HPP
#define BOOST_TEMPFILE_FUZZ_PROGRAM_HPP

// What the fuzz targets have in common: the input as a program, where its files are, how it ends, and the main() of
// compilers without libFuzzer.

#include <boost/tempfile/options.hpp>
#include <boost/tempfile/temporary_directory.hpp>

#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace fuzz
{

namespace tf = boost::tempfile;

// The input, as numbers; zeros behind its end.
class reader
{
public:
    reader(unsigned char const* data, std::size_t size) : at_(data), end_(data + size) {}

    bool empty() const { return at_ == end_; }
    unsigned byte() { return empty() ? 0u : *at_++; }
    unsigned word() { return byte() << 8 | byte(); }
    // Small numbers mostly, and now and then ones around the sizes of buffers.
    std::size_t length()
    {
        unsigned const n = byte();
        if (n < 200)
            return n % 40;
        static constexpr std::size_t sizes[] = {
            1, 63, 64, 65, 127, 511, 512, 513, 1023, 4095, 4096, 4097, 8191, 8192, 12287, 12288, 12289, 16384, 20000};
        return n < 220 ? word() % 700 : sizes[(n - 220) % std::size(sizes)];
    }

private:
    unsigned char const* at_;
    unsigned char const* end_;
};

inline void give_up(char const* what, char const* who, unsigned step, std::string const& more)
{
    std::fprintf(stderr, "step %u: %s of the %s file differs: %s\n", step, what, who, more.c_str());
    std::fflush(stderr);
    std::abort();
}

// With FUZZ_TRACE in the environment a program says what it does.
inline bool tracing()
{
    static bool const on = std::getenv("FUZZ_TRACE") != nullptr;
    return on;
}

inline tf::options const& scratch_options()
{
    static tf::temporary_directory const directory(
        []
        {
            tf::options o;
            if (std::filesystem::is_directory("/dev/shm"))
                o.dir = "/dev/shm";
            return o;
        }());
    static tf::options const o = []
    {
        tf::options made;
        made.dir = directory.path();
        return made;
    }();
    return o;
}

} // namespace fuzz

#if defined(FUZZ_STANDALONE)

extern "C" int LLVMFuzzerTestOneInput(unsigned char const* data, std::size_t size);

int main(int argc, char** argv)
{
    namespace fs = std::filesystem;
    std::size_t count = 0;
    auto const run = [&count](fs::path const& p)
    {
        std::ifstream in(p, std::ios_base::binary);
        std::string const all((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
        LLVMFuzzerTestOneInput(reinterpret_cast<unsigned char const*>(all.data()), all.size());
        ++count;
    };
    for (int i = 1; i < argc; ++i)
    {
        if (!fs::is_directory(argv[i]))
            run(argv[i]);
        else
            for (auto const& entry : fs::directory_iterator(argv[i]))
                run(entry.path());
    }
    std::printf("%zu programs, no difference\n", count);
    return count == 0 ? 1 : 0;
}

#endif

#endif
