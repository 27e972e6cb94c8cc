//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_TEST_INJECTION_WITNESS_HPP
#define BOOST_TEMPFILE_TEST_INJECTION_WITNESS_HPP

// What the program tells, and asks, the script that makes its calls fail. All of it goes through a socket, which the
// library uses for nothing: so the program can look at files while every open(2), read(2) and stat(2) of its own fails.

#include <filesystem>
#include <string>
#include <system_error>

namespace injection
{

// The socket's descriptor. Before that is said, nothing is told.
void talk_to(int descriptor);

// The failures begin with the next call.
void begin();

// A promise is broken.
void broken(std::string const& what);

// One is broken, unless what failed was the look at a file: it is not known to be ours then, or is said to have gone.
void passed_over(std::string const& what);

// The error that `operation` reported, for the script to compare with the one it injected. Whether there was none.
bool succeeded(char const* operation, std::error_code const&);

// What a file holds, seen by the script: "-" and nothing more if there is none, else "+" and the bytes.
std::string content_of(std::filesystem::path const&);

inline bool is_there(std::filesystem::path const& file)
{
    return content_of(file) != "-";
}

// Makes a file, or an empty directory; removes whatever has the name. The script does it.
void make_file(std::filesystem::path const&, std::string const& content);
void make_directory(std::filesystem::path const&);
void remove_tree(std::filesystem::path const&);

// Removes it when the scope ends, by an exception too. Nothing fails in it.
class removed_at_end
{
public:
    explicit removed_at_end(std::filesystem::path const&);
    ~removed_at_end() { remove_tree(name_); }
    removed_at_end(removed_at_end const&) = delete;
    removed_at_end& operator=(removed_at_end const&) = delete;

private:
    std::filesystem::path name_;
};

// How many handles are open, of the first hundreds.
int open_handles();

// Bytes without a pattern, the same for each seed.
std::string bytes(std::size_t size, unsigned seed);

// Where everything is made, and a directory on another file system.
extern std::filesystem::path directory, elsewhere;

// The groups of operations, by name; throws std::out_of_range.
void run(std::string const& group);

void run_files(std::string const& group, bool& known);
void run_permanent(std::string const& group, bool& known);
void run_directories(std::string const& group, bool& known);

} // namespace injection

#endif
