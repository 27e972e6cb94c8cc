//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_TEST_PERSISTING_HPP
#define BOOST_TEMPFILE_TEST_PERSISTING_HPP

// A temporary file to be persisted, of each kind, and file systems that differ.

#include "creation/creation.hpp"

#include "interception.hpp"
#include "platform.hpp"
#include "scratch.hpp"

#include <boost/tempfile/detail/persisting.hpp>

#include <string>

namespace test
{

namespace tf = boost::tempfile;
namespace fs = std::filesystem;

inline std::string const old_text = "the old file\n";
inline std::string const new_text(100000, 'n');

// A temporary file with contents, named or not, and what persisting it does.
struct temporary
{
    enum kind
    {
        named,
        sweepable,
        anonymous
    };

    temporary(kind k, fs::path const& dir)
    {
        tf::options o;
        o.dir = dir;
        o.sweepable = k == sweepable;
        std::error_code failed;
        handle = k == anonymous ? tf::detail::create_anonymous(&o, where, failed)
                                : tf::detail::create_named(o, entry, where, failed);
        if (!failed)
            sys::write(handle.get(), new_text.data(), new_text.size(), failed);
        if (failed)
            throw fs::filesystem_error("temporary", where, failed);
    }
    ~temporary()
    {
        std::error_code ignored;
        entry.remove(handle.get(), ignored);
    }

    std::error_code persist(fs::path const& target, tf::persist_mode mode = tf::persist_mode::replace,
        tf::durability durable = tf::durability::none)
    {
        std::error_code ec;
        tf::unique_handle instead;
        tf::detail::persist(handle.get(), entry, target, mode, durable, instead, where, ec);
        if (instead)
            handle = std::move(instead);
        return ec;
    }

    fs::path where;
    tf::detail::named_entry entry;
    tf::unique_handle handle;
};

#if BOOST_TEMPFILE_TEST_SWEEPS
constexpr temporary::kind kinds[] = {temporary::named, temporary::sweepable, temporary::anonymous};
constexpr temporary::kind named_kinds[] = {temporary::named, temporary::sweepable};
#else
constexpr temporary::kind kinds[] = {temporary::named, temporary::anonymous};
constexpr temporary::kind named_kinds[] = {temporary::named};
#endif

constexpr tf::persist_mode every_mode[] = {tf::persist_mode::replace, tf::persist_mode::create_new,
    tf::persist_mode::replace_or_copy, tf::persist_mode::create_new_or_copy};

inline bool replaces(tf::persist_mode mode)
{
    return mode == tf::persist_mode::replace || mode == tf::persist_mode::replace_or_copy;
}

inline bool copies(tf::persist_mode mode)
{
    return mode == tf::persist_mode::replace_or_copy || mode == tf::persist_mode::create_new_or_copy;
}

inline int crossings; // how many renames and links say that the file systems differ
inline int copies_made;

inline std::error_code cross(sys::call_site const& site) noexcept
{
    copies_made += site.which == sys::call::copy_contents;
    bool const places = site.which == sys::call::rename_file || site.which == sys::call::link_handle;
    return std::make_error_code(
        places && crossings > 0 && crossings-- > 0 ? std::errc::cross_device_link : std::errc());
}

} // namespace test

#endif
