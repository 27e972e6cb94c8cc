//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// A tour of the library: every type once, with what it made, where, with which permissions, and that it is gone
// afterwards. The first part is the examples of the documentation of Python's tempfile module, line by line.

#include <boost/tempfile.hpp>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <locale>
#include <sstream>
#include <string>
#include <utility>

namespace tempfile = boost::tempfile;
namespace fs = std::filesystem;

namespace
{

bool all_gone = true;

// "0600 -rw-------", as ls shows it.
std::string permissions(fs::path const& path)
{
    fs::perms const mode = fs::status(path).permissions();
    std::ostringstream text;
    text << std::oct << std::setw(4) << std::setfill('0') << static_cast<unsigned>(mode) << ' '
         << (fs::is_directory(path) ? 'd' : '-');
    char const letters[] = "rwxrwxrwx";
    for (unsigned bit = 0; bit != 9; ++bit)
        text << (static_cast<unsigned>(mode) >> (8 - bit) & 1 ? letters[bit] : '-');
    return text.str();
}

void show(char const* what, fs::path const& path)
{
    std::cout << "  " << what << ": " << path.string() << "  (" << permissions(path) << ")\n";
}

void show_gone(char const* what, fs::path const& path)
{
    bool const gone = !fs::exists(fs::symlink_status(path));
    all_gone = all_gone && gone;
    std::cout << "  " << what << ": " << (gone ? "gone" : "STILL THERE") << '\n';
}

void examples_of_the_module()
{
    std::cout << "The module's examples\n";

    // fp = tempfile.TemporaryFile(); fp.write(b'Hello world!'); fp.seek(0); fp.read(); fp.close()
    tempfile::temporary_file fp;
    fp << "Hello world!";
    fp.seekg(0);
    std::string text;
    std::getline(fp, text);
    std::cout << "  an anonymous file says: " << text << "  (nobody else can open it)\n";
    fp.close(); // it is removed

    // with tempfile.TemporaryFile() as fp: ...
    {
        tempfile::temporary_file file;
        file << "Hello world!";
    } // it is removed, whether the block ends here or by an exception

    // with tempfile.NamedTemporaryFile(delete_on_close=False) as fp: ... fp.close(); with open(fp.name) as f: ...
    fs::path name;
    {
        tempfile::options o;
        o.removal = tempfile::removal::on_destruction;
        tempfile::named_temporary_file file(o);
        name = file.path();
        file << "Hello world!";
        file.close(); // closed, but not removed
        std::ifstream again(name);
        std::getline(again, text);
        show("a named file, closed and opened by name", name);
    }
    show_gone("... and after its block", name);

    // with tempfile.TemporaryDirectory() as tmpdirname: ...
    {
        tempfile::temporary_directory directory;
        name = directory.path();
        std::ofstream(directory / "a file") << "in it";
        fs::create_directories(directory / "deeper" / "and deeper");
        show("a directory", name);
    }
    show_gone("... with all that was in it", name);
}

void names_and_places()
{
    std::cout << "Names and places\n";
    std::cout << "  gettempdir(): " << tempfile::gettempdir().string() << '\n';
    std::cout << "  gettempprefix(): " << tempfile::gettempprefix().string() << '\n';

    fs::path path;
    {
        tempfile::options o; // C++20: named_temporary_file f({.prefix = "report-", .suffix = ".csv", ...});
        o.prefix = "report-";
        o.suffix = ".csv";
        o.permissions = fs::perms(0640);
        tempfile::named_temporary_file report(o);
        path = report.path();
        show("prefix, suffix, permissions", path);
    }
    show_gone("... afterwards", path);

    tempfile::temporary_directory scratch;
    {
        tempfile::options o;
        o.dir = scratch.path();
        // On that directory's file system, without a name, or, on Windows, with one that nobody else can open.
        tempfile::temporary_file there(o);
        bool found = false;
        for (auto const& entry : fs::directory_iterator(scratch.path()))
            found = found || std::ifstream(entry.path()).is_open();
        all_gone = all_gone && !found;
        std::cout << "  an anonymous file in a directory of ours can be opened by "
                  << (found ? "OTHERS" : "nobody else") << '\n';
    }
}

void spooling()
{
    std::cout << "Spooling: in memory while it is small\n";
    tempfile::spooled_temporary_file spooled(1000);
    spooled << std::string(1000, 'x');
    std::cout << "  1000 bytes of at most 1000: " << (spooled.rolled() ? "in a file" : "in memory") << '\n';
    spooled << 'x';
    std::cout << "  one more: " << (spooled.rolled() ? "in a file" : "in memory") << ", " << spooled.size()
              << " bytes in all\n";
}

void encodings()
{
    std::cout << "Encodings and line ends\n";
    tempfile::wtemporary_file wide;
    wide << L"na\u00efve \u65e5\u672c";
    std::cout << "  8 wide characters are " << wide.size() << " bytes of UTF-8\n";

    tempfile::temporary_file lines;
    lines.imbue(std::locale(lines.getloc(), new tempfile::newline_codecvt<char>(tempfile::newline::crlf)));
    lines << "one\ntwo\n";
    std::cout << "  two lines with \\r\\n are " << lines.size() << " bytes\n";
}

void low_level()
{
    std::cout << "The low level: what is made is the caller's\n";
    auto [handle, file] = tempfile::mkstemp();
    show("mkstemp()", file);
    handle.close();
    fs::remove(file);

    fs::path const directory = tempfile::mkdtemp();
    show("mkdtemp()", directory);
    tempfile::remove_all(directory);
    show_gone("... after remove_all()", directory);
}

void ownership()
{
    std::cout << "Ownership moves, and can be given up\n";
    fs::path path;
    {
        tempfile::named_temporary_file first;
        path = first.path();
        first << "begun here, ";
        tempfile::named_temporary_file second = std::move(first);
        second << "ended there";
        second.seekg(0);
        std::string text;
        std::getline(second, text);
        std::cout << "  moved in the middle of writing: " << text << '\n';
    }
    show_gone("... removed once, by its last owner", path);

    fs::path kept;
    {
        tempfile::named_temporary_file file;
        file << "worth keeping\n";
        kept = file.keep();
    }
    show("kept", kept);
    fs::remove(kept);
}

std::string first_line(fs::path const& path)
{
    std::ifstream in(path);
    std::string text;
    std::getline(in, text);
    return text;
}

void permanence()
{
    std::cout << "From temporary to permanent\n";
    tempfile::temporary_directory scratch;
    fs::path const target = scratch / "report";
    {
        tempfile::options beside; // a file cannot move to another file system
        beside.dir = scratch.path();
        tempfile::temporary_file report(beside);
        report << "complete";
        report.persist(target, tempfile::persist_mode::create_new);
    }
    show("an anonymous file, persisted", target);
    {
        tempfile::save_file next(target);
        next << "half";
        std::cout << "  while a save_file is written, the target says: " << first_line(target) << '\n';
        next << " a file more";
        next.commit();
    }
    std::cout << "  after its commit: " << first_line(target) << '\n';

    tempfile::named_temporary_file file;
    file << "once";
    tempfile::named_temporary_file second = file.reopen();
    std::string text;
    std::getline(second, text);
    std::cout << "  a second stream on the same file says: " << text << '\n';
}

void crashes()
{
    std::cout << "Nothing left behind by a signal or a crash\n";
    std::cout << "  signals taken: " << tempfile::cleanup_on_signals({SIGINT, SIGTERM}).size() << " of 2\n";
    tempfile::temporary_directory scratch;
    tempfile::options o;
    o.dir = scratch.path();
    o.sweepable = true;
    {
        tempfile::named_temporary_file marked(o);
        show("a sweepable file", marked.path());
        std::error_code ec;
        auto const swept = tempfile::sweep(scratch.path(), "tmp", ec);
        std::cout << "  a sweep while its owner lives: "
                  << (ec ? ec.message() : std::to_string(swept.size()) + " removed") << '\n';
    }
    std::error_code ec;
    fs::path const disk = tempfile::disk_tempdir(ec);
    std::cout << "  on storage: " << (ec ? ec.message() : disk.string()) << '\n';
    fs::path const memory = tempfile::memory_tempdir(ec);
    std::cout << "  in memory: " << (ec ? ec.message() : memory.string()) << '\n';
}

void errors()
{
    std::cout << "Errors say what and where\n";
    tempfile::options o;
    o.dir = tempfile::gettempdir() / "no such directory of anybody's";
    try
    {
        tempfile::temporary_file file(o);
    }
    catch (fs::filesystem_error const& error)
    {
        std::cout << "  thrown: " << error.what() << '\n';
    }
    std::error_code ec;
    o = {};
    o.prefix = "../escape";
    tempfile::named_temporary_file file(o, ec);
    std::cout << "  returned: " << ec.message() << '\n';
}

} // namespace

int main()
{
    try
    {
        examples_of_the_module();
        names_and_places();
        spooling();
        encodings();
        low_level();
        ownership();
        permanence();
        crashes();
        errors();
    }
    catch (std::exception const& error)
    {
        std::cerr << "tour: " << error.what() << '\n';
        return EXIT_FAILURE;
    }
    std::cout << (all_gone ? "Nothing is left behind.\n" : "Something was LEFT BEHIND.\n");
    return all_gone ? EXIT_SUCCESS : EXIT_FAILURE;
}
