//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include <boost/tempfile/temporary_directory.hpp>

#include "../creation/creation.hpp"
#include "../system/error.hpp"
#include "tree_removal.hpp"

#include <new>

namespace boost
{
namespace tempfile
{

namespace
{

// The directory is empty more often than not, or gone: then its name is enough. What is no directory is not ours.
// Whether nothing is left to be done.
inline bool remove_by_name(detail::directory_entry& made, std::error_code& ec) noexcept
{
    ec.clear();
    if (!made.entry.claim()) // the end of the process was faster
        return true;
    detail::system::remove_directory({}, made.path.c_str(), {}, ec);
    if (ec && ec != std::errc::no_such_file_or_directory && ec != std::errc::not_a_directory)
        return false;
    ec.clear();
    return true;
}

} // namespace

temporary_directory::temporary_directory(options const& o)
{
    std::error_code ec;
    std::filesystem::path where;
    create(o, where, ec);
    detail::throw_if(ec, "boost::tempfile::temporary_directory", where);
}

temporary_directory::temporary_directory(options const& o, std::error_code& ec)
{
    std::filesystem::path where;
    create(o, where, ec);
}

temporary_directory::temporary_directory(temporary_directory&& other) noexcept
{
    take(other);
}

temporary_directory& temporary_directory::operator=(temporary_directory&& other) noexcept
{
    temporary_directory taken(std::move(other));
    swap(taken);
    return *this;
}

temporary_directory::~temporary_directory()
{
    if (!owned_ || kept_ || made_.entry.inherited())
        return;
    std::error_code ignored;
    if (!remove_by_name(made_, ignored))
        remove_tree(ignored);
}

void temporary_directory::create(options const& o, std::filesystem::path& where, std::error_code& ec)
{
    detail::create_directory(o, detail::registered::yes, made_, where, ec);
    if (ec)
        return;
    kept_ = o.removal == removal::never;
    owned_ = true;
}

void temporary_directory::cleanup()
{
    if (!owned_)
        return;
    std::error_code ec;
    std::filesystem::path where;
    if (remove_by_name(made_, ec))
        return forget();
    remove_tree(where, ec);
    detail::throw_if(ec, "boost::tempfile::temporary_directory::cleanup", where);
}

void temporary_directory::cleanup(std::error_code& ec) noexcept
{
    ec.clear();
    if (!owned_)
        return;
    if (remove_by_name(made_, ec))
        return forget();
    remove_tree(ec);
}

void temporary_directory::remove_tree(std::filesystem::path& where, std::error_code& ec)
{
    remove_options how;
    how.threads = detail::system::destructors_may_start_threads() ? 0 : 1;
    detail::native_string stayed;
    (void)detail::remove_tree(made_.path.native(), &made_.identity, how, stayed, ec);
    if (!ec)
        return forget();
    made_.entry.unclaim();
    where = std::move(stayed);
}

void temporary_directory::remove_tree(std::error_code& ec) noexcept
try
{
    std::filesystem::path where;
    remove_tree(where, ec);
}
catch (std::bad_alloc const&)
{
    made_.entry.unclaim();
    ec = std::make_error_code(std::errc::not_enough_memory);
}

std::filesystem::path temporary_directory::keep()
{
    std::error_code ec;
    std::filesystem::path kept = keep(ec);
    detail::throw_if(ec, "boost::tempfile::temporary_directory::keep", made_.path);
    return kept;
}

std::filesystem::path temporary_directory::keep(std::error_code& ec)
{
    ec.clear();
    if (!owned_)
        return {};
    std::filesystem::path kept = made_.path, returned = kept;
    if (!made_.entry.inherited()) // otherwise the name is the parent's to change
    {
        if (!made_.entry.claim_to_keep())
            ec = std::make_error_code(std::errc::operation_canceled);
        else if (made_.mark != 0)
            detail::remove_mark(kept, returned, made_.mark, made_.pin.get(), ec);
    }
    if (ec)
    {
        made_.entry.unclaim();
        return {};
    }
    made_.mark = 0;
    made_.path = std::move(kept);
    forget();
    return returned;
}

void temporary_directory::adopt() noexcept
{
    made_.entry.adopt();
}

void temporary_directory::take(temporary_directory& other) noexcept
{
    made_ = std::exchange(other.made_, detail::directory_entry());
    kept_ = other.kept_;
    owned_ = std::exchange(other.owned_, false);
}

void temporary_directory::forget() noexcept
{
    owned_ = false;
    made_.entry.release();
    made_.pin = unique_handle();
}

} // namespace tempfile
} // namespace boost
