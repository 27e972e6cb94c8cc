//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "path.hpp"
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

// ---- names ---------------------------------------------------------------------------------------------------------

bool forbidden(native_char c) noexcept
{
    return c < 0x20 || std::wcschr(L"<>:\"/\\|?*", c) != nullptr;
}

bool has_forbidden(native_char const* text, std::size_t size) noexcept
{
    for (std::size_t i = 0; i < size; ++i)
        if (forbidden(text[i]))
            return true;
    return false;
}

// Whether a name that begins with `prefix` is a device's: what counts is what stands before the first dot, less the
// spaces at its end. Without a dot that is longer than any device's, by the random characters.
bool begins_as_device(native_char const* prefix, std::size_t size) noexcept
{
    native_char const* const dot = std::wmemchr(prefix, L'.', size);
    if (dot == nullptr)
        return false;
    std::size_t length = static_cast<std::size_t>(dot - prefix);
    while (length != 0 && prefix[length - 1] == L' ')
        --length;
    // The superscripts count as digits.
    static constexpr native_char const* devices[] = {L"CON", L"PRN", L"AUX", L"NUL", L"CONIN$", L"CONOUT$"};
    static constexpr native_char const* ports[] = {L"COM", L"LPT"};
    auto const is = [&](native_char const* name, std::size_t n)
    {
        for (std::size_t i = 0; i < n; ++i)
        {
            native_char const c = prefix[i];
            if ((c >= L'a' && c <= L'z' ? static_cast<native_char>(c - (L'a' - L'A')) : c) != name[i])
                return false;
        }
        return true;
    };
    for (native_char const* const device : devices)
        if (length == std::wcslen(device) && is(device, length))
            return true;
    for (native_char const* const port : ports)
        if (length == 4 && is(port, 3) && std::wcschr(L"0123456789\u00b9\u00b2\u00b3", prefix[3]) != nullptr)
            return true;
    return false;
}

// ---- where the system keeps temporary files -------------------------------------------------------------------------

void add_environment(std::vector<native_string>& candidates, native_char const* name)
{
    native_string value;
    DWORD size = ::GetEnvironmentVariableW(name, nullptr, 0);
    while (size > value.size()) // another thread may change it meanwhile
    {
        value.resize(size);
        size = ::GetEnvironmentVariableW(name, &value[0], size);
    }
    value.resize(size);
    if (!value.empty())
        candidates.push_back(value);
}

void add_system_directory(std::vector<native_string>& candidates)
{
    // GetTempPath2W, from Windows 10 20H1 on, gives a service of the system a directory of its own, which others
    // cannot write to.
    using get_temp_path = DWORD(WINAPI*)(DWORD, LPWSTR);
    get_temp_path function = reinterpret_cast<get_temp_path>(
        reinterpret_cast<void*>(::GetProcAddress(::GetModuleHandleW(L"kernel32.dll"), "GetTempPath2W")));
    if (function == nullptr)
        function = &::GetTempPathW;
    native_char path[MAX_PATH + 2];
    DWORD const size = function(MAX_PATH + 1, path);
    if (size != 0 && size <= MAX_PATH + 1)
        candidates.emplace_back(path, size);
}

} // namespace

void check_affixes(native_char const* prefix, std::size_t prefix_size, native_char const* suffix,
    std::size_t suffix_size, std::error_code& ec) noexcept
{
    ec.clear();
    bool const bad_end = suffix_size != 0 && (suffix[suffix_size - 1] == L'.' || suffix[suffix_size - 1] == L' ');
    if (bad_end || has_forbidden(prefix, prefix_size) || has_forbidden(suffix, suffix_size) ||
        begins_as_device(prefix, prefix_size))
        ec = to_error(ERROR_INVALID_PARAMETER);
}

native_string absolute_path(native_string const& path, std::error_code& ec)
{
    ec.clear();
    if (verbatim(path.c_str())) // whatever it holds
        return path;
    native_string absolute;
    DWORD size = ::GetFullPathNameW(path.c_str(), 0, nullptr, nullptr);
    while (size > absolute.size()) // the current directory may change meanwhile
    {
        absolute.resize(size);
        size = ::GetFullPathNameW(path.c_str(), size, &absolute[0], nullptr);
    }
    absolute.resize(size);
    if (size == 0)
        ec = last_error();
    return absolute;
}

// C:, \\?\C:, \\?\Volume{...}, \\server\share, \\?\UNC\server\share, and the current directory of a drive
bool is_root(native_string const& path) noexcept
{
    return path.size() <= root_size(path.c_str());
}

std::vector<native_string> tempdir_candidates()
{
    std::vector<native_string> candidates;
    // What the environment says to the system's own account is what it says to every service.
    bool const system = acts_for_system();
    if (system)
        add_system_directory(candidates);
    for (native_char const* const name : {L"TMPDIR", L"TEMP", L"TMP"})
        add_environment(candidates, name);
    if (!system)
        add_system_directory(candidates);
    candidates.insert(candidates.end(), {L"C:\\TEMP", L"C:\\TMP", L"\\TEMP", L"\\TMP", L"."});
    return candidates;
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost
