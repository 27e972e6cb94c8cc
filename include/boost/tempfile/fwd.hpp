//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_FWD_HPP
#define BOOST_TEMPFILE_FWD_HPP

// Every public type, declared only, and the names of the streams for char and wchar_t. Default template arguments are
// here and nowhere else.

#include <iosfwd>

namespace boost
{
namespace tempfile
{

// ---- where a file goes and what it is called ------------------------------------------------------------------------

enum class removal;
struct options;
class spool_budget;

// ---- low level ------------------------------------------------------------------------------------------------------

class unique_handle;
struct named_handle;

// ---- devices and their stream buffer --------------------------------------------------------------------------------

class file_device;
class memory_device;
class spooled_device;
struct memory_window;

template<class Device, class CharT, class Traits = std::char_traits<CharT>>
class basic_device_streambuf;

// ---- streams --------------------------------------------------------------------------------------------------------

template<class CharT, class Traits = std::char_traits<CharT>>
class basic_temporary_stream;
template<class CharT, class Traits = std::char_traits<CharT>>
class basic_temporary_file;
template<class CharT, class Traits = std::char_traits<CharT>>
class basic_named_temporary_file;
template<class CharT, class Traits = std::char_traits<CharT>>
class basic_spooled_temporary_file;
template<class CharT, class Traits = std::char_traits<CharT>>
class basic_save_file;

/// Any temporary file of bytes: what the three kinds have in common.
using temporary_stream = basic_temporary_stream<char>;
/// Any temporary file of wide characters.
using wtemporary_stream = basic_temporary_stream<wchar_t>;

/// An anonymous temporary file of bytes.
using temporary_file = basic_temporary_file<char>;
/// An anonymous temporary file of wide characters, in UTF-8.
using wtemporary_file = basic_temporary_file<wchar_t>;

/// A temporary file of bytes, with a name.
using named_temporary_file = basic_named_temporary_file<char>;
/// A temporary file of wide characters, in UTF-8, with a name.
using wnamed_temporary_file = basic_named_temporary_file<wchar_t>;

/// A temporary file of bytes, in memory while it is small.
using spooled_temporary_file = basic_spooled_temporary_file<char>;
/// A temporary file of wide characters, in UTF-8, in memory while it is small.
using wspooled_temporary_file = basic_spooled_temporary_file<wchar_t>;

/// A file of bytes, replaced all at once.
using save_file = basic_save_file<char>;
/// A file of wide characters, in UTF-8, replaced all at once.
using wsave_file = basic_save_file<wchar_t>;

enum class newline;
template<class CharT>
class newline_codecvt;

// ---- the content as a whole -----------------------------------------------------------------------------------------

class content_view;
class mapped_content;

// ---- anything with a path -------------------------------------------------------------------------------------------

class temporary_path;
class temporary_directory;
struct remove_options;

// ---- from temporary to permanent ------------------------------------------------------------------------------------

enum class persist_mode;
enum class durability;
enum class overwrite;
enum class lost_attributes : unsigned;
struct save_options;

} // namespace tempfile
} // namespace boost

#endif
