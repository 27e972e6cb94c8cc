//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "root.hpp"

#include "../system/identity.hpp"
#include "walker.hpp"

namespace boost
{
namespace tempfile
{
namespace detail
{

void root_directory::open(std::error_code& ec) noexcept
{
    system::directory const none;
    opened_ = system::open_directory(none, path_.c_str(), system::mounts::cross, ec);
    bool const denied = ec == std::errc::permission_denied;
    if (denied || out_of_handles(ec))
    {
        if (remove_unopened(ec))
            return;
        if (denied)
            opened_ = system::open_denied_directory(
                none, path_.c_str(), system::mounts::cross, expected_ == nullptr ? nullptr : &expected_->identity, ec);
    }
    if (ec == std::errc::not_a_directory)
        unlink(ec);
    if (ec == std::errc::no_such_file_or_directory)
        ec.clear();
    if (!opened_ || expected_ == nullptr)
        return;
    system::directory_status const found = system::identify_directory(opened_, ec);
    if (ec || !is_expected(found, ec))
        close();
}

// The handle keeps its number from being used again. What is at the path cannot be told where there is an error.
bool root_directory::close_if_elsewhere() noexcept
{
    std::error_code ec;
    file_identity const ours = system::identify_directory(opened_, ec).identity;
    if (ec)
        return false;
    file_identity const found = system::identify_directory(path_.c_str(), ec).identity;
    bool const is_gone = ec == std::errc::no_such_file_or_directory || ec == std::errc::not_a_directory;
    bool const elsewhere = is_gone || (!ec && compare(found, ours) == likeness::different);
    if (elsewhere)
        close();
    return elsewhere;
}

bool root_directory::has_successor() const noexcept
{
    if (expected_ != nullptr)
        return false;
    std::error_code ec;
    (void)system::identify_file(path_.c_str(), ec);
    return !ec;
}

// Another directory than the one that is meant is none of ours, which is no error; but it is one if it may be mounted on
// ours, or if the system does not tell any more.
bool root_directory::is_expected(system::directory_status const& found, std::error_code& ec) const noexcept
{
    likeness const alike = compare(found.identity, expected_->identity);
    if (is_gone(*expected_))
        return false;
    if (alike == likeness::same || (alike == likeness::unknown && expected_->held != invalid_handle()))
        return true;
    ec.clear();
    if (found.mounted_on)
        ec = std::make_error_code(std::errc::device_or_resource_busy);
    else if (alike == likeness::unknown)
        ec = std::make_error_code(std::errc::function_not_supported);
    return false;
}

// An empty directory need not be opened, nor must what is none. Whether there is nothing left to open; `ec` stays what
// it was otherwise.
bool root_directory::remove_unopened(std::error_code& ec) noexcept
{
    std::error_code failed;
    if (expected_ != nullptr)
    {
        system::directory_status const found = system::identify_directory(path_.c_str(), failed);
        if (!failed && !is_expected(found, ec))
            return true;
    }
    if (!failed)
        system::remove_directory({}, path_.c_str(), {}, failed);
    if (failed == std::errc::not_a_directory)
    {
        unlink(ec);
        return true;
    }
    if (failed && failed != std::errc::no_such_file_or_directory)
        return false;
    removed_ += !failed;
    ec.clear();
    return true;
}

// What is no directory is not what was expected.
void root_directory::unlink(std::error_code& ec) noexcept
{
    ec.clear();
    if (expected_ != nullptr)
        return;
    system::remove_entry({}, path_.c_str(), ec);
    removed_ += !ec;
    if (ec == std::errc::not_a_directory) // below a file, where nothing can be
        ec.clear();
}

void root_directory::close() noexcept
{
    if (opened_)
        system::close_directory(opened_);
}

} // namespace detail
} // namespace tempfile
} // namespace boost
