//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_IMPL_SAVE_FILE_HPP
#define BOOST_TEMPFILE_IMPL_SAVE_FILE_HPP

#include <boost/tempfile/detail/exceptions.hpp>
#include <boost/tempfile/save_file.hpp>

#include <boost/tempfile/detail/streambuf_access.hpp>
#include <boost/tempfile/detail/throw.hpp>
#include <boost/tempfile/detail/wide_stream_locale.hpp>

#include <cstdint>
#include <ios>
#include <type_traits>
#include <utility>

namespace boost
{
namespace tempfile
{

namespace detail
{

inline save_options durable_options(durability durable) noexcept
{
    save_options o;
    o.durability = durable;
    return o;
}

} // namespace detail

template<class CharT, class Traits>
basic_save_file<CharT, Traits>::basic_save_file() : stream(nullptr)
{
    attach();
}

template<class CharT, class Traits>
basic_save_file<CharT, Traits>::basic_save_file(std::filesystem::path const& target, durability durable)
    : basic_save_file(target, detail::durable_options(durable))
{
}

template<class CharT, class Traits>
basic_save_file<CharT, Traits>::basic_save_file(
    std::filesystem::path const& target, durability durable, std::error_code& ec)
    : basic_save_file(target, detail::durable_options(durable), ec)
{
}

template<class CharT, class Traits>
basic_save_file<CharT, Traits>::basic_save_file(std::filesystem::path const& target, save_options const& o)
    : stream(nullptr)
{
    std::error_code ec;
    std::filesystem::path where;
    start(target, o, where, ec);
    if (ec)
        detail::throw_path_error("boost::tempfile::save_file", where, ec);
}

template<class CharT, class Traits>
basic_save_file<CharT, Traits>::basic_save_file(
    std::filesystem::path const& target, save_options const& o, std::error_code& ec)
    : stream(nullptr)
{
    std::filesystem::path where;
    start(target, o, where, ec);
    if (ec)
        detail::streambuf_access::last_error(buffer_, ec);
}

template<class CharT, class Traits>
basic_save_file<CharT, Traits>::basic_save_file(basic_save_file&& other)
    : stream(std::move(other)), buffer_(std::move(other.buffer_)), replacement_(std::move(other.replacement_))
{
    this->set_rdbuf(&buffer_);
}

template<class CharT, class Traits>
basic_save_file<CharT, Traits>& basic_save_file<CharT, Traits>::operator=(basic_save_file&& other)
{
    if (this != &other)
    {
        abandon();
        stream::operator=(std::move(other));
        buffer_ = std::move(other.buffer_);
        replacement_ = std::move(other.replacement_);
    }
    return *this;
}

template<class CharT, class Traits>
void basic_save_file<CharT, Traits>::swap(basic_save_file& other)
{
    stream::swap(other);
    buffer_.swap(other.buffer_);
    std::swap(replacement_, other.replacement_);
}

template<class CharT, class Traits>
void basic_save_file<CharT, Traits>::commit()
{
    std::error_code ec;
    std::filesystem::path where;
    commit(where, ec);
    if (ec)
        detail::throw_path_error("boost::tempfile::save_file::commit", where, ec);
}

template<class CharT, class Traits>
void basic_save_file<CharT, Traits>::commit(std::error_code& ec)
{
    std::filesystem::path where;
    commit(where, ec);
}

template<class CharT, class Traits>
native_handle_type basic_save_file<CharT, Traits>::native_handle()
{
    std::error_code ec;
    native_handle_type const handle = native_handle(ec);
    if (ec)
        detail::throw_path_error("boost::tempfile::save_file::native_handle", target(), ec);
    return handle;
}

template<class CharT, class Traits>
native_handle_type basic_save_file<CharT, Traits>::native_handle(std::error_code& ec)
{
    native_handle_type handle = detail::invalid_handle();
    guarded(ec,
        [&]
        {
            detail::streambuf_access::share_position(buffer_, ec);
            if (!ec)
                handle = std::as_const(buffer_).device().peek_handle();
        });
    return handle;
}

template<class CharT, class Traits>
std::uintmax_t basic_save_file<CharT, Traits>::size()
{
    std::error_code ec;
    std::uintmax_t const result = size(ec);
    if (ec)
        detail::throw_path_error("boost::tempfile::save_file::size", target(), ec);
    return result;
}

template<class CharT, class Traits>
std::uintmax_t basic_save_file<CharT, Traits>::size(std::error_code& ec)
{
    std::int64_t result = 0;
    guarded(ec, [&] { result = buffer_.size(ec); });
    return ec ? 0 : static_cast<std::uintmax_t>(result);
}

// Runs what throws conversion errors, reporting them.
template<class CharT, class Traits>
template<class Action>
void basic_save_file<CharT, Traits>::guarded(std::error_code& ec, Action action)
{
    ec.clear();
    BOOST_TRY
    {
        action();
    }
    BOOST_TEMPFILE_CATCH_AS(std::ios_base::failure, e)
    {
        ec = e.code();
    }
    BOOST_CATCH_END
}

template<class CharT, class Traits>
void basic_save_file<CharT, Traits>::abandon() noexcept
{
    if (!is_open())
        return;
    replacement_.abandon(std::as_const(buffer_).device().peek_handle());
    close_buffer();
}

template<class CharT, class Traits>
void basic_save_file<CharT, Traits>::adopt() noexcept
{
    buffer_.adopt();
    replacement_.adopt();
}

// After the buffer has been made, which the stream among the bases could not be given.
template<class CharT, class Traits>
void basic_save_file<CharT, Traits>::attach()
{
    this->std::template basic_ios<CharT, Traits>::rdbuf(&buffer_);
    if constexpr (std::is_same<CharT, wchar_t>::value)
        this->imbue(detail::wide_stream_locale());
}

template<class CharT, class Traits>
void basic_save_file<CharT, Traits>::start(
    std::filesystem::path const& target, save_options const& o, std::filesystem::path& where, std::error_code& ec)
{
    attach();
    replacement_.begin(target, o, where, ec);
    if (ec)
    {
        this->setstate(std::ios_base::badbit);
        return;
    }
    auto const origin = replacement_.visible() ? file_device::origin::named : file_device::origin::anonymous;
    buffer_.open(file_device(std::move(replacement_.handle), origin), std::ios_base::out | std::ios_base::binary);
}

template<class CharT, class Traits>
void basic_save_file<CharT, Traits>::commit(std::filesystem::path& where, std::error_code& ec)
{
    ec = buffer_.write_error(); // also where the state was cleared since
    if (!ec)
        ec = buffer_.lost_write();
    if (!is_open())
        ec = std::make_error_code(std::errc::bad_file_descriptor);
    else if (!ec && this->fail()) // what came behind the failure was dropped
        ec = last_error() ? last_error() : std::make_error_code(std::errc::io_error);
    if (!ec)
        flush_buffer(ec);
    if (ec)
    {
        where = target();
        return;
    }
    bool placed = false;
    replacement_.commit(std::as_const(buffer_).device().peek_handle(), placed, where, ec);
    if (placed)
        close_buffer();
}

// An error stays in the buffer.
template<class CharT, class Traits>
void basic_save_file<CharT, Traits>::flush_buffer(std::error_code& ec)
{
    BOOST_TRY
    {
        // Closing would end a shift sequence when it is too late to fail.
        if (!detail::streambuf_access::finish_output(buffer_, ec))
            detail::streambuf_access::last_error(buffer_, ec);
    }
    BOOST_TEMPFILE_CATCH_AS(std::ios_base::failure, e)
    {
        ec = e.code();
        detail::streambuf_access::last_error(buffer_, ec);
    }
    BOOST_CATCH_END
}

template<class CharT, class Traits>
void basic_save_file<CharT, Traits>::close_buffer() noexcept
{
    BOOST_TRY
    {
        buffer_.close();
    }
    BOOST_CATCH(...) // a conversion error of what is given up
    {
    }
    BOOST_CATCH_END
}

#if !defined(BOOST_TEMPFILE_INSTANTIATES_STREAMS)
extern template class BOOST_TEMPFILE_EXTERN_DECL basic_save_file<char>;
extern template class BOOST_TEMPFILE_EXTERN_DECL basic_save_file<wchar_t>;
#endif

} // namespace tempfile
} // namespace boost

#endif
