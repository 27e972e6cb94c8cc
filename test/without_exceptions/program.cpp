//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// A user's program compiled without exceptions and without run-time type information (build/run.sh portability). It uses
// each of the public types; what would throw calls boost::throw_exception below, which ends the program.

#include <boost/assert/source_location.hpp>
#include <boost/tempfile.hpp>

#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>

namespace tempfile = boost::tempfile;

namespace
{

bool awaited = false; // an error, at the end

void require(bool condition, char const* what)
{
    if (!condition)
    {
        std::cerr << "failed: " << what << '\n';
        std::exit(EXIT_FAILURE);
    }
}

template<class Stream>
void round_trip(Stream& stream, char const* what)
{
    stream << "forty-two " << 42 << '\n';
    stream.seekg(0);
    std::string word;
    int number = 0;
    require(bool(stream >> word >> number) && word == "forty-two" && number == 42, what);
}

// Both have a facet that is derived from a codecvt.
void wide_characters()
{
    tempfile::wtemporary_file stream;
    stream << L"forty-two " << 42;
    stream.seekg(0);
    std::wstring word;
    require(bool(stream >> word) && word == L"forty-two", "wtemporary_file");
    stream.close();
    require(!stream.fail(), "close() of a wide stream");
}

void newlines()
{
    tempfile::temporary_file stream;
    stream.imbue(std::locale(stream.getloc(), new tempfile::newline_codecvt<char>(tempfile::newline::crlf)));
    stream << "one\ntwo\n";
    require(stream.size() == 10, "newline_codecvt");
}

void directories()
{
    tempfile::temporary_directory directory;
    std::filesystem::create_directories(directory / "a/b/c");
    std::ofstream(directory / "a/b/file") << "text";
    tempfile::options o;
    o.dir = directory.path();
    tempfile::named_temporary_file named(o);
    round_trip(named, "named_temporary_file");
    std::error_code ec;
    named.persist(directory / "kept", tempfile::persist_mode::replace, ec);
    require(!ec && std::filesystem::exists(directory / "kept"), "persist()");
    tempfile::save_file saved(directory / "saved");
    saved << "saved";
    saved.commit(ec);
    require(!ec && std::filesystem::file_size(directory / "saved") == 5, "save_file");
    directory.cleanup(ec);
    require(!ec && !std::filesystem::exists(directory.path()), "cleanup()");
}

void errors()
{
    std::error_code ec;
    tempfile::options o;
    o.dir = "/nonexistent/of/all";
    tempfile::temporary_file unopened(o, ec);
    require(ec == std::errc::no_such_file_or_directory && !unopened.is_open(), "an error as a code");
    awaited = true;
    tempfile::temporary_directory directory(o);
    require(false, "an error without a code ends in boost::throw_exception");
}

} // namespace

namespace boost
{

[[noreturn]] void throw_exception(std::exception const& e)
{
    std::cout << (awaited ? "as it has to be: " : "thrown: ") << e.what() << std::endl;
    std::exit(awaited ? EXIT_SUCCESS : EXIT_FAILURE);
}

[[noreturn]] void throw_exception(std::exception const& e, source_location const&)
{
    throw_exception(e);
}

} // namespace boost

int main()
{
    tempfile::temporary_file anonymous;
    round_trip(anonymous, "temporary_file");
    tempfile::spooled_temporary_file spooled(4);
    round_trip(spooled, "spooled_temporary_file");
    require(spooled.rolled(), "rolled()");
    wide_characters();
    newlines();
    directories();
    errors();
}
