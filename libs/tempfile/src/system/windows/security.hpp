//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_SYSTEM_WINDOWS_SECURITY_HPP
#define BOOST_TEMPFILE_SRC_SYSTEM_WINDOWS_SECURITY_HPP

// Access lists: whom a thread acts for, and what lets nobody else in.

#include "nt.hpp"

#include <array>

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

enum class place
{
    local,
    remote // its system may not know the SIDs of this one
};

// Security attributes that give the user whom this thread acts for full access and nobody else any: a protected
// discretionary list, which inherits nothing (the default one of a directory such as C:\ lets others in,
// CVE-2024-4030). Of a directory it is inherited by what is made inside.
//
// Some processes are checked a second time, against less than the user's SID: an app in a container against its
// package's, one with a restricted token against the token's restricting SIDs. These have entries as well, or the
// process could not open again what it made; a restricting SID only where it stands for a session, a service or
// restricted code, never for a group of people. On another system's disk the owner, whoever that is there, has an entry.
class owner_only
{
public:
    enum class kind
    {
        file,
        directory
    };
    owner_only(kind, place, std::error_code&) noexcept;
    owner_only(owner_only const&) = delete;
    owner_only& operator=(owner_only const&) = delete;
    SECURITY_ATTRIBUTES* get() noexcept { return &attributes_; }
    SECURITY_DESCRIPTOR* descriptor() noexcept { return &descriptor_; }

private:
    static constexpr std::size_t most_entries = 6;
    bool add(DWORD inherit, PSID) noexcept;
    bool add_second_check(DWORD inherit) noexcept;

    SECURITY_ATTRIBUTES attributes_{};
    SECURITY_DESCRIPTOR descriptor_{};
    alignas(ACL) std::array<unsigned char,
        sizeof(ACL) + most_entries*(sizeof(ACCESS_ALLOWED_ACE) + SECURITY_MAX_SID_SIZE)> list_;
};

// Whether this thread acts for the system's own account.
bool acts_for_system() noexcept;

// Whether the thread's user owns it; `handle` has READ_CONTROL.
bool is_ours(HANDLE handle) noexcept;

// Gives what is ours the list of a directory that is its owner's alone. An owner can always read and write the access
// list; `handle` has both rights.
NTSTATUS grant(HANDLE handle) noexcept;

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
