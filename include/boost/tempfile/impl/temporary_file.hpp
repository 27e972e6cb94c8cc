//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_IMPL_TEMPORARY_FILE_HPP
#define BOOST_TEMPFILE_IMPL_TEMPORARY_FILE_HPP

#include <boost/tempfile/detail/throw.hpp>
#include <boost/tempfile/temporary_file.hpp>

#include <utility>

namespace boost
{
namespace tempfile
{

template<class CharT, class Traits>
basic_temporary_file<CharT, Traits>::basic_temporary_file()
    : file_(std::in_place, detail::default_openmode, created(nullptr, detail::default_openmode),
          file_device::origin::anonymous)
{
    this->attach(file_.buffer());
}

template<class CharT, class Traits>
basic_temporary_file<CharT, Traits>::basic_temporary_file(std::error_code& ec)
{
    this->attach(file_.buffer());
    std::filesystem::path where;
    create(nullptr, detail::default_openmode, where, ec);
    if (ec)
        this->fail_to_open(ec);
}

template<class CharT, class Traits>
basic_temporary_file<CharT, Traits>::basic_temporary_file(options const& file_options, std::ios_base::openmode mode)
    : file_(std::in_place, mode, created(&file_options, mode), file_device::origin::anonymous)
{
    this->attach(file_.buffer());
}

template<class CharT, class Traits>
basic_temporary_file<CharT, Traits>::basic_temporary_file(options const& file_options, std::error_code& ec)
    : basic_temporary_file(file_options, detail::default_openmode, ec)
{
}

template<class CharT, class Traits>
basic_temporary_file<CharT, Traits>::basic_temporary_file(
    options const& file_options, std::ios_base::openmode mode, std::error_code& ec)
{
    this->attach(file_.buffer());
    std::filesystem::path where;
    create(&file_options, mode, where, ec);
    if (ec)
        this->fail_to_open(ec);
}

template<class CharT, class Traits>
basic_temporary_file<CharT, Traits>::basic_temporary_file(basic_temporary_file&& other)
    : base(std::move(other)), file_(std::move(other.file_))
{
    this->set_rdbuf(&file_.buffer());
}

template<class CharT, class Traits>
basic_temporary_file<CharT, Traits>& basic_temporary_file<CharT, Traits>::operator=(basic_temporary_file&& other)
{
    if (this != &other)
    {
        std::error_code ignored;
        file_.close(ignored);
        base::operator=(std::move(other));
        file_ = std::move(other.file_);
    }
    return *this;
}

template<class CharT, class Traits>
void basic_temporary_file<CharT, Traits>::swap(basic_temporary_file& other)
{
    base::swap(other);
    file_.swap(other.file_);
}

template<class CharT, class Traits>
basic_temporary_file<CharT, Traits>::basic_temporary_file(not_created)
{
    this->attach(file_.buffer());
}

template<class CharT, class Traits>
basic_temporary_file<CharT, Traits> basic_temporary_file<CharT, Traits>::reopen(std::ios_base::openmode mode)
{
    std::error_code ec;
    std::filesystem::path where;
    basic_temporary_file second = on(file_, mode, where, ec);
    detail::throw_if_failed("boost::tempfile: reopen", where, ec);
    return second;
}

template<class CharT, class Traits>
basic_temporary_file<CharT, Traits> basic_temporary_file<CharT, Traits>::reopen(
    std::ios_base::openmode mode, std::error_code& ec)
{
    std::filesystem::path where;
    return on(file_, mode, where, ec);
}

template<class CharT, class Traits>
basic_temporary_file<CharT, Traits> basic_temporary_file<CharT, Traits>::on(
    detail::stream_file& first, std::ios_base::openmode mode, std::filesystem::path& where, std::error_code& ec)
{
    basic_temporary_file second{not_created()};
    second.file_.open_again(first, mode, where, ec);
    if (ec)
        second.fail_to_open(ec);
    return second;
}

template<class CharT, class Traits>
unique_handle basic_temporary_file<CharT, Traits>::created(options const* file_options, std::ios_base::openmode mode)
{
    std::error_code ec;
    std::filesystem::path where;
    unique_handle handle;
    if (detail::valid_openmode(mode))
        handle = detail::create_anonymous(file_options, where, ec);
    else
        ec = std::make_error_code(std::errc::invalid_argument);
    if (ec)
        detail::throw_path_error("boost::tempfile::temporary_file", where, ec);
    return handle;
}

template<class CharT, class Traits>
void basic_temporary_file<CharT, Traits>::create(
    options const* file_options, std::ios_base::openmode mode, std::filesystem::path& where, std::error_code& ec)
{
    if (!detail::valid_openmode(mode))
    {
        ec = std::make_error_code(std::errc::invalid_argument);
        return;
    }
    unique_handle handle = detail::create_anonymous(file_options, where, ec);
    if (!ec)
        file_.open(file_device(std::move(handle), file_device::origin::anonymous), mode, ec);
}

#if !defined(BOOST_TEMPFILE_INSTANTIATES_STREAMS)
extern template class BOOST_TEMPFILE_EXTERN_DECL basic_temporary_file<char>;
extern template class BOOST_TEMPFILE_EXTERN_DECL basic_temporary_file<wchar_t>;
#endif

} // namespace tempfile
} // namespace boost

#endif
