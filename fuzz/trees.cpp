//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// Reads a program that makes a tree and removes it, by remove_all() or a temporary_directory, while calls of the system
// fail and somebody else changes the tree: right before the n-th call of a kind. Beside the tree is a treasure, with the
// same names in it, which must stay as it is. The model knows how many entries were made, and which of them must be gone.

#include "intruder.hpp"

#include <boost/tempfile/remove_all.hpp>
#include <boost/tempfile/temporary_directory.hpp>

#include <optional>
#include <sstream>
#include <stdexcept>
#include <system_error>

namespace fuzz
{

namespace fs = std::filesystem;

class program
{
public:
    program(reader& input, std::string work)
        : input_(input), how_(input.byte()), work_path_(std::move(work)), work_(::open(work_path_.c_str(), O_RDONLY)),
          other_(work_.number, work_path_)
    {
    }

    void run();

private:
    static program* running;
    static std::error_code before_call(sys::call_site const& site) noexcept { return running->other_.before(site); }

    void make();
    void plan();
    void remove_first();
    void remove_again();
    std::uintmax_t remove(std::error_code& ec);
    void check_counts(std::error_code const& ec) const;
    void check_error(std::error_code const& ec) const;
    void check_name(std::error_code const& ec) const;
    void check_treasure();

    bool tree_has(std::string const& path) const;

    bool owned() const { return directory_.has_value(); }

    reader& input_;
    unsigned const how_;
    std::string const work_path_;
    descriptor const work_;
    intruder other_;
    std::string name_ = "tree";
    std::string slashes_;
    std::optional<tf::temporary_directory> directory_;
    tf::remove_options options_;
    bool throws_ = false; // the form without an error_code
    std::uintmax_t observed_ = 0, removed_ = 0;
    fs::path named_;
    std::string treasure_;

    unsigned stop_after_ = 0; // calls of the observer
    bool stopped_ = false;
};

program* program::running = nullptr;

// ---- the program ----------------------------------------------------------------------------------------------------

void program::make()
{
    make_treasure(work_.number);
    slashes_ = std::string(how_ / 2 % 4 == 3 ? 2 : 0, '/');
    unsigned const kind = input_.byte();
    if (kind >= 0x80) // a directory that has an owner
    {
        tf::options o;
        o.dir = work_path_;
        directory_.emplace(o);
        name_ = directory_->path().filename().string();
    }
    else if (kind >= 0x7c)
        other_.made = put(work_.number, name_);
    else if (kind >= 0x78)
        other_.made = ::symlinkat(kind % 2 ? "a" : "nothing", work_.number, name_.c_str()) == 0;
    other_.know(name_, owned());
    if (kind < 0x76 || owned())
        other_.made = builder(input_, work_.number, work_path_).build(name_);
}

void program::plan()
{
    static constexpr int deadlines[] = {2000, 2000, 2000, 2000, 0, 1, 50, 2000};
    unsigned const with = input_.byte();
    options_.threads = with % 8 < 4 ? 1 : with % 8 - 3;
    options_.deadline = std::chrono::milliseconds(deadlines[with / 8 % 8]);
    options_.cross_mounts = (with & 0x40) != 0;
    throws_ = (with & 0x80) != 0;
    unsigned const more = input_.byte();
    stop_after_ = more >= 0xf0 ? more - 0xef : 0;
    options_.observer = [this](std::uintmax_t n)
    {
        if (n < observed_)
            differs("the count goes back");
        observed_ = n;
        if (stop_after_ != 0 && --stop_after_ == 0)
        {
            stopped_ = true;
            throw std::runtime_error("enough");
        }
    };
    other_.plan(input_);
}

void program::run()
{
    ordinary_user const user(how_ & 1);
    plan();
    make();
    treasure_ = described(work_.number, "a") + described(work_.number, "b") + described(work_.number, "d");
    std::vector<std::string> const before = open_descriptors();
    remove_first();
    if (open_descriptors() != before)
        differs("the open descriptors");
    check_treasure();
    remove_again();
    check_treasure();
    for (std::string const& name : other_.moved_out)
        count(work_.number, name, true);
    if (found(work_.number, name_).is && owned()) // what was put in the place of ours
        count(work_.number, name_, true);
    if (found(descriptor(directory_at(work_.number, "a")).number, "a").status.st_nlink != 1)
        differs("links to the treasure are left");
}

std::uintmax_t program::remove(std::error_code& ec)
{
    fs::path const path = work_path_ + '/' + name_ + slashes_;
    ec.clear();
    try
    {
        if (throws_)
            return owned() ? (directory_->cleanup(options_), observed_) : tf::remove_all(path, options_);
        return owned() ? (directory_->cleanup(options_, ec), observed_) : tf::remove_all(path, options_, ec);
    }
    catch (fs::filesystem_error const& e)
    {
        if (!throws_)
            differs("the form with an error_code threw", e.what());
        ec = e.code();
        named_ = e.path1();
    }
    return observed_;
}

void program::remove_first()
{
    std::error_code ec;
    {
        test::virtual_time const time;
        running = this;
        test::interception const hook(&before_call);
        try
        {
            removed_ = remove(ec);
        }
        catch (std::runtime_error const& e)
        {
            if (!stopped_)
                throw;
        }
    }
    if (tracing())
        std::fprintf(stderr, "%ju of %ju removed, by %u calls: %s %s\n", std::uintmax_t(removed_),
            std::uintmax_t(other_.made), other_.calls, ec.message().c_str(), named_.c_str());
    if (stopped_)
    {
        if (observed_ > other_.made)
            differs("more than there was", std::to_string(observed_));
        return;
    }
    if (removed_ != observed_)
        differs("the count and the observed one", std::to_string(removed_) + ' ' + std::to_string(observed_));
    check_error(ec);
    check_name(ec);
    check_counts(ec);
    if (owned() && directory_->owns_path() != bool(ec))
        differs("owns_path()", ec.message());
}

// An error is what the system said, or what others go on doing.
void program::check_error(std::error_code const& ec) const
{
    if (!ec || other_.failed)
        return;
    bool const time_enough = options_.deadline.count() == 2000 && !other_.lasting;
    if (!other_.interfered || time_enough)
        differs("an error without a reason:", ec.message());
    if (ec != std::errc::directory_not_empty && ec != std::errc::is_a_directory && ec != std::errc::not_a_directory)
        differs("what others do is another error:", ec.message());
}

// Nothing has the name on success; something has it on an error. A system that says of what is there that it is not, is
// believed; and a tree that was moved elsewhere, and has its name there, is removed there.
void program::check_name(std::error_code const& ec) const
{
    found const now(work_.number, name_);
    bool const late = other_.root_changed > other_.last_removal; // nobody could see it
    bool const believed = other_.lied || late || other_.same_name || (owned() && other_.in_place);
    if (!ec && now.is && !believed)
        differs("success, and the tree is there");
    if (ec && !now.is && other_.root_changed == 0)
        differs("nothing is left, and yet:", ec.message());
    if (owned() && other_.in_place && (!now.is || now.status.st_ino != *other_.in_place))
        differs("what was put in the place of the directory is gone");
    if (ec && throws_ && !other_.interfered && options_.threads == 1 && !tree_has(named_.native()))
        differs("there is no", named_.native());
}

void program::check_counts(std::error_code const& ec) const
{
    if (removed_ > other_.made)
        differs("more than there was", std::to_string(removed_));
    if (other_.interfered)
        return;
    std::uintmax_t const left = count(work_.number, name_);
    if (removed_ + left != other_.made || (left != 0 && !ec && !other_.lied))
        differs("the count",
            std::to_string(removed_) + " removed, " + std::to_string(left) + " left of " + std::to_string(other_.made));
}

// The treasure is as it was, and so is, by its name, what was moved beside it.
void program::check_treasure()
{
    std::string const now = described(work_.number, "a") + described(work_.number, "b") + described(work_.number, "d");
    if (now != treasure_)
        differs("the treasure", "was:\n" + treasure_ + "is:\n" + now);
    for (std::string const& name : other_.moved_out)
        if (!found(work_.number, name).is)
            differs("what was moved out of the tree is gone:", name);
}

// Nobody is left who interferes.
void program::remove_again()
{
    std::error_code ec;
    other_.leave();
    stop_after_ = 0;
    observed_ = 0;
    options_.deadline = std::chrono::milliseconds(0);
    if (owned() && other_.lied && !directory_->owns_path()) // it believed to be gone what is there
        directory_.reset();
    {
        test::virtual_time const time;
        remove(ec);
    }
    if (ec)
        differs("the second removal:", ec.message() + ' ' + named_.native());
    if (found(work_.number, name_).is && !(owned() && other_.root_changed != 0))
        differs("the second removal left something");
    if (owned() && directory_->owns_path())
        differs("owns_path() after the second removal");
}

// Step by step: the path may be longer than the system takes.
bool program::tree_has(std::string const& path) const
{
    std::string const start = work_path_ + '/';
    if (path.compare(0, start.size(), start) != 0)
        return false;
    std::istringstream parts(path.substr(start.size()));
    descriptor at(::dup(work_.number));
    for (std::string part; std::getline(parts, part, '/');)
    {
        if (!found(at.number, part).is)
            return errno == EACCES; // who knows
        at = descriptor(::openat(at.number, part.c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC));
    }
    return true;
}

} // namespace fuzz

extern "C" int LLVMFuzzerTestOneInput(unsigned char const* data, std::size_t size)
{
    fuzz::run_in_directory<fuzz::program>(data, size);
    return 0;
}
