//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// What a child process has of its parent's on Windows: handles and the console.

#define BOOST_TEST_MODULE windows_inherits
#include "unit_test.hpp"

#include "platform.hpp"

#if !defined(BOOST_WINDOWS)

BOOST_TEMPFILE_SKIPPED_TEST(windows_inherits, "this is not Windows")

#else

#include <boost/tempfile/cleanup.hpp>
#include <boost/tempfile/device_streambuf.hpp>
#include <boost/tempfile/file_device.hpp>
#include <boost/tempfile/named_temporary_file.hpp>
#include <boost/tempfile/save_file.hpp>
#include <boost/tempfile/temporary_directory.hpp>
#include <boost/tempfile/temporary_file.hpp>

#include "scratch.hpp"
#include "windows_work.hpp"

#include <cstdlib>
#include <fstream>
#include <string>

namespace tf = boost::tempfile;
namespace fs = std::filesystem;

using namespace test;

// ---- what is inherited ---------------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(child_that_lives, *boost::unit_test::disabled())
{
    child::ready();
    child::wait_for_go();
    std::_Exit(0);
}

// Promise 1: handles are not inherited. A child that had one would keep an anonymous file's name, and deny the others
// their removal, as it does with a file of somebody who lets it be inherited.
BOOST_AUTO_TEST_CASE(a_child_inherits_no_handle)
{
    test::scratch const scratch;
    std::error_code ec;
    {
        tf::named_temporary_file named(scratch.options());
        tf::temporary_file anonymous(scratch.options());
        tf::temporary_directory directory(sweepable(scratch.path()));
        tf::save_file saved(scratch / "target");
        SECURITY_ATTRIBUTES inheritable{sizeof inheritable, nullptr, TRUE};
        fs::path const path = scratch / "inherited";
        HANDLE const theirs =
            ::CreateFileW(path.c_str(), GENERIC_WRITE, 0, &inheritable, CREATE_NEW, FILE_ATTRIBUTE_NORMAL, nullptr);
        child const heir(L"child_that_lives", L"", scratch.path(), child::heir);
        BOOST_TEST(heir.wait_until_ready());
        ::CloseHandle(theirs);
        BOOST_TEST(!::DeleteFileW(path.c_str()));
        named.close(ec);
        BOOST_TEST(!ec);
        anonymous.close(ec);
        BOOST_TEST(!ec);
        directory.cleanup(ec);
        BOOST_TEST(!ec);
        saved << "text";
        saved.commit(ec);
        BOOST_TEST(!ec);
        fs::remove(scratch / "target");
        BOOST_TEST(scratch.names().size() == 1u);
        heir.go();
        heir.wait();
        BOOST_TEST(::DeleteFileW(path.c_str()));
    }
    BOOST_TEST(scratch.empty());
}

// ---- the console ---------------------------------------------------------------------------------------------------

namespace
{

tf::unique_handle console(wchar_t const* name)
{
    return tf::unique_handle(::CreateFileW(
        name, GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE, nullptr, OPEN_EXISTING, 0, nullptr));
}

void type(HANDLE keyboard, std::wstring const& text)
{
    for (wchar_t const c : text)
    {
        INPUT_RECORD key{};
        key.EventType = KEY_EVENT;
        key.Event.KeyEvent.bKeyDown = TRUE;
        key.Event.KeyEvent.wRepeatCount = 1;
        key.Event.KeyEvent.uChar.UnicodeChar = c;
        key.Event.KeyEvent.wVirtualKeyCode = c == L'\r' ? WORD(VK_RETURN) : WORD(c - L'a' + L'A');
        DWORD count = 0;
        EXPECT(::WriteConsoleInputW(keyboard, &key, 1, &count) && count == 1);
    }
}

} // namespace

BOOST_AUTO_TEST_CASE(child_on_a_console, *boost::unit_test::disabled())
{
    using buffer = tf::basic_device_streambuf<tf::file_device, char>;
    tf::unique_handle input = console(L"CONIN$"), output = console(L"CONOUT$");
    if (!input || !output)
        std::_Exit(not_here);
    HANDLE const keyboard = input.get(), screen = output.get();
    type(keyboard, L"typed\r");
    buffer reading(tf::file_device(std::move(input)), std::ios::in); // a text file, whose lines end in \r\n
    std::istream in_stream(&reading);
    std::string line;
    EXPECT(bool(std::getline(in_stream, line)));
    EXPECT(line == "typed");
    EXPECT(in_stream.tellg() == std::streampos(std::streamoff(-1)));
    in_stream.clear();
    type(keyboard, L"again\r");
    EXPECT(bool(std::getline(in_stream, line)));
    EXPECT(line == "again");

    CONSOLE_SCREEN_BUFFER_INFO before{};
    EXPECT(::GetConsoleScreenBufferInfo(screen, &before));
    buffer writing(tf::file_device(std::move(output)), std::ios::out);
    std::ostream out_stream(&writing);
    out_stream << "shown\n" << std::flush;
    EXPECT(bool(out_stream));
    EXPECT(out_stream.tellp() == std::streampos(std::streamoff(-1)));
    wchar_t shown[5] = {};
    DWORD count = 0;
    EXPECT(::ReadConsoleOutputCharacterW(screen, shown, 5, before.dwCursorPosition, &count) && count == 5);
    EXPECT(std::wstring(shown, 5) == L"shown");
    std::_Exit(0);
}

// A console is a device in one direction without positions.
BOOST_AUTO_TEST_CASE(a_console_is_read_and_written)
{
    test::scratch const scratch;
    DWORD const code = child(L"child_on_a_console", L"", scratch.path(), child::with_console).wait();
    if (code == not_here && test::skipped("there is no console here"))
        return;
    BOOST_TEST(code == 0u);
}

#endif
