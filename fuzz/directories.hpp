//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_FUZZ_DIRECTORIES_HPP
#define BOOST_TEMPFILE_FUZZ_DIRECTORIES_HPP

// Directories to make temporary files in, texts that name them, and what must come of it: which directory a text names,
// and which error there has to be. With plain POSIX calls, and nothing of the library.

#include "plain_trees.hpp"

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <optional>
#include <set>
#include <string>
#include <system_error>

namespace fuzz
{

// ---- what there is --------------------------------------------------------------------------------------------------

inline void make_directories(int work)
{
    for (char const* const name : {"here", "here/in", "sometimes", "denied", "closed", "\xff\xfe", "setgid"})
        ::mkdirat(work, name, 0755);
    ::mkdirat(work, std::string(255, 'L').c_str(), 0755);
    put(work, "file");
    for (auto const& [target, name] : {std::pair("here", "link"), {"nothing", "dangling"}, {"loop", "loop"}})
        (void)!::symlinkat(target, work, name);
    ::fchmodat(work, "denied", 0555, 0);
    ::fchmodat(work, "closed", 0, 0);
    ::fchmodat(work, "setgid", 02755, 0);
}

// The paths of all that is in a directory.
inline void list(std::string const& directory, std::set<std::string>& paths)
{
    if (descriptor const opened = directory_at(AT_FDCWD, directory))
        for (std::string const& name : names_in(opened.number))
        {
            paths.insert(directory + '/' + name);
            if (found(opened.number, name).is_directory)
                list(directory + '/' + name, paths);
        }
}

// ---- texts ----------------------------------------------------------------------------------------------------------

// What names begin and end with.
inline std::string odd_affix(reader& input)
{
    static std::string const texts[] = {"", "x", ".csv", ".", "..", "a/b", "/", std::string(1, '\0'),
        std::string("a\0b", 3), "\xff\xfe", "\n", " ", "~", "-", "\xc3\xa9", "tmp~0123456789abcdef~", "%s"};
    unsigned const n = input.byte();
    if (n < 0xc0)
        return texts[n % std::size(texts)];
    static constexpr unsigned sizes[] = {100, 228, 231, 236, 237, 238, 240, 242, 243, 244, 254, 255, 256, 300, 5000};
    return std::string(sizes[n % std::size(sizes)], 'p');
}

// What names a directory, perhaps.
inline std::string odd_directory(reader& input, std::string const& work)
{
    static std::string const parts[] = {"here", "here", "in", "link", "sometimes", "..", ".", "", "file", "missing",
        "dangling", "loop", "denied", "closed", "\xff\xfe", "setgid", std::string(255, 'L'), std::string(256, 'l'),
        std::string("he\0re", 5), "work"};
    static char const* const separators[] = {"/", "/", "/", "//", "/./"};
    unsigned const how = input.byte();
    if (how == 0)
        return {};
    if (how == 1)
        return work + std::string(how, '/') + std::string(4500, '.');
    std::string text = how % 2 ? work + '/' : std::string();
    if (how / 64 == 3 && how % 8 == 2)
        for (int i = 0; i != 2100; ++i)
            text += "./";
    for (unsigned n = 0; n <= how / 2 % 4; ++n)
    {
        unsigned const part = input.byte();
        text += parts[part % std::size(parts)];
        text += separators[part / 32 % std::size(separators)];
    }
    if (how / 8 % 4 != 0)
        text.pop_back();
    return text;
}

// ---- what they mean -------------------------------------------------------------------------------------------------

using errors = std::set<std::errc>;

inline bool has_null(std::string const& text)
{
    return text.find('\0') != std::string::npos;
}

inline std::optional<std::string> current_directory()
{
    char buffer[PATH_MAX];
    if (::getcwd(buffer, sizeof buffer) == nullptr)
        return {};
    return std::string(buffer);
}

// Absolute, without the dots and separators that say nothing; with a `..` in it only separators at its end are left out.
// Nothing where the current directory is gone.
inline std::optional<std::string> meant(std::string text)
{
    if (text.empty() || text[0] != '/')
    {
        auto const here = current_directory();
        if (!here)
            return {};
        text = *here + '/' + text;
    }
    std::string normal;
    for (std::size_t at = 0; at < text.size();)
    {
        std::size_t const end = std::min(text.find('/', at), text.size());
        std::string const part = text.substr(at, end - at);
        if (part == "..")
        {
            while (text.size() > 1 && text.back() == '/')
                text.pop_back();
            return text;
        }
        if (!part.empty() && part != ".")
            normal += '/' + part;
        at = end + 1;
    }
    return normal.empty() ? "/" : normal;
}

// Why no name of so many bytes can be made there; if there are several reasons, all of them.
inline errors refusals(std::string const& directory, std::size_t name)
{
    errors all;
    struct stat status;
    if (::stat(directory.c_str(), &status) != 0)
        all.insert(static_cast<std::errc>(errno));
    else if (!S_ISDIR(status.st_mode))
        all.insert(std::errc::not_a_directory);
    else if (::faccessat(AT_FDCWD, directory.c_str(), W_OK | X_OK, AT_EACCESS) != 0)
        all.insert(static_cast<std::errc>(errno));
    if (name > NAME_MAX || (name != 0 && directory.size() + 1 + name >= PATH_MAX))
        all.insert(std::errc::filename_too_long);
    return all;
}

inline bool same_directory(std::string const& a, std::string const& b)
{
    struct stat one, other;
    return ::stat(a.c_str(), &one) == 0 && ::stat(b.c_str(), &other) == 0 && one.st_ino == other.st_ino &&
           one.st_dev == other.st_dev;
}

// Whether a file can be made and written to.
inline bool will_do(std::string const& directory)
{
    std::string const path = directory + "/fuzz-of-15-byte";
    bool const made = put(AT_FDCWD, path);
    ::unlink(path.c_str());
    return made;
}

// ---- where temporary files go ---------------------------------------------------------------------------------------

class tempdir_model
{
public:
    // False where the text is refused, for one of these reasons.
    errors set(std::string const& text)
    {
        if (text.empty())
            return how_ = origin::none, errors();
        if (has_null(text))
            return {std::errc::invalid_argument};
        auto const absolute = meant(text);
        if (!absolute)
            return {std::errc::no_such_file_or_directory};
        if (absolute->size() > 4095)
            return {std::errc::filename_too_long};
        how_ = origin::given;
        path_ = *absolute;
        return {};
    }

    // The first that will do, found once, and again when it is gone. Nothing where there is none.
    std::optional<std::string> get()
    {
        if (how_ == origin::searched && ::access(path_.c_str(), F_OK) != 0 && errno == ENOENT)
            how_ = origin::none;
        if (how_ != origin::none)
            return path_;
        std::vector<std::string> candidates;
        for (char const* const name : {"TMPDIR", "TEMP", "TMP"})
            if (char const* const value = std::getenv(name); value != nullptr && *value != '\0')
                candidates.emplace_back(value);
        candidates.insert(candidates.end(), {"/tmp", "/var/tmp", "/usr/tmp", "."});
        for (std::string const& candidate : candidates)
            if (auto const path = meant(candidate); path && path->size() <= 4095 && will_do(*path))
            {
                how_ = origin::searched;
                path_ = *path;
                return path_;
            }
        return {};
    }

private:
    enum class origin
    {
        none,
        searched,
        given
    };
    origin how_ = origin::none;
    std::string path_;
};

} // namespace fuzz

#endif
