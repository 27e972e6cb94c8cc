//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// The Windows system layer where only its own functions show what it does: positions, pipes, memory.

#define BOOST_TEST_MODULE windows_system
#include "unit_test.hpp"

#include "platform.hpp"

#if !defined(BOOST_WINDOWS)

BOOST_TEMPFILE_SKIPPED_TEST(windows_system, "this is not Windows")

#else

#include "creation/names.hpp" // what is not exported
#include "scratch.hpp"
#include "system/system.hpp"
#include "system/windows/windows.hpp"

#include <boost/tempfile/unique_handle.hpp>

#include <cstring>
#include <limits>
#include <string>
#include <utility>

namespace tf = boost::tempfile;
namespace fs = std::filesystem;
namespace sys = boost::tempfile::detail::system;

namespace
{

constexpr DWORD share_all = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE;

tf::unique_handle open(fs::path const& path, DWORD access, DWORD share, DWORD how = OPEN_EXISTING, DWORD flags = 0)
{
    return tf::unique_handle(::CreateFileW(path.c_str(), access, share, nullptr, how, flags, nullptr));
}

} // namespace

BOOST_AUTO_TEST_CASE(files_larger_than_4_gib)
{
    test::scratch const scratch;
    std::error_code ec;
    tf::unique_handle const file(sys::create_unlinked((scratch / "large").c_str(), fs::perms(0600), ec));
    constexpr std::int64_t beyond = (std::int64_t(5) << 30) + 1;
    BOOST_TEST(sys::write_at(file.get(), beyond, "end", 3, ec) == 3u);
    BOOST_TEST(sys::size(file.get(), ec) == beyond + 3);
    char text[8] = {};
    BOOST_TEST(sys::read_at(file.get(), beyond - 1, text, sizeof text, ec) == 4u);
    BOOST_TEST(std::memcmp(text, "\0end", 4) == 0);
    sys::set_position(file.get(), beyond + 1, ec);
    BOOST_TEST(sys::inspect(file.get(), ec).position == beyond + 1);
    BOOST_TEST(sys::read(file.get(), text, sizeof text, ec) == 2u);
    BOOST_TEST(sys::read_at(file.get(), beyond + 100, text, sizeof text, ec) == 0u);
    BOOST_TEST(!ec);
    sys::resize(file.get(), beyond, ec);
    BOOST_TEST(sys::size(file.get(), ec) == beyond);
}

BOOST_AUTO_TEST_CASE(pipes)
{
    HANDLE read_end = nullptr, write_end = nullptr;
    BOOST_TEST_REQUIRE(::CreatePipe(&read_end, &write_end, nullptr, 0));
    tf::unique_handle reading(read_end), writing(write_end);
    std::error_code ec;
    sys::handle_state const state = sys::inspect(reading.get(), ec);
    BOOST_TEST(!ec);
    BOOST_TEST(!state.seekable);
    char text[8];
    BOOST_TEST(sys::write(writing.get(), "abc", 3, ec) == 3u);
    BOOST_TEST(sys::read(reading.get(), text, sizeof text, ec) == 3u);
    DWORD mode = PIPE_NOWAIT;
    BOOST_TEST(::SetNamedPipeHandleState(reading.get(), &mode, nullptr, nullptr));
    BOOST_TEST(sys::read(reading.get(), text, sizeof text, ec) == 0u);
    BOOST_TEST((ec == std::errc::resource_unavailable_try_again), ec);
    writing.close();
    BOOST_TEST(sys::read(reading.get(), text, sizeof text, ec) == 0u); // the end
    BOOST_TEST(!ec);
    BOOST_TEST_REQUIRE(::CreatePipe(&read_end, &write_end, nullptr, 0));
    writing = tf::unique_handle(write_end);
    tf::unique_handle(read_end).close();
    BOOST_TEST(sys::write(writing.get(), "abc", 3, ec) == 0u);
    BOOST_TEST((ec == std::errc::broken_pipe), ec);
}

// Handles opened by others: for overlapped transfers, for appending alone, the null device.
BOOST_AUTO_TEST_CASE(adopted_handles)
{
    test::scratch const scratch;
    std::error_code ec;
    char text[8];
    {
        tf::unique_handle const file =
            open(scratch / "overlapped", GENERIC_READ | GENERIC_WRITE, share_all, CREATE_NEW, FILE_FLAG_OVERLAPPED);
        BOOST_TEST(sys::write_at(file.get(), 2, "abc", 3, ec) == 3u);
        BOOST_TEST(sys::read_at(file.get(), 1, text, sizeof text, ec) == 4u);
        BOOST_TEST(sys::read_at(file.get(), 10, text, sizeof text, ec) == 0u);
        BOOST_TEST(!ec);
        // It has no position of its own: what is refused is not written to the beginning instead.
        BOOST_TEST(sys::write(file.get(), "xyz", 3, ec) == 0u);
        BOOST_TEST((ec == std::errc::invalid_argument), ec);
        BOOST_TEST(sys::read_at(file.get(), 0, text, sizeof text, ec) == 5u);
        BOOST_TEST(std::memcmp(text, "\0\0abc", 5) == 0);
    }
    {
        tf::unique_handle const file =
            open(scratch / "appending", FILE_APPEND_DATA | FILE_READ_ATTRIBUTES | SYNCHRONIZE, share_all, CREATE_NEW);
        BOOST_TEST(sys::inspect(file.get(), ec).appending);
        BOOST_TEST(sys::write_at(file.get(), 0, "abc", 3, ec) == 3u);
        BOOST_TEST(sys::write_at(file.get(), 0, "def", 3, ec) == 3u);
        BOOST_TEST(sys::size(file.get(), ec) == 6);
    }
    {
        tf::unique_handle const null = open(L"NUL", GENERIC_READ | GENERIC_WRITE, share_all);
        BOOST_TEST(!sys::inspect(null.get(), ec).seekable);
        BOOST_TEST(sys::write(null.get(), "abc", 3, ec) == 3u);
        BOOST_TEST(sys::read(null.get(), text, sizeof text, ec) == 0u);
        BOOST_TEST(!ec);
    }
    sys::inspect(boost::tempfile::detail::invalid_handle(), ec);
    BOOST_TEST((ec == std::errc::bad_file_descriptor), ec);
}

