//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_FUZZ_ENTRIES_HPP
#define BOOST_TEMPFILE_FUZZ_ENTRIES_HPP

// What has which name in a directory, as permanence.cpp sees it, without the library; and what goes wrong meanwhile.

#include "program.hpp"

#include "../test/interception.hpp"

#include <bitset>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace fuzz
{

namespace fs = std::filesystem;
namespace sys = test::sys;
using sys::call;

// ---- names ----------------------------------------------------------------------------------------------------------

enum class kind
{
    none,
    file,
    link,
    directory,
    other
};

struct thing
{
    kind what = kind::none;
    std::string content; // of a directory all that is in it, of a link where it leads
    unsigned mode = 0;
    std::uint64_t number = 0;
};

inline bool operator==(thing const& a, thing const& b)
{
    return a.what == b.what && a.content == b.content && a.mode == b.mode && a.number == b.number;
}
inline bool operator!=(thing const& a, thing const& b)
{
    return !(a == b);
}

using names = std::map<fs::path, thing>;

inline std::string content_of(fs::path const& p)
{
    std::ifstream in(p, std::ios_base::binary);
    return std::string(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
}

inline thing look(fs::path const& p)
{
    struct ::stat status;
    thing t;
    if (::lstat(p.c_str(), &status) != 0)
        return t;
    t.mode = S_ISLNK(status.st_mode) ? 0 : status.st_mode & 07777;
    t.number = status.st_ino;
    t.what = S_ISREG(status.st_mode)   ? kind::file
             : S_ISLNK(status.st_mode) ? kind::link
             : S_ISDIR(status.st_mode) ? kind::directory
                                       : kind::other;
    if (t.what == kind::file)
        t.content = content_of(p);
    if (t.what == kind::link)
        t.content = fs::read_symlink(p).string();
    if (t.what == kind::directory)
    {
        names inside;
        for (auto const& entry : fs::directory_iterator(p))
            inside[entry.path().filename()] = look(entry.path());
        for (auto const& [name, found] : inside)
            t.content += name.string() + '(' + found.content + ')';
    }
    return t;
}

inline names look_into(fs::path const& directory)
{
    names all;
    for (auto const& entry : fs::directory_iterator(directory))
        all[entry.path()] = look(entry.path());
    return all;
}

// As sweep() tells what it may take.
inline bool is_marked(fs::path const& p)
{
    std::string const name = p.filename().string();
    return name.compare(0, 4, "tmp~") == 0 && name.size() >= 21 && name[20] == '~';
}

inline void put(fs::path const& p, std::string const& content, unsigned mode)
{
    std::ofstream(p, std::ios_base::binary) << content;
    ::chmod(p.c_str(), mode);
}

inline std::size_t open_handles()
{
    auto const all = fs::directory_iterator("/proc/self/fd");
    return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

// ---- what goes wrong ------------------------------------------------------------------------------------------------

// A call of the system layer that fails, or before which another program does something; for one operation.
struct trouble
{
    std::optional<call> which; // none: any
    unsigned calls_left = 0;   // before the one that is meant; 0: none is
    bool all_after = false;
    std::error_code error;
    std::function<void()> other; // another program; in place of a failure

    std::bitset<128> seen; // what was called
    std::bitset<128> hit;  // what has failed
    int unsynced = -1;     // the handle whose synchronization failed
    bool acted = false;    // the other program
};

inline trouble now;

inline std::error_code before_call(sys::call_site const& site) noexcept
{
    now.seen.set(static_cast<std::size_t>(site.which));
    if (now.calls_left == 0 || (now.which && *now.which != site.which))
        return {};
    if (now.calls_left > 1)
        return --now.calls_left, std::error_code();
    if (now.other)
    {
        now.calls_left = 0;
        now.acted = true;
        now.other();
        return {};
    }
    if (!now.all_after)
        now.calls_left = 0;
    now.hit.set(static_cast<std::size_t>(site.which));
    if (site.which == call::sync_file)
        now.unsynced = site.handle;
    if (tracing())
        std::fprintf(stderr, "  call %d fails: %s (%s)\n", static_cast<int>(site.which), now.error.message().c_str(),
            site.path != nullptr ? site.path : "");
    return now.error;
}

inline bool called(call which)
{
    return now.seen[static_cast<std::size_t>(which)];
}

// Whether one of these has failed.
template<class... Calls>
bool failed(Calls... calls)
{
    return (now.hit[static_cast<std::size_t>(calls)] || ...);
}

} // namespace fuzz

#endif
