//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_DETAIL_PERSISTING_HPP
#define BOOST_TEMPFILE_DETAIL_PERSISTING_HPP

// What the streams' persist() and save_file stand on.

#include <boost/tempfile/config.hpp>
#include <boost/tempfile/detail/creation.hpp>
#include <boost/tempfile/detail/owned.hpp>
#include <boost/tempfile/persist.hpp>
#include <boost/tempfile/unique_handle.hpp>

#include <filesystem>
#include <system_error>

BOOST_TEMPFILE_BEGIN_EXPORTED

namespace boost
{
namespace tempfile
{
namespace detail
{

// Makes the open file `handle` the file at `target`; everything is written to it already. `entry` is its name, or empty
// for a file that has none; afterwards it is the target's, and nobody's to remove. On failure the file is still
// temporary, perhaps with a name now, which `entry` then has, and it can be tried again; `where` is the path concerned.
// An error of what comes after that (making the name durable, removing a second name or the source of a copy) leaves the
// file persisted: entry.path() is the target then.
//
// Where the contents had to be copied and the system cannot make `handle` stand for the copy (Windows), `instead` is the
// copy's handle, to be used from then on.
BOOST_TEMPFILE_DECL void persist(native_handle_type handle, named_entry& entry, std::filesystem::path const& target,
    persist_mode, durability, unique_handle& instead, std::filesystem::path& where, std::error_code&);

// The name that a nameless file may have for a while: where persisting it failed halfway, until the next attempt or the
// end. There is memory for it only when it is needed.
class passing_name
{
public:
    named_entry& get()
    {
        if (!entry_)
            entry_.reset(new named_entry);
        return *entry_;
    }

    // Null where there is none.
    named_entry* find() noexcept { return entry_.get(); }

private:
    owned<named_entry> entry_;
};

// A second, independent handle of the file that `entry` names: the one that `handle` is open on, or, where that is
// invalid, the one that was remembered.
BOOST_TEMPFILE_DECL unique_handle reopen(native_handle_type handle, named_entry&, std::error_code&);

} // namespace detail
} // namespace tempfile
} // namespace boost

BOOST_TEMPFILE_END_EXPORTED

#endif
