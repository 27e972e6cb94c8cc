//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// Reads a program that makes temporary files and directories with all kinds of options, while the environment, the
// current directory, the umask and settempdir() change. The model says whether it must succeed, or with which error it
// must fail; where the file is, what it is called, who may use it; and what there is in all directories at any time.

#include "directories.hpp"
#include "made_files.hpp"

#include <boost/tempfile/tempdir.hpp>

namespace fuzz
{

class program
{
public:
    program(reader& input, std::string work)
        : input_(input), user_(input.byte() & 1), work_(std::move(work)), mask_(::umask(022))
    {
        make_directories(descriptor(::open(work_.c_str(), O_RDONLY)).number);
        (void)!::chdir(work_.c_str());
        list(work_, listed_);
        settempdir({});
    }

    ~program()
    {
        for (char const* const name : {"TMPDIR", "TEMP", "TMP"})
            ::unsetenv(name);
        ::umask(mask_);
        tf::settempdir({});
    }

    void run()
    {
        while (!input_.empty() && ++step_ < 60)
        {
            step();
            check_lists();
        }
        while (!objects_.empty())
            end(0);
        check_lists();
    }

private:
    void step()
    {
        unsigned const what = input_.byte();
        if (tracing())
            std::fprintf(stderr, "%u: step %u\n", step_, what % 16);
        switch (what % 16)
        {
        case 0:
            return change_directory();
        case 1:
            ::setenv(what & 0x10 ? "TMPDIR" : what & 0x20 ? "TEMP" : "TMP", odd_directory(input_, work_).c_str(), 1);
            return;
        case 2:
            return settempdir(odd_directory(input_, work_));
        case 3:
            return check_tempdir();
        case 4:
            mask_now_ = what & 0x80 ? 0777 : what & 0x40 ? 0027 : what & 0x20 ? 0022 : 0;
            ::umask(mask_now_);
            return;
        case 5:
            if (::rmdir((work_ + "/sometimes").c_str()) == 0)
                listed_.erase(work_ + "/sometimes");
            else if (::mkdir((work_ + "/sometimes").c_str(), 0755) == 0)
                ::chmod((listed_.insert(work_ + "/sometimes").first)->c_str(), 0755);
            return;
        case 6:
        case 7:
            if (!objects_.empty())
                end(what / 16 % objects_.size());
            return;
        case 8:
            return roll_over(what / 16);
        default:
            if (objects_.size() < 6)
                create(static_cast<kind>(what / 16 % 6));
        }
    }

    void change_directory()
    {
        std::string const to = odd_directory(input_, work_);
        if (to.empty() || has_null(to) || ::chdir(to.c_str()) != 0)
            (void)!::chdir(work_.c_str());
    }

    // ---- where temporary files go -----------------------------------------------------------------------------------

    void settempdir(std::string const& text)
    {
        errors const expected = tempdir_.set(text);
        (void)happened(
            "settempdir()", expected, [&](bool, std::error_code&) { tf::settempdir(text); }, true);
    }

    void check_tempdir()
    {
        if (tf::gettempprefix() != fs::path("tmp"))
            differs("gettempprefix()");
        std::optional<std::string> const expected = tempdir_.get();
        for (bool const throws : {false, true})
        {
            std::error_code ec;
            fs::path found;
            try
            {
                found = throws ? tf::gettempdir() : tf::gettempdir(ec);
            }
            catch (fs::filesystem_error const& e)
            {
                ec = e.code();
            }
            if (expected && (ec || found.native() != *expected))
                differs("gettempdir()", *expected + " expected, and not " + found.native() + ' ' + ec.message());
            if (!expected && (!ec || !found.empty()))
                differs("gettempdir()", "none will do, and yet " + found.native());
        }
    }

    // ---- what is made -----------------------------------------------------------------------------------------------

    // Where it goes; none if there is no such place, as then no current directory is.
    std::optional<std::string> place(object const& made) { return made.asked.dir.empty() ? tempdir_.get() : made.dir; }

