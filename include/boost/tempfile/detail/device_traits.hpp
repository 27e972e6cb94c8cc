//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_DETAIL_DEVICE_TRAITS_HPP
#define BOOST_TEMPFILE_DETAIL_DEVICE_TRAITS_HPP

#include <cstdint>
#include <system_error>
#include <type_traits>
#include <utility>

namespace boost
{
namespace tempfile
{
namespace detail
{

// What a device may offer beyond what it must: see basic_device_streambuf.

template<template<class> class Operation, class Device, class = void>
struct detected : std::false_type
{
};
template<template<class> class Operation, class Device>
struct detected<Operation, Device, std::void_t<Operation<Device>>> : std::true_type
{
};

template<class Device>
using window_result = decltype(std::declval<Device const&>().window());
template<class Device>
using exclusive_result = decltype(std::declval<Device const&>().exclusive());
template<class Device>
using appending_result = decltype(std::declval<Device const&>().appending());
template<class Device>
using rolled_result = decltype(std::declval<Device const&>().rolled());
template<class Device>
using is_open_result = decltype(std::declval<Device const&>().is_open());
template<class Device>
using available_result = decltype(std::declval<Device&>().available(std::int64_t()));
template<class Device>
using sync_result = decltype(std::declval<Device&>().sync(std::declval<std::error_code&>()));
template<class Device>
using close_result = decltype(std::declval<Device&>().close(std::declval<std::error_code&>()));

template<class Device>
using shared_position_result = decltype(std::declval<Device const&>().shares_position());

template<class Device>
using has_window = detected<window_result, Device>;
template<class Device>
using has_exclusive = detected<exclusive_result, Device>;
template<class Device>
using has_appending = detected<appending_result, Device>;
template<class Device>
using has_rolled = detected<rolled_result, Device>;
template<class Device>
using has_is_open = detected<is_open_result, Device>;
template<class Device>
using has_available = detected<available_result, Device>;
template<class Device>
using has_sync = detected<sync_result, Device>;
template<class Device>
using has_close = detected<close_result, Device>;
template<class Device>
using has_shared_position = detected<shared_position_result, Device>;

} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
