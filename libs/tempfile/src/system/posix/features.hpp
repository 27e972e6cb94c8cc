//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_POSIX_FEATURES_HPP
#define BOOST_TEMPFILE_SRC_POSIX_FEATURES_HPP

// What the C library is asked for: before the first of its headers, so every file of this layer includes this first.

// Offsets of 64 bits. Without this a write at 5 GiB lands at 1 GiB in a 32-bit process, and succeeds.
#undef _FILE_OFFSET_BITS
#define _FILE_OFFSET_BITS 64

#if !defined(_GNU_SOURCE)
#define _GNU_SOURCE // dup3 and copy_file_range
#endif

#include <sys/types.h>

static_assert(sizeof(off_t) >= 8, "files may have more than 2 GiB");

#endif
