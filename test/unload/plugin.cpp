//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include <boost/tempfile/cleanup.hpp>
#include <boost/tempfile/named_temporary_file.hpp>

#include <csignal>
#include <exception>

// Whether the library could be used: a file is made, and the handler of a signal installed.
extern "C" BOOST_SYMBOL_EXPORT int use()
try
{
    boost::tempfile::cleanup_on_signals({SIGTERM});
    boost::tempfile::cleanup_at_quick_exit();
    boost::tempfile::named_temporary_file f;
    f << "text";
    f.close();
    return f.fail() ? 0 : 1;
}
catch (std::exception const&)
{
    return 0;
}
