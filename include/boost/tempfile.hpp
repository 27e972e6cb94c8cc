//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_HPP
#define BOOST_TEMPFILE_HPP

// Everything.

#include <boost/tempfile/c_file.hpp>
#include <boost/tempfile/cleanup.hpp>
#include <boost/tempfile/content_view.hpp>
#include <boost/tempfile/device_streambuf.hpp>
#include <boost/tempfile/file_device.hpp>
#include <boost/tempfile/fwd.hpp>
#include <boost/tempfile/lost_attributes.hpp>
#include <boost/tempfile/unique_handle.hpp>
#include <boost/tempfile/mapped_content.hpp>
#include <boost/tempfile/memory_device.hpp>
#include <boost/tempfile/mkstemp.hpp>
#include <boost/tempfile/named_temporary_file.hpp>
#include <boost/tempfile/newline_codecvt.hpp>
#include <boost/tempfile/options.hpp>
#include <boost/tempfile/persist.hpp>
#include <boost/tempfile/remove_all.hpp>
#include <boost/tempfile/save_file.hpp>
#include <boost/tempfile/save_options.hpp>
#include <boost/tempfile/spool_budget.hpp>
#include <boost/tempfile/spooled_device.hpp>
#include <boost/tempfile/spooled_temporary_file.hpp>
#include <boost/tempfile/sweep.hpp>
#include <boost/tempfile/tempdir.hpp>
#include <boost/tempfile/temporary_directory.hpp>
#include <boost/tempfile/temporary_file.hpp>
#include <boost/tempfile/temporary_path.hpp>
#include <boost/tempfile/temporary_stream.hpp>

#endif
