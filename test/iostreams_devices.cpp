//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// The devices by themselves, and as what Boost.Iostreams' SeekableDevice is, by reference.

#define BOOST_TEST_MODULE iostreams_devices
#include "unit_test.hpp"

#include "interception.hpp"
#include "platform.hpp"

#include <boost/tempfile/file_device.hpp>
#include <boost/tempfile/iostreams.hpp>
#include <boost/tempfile/memory_device.hpp>
#include <boost/tempfile/mkstemp.hpp>
#include <boost/tempfile/spooled_device.hpp>
#include <boost/tempfile/spooled_temporary_file.hpp>

#include <boost/core/ref.hpp>
#include <boost/iostreams/copy.hpp>
#include <boost/iostreams/filter/counter.hpp>
#include <boost/iostreams/filtering_stream.hpp>
#include <boost/iostreams/seek.hpp>
#include <boost/iostreams/stream.hpp>
#include <boost/mpl/list.hpp>
#if defined(BOOST_TEMPFILE_TEST_GZIP)
#include <boost/iostreams/filter/gzip.hpp>
#endif

#include <iterator>
#include <sstream>
#include <string>
#include <utility>

namespace fs = std::filesystem;
namespace io = boost::iostreams;
using namespace boost::tempfile;

namespace
{

// A file that goes with its device.
class some_file
{
public:
    some_file() : named_(mkstemp()), device(std::move(named_.handle)) {}
    ~some_file()
    {
        std::error_code ignored;
        device.close(ignored);
        fs::remove(named_.path, ignored);
    }

private:
    named_handle named_;

public:
    file_device device;
};

struct in_file : some_file
{
};
struct in_memory
{
    memory_device device;
};
struct spooled_in_memory
{
    spooled_device device;
};
struct spooled_over
{
    spooled_device device{5};
};

using devices = boost::mpl::list<in_file, in_memory, spooled_in_memory, spooled_over>;

template<class Device>
std::string all_of(Device& device)
{
    device.seek(0, std::ios_base::beg);
    std::string text;
    char block[7];
    for (std::streamsize n; (n = device.read(block, sizeof(block))) != -1;)
        text.append(block, static_cast<std::size_t>(n));
    return text;
}

std::string lines(int count)
{
    std::string text;
    for (int i = 0; i != count; ++i)
        text += "line " + std::to_string(i) + " of a text\n";
    return text;
}

} // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(reads_writes_and_seeks, Case, devices)
{
    Case c;
    auto& device = c.device;
    BOOST_TEST(device.is_open());
    BOOST_TEST(device.seekable());
    char block[16];
    BOOST_TEST(device.read(block, 16) == -1);
    BOOST_TEST(device.write("0123456789", 10) == 10);
    BOOST_TEST(device.read(block, 16) == -1); // one position
    BOOST_TEST(device.seek(-3, std::ios_base::end) == 7);
    BOOST_TEST(device.read(block, 16) == 3);
    BOOST_TEST(std::string(block, 3) == "789");
    BOOST_TEST(device.seek(2, std::ios_base::beg) == 2);
    BOOST_TEST(device.write("X", 1) == 1);
    BOOST_TEST(device.seek(1, std::ios_base::cur) == 4);
    BOOST_TEST(device.read(block, 1) == 1);
    BOOST_TEST(block[0] == '4');
    BOOST_TEST(device.read(block, 0) == 0);
    BOOST_CHECK_THROW(device.seek(-1, std::ios_base::beg), fs::filesystem_error);
    BOOST_TEST(device.position() == 5);
    device.seek(15, std::ios_base::beg);
    device.write("e", 1);
    BOOST_TEST(all_of(device) == "01X3456789" + std::string(5, '\0') + "e");
    std::error_code ec;
    device.resize(3, ec);
    device.resize(5, ec);
    BOOST_TEST(!ec);
    BOOST_TEST(device.size(ec) == 5);
    BOOST_TEST(all_of(device) == std::string("01X\0\0", 5));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_move_takes_bytes_and_position, Case, devices)
{
    for (int count : {1, 100, 100000})
    {
        Case c, d;
        std::string const text = lines(count);
        c.device.write(text.data(), static_cast<std::streamsize>(text.size()));
        c.device.seek(5, std::ios_base::beg);
        auto moved = std::move(c.device);
        BOOST_TEST(moved.position() == 5);
        char digit = 0;
        moved.read(&digit, 1);
        BOOST_TEST(digit == '0');
        d.device = std::move(moved);
        BOOST_TEST(all_of(d.device) == text);
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_chain_leaves_the_device_open, Case, devices)
{
    Case c;
    std::string const text = lines(5000);
    {
        io::filtering_ostream out;
        out.push(io::counter());
        out.push(boost::ref(c.device));
        out << text;
    }
    c.device.seek(0, std::ios_base::beg);
    io::filtering_istream in;
    in.push(boost::ref(c.device));
    std::string const back{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    BOOST_TEST(back == text);
    in.reset();
    BOOST_TEST(all_of(c.device) == text);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(copy_leaves_the_device_open, Case, devices)
{
    Case c;
    std::string const text = lines(5000);
    std::istringstream source(text);
    io::copy(source, boost::ref(c.device));
    std::ostringstream target;
    c.device.seek(0, std::ios_base::beg);
    io::copy(boost::ref(c.device), target);
    BOOST_TEST(target.str() == text);
    BOOST_TEST(all_of(c.device) == text);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(boost_iostreams_streams_and_seeks, Case, devices)
{
    Case c;
    io::stream<boost::reference_wrapper<std::remove_reference_t<decltype(c.device)>>> stream(boost::ref(c.device));
    stream << "Hello world!" << std::flush;
    stream.seekg(6);
    std::string word;
    stream >> word;
    BOOST_TEST(word == "world!");
    BOOST_TEST(io::seek(c.device, 0, std::ios_base::end) == 12);
}

#if defined(BOOST_TEMPFILE_TEST_GZIP)
BOOST_AUTO_TEST_CASE_TEMPLATE(gzip_there_and_back, Case, devices)
{
    Case c;
    std::string const text = lines(20000);
    {
        io::filtering_ostream out;
        out.push(io::gzip_compressor());
        out.push(boost::ref(c.device));
        out << text;
    }
    std::error_code ec;
    BOOST_TEST(c.device.size(ec) > 0);
    BOOST_TEST(c.device.size(ec) < static_cast<std::int64_t>(text.size() / 2));
    c.device.seek(0, std::ios_base::beg);
    {
        io::filtering_istream in;
        in.push(io::gzip_decompressor());
        in.push(boost::ref(c.device));
        std::string const back{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
        BOOST_TEST(back == text);
    }
    // And a file that is compressed, read through a chain into another device.
    memory_device plain;
    c.device.seek(0, std::ios_base::beg);
    io::filtering_istream in;
    in.push(io::gzip_decompressor());
    in.push(boost::ref(c.device));
    io::copy(in, boost::ref(plain));
    BOOST_TEST(all_of(plain) == text);
}

BOOST_AUTO_TEST_CASE(gzip_over_the_streams)
{
    std::string const text = lines(20000);
    spooled_temporary_file packed(1000);
    {
        io::filtering_ostream out;
        out.push(io::gzip_compressor());
        out.push(packed);
        out << text;
    }
    BOOST_TEST(packed.rolled());
    packed.seekg(0);
    io::filtering_istream in;
    in.push(io::gzip_decompressor());
    in.push(packed);
    std::string const back{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    BOOST_TEST(back == text);
}
#else
BOOST_TEMPFILE_SKIPPED_TEST(
    gzip_there_and_back, "Boost.Iostreams' library is not there for this standard library or platform")
#endif

// ---- what is each device's own
// ---------------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(a_closed_file_device_reports)
{
    file_device closed;
    BOOST_TEST(!closed.is_open());
    char byte = 0;
    BOOST_CHECK_THROW(closed.read(&byte, 1), fs::filesystem_error);
    BOOST_CHECK_THROW(closed.write(&byte, 1), fs::filesystem_error);
    closed.close();
    BOOST_TEST(!file_device(unique_handle()).is_open());
}

BOOST_AUTO_TEST_CASE(adopting_takes_the_current_position)
{
    some_file file;
    file.device.write("0123456789", 10);
    std::error_code ec;
    file.device.set_system_position(4, ec);
    BOOST_TEST(!ec);
    file_device adopted(file.device.release());
    BOOST_TEST(!file.device.is_open());
    BOOST_TEST(adopted.position() == 4);
    BOOST_TEST(adopted.seekable());
    char byte = 0;
    adopted.read(&byte, 1);
    BOOST_TEST(byte == '4');
    file.device = std::move(adopted);
}

BOOST_AUTO_TEST_CASE(a_spooled_device_rolls_over_beyond_its_size)
{
    spooled_device device(5);
    BOOST_TEST(device.max_size() == 5u);
    device.write("12345", 5);
    BOOST_TEST(!device.rolled());
    {
        test::failing full(test::sys::call::open_anonymous, std::errc::no_space_on_device);
        BOOST_CHECK_THROW(device.write("6", 1), fs::filesystem_error);
        BOOST_CHECK_THROW(device.rollover(), fs::filesystem_error);
        BOOST_CHECK_THROW(device.native_handle(), fs::filesystem_error);
        BOOST_TEST(all_of(device) == "12345");
    }
    device.write("6", 1);
    BOOST_TEST(device.rolled());
    BOOST_TEST(all_of(device) == "123456");
    spooled_device handed;
    handed.write("1", 1);
    (void)handed.native_handle();
    BOOST_TEST(handed.rolled());
    BOOST_TEST(!handed.exclusive());
}

BOOST_AUTO_TEST_CASE(short_transfers_are_completed)
{
    some_file file;
    test::interception three_bytes(
        [](test::sys::call_site const& site) noexcept
        {
            if (site.size != nullptr && *site.size > 3 &&
                (site.which == test::sys::call::read || site.which == test::sys::call::write))
                *site.size = 3;
            return std::error_code();
        });
    BOOST_TEST(file.device.write("0123456789", 10) == 10);
    file.device.seek(0, std::ios_base::beg);
    char block[10];
    BOOST_TEST(file.device.read(block, 10) == 10);
    BOOST_TEST(std::string(block, 10) == "0123456789");
}
