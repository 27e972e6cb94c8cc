//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_IMPL_NAMED_TEMPORARY_FILE_HPP
#define BOOST_TEMPFILE_IMPL_NAMED_TEMPORARY_FILE_HPP

#include <boost/tempfile/detail/throw.hpp>
#include <boost/tempfile/named_temporary_file.hpp>

#include <utility>

namespace boost
{
namespace tempfile
{

template<class CharT, class Traits>
basic_named_temporary_file<CharT, Traits>::basic_named_temporary_file()
    : basic_named_temporary_file(detail::default_options())
{
}

template<class CharT, class Traits>
basic_named_temporary_file<CharT, Traits>::basic_named_temporary_file(std::error_code& ec)
    : basic_named_temporary_file(detail::default_options(), ec)
{
}

template<class CharT, class Traits>
basic_named_temporary_file<CharT, Traits>::basic_named_temporary_file(
    options const& file_options, std::ios_base::openmode mode)
{
    this->attach(file_.buffer());
    std::error_code ec;
    std::filesystem::path where;
    create(file_options, mode, where, ec);
    if (ec)
        detail::throw_path_error("boost::tempfile::named_temporary_file", where, ec);
}

template<class CharT, class Traits>
basic_named_temporary_file<CharT, Traits>::basic_named_temporary_file(options const& file_options, std::error_code& ec)
    : basic_named_temporary_file(file_options, detail::default_openmode, ec)
{
}

template<class CharT, class Traits>
basic_named_temporary_file<CharT, Traits>::basic_named_temporary_file(
    options const& file_options, std::ios_base::openmode mode, std::error_code& ec)
{
    this->attach(file_.buffer());
    std::filesystem::path where;
    create(file_options, mode, where, ec);
    if (ec)
        this->fail_to_open(ec);
}

template<class CharT, class Traits>
basic_named_temporary_file<CharT, Traits>::basic_named_temporary_file(not_created)
{
    this->attach(file_.buffer());
}

template<class CharT, class Traits>
basic_named_temporary_file<CharT, Traits>::basic_named_temporary_file(basic_named_temporary_file&& other)
    : base(std::move(other)), file_(std::move(other.file_))
{
    this->set_rdbuf(&file_.buffer());
}

template<class CharT, class Traits>
basic_named_temporary_file<CharT, Traits>& basic_named_temporary_file<CharT, Traits>::operator=(
    basic_named_temporary_file&& other)
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
void basic_named_temporary_file<CharT, Traits>::swap(basic_named_temporary_file& other)
{
    base::swap(other);
    file_.swap(other.file_);
}

template<class CharT, class Traits>
basic_named_temporary_file<CharT, Traits>::~basic_named_temporary_file()
{
    std::error_code ignored;
    this->close(ignored);
}

template<class CharT, class Traits>
void basic_named_temporary_file<CharT, Traits>::create(
    options const& file_options, std::ios_base::openmode mode, std::filesystem::path& where, std::error_code& ec)
{
    if (!detail::valid_openmode(mode))
    {
        ec = std::make_error_code(std::errc::invalid_argument);
        return;
    }
    unique_handle made = detail::create_named(file_options, file_.name(), where, ec);
    if (ec)
        return;
    file_.open(file_device(std::move(made), file_device::origin::named), mode, ec);
    if (ec)
    {
        where = path();
        file_.name() = detail::named_entry();
    }
}

template<class CharT, class Traits>
void basic_named_temporary_file<CharT, Traits>::remove()
{
    std::error_code ec;
    remove(ec);
    detail::throw_if_failed("boost::tempfile: remove", path(), ec);
}

template<class CharT, class Traits>
void basic_named_temporary_file<CharT, Traits>::remove(std::error_code& ec) noexcept
{
    file_.name().remove_now(handle(), ec);
}

template<class CharT, class Traits>
std::filesystem::path basic_named_temporary_file<CharT, Traits>::keep()
{
    std::error_code ec;
    std::filesystem::path kept = keep(ec);
    detail::throw_if_failed("boost::tempfile: keep", path(), ec);
    return kept;
}

template<class CharT, class Traits>
std::filesystem::path basic_named_temporary_file<CharT, Traits>::keep(std::error_code& ec)
{
    return file_.name().keep(handle(), ec);
}

template<class CharT, class Traits>
basic_named_temporary_file<CharT, Traits> basic_named_temporary_file<CharT, Traits>::reopen(
    std::ios_base::openmode mode)
{
    std::error_code ec;
    basic_named_temporary_file second = reopen(mode, ec);
    detail::throw_if_failed("boost::tempfile: reopen", path(), ec);
    return second;
}

template<class CharT, class Traits>
basic_named_temporary_file<CharT, Traits> basic_named_temporary_file<CharT, Traits>::reopen(
    std::ios_base::openmode mode, std::error_code& ec)
{
    basic_named_temporary_file second{not_created()};
    std::filesystem::path where;
    second.file_.open_again(file_, mode, where, ec);
    if (!ec)
        second.file_.name() = file_.name().another();
    if (ec)
        second.fail_to_open(ec);
    return second;
}

template<class CharT, class Traits>
temporary_path basic_named_temporary_file<CharT, Traits>::into_path()
{
    std::error_code ec;
    temporary_path result = into_path(ec);
    detail::throw_if_failed("boost::tempfile: into_path", path(), ec);
    return result;
}

template<class CharT, class Traits>
temporary_path basic_named_temporary_file<CharT, Traits>::into_path(std::error_code& ec)
{
    temporary_path result;
    file_.finish(this->rdstate(), ec);
    if (!ec)
        result = detail::into_path(file_.name(), handle(), ec);
    if (ec)
        return result;
    std::error_code closing;
    this->close(closing);
    return result;
}

#if !defined(BOOST_TEMPFILE_INSTANTIATES_STREAMS)
extern template class BOOST_TEMPFILE_EXTERN_DECL basic_named_temporary_file<char>;
extern template class BOOST_TEMPFILE_EXTERN_DECL basic_named_temporary_file<wchar_t>;
#endif

} // namespace tempfile
} // namespace boost

#endif
