//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// Removes files and trees with all cores, and never leaves a tree, whoever interferes:
//
//     rmtree [-j THREADS] [-x] [-q] PATH...
//
// -j: so many threads at most; -x: what is mounted inside is emptied as well; -q: no progress. A terminal on standard error
// shows how many entries went. In the end there is the count, and the first error of each path.
//
// Status: 0 if everything is gone (or was not there), 1 otherwise, 2 for wrong arguments.

#include <boost/tempfile/remove_all.hpp>

#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <exception>
#include <filesystem>
#include <iostream>
#include <string>
#include <system_error>
#include <vector>

#if defined(_WIN32)
#include <io.h>
#else
#include <unistd.h>
#endif

namespace tempfile = boost::tempfile;

namespace
{

struct arguments
{
    tempfile::remove_options how;
    bool quiet = false;
    std::vector<std::filesystem::path> paths;
};

bool read(int argc, char** argv, arguments& result)
{
    int at = 1;
    for (; at < argc && argv[at][0] == '-' && argv[at][1] != '\0'; ++at)
    {
        std::string const option = argv[at];
        if (option == "--")
        {
            ++at;
            break;
        }
        if (option == "-x")
            result.how.cross_mounts = true;
        else if (option == "-q")
            result.quiet = true;
        else if (option == "-j" && at + 1 < argc)
        {
            char const* const text = argv[++at];
            char const* const end = text + std::strlen(text);
            auto const parsed = std::from_chars(text, end, result.how.threads);
            if (parsed.ec != std::errc() || parsed.ptr != end)
                return false;
        }
        else
            return false;
    }
    result.paths.assign(argv + at, argv + argc);
    return !result.paths.empty();
}

bool on_terminal()
{
#if defined(_WIN32)
    return ::_isatty(2) != 0;
#else
    return ::isatty(STDERR_FILENO) != 0;
#endif
}

// A line of the terminal that is written over, at most ten times a second.
class progress
{
public:
    explicit progress(bool shown) : shown_(shown) {}
    progress(progress const&) = delete;
    progress& operator=(progress const&) = delete;

    ~progress()
    {
        if (written_)
            std::cerr << "\r\33[K" << std::flush;
    }

    void operator()(std::uintmax_t before, std::uintmax_t now)
    {
        auto const time = std::chrono::steady_clock::now();
        if (!shown_ || time - last_ < std::chrono::milliseconds(100))
            return;
        last_ = time;
        written_ = true;
        std::cerr << '\r' << before + now << " removed\33[K" << std::flush;
    }

private:
    bool const shown_;
    bool written_ = false;
    std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
};

} // namespace

int main(int argc, char** argv)
{
    arguments given;
    if (!read(argc, argv, given))
    {
        std::cerr << "usage: rmtree [-j THREADS] [-x] [-q] PATH...\n";
        return 2;
    }
    std::uintmax_t removed = 0;
    std::vector<std::string> errors;
    {
        progress shown(!given.quiet && on_terminal());
        for (std::filesystem::path const& path : given.paths)
        {
            std::uintmax_t gone = 0;
            given.how.observer = [&, removed](std::uintmax_t now)
            {
                gone = now;
                shown(removed, now);
            };
            try
            {
                gone = tempfile::remove_all(path, given.how);
            }
            catch (std::exception const& e)
            {
                errors.emplace_back(e.what());
            }
            removed += gone;
        }
    }
    if (!given.quiet)
        std::cout << removed << (removed == 1 ? " entry" : " entries") << " removed\n";
    for (std::string const& error : errors)
        std::cerr << "rmtree: " << error << '\n';
    return errors.empty() ? 0 : 1;
}
