//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_TEST_WINDOWS_WORK_HPP
#define BOOST_TEMPFILE_TEST_WINDOWS_WORK_HPP

// What child processes of the tests own, and how they end. Windows only.

#include "scratch.hpp"
#include "windows_child.hpp"

#include <boost/tempfile/cleanup.hpp>
#include <boost/tempfile/named_temporary_file.hpp>
#include <boost/tempfile/temporary_directory.hpp>

#include <csignal>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <memory>
#include <ostream>
#include <string>

namespace test
{

constexpr DWORD not_here = 77;                       // the exit code of a child that could not do what it was to do
constexpr DWORD interrupted = STATUS_CONTROL_C_EXIT; // that of one that was ended by Ctrl+C

inline boost::tempfile::options in(std::filesystem::path const& dir)
{
    boost::tempfile::options o;
    o.dir = dir;
    return o;
}

inline boost::tempfile::options sweepable(std::filesystem::path const& dir)
{
    boost::tempfile::options o = in(dir);
    o.sweepable = true;
    return o;
}

// Everything that has a name, with something in it.
struct everything
{
    explicit everything(boost::tempfile::options o)
        : file(o), directory(o), outliving((o.removal = boost::tempfile::removal::on_destruction, o))
    {
        file << "text" << std::flush;
        std::filesystem::create_directory(directory / "d");
        put(directory / "d" / "file", "text");
        outliving.close();
    }
    boost::tempfile::named_temporary_file file;
    boost::tempfile::temporary_directory directory;
    boost::tempfile::named_temporary_file outliving; // closed, and there until it is destroyed
};

inline std::unique_ptr<everything> with_static_storage;

// What the C library has of std::quick_exit: mingw-w64's older one has nothing.
inline bool exits_quickly()
{
#if defined(_UCRT) || defined(_MSC_VER)
    boost::tempfile::cleanup_at_quick_exit();
    std::quick_exit(0);
#else
    return false;
#endif
}

// Ends this process; false where it cannot be ended so.
inline bool end(std::wstring const& how)
{
    if (how == L"exit")
        std::exit(0);
    if (how == L"quick_exit")
        return exits_quickly();
    if (how == L"throw")
        std::terminate(); // as an exception that nobody catches does
    if (how == L"abort")
        std::abort();
    if (how == L"terminate")
        std::raise(SIGTERM);
    if (how == L"interrupt")
        std::raise(SIGINT);
    if (how == L"ctrl_c" || how == L"ctrl_break")
    {
        ::SetConsoleCtrlHandler(nullptr, FALSE); // who starts the tests may have it ignored
        if (!::GenerateConsoleCtrlEvent(how == L"ctrl_c" ? CTRL_C_EVENT : CTRL_BREAK_EVENT, 0))
            return false;
    }
    ::Sleep(INFINITE); // what ends us does it from another thread, or is the parent
    return false;
}

inline DWORD exit_code_of(std::wstring const& how)
{
    return how == L"exit" || how == L"quick_exit"     ? 0
           : how == L"killed"                         ? 99
           : how == L"ctrl_c" || how == L"ctrl_break" ? interrupted
                                                      : 3;
}

} // namespace test

#endif
