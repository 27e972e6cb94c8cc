//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_LINUX_OTHER_LOCKS_HPP
#define BOOST_TEMPFILE_SRC_LINUX_OTHER_LOCKS_HPP

#include <boost/tempfile/detail/file_identity.hpp>

#include <istream>

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

// Whether the file is locked by other users alone: whoever may read a file can lock it, and keep it locked when its
// owner is dead. Where a lock may be its owner's, or a child's that inherited it, or nobody knows whose: false.
//
// An owner has its lock before others can open the file. So this one never will have it.
bool only_others_lock(file_identity const&) noexcept;

// The same with the kernel's list of locks (proc_locks(5)) and a way to learn whose a process is.
enum class whose
{
    ours,
    others,
    unknown
};
bool only_others_lock(std::istream& locks, file_identity const&, whose (*)(long process));

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
