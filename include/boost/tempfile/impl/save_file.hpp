//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_IMPL_SAVE_FILE_HPP
#define BOOST_TEMPFILE_IMPL_SAVE_FILE_HPP

#include <boost/tempfile/save_file.hpp>

#include <boost/tempfile/detail/throw.hpp>
#include <boost/tempfile/detail/wide_stream_locale.hpp>

#include <ios>
#include <type_traits>
#include <utility>

namespace boost
{
namespace tempfile
{

template<class CharT, class Traits>
basic_save_file<CharT, Traits>::basic_save_file(std::filesystem::path const& target, durability durable)
    : stream(nullptr), durable_(durable)
{
    std::error_code ec;
    std::filesystem::path where;
    start(target, where, ec);
    if (ec)
        detail::throw_path_error("boost::tempfile::save_file", where, ec);
}

template<class CharT, class Traits>
basic_save_file<CharT, Traits>::basic_save_file(
    std::filesystem::path const& target, durability durable, std::error_code& ec)
    : stream(nullptr), durable_(durable)
{
    std::filesystem::path where;
    start(target, where, ec);
    if (ec)
        detail::streambuf_access::last_error(buffer_, ec);
}

template<class CharT, class Traits>
basic_save_file<CharT, Traits>::basic_save_file(basic_save_file&& other)
    : stream(std::move(other)), buffer_(std::move(other.buffer_)), replacement_(std::move(other.replacement_)),
      durable_(other.durable_)
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
        durable_ = other.durable_;
    }
    return *this;
}

template<class CharT, class Traits>
void basic_save_file<CharT, Traits>::swap(basic_save_file& other)
{
    stream::swap(other);
    buffer_.swap(other.buffer_);
    std::swap(replacement_, other.replacement_);
    std::swap(durable_, other.durable_);
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

template<class CharT, class Traits>
void basic_save_file<CharT, Traits>::start(
    std::filesystem::path const& target, std::filesystem::path& where, std::error_code& ec)
{
    this->std::template basic_ios<CharT, Traits>::rdbuf(&buffer_);
    if constexpr (std::is_same<CharT, wchar_t>::value)
        this->imbue(detail::wide_stream_locale());
    replacement_.begin(target, where, ec);
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
    replacement_.commit(std::as_const(buffer_).device().peek_handle(), durable_, placed, where, ec);
    if (placed)
        close_buffer();
}

// An error stays in the buffer.
template<class CharT, class Traits>
void basic_save_file<CharT, Traits>::flush_buffer(std::error_code& ec)
{
    try
    {
        if (!detail::streambuf_access::finish_output(buffer_, ec)) // closing would end a shift sequence when it is too late to fail
            detail::streambuf_access::last_error(buffer_, ec);
    }
    catch (std::ios_base::failure const& e)
    {
        ec = e.code();
        detail::streambuf_access::last_error(buffer_, ec);
    }
}

template<class CharT, class Traits>
void basic_save_file<CharT, Traits>::close_buffer() noexcept
{
    try
    {
        buffer_.close();
    }
    catch (...) // a conversion error of what is given up
    {
    }
}

#if !defined(BOOST_TEMPFILE_INSTANTIATES_STREAMS)
extern template class BOOST_TEMPFILE_EXTERN_DECL basic_save_file<char>;
extern template class BOOST_TEMPFILE_EXTERN_DECL basic_save_file<wchar_t>;
#endif

} // namespace tempfile
} // namespace boost

#endif
