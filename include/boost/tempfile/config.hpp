//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_CONFIG_HPP
#define BOOST_TEMPFILE_CONFIG_HPP

// How the library is linked, and the one place where a public header knows the platform.
//
// Define BOOST_TEMPFILE_DYN_LINK (or BOOST_ALL_DYN_LINK) to use the shared library; without either, or with
// BOOST_TEMPFILE_STATIC_LINK, the static library is meant. The library's targets of b2 and CMake define what fits for
// their users. BOOST_TEMPFILE_SOURCE is defined by the library's own build alone.

#include <boost/config.hpp>

#include <cstdint>

#if (defined(BOOST_TEMPFILE_DYN_LINK) || defined(BOOST_ALL_DYN_LINK)) && !defined(BOOST_TEMPFILE_STATIC_LINK)
#if defined(BOOST_TEMPFILE_SOURCE)
#define BOOST_TEMPFILE_DECL BOOST_SYMBOL_EXPORT
#else
#define BOOST_TEMPFILE_DECL BOOST_SYMBOL_IMPORT
#if defined(__MINGW32__)
// GCC exports no inline members of class templates from a DLL, so its users instantiate the streams by themselves.
#define BOOST_TEMPFILE_INSTANTIATES_STREAMS
#define BOOST_TEMPFILE_INSTANTIATES_STREAMBUFS
#endif
#endif
#else
#define BOOST_TEMPFILE_DECL
#endif

// BOOST_TEMPFILE_DECL is for classes, functions and the definitions of explicit instantiations. The declarations of
// these (extern template) have a macro of their own: Windows compilers take dllexport there for one more definition
// (C4910), so that it is nothing while the library is built. With hidden visibility, and for users, both are the same.
#if defined(BOOST_TEMPFILE_SOURCE) && defined(BOOST_WINDOWS)
#define BOOST_TEMPFILE_EXTERN_DECL
#else
#define BOOST_TEMPFILE_EXTERN_DECL BOOST_TEMPFILE_DECL
#endif

// Around what is exported and has members or bases of the standard library (C4251, C4275: the same on both sides of a
// DLL), and around classes below std::basic_iostream, which inherits from one class twice (C4250).
#if defined(_MSC_VER)
#define BOOST_TEMPFILE_BEGIN_EXPORTED __pragma(warning(push)) __pragma(warning(disable : 4250 4251 4275))
#define BOOST_TEMPFILE_END_EXPORTED __pragma(warning(pop))
#else
#define BOOST_TEMPFILE_BEGIN_EXPORTED
#define BOOST_TEMPFILE_END_EXPORTED
#endif

// Automatic linking, where the compiler has it; not while the library is built, nor where the build names the library.
#if !defined(BOOST_TEMPFILE_SOURCE) && !defined(BOOST_ALL_NO_LIB) && !defined(BOOST_TEMPFILE_NO_LIB)
#define BOOST_LIB_NAME boost_tempfile
#if (defined(BOOST_TEMPFILE_DYN_LINK) || defined(BOOST_ALL_DYN_LINK)) && !defined(BOOST_TEMPFILE_STATIC_LINK)
#define BOOST_DYN_LINK
#endif
#include <boost/config/auto_link.hpp>
#endif

// On a function whose result must not outlive the object: clang then warns of one that dangles.
#if defined(__clang__)
#define BOOST_TEMPFILE_LIFETIMEBOUND [[clang::lifetimebound]]
#else
#define BOOST_TEMPFILE_LIFETIMEBOUND
#endif

// A program for Windows can have several C runtimes, and a FILE belongs to the one that made it.
#if defined(BOOST_WINDOWS)
#define BOOST_TEMPFILE_SEVERAL_C_RUNTIMES
#endif

namespace boost
{
namespace tempfile
{

#if defined(BOOST_WINDOWS)
/// What the system calls an open file: a `HANDLE` on Windows, a file descriptor elsewhere.
using native_handle_type = void*;
#else
/// What the system calls an open file: a `HANDLE` on Windows, a file descriptor elsewhere.
using native_handle_type = int;
#endif

namespace detail
{

// Whether a file opened without std::ios_base::binary ends its lines with "\r\n" ([filebuf.members] leaves it to
// the C library's text mode).
#if defined(BOOST_WINDOWS)
constexpr bool text_mode_converts = true;
#else
constexpr bool text_mode_converts = false;
#endif

// INVALID_HANDLE_VALUE and -1.
inline native_handle_type invalid_handle() noexcept
{
#if defined(BOOST_WINDOWS)
    return reinterpret_cast<native_handle_type>(static_cast<std::intptr_t>(-1));
#else
    return -1;
#endif
}

} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
