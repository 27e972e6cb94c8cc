//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_PERMANENT_INSTALLATION_HPP
#define BOOST_TEMPFILE_SRC_PERMANENT_INSTALLATION_HPP

#include "name_owner.hpp"
#include "target.hpp"

#include "../system/predecessor.hpp"

#include <boost/tempfile/lost_attributes.hpp>

#include <filesystem>
#include <system_error>
#include <utility>

namespace boost
{
namespace tempfile
{
namespace detail
{

// One file on its way to its place:
//
//   open()       holds the directories of the target and of the file's own name
//   approach()   moves a file whose permissions are about to be widened to where it is going
//   carry()      gives it what the target has
//   run()        puts it there, in one atomic step
//
// Which step that is, the best first:
//
//   - Nothing has the target's name: the handle is linked to it, or the file's own name is renamed without replacing
//     anything. Without either (exFAT), the name is reserved by an empty file, which is renamed over.
//   - Something has it: the two are exchanged, and what was there is removed if it is what carry() saw; if it is
//     another file, its permissions are carried before that, and if it is none, they are exchanged back. Without an
//     exchange, the target is compared right before it is replaced.
//
// Names are found in directories that are held open, so that only who may write in the directory itself can put another
// file in a name's place. Where that is somebody else than us, the handle is linked to a new name beside the target,
// which is used instead; where there are no hard links, or each has a number of its own (sshfs), the file's name is
// compared with the handle before and after the step, and the step is taken back where they differ.
class installation
{
public:
    installation(native_handle_type handle, named_entry& entry, system::carrying what, std::filesystem::path& where)
        : handle_(handle), entry_(entry), what_(what), where_(where)
    {
    }

    void open(std::filesystem::path const& target, std::error_code&);

    // Whether more people can reach the file by the name that it has than by the target, whose permissions it is to
    // get: `before` are its own.
    bool is_exposed(std::filesystem::perms before, std::error_code&);

    // Gives the file a name beside the target in place of its own.
    void approach(std::error_code&);

    // And its own again, if it can have it.
    void go_back(std::filesystem::path const& origin, std::size_t mark);

    // Gives the file what the target has. `exists` is false where there is no target; a link and whatever else is no
    // regular file is errc::invalid_argument.
    lost_attributes carry(bool& exists, std::error_code&);

    // One atomic step, after which the file is at the target, and a name that it had is the entry's no longer. On an
    // error the target is as it was, but where installed() says that it is the file all the same.
    void run(system::replacement, bool exists, std::error_code&);

    // What became of it. The target came, went, or is another one: it has to be looked at again.
    bool changed() const noexcept { return changed_; }

    // The file is at the target, whatever the error was: one about another name.
    bool installed() const noexcept { return installed_; }

    // The target is on another file system.
    bool elsewhere() const noexcept { return elsewhere_; }

    // The file cannot have a name: it lost its last one, or never had one, and the system or file system needs one.
    bool nameless() const noexcept { return nameless_; }

    // What the target could not be given while it was put there.
    lost_attributes lost() const noexcept { return lost_; }

    held_directory const& directory() const noexcept { return directory_; }

private:
    // A name beside the target, with the mark of what sweep() may take.
    struct temporary_name
    {
        native_string name;
        std::size_t mark = 0;
        registration registered;
        bool exists = false;
    };

    system::entry_path target() const noexcept { return directory_.entry(placed_.native()); }
    system::entry_path own_name() const noexcept;
    held_directory const& own_directory() const noexcept { return is_beside_ ? directory_ : own_; }

    void by_name(std::error_code&);
    void by_handle(std::error_code&);
    void link_and_place(std::error_code&);

    void place(held_directory const&, native_string const& name, std::error_code&);
    void rename_new(
        system::entry_path const& from, system::entry_path const& to, system::replacement, std::error_code&) noexcept;
    void place_new(system::entry_path const& from, std::error_code&);
    void place_over(system::entry_path const& from, std::error_code&);
    void replace_unseen(system::entry_path const& from, std::error_code&);
    void check_displaced(system::entry_path const& from, std::error_code&);
    void take_back(system::entry_path const& from) noexcept;
    void remove_second(held_directory const&, native_string const& name, std::error_code&);

    template<class Place>
    void rename_own(Place, std::error_code&);
    void link(system::entry_path const& to, std::error_code&);
    void link_compared(system::entry_path const& to, std::error_code&);
    void link_beside(temporary_name&, std::error_code&);
    void links_differ(std::error_code&) noexcept;
    void drop(temporary_name&) noexcept;
    bool lock() noexcept;

    void check_is_ours(system::entry_path const&, std::error_code&);
    void check_target(std::error_code&);

    native_handle_type handle_;
    named_entry& entry_;
    system::carrying const what_;
    std::filesystem::path& where_;

    std::filesystem::path placed_; // the target; copied before anything is done, while a failure does no harm
    held_directory directory_;     // the target's
    held_directory own_;           // of the file's name, where it is another one
    bool is_beside_ = true;

    system::access_rights seen_;
    system::replacement how_ = system::replacement::refused;
    system::replacement new_name_ = system::replacement::refused; // how one is given to the file
    bool exists_ = false;
    bool watched_ = false;   // others may put another file in a name's place: it is compared afterwards
    bool has_links_ = false; // to names of which the target may be one, when it was last looked at

    bool changed_ = false;
    bool installed_ = false;
    bool elsewhere_ = false;
    bool nameless_ = false;
    lost_attributes lost_ = lost_attributes::nothing;
};

} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
