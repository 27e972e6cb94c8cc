//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_TEST_MAKERS_HPP
#define BOOST_TEMPFILE_TEST_MAKERS_HPP

// Everything that makes a name, by the name of the function.

#include <boost/tempfile/mkstemp.hpp>

#include "creation/creation.hpp"

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <system_error>

#if defined(BOOST_GCC) || defined(BOOST_CLANG)
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
#endif

namespace test
{

using maker = std::function<std::filesystem::path(boost::tempfile::options const&, std::error_code&)>;

// Every function that makes a name: what it made goes at the end of the test, with the directory.
inline std::map<std::string, maker> const makers{
    {"mkstemp",
        [](boost::tempfile::options const& o, std::error_code& ec) { return boost::tempfile::mkstemp(o, ec).path; }},
    {"mkdtemp", [](boost::tempfile::options const& o, std::error_code& ec) { return boost::tempfile::mkdtemp(o, ec); }},
    {"mktemp", [](boost::tempfile::options const& o, std::error_code& ec) { return boost::tempfile::mktemp(o, ec); }},
    {"create_named",
        [](boost::tempfile::options const& o, std::error_code& ec)
        {
            boost::tempfile::detail::named_entry entry;
            std::filesystem::path where;
            auto const file = boost::tempfile::detail::create_named(o, entry, where, ec);
            return ec ? std::filesystem::path() : entry.path();
        }},
    {"create_directory",
        [](boost::tempfile::options const& o, std::error_code& ec)
        {
            boost::tempfile::detail::directory_entry entry;
            std::filesystem::path where;
            boost::tempfile::detail::create_directory(o, boost::tempfile::detail::registered::yes, entry, where, ec);
            return entry.path;
        }},
};

// Makes one without a name, and says how that went.
inline std::error_code create_anonymous(boost::tempfile::options const& o)
{
    std::filesystem::path where;
    std::error_code ec;
    auto const file = boost::tempfile::detail::create_anonymous(&o, where, ec);
    BOOST_TEST(bool(file) == !ec);
    return ec;
}

} // namespace test

#endif
