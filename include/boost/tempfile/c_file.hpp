//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_C_FILE_HPP
#define BOOST_TEMPFILE_C_FILE_HPP

#include <boost/tempfile/config.hpp>
#include <boost/tempfile/unique_handle.hpp>

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <system_error>

#if defined(BOOST_TEMPFILE_SEVERAL_C_RUNTIMES)
#include <fcntl.h>
#include <io.h>
#endif

namespace boost
{
namespace tempfile
{

namespace detail
{

struct c_file_closer
{
    void operator()(std::FILE* file) const noexcept { (void)std::fclose(file); }
};

// How a C stream uses the file: what its mode means.
struct c_mode
{
    bool writes;
    bool appends;
    bool binary;
};

// `r`, `r+`, `a` and `a+`, each with `b` or without: all others, which would make the file empty or want a new one, are
// errc::invalid_argument.
BOOST_TEMPFILE_DECL c_mode parse_c_mode(char const* mode, std::error_code&) noexcept;

#if !defined(BOOST_TEMPFILE_SEVERAL_C_RUNTIMES)

// A C stream that owns the handle from now on; on failure the handle stays the caller's.
BOOST_TEMPFILE_DECL std::FILE* open_c_file(unique_handle&, char const* mode, c_mode, std::error_code&) noexcept;

#else

// The same in the C runtime of whoever compiles this.
inline std::FILE* open_c_file(unique_handle& handle, char const* mode, c_mode parsed, std::error_code& ec) noexcept
{
    int const flags =
        (parsed.writes ? 0 : _O_RDONLY) | (parsed.appends ? _O_APPEND : 0) | (parsed.binary ? 0 : _O_TEXT);
    int const descriptor = ::_open_osfhandle(reinterpret_cast<std::intptr_t>(handle.get()), flags);
    if (descriptor == -1)
    {
        ec = std::error_code(errno, std::generic_category());
        return nullptr;
    }
    (void)handle.release(); // it is the descriptor's
    std::FILE* const file = ::_fdopen(descriptor, mode);
    if (file == nullptr)
    {
        ec = std::error_code(errno, std::generic_category());
        (void)::_close(descriptor);
    }
    return file;
}

#endif

} // namespace detail

/** The owner of a C stream, as basic_temporary_stream::c_stream() makes one.

    It is closed by the C library of whoever destroys it. What cannot be written then is lost silently: where that
    matters, `std::fclose(file.release())` tells.
*/
using c_file = std::unique_ptr<std::FILE, detail::c_file_closer>;

} // namespace tempfile
} // namespace boost

#endif
