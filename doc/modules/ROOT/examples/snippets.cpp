//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// The examples of the documentation, which includes them from here. The tests compile and run this.

#include <boost/tempfile.hpp>
#include <boost/tempfile/iostreams.hpp>

#include <boost/assert.hpp>
#include <boost/iostreams/copy.hpp>
#include <boost/iostreams/filtering_stream.hpp>
#include <boost/ref.hpp>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <locale>
#include <string>

using namespace boost::tempfile;

namespace
{

void hello()
{
    // tag::hello[]
    boost::tempfile::temporary_file file; // open, empty, and without a name that anybody could find
    file << "Hello world!\n";
    file.seekg(0);
    std::cout << file.rdbuf();
    // end::hello[]
}

void streams()
{
    // tag::streams[]
    named_temporary_file file;
    file << "x,y\n1,2\n" << std::flush;

    std::ifstream other(file.path()); // anybody whom the permissions let can open it
    std::string line;
    std::getline(other, line);

    file.seekg(0);
    while (std::getline(file, line))
        std::cout << line << '\n';
    // end::streams[]
}

void line_ends()
{
    // tag::newline[]
    temporary_file file;
    // Writes "\r\n"; reads "\n", "\r" and "\r\n" all as "\n".
    file.imbue(std::locale(file.getloc(), new newline_codecvt<char>(newline::crlf)));
    file << "a line\n";
    // end::newline[]
}

void spooled()
{
    // tag::spooled[]
    spooled_temporary_file body(std::size_t(1) << 20);
    body << "a few bytes";
    BOOST_ASSERT(!body.rolled());
    body << std::string(std::size_t(1) << 20, 'x'); // a mebibyte more
    BOOST_ASSERT(body.rolled());
    // end::spooled[]
}

void disk()
{
    // tag::disk[]
    std::error_code ec;
    options o;
    o.dir = disk_tempdir(ec); // empty, which means gettempdir(), where there is none
    spooled_temporary_file large(std::size_t(64) << 20, o);
    // end::disk[]
}

void with_iostreams()
{
    // tag::iostreams[]
    spooled_device device(std::size_t(1) << 20);
    {
        boost::iostreams::filtering_ostream chain;
        // chain.push(boost::iostreams::gzip_compressor());
        chain.push(boost::ref(device));
        chain << "through a chain of filters\n";
    }
    device.seek(0, std::ios_base::beg);
    boost::iostreams::copy(boost::ref(device), std::cout);
    // end::iostreams[]
}

void streambuf()
{
    // tag::streambuf[]
    basic_device_streambuf<memory_device, wchar_t> buffer{memory_device()};
    std::wiostream stream(&buffer);
    stream << L"wide characters in memory, as bytes" << std::flush;
    // end::streambuf[]
}

void directory()
{
    // tag::directory[]
    options o;
    o.prefix = "build-";
    temporary_directory scratch(o);
    std::ofstream(scratch / "input.txt") << "some input\n";

    std::error_code ec;
    scratch.cleanup(ec); // or leave it to the destructor, which tells nobody
    if (ec)
        std::cerr << "something stayed in " << scratch.path() << ": " << ec.message() << '\n';
    // end::directory[]
}

void remove()
{
    temporary_directory parent;
    std::filesystem::path const path = parent / "tree";
    std::filesystem::create_directories(path / "a" / "b");
    // tag::remove[]
    remove_options how;
    how.observer = [](std::uintmax_t gone) { std::clog << '\r' << gone << " removed"; };
    std::error_code ec;
    std::uintmax_t const gone = remove_all(path, how, ec);
    // end::remove[]
    std::clog << '\n';
    BOOST_ASSERT(!ec && gone == 3);
    (void)gone;
}

void with_options()
{
    // tag::options[]
    options o;
    o.prefix = "report-";
    o.suffix = ".csv";
    named_temporary_file file(o);
    // end::options[]
}

void low_level()
{
    // tag::mkstemp[]
    auto [handle, path] = mkstemp();
    file_device device(std::move(handle)); // or handle.get(), for an API that wants a descriptor
    device.write("some bytes", 10);
    device.close();
    std::filesystem::remove(path);
    // end::mkstemp[]
}

void keeping(std::filesystem::path const& directory)
{
    // tag::persist[]
    std::filesystem::path const target = directory / "report.csv";
    options o;
    o.dir = directory; // the same file system
    temporary_file report(o);
    report << "x,y\n1,2\n";
    report.persist(target, persist_mode::create_new, durability::data_and_entry);
    // end::persist[]
}

void saving(std::filesystem::path const& directory)
{
    // tag::save_file[]
    save_file config(directory / "config.ini");
    config << "[window]\nwidth = 80\n";
    config.commit(); // throws if anything could not be written; without it nothing happens
    // end::save_file[]
}

void signals()
{
    // tag::signals[]
    cleanup_on_signals({SIGINT, SIGTERM}); // once, at the start of main
    cleanup_at_quick_exit();
    // end::signals[]
}

void sweeping()
{
    temporary_directory parent;
    std::filesystem::path const directory = parent.path();
    // tag::sweep[]
    for (std::filesystem::path const& path : sweep(directory, "import-"))
        std::clog << "a crash had left " << path << '\n';

    options o;
    o.dir = directory;
    o.prefix = "import-";
    o.sweepable = true;
    temporary_directory scratch(o);
    // end::sweep[]
}

} // namespace

int main()
{
    hello();
    streams();
    line_ends();
    spooled();
    disk();
    with_iostreams();
    streambuf();
    directory();
    remove();
    with_options();
    low_level();
    temporary_directory directory;
    keeping(directory.path());
    saving(directory.path());
    signals();
    sweeping();
}
