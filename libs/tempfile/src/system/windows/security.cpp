//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "security.hpp"

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

namespace
{

struct user
{
    alignas(SID) unsigned char sid[SECURITY_MAX_SID_SIZE];
    DWORD code; // why there is none, or ERROR_SUCCESS
};

// Takes the token's ownership.
void read_user(HANDLE token, user& found) noexcept
{
    alignas(TOKEN_USER) unsigned char bytes[sizeof(TOKEN_USER) + SECURITY_MAX_SID_SIZE];
    DWORD size = 0;
    bool const read = ::GetTokenInformation(token, TokenUser, bytes, sizeof bytes, &size) &&
                      ::CopySid(sizeof found.sid, found.sid, reinterpret_cast<TOKEN_USER*>(bytes)->User.Sid);
    found.code = read ? DWORD(ERROR_SUCCESS) : ::GetLastError();
    ::CloseHandle(token);
}

// The process's own user never changes.
user process_user() noexcept
{
    user found{};
    HANDLE token = nullptr;
    if (::OpenProcessToken(::GetCurrentProcess(), TOKEN_QUERY, &token))
        read_user(token, found);
    else
        found.code = ::GetLastError();
    return found;
}

// Whom this thread acts for: the process's user, or the one that it impersonates, read into `impersonated`.
user const& current_user(user& impersonated) noexcept
{
    static user const own = process_user();
    HANDLE token = nullptr;
    if (::OpenThreadToken(::GetCurrentThread(), TOKEN_QUERY, TRUE, &token))
        read_user(token, impersonated);
    else
    {
        impersonated.code = ::GetLastError();
        if (impersonated.code == ERROR_NO_TOKEN)
            return own;
    }
    return impersonated;
}

} // namespace

owner_only::owner_only(kind what, std::error_code& ec) noexcept
{
    ec.clear();
    user impersonated;
    user const& who = current_user(impersonated);
    if (who.code != ERROR_SUCCESS)
    {
        ec = to_error(who.code);
        return;
    }
    ACL* const list = reinterpret_cast<ACL*>(list_.data());
    DWORD const inherit = what == kind::directory ? OBJECT_INHERIT_ACE | CONTAINER_INHERIT_ACE : 0;
    bool const made =
        ::InitializeAcl(list, static_cast<DWORD>(list_.size()), ACL_REVISION) &&
        ::AddAccessAllowedAceEx(list, ACL_REVISION, inherit, FILE_ALL_ACCESS, const_cast<unsigned char*>(who.sid)) &&
        ::InitializeSecurityDescriptor(&descriptor_, SECURITY_DESCRIPTOR_REVISION) &&
        ::SetSecurityDescriptorDacl(&descriptor_, TRUE, list, FALSE) &&
        ::SetSecurityDescriptorControl(&descriptor_, SE_DACL_PROTECTED, SE_DACL_PROTECTED);
    if (!made)
    {
        ec = last_error();
        return;
    }
    attributes_.nLength = sizeof attributes_;
    attributes_.lpSecurityDescriptor = &descriptor_;
    attributes_.bInheritHandle = FALSE;
}

bool is_ours(HANDLE handle) noexcept
{
    alignas(SECURITY_DESCRIPTOR) unsigned char bytes[sizeof(SECURITY_DESCRIPTOR) + SECURITY_MAX_SID_SIZE];
    DWORD size = 0;
    PSID owner = nullptr;
    BOOL defaulted = FALSE;
    if (!::GetKernelObjectSecurity(handle, OWNER_SECURITY_INFORMATION, bytes, sizeof bytes, &size) ||
        !::GetSecurityDescriptorOwner(bytes, &owner, &defaulted) || owner == nullptr)
        return false;
    user impersonated;
    user const& who = current_user(impersonated);
    if (who.code == ERROR_SUCCESS && ::EqualSid(owner, const_cast<unsigned char*>(who.sid)))
        return true;
    // What an administrator makes can be owned by the group of them.
    BOOL member = FALSE;
    return ::CheckTokenMembership(nullptr, owner, &member) && member;
}

NTSTATUS grant(HANDLE handle) noexcept
{
    std::error_code ec;
    owner_only security(owner_only::kind::directory, ec);
    if (ec || !is_ours(handle))
        return status_access_denied;
    return ::SetKernelObjectSecurity(handle, DACL_SECURITY_INFORMATION, security.descriptor()) ? status_success
                                                                                               : status_access_denied;
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost
