//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_TEST_WINDOWS_CHILD_HPP
#define BOOST_TEMPFILE_TEST_WINDOWS_CHILD_HPP

// Child processes of a test where there is no fork: the program runs itself again, with nothing but one test case,
// which is disabled otherwise and ends the process. Windows only.

#include <boost/tempfile/unique_handle.hpp>

#if !defined(NOMINMAX)
#define NOMINMAX
#endif
#if !defined(WIN32_LEAN_AND_MEAN)
#define WIN32_LEAN_AND_MEAN
#endif
#include <windows.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>

namespace test
{

class child
{
public:
    enum kind
    {
        plain,
        with_console, // one of its own, without a window
        heir          // inherits what can be inherited
    };

    // What the child is to do, and in which directory, it asks for by how() and where().
    child(std::wstring const& test_case, std::wstring const& how, std::filesystem::path const& where, kind k = plain)
    {
        static int count = 0;
        std::wstring const name =
            L"boost-tempfile-" + std::to_wstring(::GetCurrentProcessId()) + L"-" + std::to_wstring(++count);
        ready_ = event((name + ready_suffix).c_str());
        go_ = event((name + go_suffix).c_str());
        ::SetEnvironmentVariableW(how_variable, how.c_str());
        ::SetEnvironmentVariableW(where_variable, where.c_str());
        ::SetEnvironmentVariableW(name_variable, name.c_str());
        wchar_t self[1024];
        ::GetModuleFileNameW(nullptr, self, 1024);
        std::wstring command = L"\"" + std::wstring(self) + L"\" --run_test=" + test_case +
                               L" --catch_system_errors=no --report_level=no --log_level=nothing";
        STARTUPINFOW start{};
        start.cb = sizeof start;
        PROCESS_INFORMATION made{};
        BOOST_TEST_REQUIRE(::CreateProcessW(nullptr, &command[0], nullptr, nullptr, k == heir,
            k == with_console ? CREATE_NO_WINDOW : 0, nullptr, nullptr, &start, &made));
        ::CloseHandle(made.hThread);
        process_ = boost::tempfile::unique_handle(made.hProcess);
    }
    ~child() { kill(); }
    child(child const&) = delete;
    child& operator=(child const&) = delete;

    // Until it calls ready(), or ends without.
    bool wait_until_ready() const
    {
        HANDLE const either[] = {ready_.get(), process_.get()};
        return ::WaitForMultipleObjects(2, either, FALSE, INFINITE) == WAIT_OBJECT_0;
    }
    void go() const { ::SetEvent(go_.get()); } // ends its wait_for_go()

    DWORD wait(DWORD at_most = INFINITE) const // ms; its exit code, or STILL_ACTIVE
    {
        ::WaitForSingleObject(process_.get(), at_most);
        DWORD code = 0;
        ::GetExitCodeProcess(process_.get(), &code);
        return code;
    }

    // As nothing in it can prevent.
    void kill() const
    {
        ::TerminateProcess(process_.get(), 99);
        wait();
    }

    // ---- in the child

    static std::wstring how() { return environment(how_variable); }
    static std::filesystem::path where() { return environment(where_variable); }
    static void ready() { ::SetEvent(event((environment(name_variable) + ready_suffix).c_str()).get()); }
    static void wait_for_go()
    {
        ::WaitForSingleObject(event((environment(name_variable) + go_suffix).c_str()).get(), INFINITE);
    }

private:
    static constexpr wchar_t how_variable[] = L"BOOST_TEMPFILE_TEST_HOW";
    static constexpr wchar_t where_variable[] = L"BOOST_TEMPFILE_TEST_WHERE";
    static constexpr wchar_t name_variable[] = L"BOOST_TEMPFILE_TEST_NAME";
    static constexpr wchar_t ready_suffix[] = L"-ready";
    static constexpr wchar_t go_suffix[] = L"-go";

    // The same one for both.
    static boost::tempfile::unique_handle event(wchar_t const* name)
    {
        HANDLE const made = ::CreateEventW(nullptr, TRUE, FALSE, name);
        if (made == nullptr)
            std::abort();
        return boost::tempfile::unique_handle(made);
    }

    static std::wstring environment(wchar_t const* name)
    {
        wchar_t text[1024] = L"";
        ::GetEnvironmentVariableW(name, text, 1024);
        return text;
    }

    boost::tempfile::unique_handle ready_, go_, process_;
};

} // namespace test

// In a child: says what is wrong and ends it.
#define EXPECT(condition)                                                                                              \
    do                                                                                                                 \
    {                                                                                                                  \
        if (!(condition))                                                                                              \
        {                                                                                                              \
            std::printf("%s:%d: in a child: %s\n", __FILE__, __LINE__, #condition);                                    \
            std::fflush(nullptr);                                                                                      \
            std::_Exit(97);                                                                                            \
        }                                                                                                              \
    } while (false)

#endif