    errors refused(object const& made)
    {
        bool const without_owner = made.what == kind::mkstemp || made.what == kind::mkdtemp;
        if (made.asked.sweepable && without_owner) // the sooner of two reasons
            return {std::errc::operation_not_supported, std::errc::invalid_argument};
        if (is_invalid(made))
            return {std::errc::invalid_argument};
        if (made.what == kind::spooled) // nothing is made before it rolls over
            return made.asked.dir.empty() || made.dir ? errors() : errors{std::errc::no_such_file_or_directory};
        std::optional<std::string> const dir = place(made);
        return dir ? refusals(*dir, made.has_name() ? made.name_size() : 0)
                   : errors{std::errc::no_such_file_or_directory};
    }

    void create(kind what)
    {
        object made;
        made.what = what;
        made.asked = odd_options(input_, work_);
        bool const throws = input_.byte() % 2 != 0;
        if (!made.asked.dir.empty())
            made.dir = meant(made.asked.dir.native());
        errors expected = refused(made);
        if (tracing())
            std::fprintf(stderr, "  kind %d in %s, from %s\n", static_cast<int>(what), made.asked.dir.c_str(),
                current_directory().value_or("nowhere").c_str());
        if (made.has_mark() && expected.empty() && !is_ours(*place(made)) && !sweepable(*place(made)))
            expected.insert(std::errc::operation_not_supported);
        auto const make = [&](bool thrown, std::error_code& ec) { construct(made, thrown, ec); };
        if (!happened("making a file", expected, make, throws))
            return made.is_open() ? differs("something is open after an error", made.path.native()) : void();
        if (what != kind::spooled)
            check(made);
        objects_.push_back(std::move(made));
    }

    // Runs what must fail with one of these errors, or succeed if there is none. Whether it succeeded.
    template<class Make>
    bool happened(char const* what, errors const& expected, Make make, bool throws) const
    {
        std::error_code ec = std::make_error_code(std::errc::result_out_of_range); // which is to be cleared
        try
        {
            make(throws, ec);
            if (throws)
                ec.clear();
        }
        catch (fs::filesystem_error const& e)
        {
            if (!throws)
                differs(what, e.what());
            ec = e.code();
            if (e.path1().empty() && ec != std::errc::invalid_argument && ec != std::errc::operation_not_supported)
                differs(what, "no path with " + ec.message());
        }
        bool const known = std::any_of(expected.begin(), expected.end(), [&](std::errc e) { return ec == e; });
        if (ec ? !known : !expected.empty())
            differs(what,
                ec.message() + (expected.empty() ? "" : ", not " + std::make_error_code(*expected.begin()).message()));
        return !ec;
    }

    // The file is where it belongs, under such a name, with these permissions.
    void check(object& made)
    {
        std::string const dir = *place(made);
        int const handle = made.handle();
        struct stat status = {};
        if (handle != -1 && ::fstat(handle, &status) != 0)
            differs("the handle");
        if (made.has_name())
            check_name(made, dir, status, handle != -1);
        else if (handle != -1)
            check_unnamed(handle, dir, status);
        bool const usual = made.asked.permissions == fs::perms::unknown;
        mode_t const asked = usual ? (made.is_directory() ? 0700 : 0600) : static_cast<mode_t>(made.asked.permissions);
        if ((status.st_mode & 01777) != (made.is_directory() ? asked : asked & ~mask_now_))
            differs("the permissions", std::to_string(status.st_mode) + " in " + dir);
    }

    void check_name(object& made, std::string const& dir, struct stat& status, bool open)
    {
        std::string const path = made.path.native(), name = made.path.filename().native();
        std::string const start = made.prefix(), end = made.asked.suffix.native();
        if (path != (dir == "/" ? dir : dir + '/') + name || name.size() != made.name_size())
            differs("the path", path + " in " + dir);
        std::string random = name.substr(start.size(), name.size() - start.size() - end.size());
        if (made.has_mark() && random.front() == '~' && random.back() == '~')
            random = random.substr(1, 16);
        if (name.compare(0, start.size(), start) != 0 || name.compare(name.size() - end.size(), end.size(), end) != 0 ||
            random.size() != (made.has_mark() ? 16 : 12) ||
            random.find_first_not_of("0123456789abcdefghijklmnopqrstuvwxyz") != std::string::npos)
            differs("the name", name);
        found const entry(AT_FDCWD, path);
        if (!entry.is || entry.is_directory != made.is_directory() ||
            (open && (entry.status.st_ino != status.st_ino || entry.status.st_dev != status.st_dev)))
            differs("what has the name", path);
        status = entry.status;
        if (is_ours(dir))
            listed_.insert(made.listed = real(dir) + '/' + name);
    }

