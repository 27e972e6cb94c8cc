//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "creation.hpp"
#include "tempdir.hpp"

namespace boost
{
namespace tempfile
{
namespace detail
{

namespace
{

// Where there is no O_TMPFILE: a name for a moment, so it is registered for that moment.
unique_handle create_and_unlink(options const& o, std::filesystem::path& where, std::error_code& ec)
{
    options nameless; // what is never seen has no prefix whose length could matter
    nameless.dir = o.dir;
    unique_path path(nameless, where, ec);
    if (ec)
        return {};
    for (int tries = 0; tries < most_tries; ++tries)
    {
        native_string const name = path.next(ec);
        if (ec)
            break;
        registration entry;
        entry.publish(entry_kind::file, name.c_str(), name.size(), ec);
        if (ec)
            break;
        unique_handle file(system::create_unlinked(name.c_str(), file_permissions(o), ec));
        if (!ec)
            return file;
        if (ec == std::errc::file_exists)
            continue;
        // Where it was made, but could not be removed, that is tried once more here, and again at the end of the process.
        std::error_code gone;
        file_identity const left = system::identify_file(name.c_str(), gone).identity;
        if (!gone)
            system::remove_file(name.c_str(), invalid_handle(), gone);
        if (gone && left != file_identity{})
            entry.leave(left);
        break;
    }
    where = path.directory();
    return {};
}

unique_handle create_in_directory(options const& o, std::filesystem::path& where, std::error_code& ec)
{
    // A relative directory is the system's to resolve: nothing is to be found again by its path.
    native_string const found = o.dir.empty() ? current_tempdir(where, ec) : native_string();
    native_string const& dir = o.dir.empty() ? found : o.dir.native();
    if (dir.empty())
        return {};
    unique_handle file(system::open_anonymous(dir.c_str(), file_permissions(o), ec));
    if (BOOST_LIKELY(!ec))
        return file;
    // Old kernels and file systems that do not know O_TMPFILE refuse it with all kinds of errors (open(2)). What is
    // wrong with the directory itself shows again where a file with a name is tried.
    ec.clear(); // it is no error of whoever runs out of memory now
    return create_and_unlink(o, where, ec);
}

} // namespace

unique_handle create_anonymous(options const* given, std::filesystem::path& where, std::error_code& ec)
{
    options const& o = given != nullptr ? *given : default_options();
    ec.clear();
    if (given != nullptr)
        check(o, where, ec);
    if (ec)
        return {};
    return in_tempdir(o, ec, [&](std::error_code& error) { return create_in_directory(o, where, error); });
}

} // namespace detail
} // namespace tempfile
} // namespace boost
