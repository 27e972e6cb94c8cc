//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_IMPL_SPOOLED_TEMPORARY_FILE_HPP
#define BOOST_TEMPFILE_IMPL_SPOOLED_TEMPORARY_FILE_HPP

#include <boost/tempfile/detail/throw.hpp>
#include <boost/tempfile/spooled_temporary_file.hpp>

#include <utility>

namespace boost
{
namespace tempfile
{

template<class CharT, class Traits>
basic_spooled_temporary_file<CharT, Traits>::basic_spooled_temporary_file(std::size_t max_size)
    : file_(std::in_place, detail::default_openmode, max_size)
{
    this->attach(file_.buffer());
}

template<class CharT, class Traits>
basic_spooled_temporary_file<CharT, Traits>::basic_spooled_temporary_file(std::size_t max_size, std::error_code& ec)
    : basic_spooled_temporary_file(max_size)
{
    ec.clear();
}

template<class CharT, class Traits>
basic_spooled_temporary_file<CharT, Traits>::basic_spooled_temporary_file(
    std::size_t max_size, options const& file_options, std::ios_base::openmode mode)
{
    this->attach(file_.buffer());
    std::error_code ec;
    create(max_size, file_options, mode, ec);
    if (!ec)
        return;
    std::error_code same;
    std::filesystem::path where = file_options.dir;
    detail::check(file_options, where, same);
    detail::throw_path_error("boost::tempfile::spooled_temporary_file", where, ec);
}

template<class CharT, class Traits>
basic_spooled_temporary_file<CharT, Traits>::basic_spooled_temporary_file(
    std::size_t max_size, options const& file_options, std::error_code& ec)
    : basic_spooled_temporary_file(max_size, file_options, detail::default_openmode, ec)
{
}

template<class CharT, class Traits>
basic_spooled_temporary_file<CharT, Traits>::basic_spooled_temporary_file(
    std::size_t max_size, options const& file_options, std::ios_base::openmode mode, std::error_code& ec)
{
    this->attach(file_.buffer());
    create(max_size, file_options, mode, ec);
    if (ec)
        this->fail_to_open(ec);
}

template<class CharT, class Traits>
basic_spooled_temporary_file<CharT, Traits>::basic_spooled_temporary_file(basic_spooled_temporary_file&& other)
    : base(std::move(other)), file_(std::move(other.file_))
{
    this->set_rdbuf(&file_.buffer());
}

template<class CharT, class Traits>
basic_spooled_temporary_file<CharT, Traits>& basic_spooled_temporary_file<CharT, Traits>::operator=(
    basic_spooled_temporary_file&& other)
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
void basic_spooled_temporary_file<CharT, Traits>::swap(basic_spooled_temporary_file& other)
{
    base::swap(other);
    file_.swap(other.file_);
}

template<class CharT, class Traits>
void basic_spooled_temporary_file<CharT, Traits>::rollover()
{
    std::error_code ec;
    std::filesystem::path where;
    file_.roll_over(where, ec);
    if (ec)
        detail::throw_path_error("boost::tempfile: rollover", where, ec);
}

template<class CharT, class Traits>
void basic_spooled_temporary_file<CharT, Traits>::rollover(std::error_code& ec)
{
    std::filesystem::path where;
    file_.roll_over(where, ec);
}

template<class CharT, class Traits>
basic_temporary_file<CharT, Traits> basic_spooled_temporary_file<CharT, Traits>::reopen(std::ios_base::openmode mode)
{
    std::error_code ec;
    std::filesystem::path where;
    basic_temporary_file<CharT, Traits> second = basic_temporary_file<CharT, Traits>::on(file_, mode, where, ec);
    detail::throw_if_failed("boost::tempfile: reopen", where, ec);
    return second;
}

template<class CharT, class Traits>
basic_temporary_file<CharT, Traits> basic_spooled_temporary_file<CharT, Traits>::reopen(
    std::ios_base::openmode mode, std::error_code& ec)
{
    std::filesystem::path where;
    return basic_temporary_file<CharT, Traits>::on(file_, mode, where, ec);
}

template<class CharT, class Traits>
void basic_spooled_temporary_file<CharT, Traits>::create(
    std::size_t max_size, options const& file_options, std::ios_base::openmode mode, std::error_code& ec)
{
    if (!detail::valid_openmode(mode))
    {
        ec = std::make_error_code(std::errc::invalid_argument);
        return;
    }
    spooled_device made(max_size, file_options, ec);
    if (!ec)
        file_.open(std::move(made), mode, ec);
}

#if !defined(BOOST_TEMPFILE_INSTANTIATES_STREAMBUFS)
extern template class BOOST_TEMPFILE_EXTERN_DECL basic_device_streambuf<spooled_device, char>;
extern template class BOOST_TEMPFILE_EXTERN_DECL basic_device_streambuf<spooled_device, wchar_t>;
#endif
#if !defined(BOOST_TEMPFILE_INSTANTIATES_STREAMS)
extern template class BOOST_TEMPFILE_EXTERN_DECL basic_spooled_temporary_file<char>;
extern template class BOOST_TEMPFILE_EXTERN_DECL basic_spooled_temporary_file<wchar_t>;
#endif

} // namespace tempfile
} // namespace boost

#endif