// Memory that is spooled grows in place.
BOOST_AUTO_TEST_CASE(memory_grows)
{
    sys::memory_block block;
    std::error_code ec;
    std::size_t used = 0;
    int moves = 0;
    for (std::size_t wanted = 1000; wanted < std::size_t(200) << 20; wanted = wanted * 3 / 2)
    {
        char const* const before = block.data;
        bool const on_pages = block.capacity >= std::size_t(1) << 20;
        sys::grow_memory(block, wanted, used, ec);
        BOOST_TEST_REQUIRE(!ec);
        BOOST_TEST_REQUIRE(block.capacity >= wanted);
        BOOST_TEST(block.capacity <= 2 * wanted);
        BOOST_TEST((used == 0 || block.data[used - 1] == 'x'));
        BOOST_TEST((block.zeroed == block.capacity || block.data[block.capacity - 1] == 0));
        moves += on_pages && before != block.data;
        std::memset(block.data + used, 'x', wanted - used);
        used = wanted;
        block.zeroed = block.zeroed < used ? used : block.zeroed;
    }
    BOOST_TEST(moves == 0);
    sys::grow_memory(block, (std::numeric_limits<std::size_t>::max)() / 2, used, ec);
    BOOST_TEST((ec == std::errc::not_enough_memory), ec);
    BOOST_TEST(block.data[used - 1] == 'x');
    sys::free_memory(block);
}

// Names are never taken over, and a name that is taken says so.
BOOST_AUTO_TEST_CASE(creation_is_exclusive)
{
    test::scratch const scratch;
    fs::path const path = scratch / "name";
    std::error_code ec;
    tf::unique_handle const file(sys::create_file(path.c_str(), fs::perms(0600), ec));
    BOOST_TEST(!ec);
    BOOST_TEST(!tf::unique_handle(sys::create_file(path.c_str(), fs::perms(0600), ec)));
    BOOST_TEST((ec == std::errc::file_exists), ec);
    BOOST_TEST(!tf::unique_handle(sys::create_unlinked(path.c_str(), fs::perms(0600), ec)));
    BOOST_TEST((ec == std::errc::file_exists), ec);
    sys::create_directory(path.c_str(), fs::perms(0700), ec);
    BOOST_TEST((ec == std::errc::file_exists), ec);
    sys::remove_file((scratch / "nothing").c_str(), boost::tempfile::detail::invalid_handle(), ec);
    BOOST_TEST(!ec);
}

// Where gettempdir() looks: what the environment says, what the system says, then places by their names, and the
// current directory.
BOOST_AUTO_TEST_CASE(where_temporary_files_go)
{
    wchar_t const* const names[] = {L"TMPDIR", L"TEMP", L"TMP"};
    std::wstring before[3];
    for (int i = 0; i < 3; ++i)
    {
        wchar_t value[MAX_PATH] = L"";
        before[i].assign(value, ::GetEnvironmentVariableW(names[i], value, MAX_PATH));
        ::SetEnvironmentVariableW(names[i], names[i]);
    }
    auto const of_three = sys::tempdir_candidates();
    ::SetEnvironmentVariableW(L"TMPDIR", L"\u65e5\u672c");
    ::SetEnvironmentVariableW(L"TEMP", L"");
    ::SetEnvironmentVariableW(L"TMP", nullptr);
    auto const of_one = sys::tempdir_candidates();
    for (int i = 0; i < 3; ++i)
        ::SetEnvironmentVariableW(names[i], before[i].empty() ? nullptr : before[i].c_str());

    BOOST_TEST_REQUIRE(of_three.size() == 9u);
    for (std::size_t i = 0; i < 3; ++i)
        BOOST_TEST((of_three[i] == names[i]));
    BOOST_TEST_REQUIRE(of_one.size() == 7u);
    BOOST_TEST((of_one[0] == L"\u65e5\u672c"));
    BOOST_TEST(::GetFileAttributesW(of_one[1].c_str()) != INVALID_FILE_ATTRIBUTES); // as the system reports it
    wchar_t const* const last[] = {L"C:\\TEMP", L"C:\\TMP", L"\\TEMP", L"\\TMP", L"."};
    for (std::size_t i = 0; i < 5; ++i)
        BOOST_TEST((of_one[2 + i] == last[i]));
}

#endif
