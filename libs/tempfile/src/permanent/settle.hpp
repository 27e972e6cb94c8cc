//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_PERMANENT_SETTLE_HPP
#define BOOST_TEMPFILE_SRC_PERMANENT_SETTLE_HPP

#include "copy.hpp"
#include "installation.hpp"

#include <boost/tempfile/persist.hpp>

namespace boost
{
namespace tempfile
{
namespace detail
{

// How often a target that changes between the look at it and the step is looked at again.
constexpr int most_changes = 20;

// Gives a file what its target has, synchronizes it and puts it in place; again, where the target comes, goes or
// changes meanwhile. `target` is then what a link led to. as_new(ec) gives the file the permissions of a new one, where
// there is no target.
template<class AsNew>
lost_attributes settle(installation& step, native_handle_type handle, named_entry& entry, std::filesystem::path& target,
    system::replacement how, std::filesystem::perms before, durability durable, AsNew as_new,
    std::filesystem::path& where, std::error_code& ec)
{
    lost_attributes lost = lost_attributes::nothing;
    for (int tries = 0; tries < most_changes; ++tries)
    {
        bool exists = false;
        ec.clear();
        if (how == system::replacement::allowed)
        {
            if (step.is_exposed(before, ec))
                step.approach(ec);
            if (!ec)
                lost = step.carry(exists, ec);
            if (ec == std::errc::invalid_argument) // no regular file: a link is followed
            {
                target = final_target(std::move(target), exists, ec);
                if (!ec)
                    step.open(target, ec);
                if (!ec && exists)
                    lost = step.carry(exists, ec);
            }
        }
        if (!ec && !exists)
        {
            lost = lost_attributes::nothing;
            as_new(ec);
        }
        if (!ec)
            make_durable(handle, entry, durable, ec);
        if (ec)
            return lost;
        where.clear();
        step.run(how, exists, ec);
        if (!step.changed())
            return lost | step.lost();
    }
    return lost;
}

// The target is the file: synchronizes its name, if that was asked for.
inline void make_entry_durable(
    installation const& step, durability durable, std::filesystem::path& where, std::error_code& ec)
{
    if (durable != durability::data_and_entry)
        return;
    system::sync_entries(step.directory().handle(), step.directory().path().c_str(), ec);
    if (ec)
        where = step.directory().path();
}

} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
