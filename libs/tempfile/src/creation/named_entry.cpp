//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "creation.hpp"

#include <utility>

namespace boost
{
namespace tempfile
{
namespace detail
{

named_entry::named_entry(named_entry&& other) noexcept
{
    take(other);
}

named_entry& named_entry::operator=(named_entry&& other) noexcept
{
    if (this == &other)
        return *this;
    give_up();
    take(other);
    return *this;
}

named_entry::~named_entry()
{
    give_up();
}

void named_entry::take(named_entry& other) noexcept
{
    path_ = std::move(other.path_);
    other.path_.clear();
    mark_ = other.mark_;
    registration_ = std::move(other.registration_);
    lock_ = std::move(other.lock_);
    identity_ = other.identity_;
    damage_ = other.damage_;
    when_ = other.when_;
    armed_ = std::exchange(other.armed_, false);
    ours_ = std::exchange(other.ours_, false);
    removed_ = other.removed_;
    failed_ = other.failed_;
}

void named_entry::give_up() noexcept
{
    std::error_code ec;
    remove(invalid_handle(), ec);
    if (!ec)
        return;
    // Something else may have its name when the process ends.
    file_identity const left = system::identify_file(path_.c_str(), ec).identity;
    if (!ec)
        registration_.leave(left);
}

void named_entry::remove(native_handle_type handle, std::error_code& ec) noexcept
{
    ec.clear();
    if (!armed_)
        return;
    if (!registration_.inherited())
    {
        if (registration_.claim())
            system::remove_file(path_.c_str(), handle, ec);
        failed_ = bool(ec);
        if (failed_)
            return registration_.unclaim();
        removed_ = true;
        ours_ = false;
    }
    armed_ = false;
    registration_.release();
    lock_ = unique_handle();
}

void named_entry::remove_now(native_handle_type handle, std::error_code& ec) noexcept
{
    ec.clear();
    if (!ours_)
        return;
    adopt();
    armed_ = true;
    remove(handle, ec);
}

// Of the open file, or of the one that was closed, as far as it is known.
file_identity named_entry::identity_of(native_handle_type handle) const noexcept
{
    std::error_code unknown;
    file_identity const open = handle != invalid_handle() ? system::identify_file(handle, unknown).identity : identity_;
    return unknown ? file_identity() : open;
}

std::filesystem::path named_entry::keep(native_handle_type handle, std::error_code& ec)
{
    ec.clear();
    std::filesystem::path kept = path_, returned = kept;
    if (removed_)
    {
        ec = std::make_error_code(std::errc::no_such_file_or_directory);
        return {};
    }
    if (!armed_)
    {
        ours_ = false;
        return kept;
    }
    if (!registration_.inherited())
    {
        if (!registration_.claim_to_keep()) // the end of the process was faster
            ec = std::make_error_code(std::errc::operation_canceled);
        else if (mark_ != 0)
            remove_mark(kept, returned, mark_, identity_of(handle), handle, ec);
        if (ec)
        {
            registration_.unclaim();
            return {};
        }
    }
    entry_access::installed(*this, std::move(kept));
    return returned;
}

named_entry named_entry::another() const
{
    named_entry second;
    second.path_ = path_;
    second.identity_ = identity_;
    return second;
}

void named_entry::remember(native_handle_type handle, std::error_code& ec) noexcept
{
    system::file_status const status = system::identify_file(handle, ec);
    if (!ec)
        identity_ = status.identity;
}

void named_entry::adopt() noexcept
{
    registration_.adopt();
}

} // namespace detail
} // namespace tempfile
} // namespace boost
