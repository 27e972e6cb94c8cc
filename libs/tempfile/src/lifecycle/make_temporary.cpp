//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "../creation/creation.hpp"

#include "../removal/tree_removal.hpp"
#include "named_thing.hpp"
#include "temporary_path_access.hpp"

#include <boost/tempfile/detail/exceptions.hpp>

#include <new>
#include <utility>

namespace boost
{
namespace tempfile
{
namespace detail
{

using std::filesystem::path;

namespace
{

// A name under which somebody else's function makes something. Registered without an identity, as the end of the process
// does not wait for that function; removed again unless it becomes a temporary_path's.
class unmade_path
{
public:
    unmade_path(path name, std::error_code& ec) : name_(std::move(name))
    {
        entry_.publish(entry_kind::unmade, name_.c_str(), name_.native().size(), ec);
        if (!ec)
            entry_.created({}, ec);
        owned_ = !ec;
    }

    unmade_path(unmade_path const&) = delete;
    unmade_path& operator=(unmade_path const&) = delete;

    // After an error or an exception, of which the thing may be half made.
    ~unmade_path()
    {
        if (!owned_ || entry_.inherited())
            return;
        (void)entry_.claim(); // what was made since the end of the process passed by goes as well
        std::error_code ec;
        remove_unmade(name_.c_str(), ec);
        if (ec == std::errc::directory_not_empty || ec == std::errc::file_exists)
            remove_directory();
    }

    path const& name() const noexcept { return name_; }

    // It is somebody else's name, or a temporary_path's.
    void give_up() noexcept { owned_ = false; }

private:
    void remove_directory() noexcept BOOST_TRY
    {
        std::error_code ec;
        if (!system::belongs_to_us(system::identify_file(name_.c_str(), ec)) || ec)
            return;
        expected_directory const made{system::identify_directory(name_.c_str(), ec).identity, invalid_handle()};
        native_string ignored;
        if (!ec)
            (void)remove_tree(name_.native(), &made, {}, ignored, ec);
    }
    BOOST_CATCH(std::bad_alloc const&) {}
    BOOST_CATCH_END

    path name_;
    registration entry_;
    bool owned_ = false;
};

bool is_taken(std::error_code const& ec) noexcept
{
    return ec == std::errc::file_exists || ec == std::errc::address_in_use;
}

void check_unmade(options const& o, path& where, std::error_code& ec)
{
    check_owned(o, where, ec);
    if (!ec && (o.permissions != std::filesystem::perms::unknown || o.removal != removal::on_close))
        ec = std::make_error_code(std::errc::invalid_argument);
}

} // namespace

temporary_path make_temporary(options const& o, path_creator create, void* context, path& where, std::error_code& ec)
{
    temporary_path made;
    check_unmade(o, where, ec);
    if (ec)
        return made;
    unique_path names(o, where, ec);
    for (int tries = 0; !ec && tries < most_tries; ++tries)
    {
        path name = names.next(ec);
        where = name;
        if (ec)
            return made;
        unmade_path unmade(std::move(name), ec);
        if (!ec)
            create(context, unmade.name(), ec);
        if (is_taken(ec))
        {
            unmade.give_up();
            ec.clear();
            continue;
        }
        bool const swept = !ec && !temporary_path_access::own(made, unmade.name(), names.mark(), ec);
        if (!ec && !swept)
            unmade.give_up();
        if (!swept)
            return made;
    }
    if (!ec)
    {
        where = names.directory();
        ec = std::make_error_code(std::errc::file_exists);
    }
    return made;
}

temporary_path into_path(named_entry& entry, native_handle_type handle, std::error_code& ec)
{
    ec.clear();
    temporary_path made;
    if (!entry.named())
    {
        ec = std::make_error_code(std::errc::no_such_file_or_directory);
        return made;
    }
    bool const opened = handle != invalid_handle();
    file_identity identity = entry.identity();
    if (opened)
        identity = system::identify_file(handle, ec).identity;
    std::size_t const mark = entry_access::mark(entry);
    unique_handle lock;
    if (!ec && mark != 0 && opened)
        lock = unique_handle(system::duplicate(handle, ec)); // which shares the lock
    path name = entry.path();
    if (!ec)
        temporary_path_access::own_file(made, name, mark, identity, std::move(lock), ec);
    if (ec)
        return made;
    if (mark != 0 && !opened)
        temporary_path_access::lock(made, entry_access::take_lock(entry));
    entry_access::installed(entry, std::move(name));
    return made;
}

} // namespace detail
} // namespace tempfile
} // namespace boost