    // It has no name, and the system can say in which directory it was made.
    void check_unnamed(int handle, std::string const& dir, struct stat const& status) const
    {
        char link[PATH_MAX] = {};
        std::string const self = "/proc/self/fd/" + std::to_string(handle);
        if (status.st_nlink != 0)
            differs("an anonymous file has a name");
        if (is_ours(dir) && ::readlink(self.c_str(), link, sizeof link - 1) > 0 &&
            std::string(link).compare(0, real(dir).size() + 1, real(dir) + '/') != 0)
            differs("an anonymous file is elsewhere:", link);
    }

    void roll_over(unsigned which)
    {
        for (object& made : objects_)
        {
            if (!made.spooled || made.spooled->rolled() || which-- % 4 != 0)
                continue;
            std::optional<std::string> const dir = place(made);
            errors const expected = dir ? refusals(*dir, 0) : errors{std::errc::no_such_file_or_directory};
            auto const roll = [&](bool thrown, std::error_code& ec)
            { thrown ? made.spooled->rollover() : made.spooled->rollover(ec); };
            if (made.spooled->size() == 0)
                *made.spooled << "text";
            if (happened("rollover()", expected, roll, input_.byte() % 2 != 0))
                check(made);
            std::string text;
            made.spooled->seekg(0);
            if (!(*made.spooled >> text) || text != "text")
                differs("what a spooled file has", text);
            made.spooled->clear();
            return;
        }
    }

    // Whether it goes, and when, is what its options say, wherever the process is now.
    void end(std::size_t which)
    {
        object made = std::move(objects_[which]);
        objects_.erase(objects_.begin() + static_cast<std::ptrdiff_t>(which));
        bool stays = made.what == kind::mkstemp || made.what == kind::mkdtemp;
        if (made.what == kind::named || made.what == kind::directory)
            stays = made.asked.removal == tf::removal::never;
        if (made.named && input_.byte() % 2 != 0)
        {
            std::error_code ec;
            made.named->close(ec);
            if (ec || found(AT_FDCWD, made.path.native()).is == (made.asked.removal == tf::removal::on_close))
                differs("close()", made.path.native() + ' ' + ec.message());
        }
        made.destroy();
        if (made.has_name() && found(AT_FDCWD, made.path.native()).is != stays)
            differs(stays ? "is gone:" : "is left:", made.path.native());
        if (stays && ::unlinkat(AT_FDCWD, made.path.c_str(), made.is_directory() ? AT_REMOVEDIR : 0) != 0)
            differs("cannot be removed:", made.path.native());
        if (!made.listed.empty())
            listed_.erase(made.listed);
    }

    void check_lists() const
    {
        std::set<std::string> now;
        list(work_, now);
        if (now == listed_)
            return;
        std::set<std::string> all;
        std::set_symmetric_difference(
            now.begin(), now.end(), listed_.begin(), listed_.end(), std::inserter(all, all.end()));
        differs("in the directories there is or is not", *all.begin());
    }

    bool is_ours(std::string const& directory) const { return real(directory).compare(0, work_.size(), work_) == 0; }

    // Where the process was before, and is again, as whoever it was.
    struct current
    {
        ~current() { (void)!::fchdir(directory.number); }
        descriptor directory = descriptor(::open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    };

    reader& input_;
    current const before_;
    ordinary_user const user_;
    std::string const work_;
    mode_t const mask_;
    mode_t mask_now_ = 022;
    unsigned step_ = 0;
    tempdir_model tempdir_;
    std::vector<object> objects_;
    std::set<std::string> listed_; // paths of all that there must be
};

} // namespace fuzz

extern "C" int LLVMFuzzerTestOneInput(unsigned char const* data, std::size_t size)
{
    fuzz::run_in_directory<fuzz::program>(data, size);
    return 0;
}
