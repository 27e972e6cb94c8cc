//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_SYSTEM_HPP
#define BOOST_TEMPFILE_SRC_SYSTEM_HPP

// The system layer: everything the library asks of the operating system, as plain functions that src/posix/ and
// src/windows/ implement, and nothing else. Above it there is no #ifdef for a platform and no OS header.
//
// Conventions: a function that can fail takes a std::error_code& last, clears it on success and sets it to the
// system's own code (std::system_category) on failure. Interrupted calls (EINTR) are repeated here and nowhere else.
// Paths are null-terminated native strings, absolute where the docs of a function do not say otherwise. No function
// throws, but those that return a container (std::bad_alloc).

#include "access.hpp"
#include "anonymous.hpp"
#include "calls.hpp"
#include "clock.hpp"
#include "copy.hpp"
#include "directories.hpp"
#include "entries.hpp"
#include "exchange.hpp"
#include "exit.hpp"
#include "files.hpp"
#include "links.hpp"
#include "listing.hpp"
#include "locks.hpp"
#include "mapping.hpp"
#include "memory.hpp"
#include "names.hpp"
#include "open_directory.hpp"
#include "ownership.hpp"
#include "position.hpp"
#include "paths.hpp"
#include "predecessor.hpp"
#include "process.hpp"
#include "random.hpp"
#include "rename.hpp"
#include "reopening.hpp"
#include "signals.hpp"
#include "status.hpp"
#include "storage.hpp"
#include "sync.hpp"
#include "sync_entry.hpp"
#include "transfer.hpp"

#endif
