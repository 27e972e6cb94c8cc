//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// What a spool_budget costs the streams that share it, against streams without one.

#include "compare.hpp"

#include <boost/tempfile/spool_budget.hpp>
#include <boost/tempfile/spooled_temporary_file.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace tempfile = boost::tempfile;

namespace
{

constexpr int batch = 20'000;
std::string const text(200, 'x');

void small_streams(tempfile::options const& o)
{
    char back[200];
    for (int i = 0; i != batch; ++i)
    {
        tempfile::spooled_temporary_file file(std::size_t(1) << 20, o);
        file.write(text.data(), sizeof(back));
        file.seekg(0);
        file.read(back, sizeof(back));
        benchmark::DoNotOptimize(back[0]);
    }
}

void on_threads(int threads, tempfile::options const& o)
{
    std::vector<std::thread> others;
    for (int i = 1; i < threads; ++i)
        others.emplace_back([&o] { small_streams(o); });
    small_streams(o);
    for (std::thread& other : others)
        other.join();
}

} // namespace

int main(int argc, char** argv)
{
    auto const budget = std::make_shared<tempfile::spool_budget>(std::size_t(1) << 30);
    tempfile::options with;
    with.budget = budget.get();
    tempfile::options const without;
    bench::compare("spooled stream of 200 bytes, with a budget", "without a budget", 1.05, 51, batch,
        {[=] { on_threads(1, with); }}, {[=] { on_threads(1, without); }});
    bench::compare("the same on two threads that share it", "without a budget", 1.15, 51, 2 * batch,
        {[=] { on_threads(2, with); }}, {[=] { on_threads(2, without); }});
    return bench::compare_main(argc, argv);
}
