//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include <boost/tempfile/detail/persisting.hpp>

#include "copy.hpp"
#include "installation.hpp"
#include "target.hpp"

#include <utility>

namespace boost
{
namespace tempfile
{
namespace detail
{

using std::filesystem::path;
using std::filesystem::perms;
using system::replacement;

void replacement_file::begin(path const& given, path& where, std::error_code& ec)
{
    path target = absolute_target(given, ec);
    bool exists = false;
    if (!ec)
        target_ = final_target(std::move(target), exists, ec);
    // A new file gets what any new file gets; what replaces another is nobody's business until it is given the same
    // permissions.
    if (!ec)
        handle = create_beside(target_, exists ? perms(0600) : perms(0666), entry_, where, ec);
    if (ec && where.empty())
        where = given;
}

void replacement_file::commit(
    native_handle_type file, durability durable, bool& placed, path& where, std::error_code& ec)
{
    placed = false;
    where.clear();
    // What is there now counts, whatever it was when the writing began; a link is followed anew.
    bool exists = true;
    lost_ = static_cast<unsigned>(system::carry_attributes(target_.c_str(), file, ec));
    if (ec == std::errc::no_such_file_or_directory)
    {
        exists = false;
        ec.clear();
    }
    else if (ec == std::errc::invalid_argument)
    {
        target_ = final_target(std::move(target_), exists, ec);
        if (!ec && exists)
            lost_ = static_cast<unsigned>(system::carry_attributes(target_.c_str(), file, ec));
    }
    if (!ec)
        make_durable(file, entry_, durable, ec);
    if (!ec)
        installation(file, entry_, target_, where).run(replacement::allowed, exists, ec);
    placed = !ec;
    if (!ec && durable == durability::data_and_entry)
    {
        where = directory_of(target_);
        system::sync_directory(where.c_str(), ec);
    }
    if (ec && where.empty())
        where = target_;
}

void replacement_file::abandon(native_handle_type file) noexcept
{
    std::error_code ignored;
    entry_.remove(file, ignored);
}

} // namespace detail
} // namespace tempfile
} // namespace boost
