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

// What a thread acts by: the token that it impersonates with, or its process's. There is nothing to open, so nothing
// to be denied (who impersonates a client may not ask for the process's token) and nothing to remember.
NTSTATUS ask_token(TOKEN_INFORMATION_CLASS which, void* answer, ULONG size) noexcept
{
    HANDLE const effective = reinterpret_cast<HANDLE>(static_cast<LONG_PTR>(-6));
    ULONG used = 0;
    return ntdll().NtQueryInformationToken(effective, which, answer, size, &used);
}

// Whom this thread acts for.
class user
{
public:
    user() noexcept : result_(ask_token(TokenUser, bytes_, sizeof bytes_)) {}
    NTSTATUS result() const noexcept { return result_; }
    PSID sid() noexcept { return reinterpret_cast<TOKEN_USER*>(bytes_)->User.Sid; }

private:
    alignas(TOKEN_USER) unsigned char bytes_[sizeof(TOKEN_USER) + SECURITY_MAX_SID_SIZE];
    NTSTATUS result_;
};

// Whether a restricting SID is nobody's but a session's (S-1-5-5), a service's (S-1-5-80), a package's (S-1-15), or
// that of restricted (S-1-5-12) or write-restricted (S-1-5-33) code.
bool stands_for_few(PSID sid) noexcept
{
    BYTE const authority = ::GetSidIdentifierAuthority(sid)->Value[5];
    if (*::GetSidSubAuthorityCount(sid) == 0)
        return false;
    DWORD const first = *::GetSidSubAuthority(sid, 0);
    return authority == 15 ||
           (authority == 5 && (first == 5 || first == 80 || first == SECURITY_RESTRICTED_CODE_RID || first == 33));
}

} // namespace

bool owner_only::add(DWORD inherit, PSID sid) noexcept
{
    return ::AddAccessAllowedAceEx(reinterpret_cast<ACL*>(list_.data()), ACL_REVISION, inherit, FILE_ALL_ACCESS, sid) !=
           FALSE;
}

// What the second check of a process in a container, or with a restricted token, looks for.
bool owner_only::add_second_check(DWORD inherit) noexcept
{
    constexpr auto container_class = static_cast<TOKEN_INFORMATION_CLASS>(31); // TokenAppContainerSid
    struct
    {
        PSID sid;
        alignas(SID) unsigned char room[SECURITY_MAX_SID_SIZE];
    } container{};
    if (ask_token(container_class, &container, sizeof container) == status_success && container.sid != nullptr &&
        !add(inherit, container.sid))
        return false;
    alignas(TOKEN_GROUPS) unsigned char bytes[4096];
    if (ask_token(TokenRestrictedSids, bytes, sizeof bytes) != status_success)
        return true;
    TOKEN_GROUPS& restricting = *reinterpret_cast<TOKEN_GROUPS*>(bytes);
    std::size_t room = most_entries - 3; // the user's, the owner's, the container's
    for (DWORD i = 0; i != restricting.GroupCount && room != 0; ++i)
    {
        PSID const sid = restricting.Groups[i].Sid;
        if (!stands_for_few(sid))
            continue;
        if (!add(inherit, sid))
            return false;
        --room;
    }
    return true;
}

owner_only::owner_only(kind what, place where, std::error_code& ec) noexcept
{
    ec.clear();
    user who;
    if (who.result() != status_success)
    {
        ec = status_error(who.result());
        return;
    }
    ACL* const list = reinterpret_cast<ACL*>(list_.data());
    DWORD const inherit = what == kind::directory ? OBJECT_INHERIT_ACE | CONTAINER_INHERIT_ACE : 0;
    SID owner_rights = {SID_REVISION, 1, SECURITY_CREATOR_SID_AUTHORITY, {4}};
    bool const made = ::InitializeAcl(list, static_cast<DWORD>(list_.size()), ACL_REVISION) &&
                      add(inherit, who.sid()) && (where == place::local || add(inherit, &owner_rights)) &&
                      add_second_check(inherit) &&
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

bool acts_for_system() noexcept
{
    user who;
    return who.result() == status_success && ::IsWellKnownSid(who.sid(), WinLocalSystemSid);
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
    user who;
    if (who.result() == status_success && ::EqualSid(owner, who.sid()))
        return true;
    // What an administrator makes can be owned by the group of them.
    BOOL member = FALSE;
    return ::CheckTokenMembership(nullptr, owner, &member) && member;
}

NTSTATUS grant(HANDLE handle) noexcept
{
    std::error_code ec;
    owner_only security(owner_only::kind::directory, reports_errors_late(handle) ? place::remote : place::local, ec);
    if (ec || !is_ours(handle))
        return status_access_denied;
    return ::SetKernelObjectSecurity(handle, DACL_SECURITY_INFORMATION, security.descriptor()) ? status_success
                                                                                               : status_access_denied;
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost
