//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// The series of the documentation's plots: time against size, number of files, distance. Each benchmark is called
// PLOT/LINE/X; doc/tools/plots.py makes the pictures of what --benchmark_out writes.

#include "places.hpp"

#include <boost/tempfile.hpp>

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include <sys/stat.h>

namespace tempfile = boost::tempfile;
namespace fs = std::filesystem;

namespace
{

std::string where()
{
    return bench::places().front().directory;
}

// ---- one stream: made, written in pieces of 4 KiB, read back, removed ----

template<class Stream>
void write_and_read(Stream& stream, std::int64_t size)
{
    static std::string const piece(4096, 'x');
    for (std::int64_t left = size; left > 0; left -= 4096)
        stream.write(piece.data(), static_cast<std::streamsize>(std::min<std::int64_t>(left, 4096)));
    stream.seekg(0);
    char block[4096];
    while (stream.read(block, sizeof block))
    {
    }
    benchmark::DoNotOptimize(block);
}

void spooled(benchmark::State& state)
{
    for (auto _ : state)
    {
        tempfile::spooled_temporary_file stream(1 << 20);
        write_and_read(stream, state.range(0));
    }
}

void stringstream(benchmark::State& state)
{
    for (auto _ : state)
    {
        std::stringstream stream;
        write_and_read(stream, state.range(0));
    }
}

void anonymous(benchmark::State& state)
{
    for (auto _ : state)
    {
        tempfile::temporary_file stream;
        write_and_read(stream, state.range(0));
    }
}

// ---- a tree of files, removed ----

// A hundred files a directory, ten bytes a file.
void make_tree(fs::path const& top, std::int64_t files)
{
    fs::create_directory(top);
    fs::path directory;
    for (std::int64_t i = 0; i < files; ++i)
    {
        if (i % 100 == 0)
            fs::create_directory(directory = top / std::to_string(i / 100));
        std::ofstream(directory / std::to_string(i)) << "ten bytes.";
    }
}

template<class Remove>
void remove_tree(benchmark::State& state, Remove remove)
{
    fs::path const top = fs::path(where()) / "boost-tempfile-bench-series";
    for (auto _ : state)
    {
        make_tree(top, state.range(0));
        auto const begin = std::chrono::steady_clock::now();
        remove(top);
        state.SetIterationTime(std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
    }
}

void removed_by_threads(benchmark::State& state, unsigned threads)
{
    tempfile::remove_options o;
    o.threads = threads;
    remove_tree(state, [&o](fs::path const& top) { tempfile::remove_all(top, o); });
}

void removed_by_std(benchmark::State& state)
{
    remove_tree(state, [](fs::path const& top) { fs::remove_all(top); });
}

// ---- seeks: so far, on average, in a file of 16 MiB, and 16 bytes read there ----

template<class Stream>
void seeks(benchmark::State& state, Stream& stream)
{
    constexpr std::int64_t size = 16 << 20;
    std::string const piece(1 << 20, 'x');
    for (std::int64_t i = 0; i < size; i += 1 << 20)
        stream.write(piece.data(), 1 << 20);
    std::mt19937_64 random;
    std::int64_t at = size / 2;
    char block[16];
    for (auto _ : state)
    {
        std::int64_t const step = static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(2 * state.range(0)));
        at += random() % 2 == 0 ? step : -step;
        if (at < 0 || at > size - 16)
            at = size / 2;
        stream.seekg(at);
        stream.read(block, sizeof block);
        benchmark::DoNotOptimize(block);
    }
}

void seeks_here(benchmark::State& state)
{
    tempfile::temporary_file stream;
    seeks(state, stream);
}

void seeks_in_fstream(benchmark::State& state)
{
    tempfile::named_temporary_file const name;
    std::fstream stream(name.path(), std::ios::in | std::ios::out | std::ios::binary);
    seeks(state, stream);
}

// ---- creation and removal, against the calls alone ----

void make_anonymous(benchmark::State& state)
{
    for (auto _ : state)
        tempfile::temporary_file file;
}

void bare_anonymous(benchmark::State& state)
{
    std::string const directory = where();
    for (auto _ : state)
        ::close(bench::check(::open(directory.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600), "open(O_TMPFILE)"));
}

void make_named(benchmark::State& state)
{
    for (auto _ : state)
        tempfile::named_temporary_file file;
}

// Names made beforehand, a thousand at a time; new ones, as the kernel is quicker to say that a name is free when it was
// asked before.
class new_names
{
public:
    explicit new_names(benchmark::State& state) : state_(state), random_(std::random_device{}()), names_(1000), next_(names_.end())
    {
    }

    char const* operator()()
    {
        if (next_ == names_.end())
        {
            state_.PauseTiming();
            for (std::string& name : names_)
                name = where() + "/tmp" + std::to_string(random_());
            next_ = names_.begin();
            state_.ResumeTiming();
        }
        return next_++->c_str();
    }

private:
    benchmark::State& state_;
    std::mt19937_64 random_;
    std::vector<std::string> names_;
    std::vector<std::string>::iterator next_;
};

void bare_named(benchmark::State& state)
{
    new_names next(state);
    for (auto _ : state)
    {
        char const* const name = next();
        int const file = bench::check(::open(name, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600), "open(O_EXCL)");
        bench::check(::unlink(name), "unlink");
        ::close(file);
    }
}

void make_directory(benchmark::State& state)
{
    for (auto _ : state)
        tempfile::temporary_directory directory;
}

void bare_directory(benchmark::State& state)
{
    new_names next(state);
    for (auto _ : state)
    {
        char const* const name = next();
        bench::check(::mkdir(name, 0700), "mkdir");
        bench::check(::rmdir(name), "rmdir");
    }
}

void register_all()
{
    using benchmark::RegisterBenchmark;
    auto const sizes = [](benchmark::internal::Benchmark* b) { b->RangeMultiplier(4)->Range(64, 16 << 20)->UseRealTime(); };
    sizes(RegisterBenchmark("spooling/spooled_temporary_file", spooled));
    sizes(RegisterBenchmark("spooling/std::stringstream", stringstream));
    sizes(RegisterBenchmark("spooling/temporary_file", anonymous));

    auto const files = [](benchmark::internal::Benchmark* b)
    { b->Arg(100)->Arg(1000)->Arg(10000)->Arg(50000)->UseManualTime()->Unit(benchmark::kMillisecond)->Iterations(5); };
    files(RegisterBenchmark("removal/remove_all", removed_by_threads, 0U));
    files(RegisterBenchmark("removal/remove_all, one thread", removed_by_threads, 1U));
    files(RegisterBenchmark("removal/std::filesystem::remove_all", removed_by_std));

    auto const distances = [](benchmark::internal::Benchmark* b) { b->RangeMultiplier(8)->Range(64, 4 << 20)->UseRealTime(); };
    distances(RegisterBenchmark("seeks/temporary_file", seeks_here));
    distances(RegisterBenchmark("seeks/std::fstream", seeks_in_fstream));

    RegisterBenchmark("creation/temporary_file", make_anonymous)->UseRealTime();
    RegisterBenchmark("creation/open(O_TMPFILE), close", bare_anonymous)->UseRealTime();
    RegisterBenchmark("creation/named_temporary_file", make_named)->UseRealTime();
    RegisterBenchmark("creation/open(O_EXCL), unlink, close", bare_named)->UseRealTime();
    RegisterBenchmark("creation/temporary_directory", make_directory)->UseRealTime();
    RegisterBenchmark("creation/mkdir, rmdir", bare_directory)->UseRealTime();
}

} // namespace

int main(int argc, char** argv)
{
    tempfile::settempdir(where());
    register_all();
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv))
        return 1;
    benchmark::RunSpecifiedBenchmarks();
    benchmark::Shutdown();
}
