//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include <boost/tempfile/temporary_directory.hpp>

#include "creation.hpp"
#include "error.hpp"
#include "removal.hpp"

#include <new>

namespace boost
{
namespace tempfile
{

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
    if (!owned_ || kept_ || registration_.inherited())
        return;
    std::error_code ignored;
    cleanup(ignored);
}

void temporary_directory::create(options const& o, std::filesystem::path& where, std::error_code& ec)
{
    detail::directory_entry made;
    detail::create_directory(o, detail::registered::yes, made, where, ec);
    if (ec)
        return;
    path_ = std::move(made.path);
    identity_ = made.identity;
    registration_ = std::move(made.entry);
    pin_ = std::move(made.pin);
    mark_ = made.mark;
    kept_ = o.removal == removal::never;
    owned_ = true;
}

void temporary_directory::cleanup()
{
    std::error_code ec;
    std::filesystem::path where;
    remove(where, ec);
    detail::throw_if(ec, "boost::tempfile::temporary_directory::cleanup", where);
}

void temporary_directory::cleanup(std::error_code& ec) noexcept
try
{
    std::filesystem::path where;
    remove(where, ec);
}
catch (std::bad_alloc const&)
{
    registration_.unclaim();
    ec = std::make_error_code(std::errc::not_enough_memory);
}

// The directory is empty more often than not, or gone: then its name is enough. What is no directory is not ours.
void temporary_directory::remove(std::filesystem::path& where, std::error_code& ec)
{
    ec.clear();
    if (!owned_)
        return;
    if (!registration_.claim()) // the end of the process was faster
        return forget();
    detail::system::remove_directory({}, path_.c_str(), {}, ec);
    if (!ec || ec == std::errc::no_such_file_or_directory || ec == std::errc::not_a_directory)
    {
        ec.clear();
        return forget();
    }
    remove_options how;
    how.threads = detail::system::destructors_may_start_threads() ? 0 : 1;
    detail::native_string stayed;
    (void)detail::remove_tree(path_.native(), &identity_, how, stayed, ec);
    if (!ec)
        return forget();
    registration_.unclaim();
    where = std::move(stayed);
}

std::filesystem::path temporary_directory::keep()
{
    std::error_code ec;
    std::filesystem::path kept = keep(ec);
    detail::throw_if(ec, "boost::tempfile::temporary_directory::keep", path_);
    return kept;
}

std::filesystem::path temporary_directory::keep(std::error_code& ec)
{
    ec.clear();
    if (!owned_)
        return {};
    std::filesystem::path kept = path_;
    if (!registration_.inherited()) // otherwise the name is the parent's to change
    {
        if (!registration_.claim())
            ec = std::make_error_code(std::errc::operation_canceled);
        else if (mark_ != 0)
            detail::remove_mark(kept, mark_, pin_.get(), ec);
    }
    if (ec)
    {
        registration_.unclaim();
        return {};
    }
    mark_ = 0;
    path_ = kept;
    forget();
    return kept;
}

void temporary_directory::adopt() noexcept
{
    registration_.adopt();
}

void temporary_directory::take(temporary_directory& other) noexcept
{
    path_ = std::move(other.path_);
    other.path_.clear();
    identity_ = other.identity_;
    registration_ = std::move(other.registration_);
    pin_ = std::move(other.pin_);
    mark_ = other.mark_;
    kept_ = other.kept_;
    owned_ = std::exchange(other.owned_, false);
}

void temporary_directory::forget() noexcept
{
    owned_ = false;
    registration_.release();
    pin_ = file_handle();
}

} // namespace tempfile
} // namespace boost
