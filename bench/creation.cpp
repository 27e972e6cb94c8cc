//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// What it costs to make a temporary file and to be rid of it, against the bare system calls; and a spooled file that
// stays small against std::stringstream.

#include "compare.hpp"
#include "places.hpp"

#include <boost/tempfile.hpp>
#include <boost/tempfile/detail/creation.hpp>

#include <cstdio>
#include <filesystem>
#include <functional>
#include <memory>
#include <random>
#include <sstream>
#include <string>
#include <system_error>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace tempfile = boost::tempfile;

namespace
{

void bare_anonymous(std::string const& directory)
{
    ::close(bench::check(::open(directory.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600), "open(O_TMPFILE)"));
}

// What is compared is the system calls, so the names are made beforehand; but new ones, as the kernel is quicker to say
// that a name is free when it was asked before.
void new_names(bench::place const& where, std::vector<std::string>& names)
{
    static std::mt19937_64 generator;
    for (std::string& name : names)
    {
        char random[13];
        std::snprintf(random, sizeof(random), "%012llx", static_cast<unsigned long long>(generator() >> 16));
        name = where.directory + "/tmp" + random;
    }
}

void bare_named(std::string const& name)
{
    int const file = bench::check(::open(name.c_str(), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600), "open(O_EXCL)");
    bench::check(::unlink(name.c_str()), "unlink");
    ::close(file);
}

template<class Function>
std::function<void()> repeat(int times, Function function)
{
    return [=]
    {
        for (int i = 0; i != times; ++i)
            function(i);
    };
}

void creation(bench::place const& where)
{
    constexpr int batch = 1000;
    constexpr int rounds = 101;
    std::string const in = " (" + where.name + ")";
    auto const names = std::make_shared<std::vector<std::string>>(batch);
    auto const here = [where] { tempfile::settempdir(where.directory); };

    bench::side const anonymous{repeat(batch, [=](int) { bare_anonymous(where.directory); })};
    bench::side const named{repeat(batch, [=](int i) { bare_named((*names)[static_cast<std::size_t>(i)]); }),
        [=] { new_names(where, *names); }};

    bench::compare("temporary_file" + in, "open(O_TMPFILE) close", 1.15, rounds, batch,
        {repeat(batch, [](int) { tempfile::temporary_file file; }), here}, anonymous);
    bench::compare("an anonymous unique_handle" + in, "open(O_TMPFILE) close", 1.05, rounds, batch,
        {repeat(batch,
             [](int)
             {
                 std::filesystem::path path;
                 std::error_code ec;
                 tempfile::detail::create_anonymous(nullptr, path, ec);
             }),
            here},
        anonymous);
    bench::compare("named_temporary_file" + in, "open(O_EXCL) unlink close", 1.15, rounds, batch,
        {repeat(batch, [](int) { tempfile::named_temporary_file file; }), here}, named);
    bench::compare("mkstemp, unlink" + in, "open(O_EXCL) unlink close", 1.05, rounds, batch,
        {repeat(batch,
             [](int)
             {
                 auto const made = tempfile::mkstemp();
                 ::unlink(made.path.c_str());
             }),
            here},
        named);
}

// 200 bytes written and read back.
template<class Stream>
void small_round_trip(Stream& stream)
{
    char const text[200] = {};
    char back[200];
    stream.write(text, sizeof(text));
    stream.seekg(0);
    stream.read(back, sizeof(back));
    benchmark::DoNotOptimize(back[199]);
}

void spooling()
{
    constexpr int batch = 10'000;
    constexpr int rounds = 101;
    bench::side const stringstream{repeat(batch,
        [](int)
        {
            std::stringstream stream;
            small_round_trip(stream);
        })};
    bench::compare("spooled_temporary_file, 200 bytes there and back", "std::stringstream", 1.0, rounds, batch,
        {repeat(batch,
            [](int)
            {
                tempfile::spooled_temporary_file stream;
                small_round_trip(stream);
            })},
        stringstream);
    bench::compare("spooled_device, 200 bytes there and back", "std::stringstream", 0.25, rounds, batch,
        {repeat(batch,
            [](int)
            {
                char const text[200] = {};
                char back[200];
                tempfile::spooled_device device;
                device.write(text, sizeof(text));
                device.seek(0, std::ios_base::beg);
                device.read(back, sizeof(back));
                benchmark::DoNotOptimize(back[199]);
            })},
        stringstream);
}

} // namespace

int main(int argc, char** argv)
{
    for (bench::place const& where : bench::places())
        creation(where);
    spooling();
    return bench::compare_main(argc, argv);
}
