//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// What a device says to requests that no device can serve: an error, or nothing transferred; what it has stays.

#define BOOST_TEST_MODULE device_limits
#include "unit_test.hpp"

#include <boost/tempfile/file_device.hpp>
#include <boost/tempfile/memory_device.hpp>
#include <boost/tempfile/mkstemp.hpp>
#include <boost/tempfile/spooled_device.hpp>

#include <cstdint>
#include <filesystem>
#include <limits>
#include <string>
#include <system_error>

namespace tf = boost::tempfile;

namespace
{

constexpr std::int64_t last = (std::numeric_limits<std::int64_t>::max)();

template<class Device>
std::string content(Device& device)
{
    char text[100];
    std::error_code ec;
    std::size_t const n = device.read_at(0, text, sizeof text, ec);
    BOOST_TEST(!ec);
    return std::string(text, n);
}

// It has the ten bytes "some text\n".
template<class Device>
void refuses(Device& device)
{
    std::error_code ec;
    char c = 'x';
    BOOST_TEST(device.read_at(10, &c, 1, ec) == 0u);
    BOOST_TEST(!ec);
    BOOST_TEST(device.read_at(last, &c, 1, ec) == 0u);
    BOOST_TEST(!ec);
    BOOST_TEST(device.write_at(3, &c, 0, ec) == 0u);
    BOOST_TEST(!ec);
    device.resize(-1, ec);
    BOOST_TEST((ec == std::errc::invalid_argument), ec.message());
    BOOST_TEST(device.write_at(last, &c, 1, ec) == 0u);
    BOOST_TEST(bool(ec));
    BOOST_TEST(device.size(ec) == 10);
    BOOST_TEST(!ec);
    BOOST_TEST(content(device) == "some text\n");
}

} // namespace

BOOST_AUTO_TEST_CASE(in_memory)
{
    tf::memory_device device;
    std::error_code ec;
    char c;
    BOOST_TEST(device.read_at(0, &c, 1, ec) == 0u);
    BOOST_TEST(device.read_at(-1, &c, 1, ec) == 0u);
    BOOST_TEST(device.write_at(0, "some text\n", 10, ec) == 10u);
    device.resize(last, ec);
    BOOST_TEST((ec == std::errc::not_enough_memory), ec.message());
    refuses(device);
}

// From the object itself to the heap, to pages, and to more of them.
BOOST_AUTO_TEST_CASE(what_is_in_memory_stays_while_it_grows)
{
    std::string text(9000000, ' ');
    for (std::size_t i = 0; i != text.size(); ++i)
        text[i] = static_cast<char>('a' + i % 23);
    tf::memory_device device;
    std::error_code ec;
    std::size_t size = 0;
    for (std::size_t const next : {10u, 100000u, 1000000u, 1500000u, 3000000u, 9000000u})
    {
        BOOST_TEST(
            device.write_at(static_cast<std::int64_t>(size), text.data() + size, next - size, ec) == next - size);
        size = next;
        std::string read(size, ' ');
        BOOST_TEST(device.read_at(0, read.data(), size, ec) == size);
        BOOST_TEST((read == text.substr(0, size)), size);
    }
    device.resize(10, ec);
    BOOST_TEST(!ec);
    device.resize(2000000, ec); // what comes back is zeros
    BOOST_TEST(!ec);
    std::string read(2000000, ' ');
    BOOST_TEST(device.read_at(0, read.data(), read.size(), ec) == read.size());
    BOOST_TEST((read == text.substr(0, 10) + std::string(1999990, char())));
}

BOOST_AUTO_TEST_CASE(spooled)
{
    tf::spooled_device device(1000);
    std::error_code ec;
    BOOST_TEST(device.write_at(0, "some text\n", 10, ec) == 10u);
    BOOST_TEST(device.available(0) == 10);
    BOOST_TEST(device.available(4) == 6);
    BOOST_TEST(device.available(20) == 0);
    device.resize(-1, ec);
    BOOST_TEST((ec == std::errc::invalid_argument), ec.message());
    BOOST_TEST(content(device) == "some text\n");
    device.rollover(ec);
    BOOST_TEST(!ec);
    BOOST_TEST(device.available(4) == 6);
    refuses(device);
}

BOOST_AUTO_TEST_CASE(handles_are_swapped)
{
    tf::named_handle made = tf::mkstemp();
    tf::native_handle_type const number = made.handle.get();
    tf::unique_handle other;
    swap(made.handle, other);
    BOOST_TEST(!made.handle);
    BOOST_TEST(other.get() == number);
    other.close();
    std::filesystem::remove(made.path);
}
