//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_DETAIL_FORK_LISTENER_HPP
#define BOOST_TEMPFILE_DETAIL_FORK_LISTENER_HPP

#include <boost/tempfile/config.hpp>

#include <boost/config.hpp>

namespace boost
{
namespace tempfile
{
namespace detail
{

// Tells an object, in the child and before fork() returns there, that it was inherited. Nothing happens for children that
// _Fork, vfork or clone made, nor where there is no fork. Costs some forty instructions for each begin() and end(), and
// nothing between them.
class fork_listener
{
public:
    // Runs in the child while other threads' objects are as they were at the fork: may only do what a signal handler may.
    using reaction = void (*)(void* object) noexcept;

    fork_listener() noexcept = default;
    fork_listener(fork_listener const&) = delete;
    fork_listener& operator=(fork_listener const&) = delete;
    ~fork_listener() { end(); }

    // Of what the object's own thread changes: `place_` is changed by those of its neighbours in the list.
    bool listening() const noexcept { return react_ != nullptr; }

    // Calls `react(object)` in each child from now on. Where the system has no memory for that it does not listen.
    BOOST_TEMPFILE_DECL void begin(void* object, reaction react) noexcept;

    void end() noexcept
    {
        if (BOOST_UNLIKELY(listening()))
            leave();
    }

private:
    friend struct fork_listeners;

    BOOST_TEMPFILE_DECL void leave() noexcept;

    reaction react_ = nullptr; // while it listens
    // Set by begin(): most buffers never listen.
    fork_listener** place_; // what points to this one in the list
    fork_listener* next_;
    void* object_;
};

} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
