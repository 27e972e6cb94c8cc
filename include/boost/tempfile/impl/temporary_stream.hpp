//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_IMPL_TEMPORARY_STREAM_HPP
#define BOOST_TEMPFILE_IMPL_TEMPORARY_STREAM_HPP

// basic_temporary_stream: what a stream adds to its file are exceptions, failbit and a locale.

#include <boost/tempfile/detail/exceptions.hpp>
#include <boost/tempfile/detail/throw.hpp>
#include <boost/tempfile/detail/wide_stream_locale.hpp>
#include <boost/tempfile/temporary_stream.hpp>

#include <limits>
#include <type_traits>

namespace boost
{
namespace tempfile
{

namespace detail
{

inline c_file open_c_stream(stream_file& file, char const* mode, std::filesystem::path& where, std::error_code& ec)
{
    c_mode const parsed = parse_c_mode(mode, ec);
    unique_handle handle;
    if (!ec)
        handle = file.handle_for(parsed, where, ec);
    return c_file(ec ? nullptr : open_c_file(handle, mode, parsed, ec));
}

} // namespace detail

template<class CharT, class Traits>
void basic_temporary_stream<CharT, Traits>::attach(std::basic_streambuf<CharT, Traits>& buffer)
{
    this->set_rdbuf(&buffer);
    this->clear();
    if constexpr (std::is_same<CharT, wchar_t>::value)
        this->imbue(detail::wide_stream_locale());
}

template<class CharT, class Traits>
void basic_temporary_stream<CharT, Traits>::fail_to_open(std::error_code const& ec)
{
    file().last_error(ec);
    fail_quietly();
}

template<class CharT, class Traits>
void basic_temporary_stream<CharT, Traits>::fail_quietly() noexcept
{
    BOOST_TRY
    {
        this->setstate(std::ios_base::failbit);
    }
    BOOST_CATCH(...) {}
    BOOST_CATCH_END
}

template<class CharT, class Traits>
bool basic_temporary_stream<CharT, Traits>::is_open() const noexcept
{
    return file().is_open();
}

template<class CharT, class Traits>
void basic_temporary_stream<CharT, Traits>::close()
{
    std::error_code ec;
    file().close(ec);
    if (ec)
        this->setstate(std::ios_base::failbit);
}

template<class CharT, class Traits>
void basic_temporary_stream<CharT, Traits>::close(std::error_code& ec) noexcept
{
    file().close(ec);
    if (ec)
        fail_quietly();
}

template<class CharT, class Traits>
native_handle_type basic_temporary_stream<CharT, Traits>::native_handle()
{
    std::error_code ec;
    std::filesystem::path where;
    native_handle_type const handle = file().native_handle(where, ec);
    detail::throw_if_failed("boost::tempfile: native_handle", where, ec);
    return handle;
}

template<class CharT, class Traits>
native_handle_type basic_temporary_stream<CharT, Traits>::native_handle(std::error_code& ec)
{
    std::filesystem::path where;
    return file().native_handle(where, ec);
}

template<class CharT, class Traits>
std::uintmax_t basic_temporary_stream<CharT, Traits>::size()
{
    std::error_code ec;
    std::uintmax_t const result = size(ec);
    file().throw_if_failed("boost::tempfile: size", ec);
    return result;
}

template<class CharT, class Traits>
std::uintmax_t basic_temporary_stream<CharT, Traits>::size(std::error_code& ec)
{
    return static_cast<std::uintmax_t>(file().size(ec));
}

template<class CharT, class Traits>
void basic_temporary_stream<CharT, Traits>::resize(std::uintmax_t n)
{
    std::error_code ec;
    resize(n, ec);
    file().throw_if_failed("boost::tempfile: resize", ec);
}

template<class CharT, class Traits>
void basic_temporary_stream<CharT, Traits>::resize(std::uintmax_t n, std::error_code& ec)
{
    constexpr std::uintmax_t most = static_cast<std::uintmax_t>((std::numeric_limits<std::int64_t>::max)());
    if (n > most)
        ec = std::make_error_code(std::errc::file_too_large);
    else
        file().resize(static_cast<std::int64_t>(n), ec);
}

template<class CharT, class Traits>
std::error_code basic_temporary_stream<CharT, Traits>::last_error() const noexcept
{
    return this->fail() ? file().last_error() : std::error_code();
}

template<class CharT, class Traits>
void basic_temporary_stream<CharT, Traits>::persist(
    std::filesystem::path const& target, persist_mode mode, durability durable)
{
    std::error_code ec;
    std::filesystem::path where;
    file().persist(this->rdstate(), target, mode, durable, where, ec);
    detail::throw_if_failed("boost::tempfile: persist", where, ec);
}

template<class CharT, class Traits>
void basic_temporary_stream<CharT, Traits>::persist(
    std::filesystem::path const& target, persist_mode mode, durability durable, std::error_code& ec)
{
    std::filesystem::path where;
    file().persist(this->rdstate(), target, mode, durable, where, ec);
}

template<class CharT, class Traits>
void basic_temporary_stream<CharT, Traits>::persist(std::filesystem::path const& target, durability durable)
{
    persist(target, persist_mode::replace, durable);
}

template<class CharT, class Traits>
void basic_temporary_stream<CharT, Traits>::persist(
    std::filesystem::path const& target, durability durable, std::error_code& ec)
{
    persist(target, persist_mode::replace, durable, ec);
}

template<class CharT, class Traits>
void basic_temporary_stream<CharT, Traits>::persist(
    std::filesystem::path const& target, persist_mode mode, std::error_code& ec)
{
    persist(target, mode, durability::none, ec);
}

template<class CharT, class Traits>
void basic_temporary_stream<CharT, Traits>::persist(std::filesystem::path const& target, std::error_code& ec)
{
    persist(target, persist_mode::replace, durability::none, ec);
}

template<class CharT, class Traits>
unique_handle basic_temporary_stream<CharT, Traits>::release()
{
    std::error_code ec;
    std::filesystem::path where;
    unique_handle released = file().release(where, ec);
    detail::throw_if_failed("boost::tempfile: release", where, ec);
    return released;
}

template<class CharT, class Traits>
unique_handle basic_temporary_stream<CharT, Traits>::release(std::error_code& ec)
{
    std::filesystem::path where;
    return file().release(where, ec);
}

template<class CharT, class Traits>
content_view basic_temporary_stream<CharT, Traits>::view()
{
    std::error_code ec;
    content_view result = file().view({}, ec);
    file().throw_if_failed("boost::tempfile: view", ec);
    return result;
}

template<class CharT, class Traits>
content_view basic_temporary_stream<CharT, Traits>::view(std::error_code& ec)
{
    return file().view({}, ec);
}

template<class CharT, class Traits>
content_view basic_temporary_stream<CharT, Traits>::view(std::uintmax_t offset, std::size_t size)
{
    std::error_code ec;
    content_view result = file().view({offset, size}, ec);
    file().throw_if_failed("boost::tempfile: view", ec);
    return result;
}

template<class CharT, class Traits>
content_view basic_temporary_stream<CharT, Traits>::view(std::uintmax_t offset, std::size_t size, std::error_code& ec)
{
    return file().view({offset, size}, ec);
}

template<class CharT, class Traits>
mapped_content basic_temporary_stream<CharT, Traits>::map()
{
    std::error_code ec;
    std::filesystem::path where;
    mapped_content result = file().map({}, where, ec);
    file().throw_if_failed("boost::tempfile: map", where, ec);
    return result;
}

template<class CharT, class Traits>
mapped_content basic_temporary_stream<CharT, Traits>::map(std::error_code& ec)
{
    std::filesystem::path where;
    return file().map({}, where, ec);
}

template<class CharT, class Traits>
mapped_content basic_temporary_stream<CharT, Traits>::map(std::uintmax_t offset, std::size_t size)
{
    std::error_code ec;
    std::filesystem::path where;
    mapped_content result = file().map({offset, size}, where, ec);
    file().throw_if_failed("boost::tempfile: map", where, ec);
    return result;
}

template<class CharT, class Traits>
mapped_content basic_temporary_stream<CharT, Traits>::map(std::uintmax_t offset, std::size_t size, std::error_code& ec)
{
    std::filesystem::path where;
    return file().map({offset, size}, where, ec);
}

// By the caller, as a C stream belongs to the C runtime that made it.
template<class CharT, class Traits>
template<int CompiledByTheCaller>
c_file basic_temporary_stream<CharT, Traits>::c_stream(char const* mode)
{
    std::error_code ec;
    std::filesystem::path where;
    c_file result = detail::open_c_stream(file(), mode, where, ec);
    file().throw_if_failed("boost::tempfile: c_stream", where, ec);
    return result;
}

template<class CharT, class Traits>
template<int CompiledByTheCaller>
c_file basic_temporary_stream<CharT, Traits>::c_stream(char const* mode, std::error_code& ec)
{
    std::filesystem::path where;
    return detail::open_c_stream(file(), mode, where, ec);
}

template<class CharT, class Traits>
void basic_temporary_stream<CharT, Traits>::adopt() noexcept
{
    file().adopt();
}

#if !defined(BOOST_TEMPFILE_INSTANTIATES_STREAMS)
extern template class BOOST_TEMPFILE_EXTERN_DECL basic_temporary_stream<char>;
extern template class BOOST_TEMPFILE_EXTERN_DECL basic_temporary_stream<wchar_t>;
#endif

} // namespace tempfile
} // namespace boost

#endif
