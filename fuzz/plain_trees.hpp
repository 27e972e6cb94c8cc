//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_FUZZ_PLAIN_TREES_HPP
#define BOOST_TEMPFILE_FUZZ_PLAIN_TREES_HPP

// Trees made, looked at and removed by plain POSIX calls, with nothing of the library.

#include "program.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

namespace fuzz
{

[[noreturn]] inline void differs(char const* what, std::string const& more = {})
{
    std::fprintf(stderr, "differs: %s %s\n", what, more.c_str());
    std::fflush(stderr);
    (void)!::seteuid(::getuid()); // who may write down what failed
    std::abort();
}

// A descriptor, closed by nothing that the library can see.
struct descriptor
{
    explicit descriptor(int n = -1) : number(n) {}
    descriptor(descriptor&& other) noexcept : number(std::exchange(other.number, -1)) {}
    descriptor& operator=(descriptor&& other) noexcept { return std::swap(number, other.number), *this; }
    ~descriptor()
    {
        if (number >= 0)
            ::close(number);
    }
    explicit operator bool() const { return number >= 0; }
    int number;
};

// While it exists, root is somebody else, who owns what is made meanwhile.
struct ordinary_user
{
    explicit ordinary_user(bool wanted) : changed(wanted && ::geteuid() == 0) { change(65534); }
    ~ordinary_user() { change(0); }
    ordinary_user(ordinary_user const&) = delete;
    ordinary_user& operator=(ordinary_user const&) = delete;
    bool const changed;

private:
    void change(uid_t to) const
    {
        if (changed && ::seteuid(to) != 0)
            std::abort();
        ::prctl(PR_SET_DUMPABLE, 1); // or /proc/self is another's
    }
};

inline descriptor directory_at(int at, std::string const& name)
{
    return descriptor(::openat(at, name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
}

// Whether there is something, what.
struct found
{
    found(int at, std::string const& name)
        : is(::fstatat(at, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0),
          is_directory(is && S_ISDIR(status.st_mode))
    {
    }
    struct stat status = {};
    bool is, is_directory;
};

inline std::vector<std::string> names_in(int directory, std::size_t most = SIZE_MAX)
{
    std::vector<std::string> names;
    descriptor again(::openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    DIR* const listing = again ? ::fdopendir(std::exchange(again.number, -1)) : nullptr;
    if (listing == nullptr)
        return names;
    while (dirent const* const entry = names.size() < most ? ::readdir(listing) : nullptr)
        if (std::string const name = entry->d_name; name != "." && name != "..")
            names.push_back(name);
    ::closedir(listing);
    return names;
}

// How many entries a tree has, itself included. What denies access is opened up.
inline std::uintmax_t count(int at, std::string const& name, bool and_remove = false)
{
    found const root(at, name);
    if (!root.is_directory)
        return root.is && (!and_remove || ::unlinkat(at, name.c_str(), 0) == 0);
    std::uintmax_t n = 1;
    if ((root.status.st_mode & 0700) != 0700)
        ::fchmodat(at, name.c_str(), 0700, 0);
    if (descriptor const directory = directory_at(at, name))
        for (std::string const& child : names_in(directory.number))
            n += count(directory.number, child, and_remove);
    if (and_remove)
        ::unlinkat(at, name.c_str(), AT_REMOVEDIR);
    return n;
}

inline bool put(int at, std::string const& name, std::string const& text = "x")
{
    descriptor const file(::openat(at, name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0640));
    return file && ::write(file.number, text.data(), text.size()) == static_cast<ssize_t>(text.size());
}

// Everything about an entry and what is in it, but its times and links.
inline std::string described(int at, std::string const& name)
{
    found const f(at, name);
    std::string text = name + ' ' + std::to_string(f.status.st_mode) + ' ' + std::to_string(f.status.st_ino) + ' ' +
                       std::to_string(f.status.st_uid) + '\n';
    char buffer[256];
    if (S_ISLNK(f.status.st_mode))
        text.append(buffer, static_cast<std::size_t>(::readlinkat(at, name.c_str(), buffer, sizeof buffer)));
    if (S_ISREG(f.status.st_mode))
    {
        descriptor const file(::openat(at, name.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
        ssize_t const size = ::read(file.number, buffer, sizeof buffer);
        text.append(buffer, static_cast<std::size_t>(size < 0 ? 0 : size));
    }
    if (descriptor const directory = f.is_directory ? directory_at(at, name) : descriptor())
    {
        std::vector<std::string> names = names_in(directory.number);
        std::sort(names.begin(), names.end());
        for (std::string const& child : names)
            text += described(directory.number, child);
        text += "end\n";
    }
    return text;
}

inline std::string odd_name(unsigned n)
{
    static std::string const names[] = {"a", "b", "c", "d", "e", "f", "g", "h", std::string(255, 'n'), "new\nline",
        "\xff\xfe", "...", "-rf", " ", "tree", std::string(200, 'm'), "tmp~0123456789abcdef~", "\xc3\xa9"};
    return names[n % std::size(names)];
}

inline mode_t odd_mode(unsigned n)
{
    static constexpr mode_t modes[] = {
        0700, 0700, 0700, 0, 0500, 0300, 0100, 0400, 0600, 0777, 01700, 0200, 0700, 0700, 0, 0500};
    return modes[n % std::size(modes)];
}

// Where a link of a directory so deep in the tree leads: beside the tree is the treasure, `a`.
inline std::string odd_target(unsigned n, unsigned depth, std::string const& work)
{
    std::string up;
    for (unsigned i = 0; i <= depth; ++i)
        up += "../";
    switch (n % 8)
    {
    case 0:
        return up + "a/a";
    case 1:
        return "nothing";
    case 2:
        return "..";
    case 3:
        return ".";
    case 4:
        return work + "/a";
    case 5:
        return "/";
    default:
        return up + "a";
    }
}

// What is beside a tree and must stay: the names are those that a tree has.
inline void make_treasure(int work)
{
    ::mkdirat(work, "a", 0750);
    descriptor const a = directory_at(work, "a");
    put(a.number, "a", "a file of many names");
    ::mkdirat(a.number, "b", 0700);
    put(directory_at(a.number, "b").number, "a");
    ::mkdirat(a.number, "c", 0700);
    put(directory_at(a.number, "c").number, "b");
    ::fchmodat(a.number, "c", 0500, 0);
    ::mkdirat(a.number, "d", 0);
    (void)!::symlinkat("b", a.number, "e");
    put(work, "b");
    ::mkdirat(work, "d", 0700);
}

// Makes a tree as a program says.
class builder
{
public:
    builder(reader& input, int work, std::string path) : input_(input), work_(work), path_(std::move(path)) {}

    // What is not there yet is made.
    std::uintmax_t build(std::string const& name)
    {
        made_ = ::mkdirat(work_, name.c_str(), 0700) == 0 || found(work_, name).is_directory;
        way_.push_back({directory_at(work_, name), 0700});
        for (unsigned n = 0; !input_.empty() && n != 100 && made_ < most; ++n)
            step();
        while (!way_.empty())
            leave();
        return made_;
    }

private:
    struct level
    {
        descriptor directory;
        mode_t mode;
    };
    static constexpr std::uintmax_t most = 400;

    int here() const { return way_.back().directory.number; }

    void step()
    {
        unsigned const what = input_.byte();
        std::string const name = odd_name(input_.byte());
        switch (what % 16)
        {
        case 0:
        case 1:
        case 2:
            made_ += put(here(), name);
            break;
        case 3:
        case 4:
        case 5:
            enter(name, odd_mode(what / 16));
            break;
        case 6:
        case 7:
            if (way_.size() > 1)
                leave();
            break;
        case 8:
        case 9:
            made_ += ::symlinkat(odd_target(what / 16, static_cast<unsigned>(way_.size() - 1), path_).c_str(), here(),
                         name.c_str()) == 0;
            break;
        case 10:
            made_ += ::linkat(work_, "a/a", here(), name.c_str(), 0) == 0;
            break;
        case 11:
            made_ += ::mkfifoat(here(), name.c_str(), 0600) == 0;
            break;
        case 12:
        case 13:
            chain(name, 3 * (what / 16));
            break;
        case 14:
            many(input_.byte(), what / 16);
            break;
        default:
            if (::mkdirat(here(), name.c_str(), 0700) == 0)
                made_ += ::fchmodat(here(), name.c_str(), odd_mode(what / 16), 0) == 0;
        }
    }

    void enter(std::string const& name, mode_t mode)
    {
        if (way_.size() == 24 || ::mkdirat(here(), name.c_str(), 0700) != 0)
            return;
        ++made_;
        way_.push_back({directory_at(here(), name), mode});
    }

    void leave()
    {
        if (way_.back().mode != 0700)
            ::fchmod(here(), way_.back().mode);
        way_.pop_back();
    }

    // Deeper than a removal holds open; with a long name, longer than a path can be.
    void chain(std::string const& name, unsigned levels)
    {
        descriptor last(::dup(here()));
        for (unsigned i = 0; i != levels && ::mkdirat(last.number, name.c_str(), 0700) == 0; ++i)
        {
            ++made_;
            last = directory_at(last.number, name);
            if (i % 3 == 0)
                made_ += put(last.number, "a");
        }
    }

    void many(unsigned n, unsigned each)
    {
        for (unsigned i = 0; i != n && made_ < most; ++i)
        {
            std::string const name = std::to_string(i) + (each & 4 ? std::string(50, '-') : std::string());
            if (each == 0 || i % each != 0)
                made_ += put(here(), name);
            else if (::mkdirat(here(), name.c_str(), 0700) == 0)
            {
                ++made_;
                made_ += put(directory_at(here(), name).number, "a");
            }
        }
    }

    reader& input_;
    int const work_;
    std::string const path_;
    std::vector<level> way_;
    std::uintmax_t made_ = 0;
};

inline std::vector<std::string> open_descriptors()
{
    return names_in(descriptor(::open("/proc/self/fd", O_RDONLY)).number);
}

// Runs a program in an empty directory, which belongs to the ordinary user where the first byte has the program run as
// one; what is left there is removed.
template<class Program>
void run_in_directory(unsigned char const* data, std::size_t size)
{
    namespace fs = std::filesystem;
    fs::path const scratch = scratch_options().dir;
    ::chmod(scratch.c_str(), 0711);
    fs::path const work = scratch / "work";
    fs::create_directory(work);
    reader input(data, size);
    if (::geteuid() == 0 && size != 0 && (data[0] & 1) != 0 && ::chown(work.c_str(), 65534, 65534) != 0)
        std::abort();
    std::vector<std::string> const before = open_descriptors();
    Program(input, work.string()).run();
    if (open_descriptors() != before)
        differs("the open descriptors");
    count(AT_FDCWD, work.string(), true);
}

} // namespace fuzz

#endif
