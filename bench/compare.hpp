//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_BENCH_COMPARE_HPP
#define BOOST_TEMPFILE_BENCH_COMPARE_HPP

// Google Benchmark programs that compare: a row of the table is one piece of work, done by this library and by what a
// user would use instead. Both sides run in the same benchmark, one after the other in each round and the other
// way round in the next, so that what else the machine does hits both; the ratio is the median of the rounds' ratios.
//
//     compare("1 million getline", "std::fstream", 1.05, 15, 1'000'000, ours, theirs);
//     return compare_main(argc, argv);
//
// Times are wall-clock times of the work alone, without prepare().

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace bench
{

// What one side does in each round. finish() is not timed either.
struct side
{
    std::function<void()> work;
    std::function<void()> prepare = {};
    std::function<void()> finish = {};
};

namespace detail
{

inline double measure(side const& one)
{
    using clock = std::chrono::steady_clock;
    if (one.prepare)
        one.prepare();
    clock::time_point const begin = clock::now();
    one.work();
    std::chrono::duration<double> const took = clock::now() - begin;
    if (one.finish)
        one.finish();
    return took.count();
}

inline double median(std::vector<double> values)
{
    auto const middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

inline void run(benchmark::State& state, side const& ours, side const& theirs, double target, double operations)
{
    std::vector<double> our_times, their_times, ratios;
    measure(ours); // both are warm when the first round begins
    measure(theirs);
    bool ours_first = true;
    for (auto _ : state)
    {
        double a, b;
        if (ours_first)
        {
            a = measure(ours);
            b = measure(theirs);
        }
        else
        {
            b = measure(theirs);
            a = measure(ours);
        }
        ours_first = !ours_first;
        our_times.push_back(a);
        their_times.push_back(b);
        ratios.push_back(a / b);
        state.SetIterationTime(a);
    }
    state.counters["ours"] = median(our_times) / operations;
    state.counters["theirs"] = median(their_times) / operations;
    state.counters["ratio"] = median(ratios);
    state.counters["target"] = target;
}

inline std::string duration(double seconds)
{
    char const* const units[] = {"s ", "ms", "us", "ns"};
    std::size_t unit = 0;
    for (; seconds < 1 && unit != 3; ++unit)
        seconds *= 1000;
    char text[32];
    std::snprintf(text, sizeof(text), "%.3g %s", seconds, units[unit]);
    return text;
}

class table : public benchmark::BenchmarkReporter
{
public:
    bool ReportContext(Context const&) override
    {
        std::printf("%-58s %-26s %10s %10s %7s %8s\n", "work", "instead", "ours", "theirs", "ratio", "at most");
        return true;
    }

    void ReportRuns(std::vector<Run> const& runs) override
    {
        for (Run const& each : runs)
        {
            if (each.counters.find("ratio") == each.counters.end())
            {
                std::printf("%-58s failed: %s\n", each.run_name.function_name.c_str(), each.error_message.c_str());
                failed_ = true;
                continue;
            }
            double const ratio = each.counters.at("ratio");
            double const target = each.counters.at("target");
            char limit[32] = "";
            if (target > 0)
                std::snprintf(limit, sizeof(limit), "%8.2f%s", target, ratio <= target ? "" : "  ABOVE");
            std::printf("%-58s %-26s %10s %10s %7.3f %s\n", each.run_name.function_name.c_str(),
                each.report_label.c_str(), duration(each.counters.at("ours")).c_str(),
                duration(each.counters.at("theirs")).c_str(), ratio, limit);
            std::fflush(stdout);
        }
    }

    bool failed() const { return failed_; }

private:
    bool failed_ = false;
};

} // namespace detail

// A row: `ours` and `theirs` do the same work of `operations` operations, in so many rounds; the ratio shall be at most
// `target`, 0 for a row that is there to be looked at.
inline void compare(std::string const& what, std::string const& instead, double target, int rounds, double operations,
    side ours, side theirs)
{
    benchmark::RegisterBenchmark(what.c_str(),
        [=](benchmark::State& state)
        {
            detail::run(state, ours, theirs, target, operations);
            state.SetLabel(instead);
        })
        ->UseManualTime()
        ->Iterations(rounds);
}

// Runs the rows that the command line asks for (--benchmark_filter=...) and prints the table. What one row leaves to
// be written back must not be paid by the next: the caller's rows use files that are gone when their round ends.
inline int compare_main(int argc, char** argv)
{
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv))
        return 1;
    detail::table table;
    benchmark::RunSpecifiedBenchmarks(&table);
    return table.failed() ? 1 : 0;
}

} // namespace bench

#endif
