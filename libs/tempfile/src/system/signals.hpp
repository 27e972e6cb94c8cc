//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_SYSTEM_SIGNALS_HPP
#define BOOST_TEMPFILE_SRC_SYSTEM_SIGNALS_HPP

// Signals.

#include "exit.hpp"

#include <initializer_list>
#include <vector>

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

// From now on, those of `signals` that have their default disposition, which is to end the process, call `clean` and
// then do so. Returns those and the ones taken before.
std::vector<int> run_on_signals(std::initializer_list<int> signals, end_function clean);

// While it exists, this thread takes no signal, and a thread that it starts never does.
class signals_blocked
{
public:
    signals_blocked() noexcept;
    ~signals_blocked();
    signals_blocked(signals_blocked const&) = delete;
    signals_blocked& operator=(signals_blocked const&) = delete;

private:
    [[maybe_unused]] alignas(8) unsigned char saved_[128];
};

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
