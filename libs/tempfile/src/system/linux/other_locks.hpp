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
bool only_others_lock(native_handle_type, file_identity) noexcept;

// The same with the kernel's list of locks (proc_locks(5)) and a way to learn whose a process is.
enum class whose
{
    ours,
    others,
    unknown
};
bool only_others_lock(std::istream& locks, file_identity const&, whose (*)(long process));

// The device that the kernel's lists give a file, from what it tells of the handle (proc_pid_fdinfo(5)) and of the mounts
// (proc_pid_mountinfo(5)); 0 if it does not. stat(2) has another on btrfs, where each subvolume has its own. Files of two
// subvolumes can then have one number: the locks of both count, so that none of an owner's is overlooked.
std::uint64_t listed_device(std::istream& handle, std::istream& mounts);

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
