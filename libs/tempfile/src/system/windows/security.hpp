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

// Security attributes that give the user whom this thread acts for full access and nobody else any: a protected
// discretionary list, which inherits nothing (facts: the default one of a directory such as C:\ lets others in,
// CVE-2024-4030). Of a directory it is inherited by what is made inside.
class owner_only
{
public:
    enum class kind
    {
        file,
        directory
    };
    owner_only(kind, std::error_code&) noexcept;
    owner_only(owner_only const&) = delete;
    owner_only& operator=(owner_only const&) = delete;
    SECURITY_ATTRIBUTES* get() noexcept { return &attributes_; }
    SECURITY_DESCRIPTOR* descriptor() noexcept { return &descriptor_; }

private:
    SECURITY_ATTRIBUTES attributes_{};
    SECURITY_DESCRIPTOR descriptor_{};
    alignas(ACL) std::array<unsigned char, 16 + SECURITY_MAX_SID_SIZE> list_; // a list of one entry
};

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
