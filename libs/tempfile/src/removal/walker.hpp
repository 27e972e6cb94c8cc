//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_WALKER_HPP
#define BOOST_TEMPFILE_SRC_WALKER_HPP

#include "pass.hpp"

#include <memory>

namespace boost
{
namespace tempfile
{
namespace detail
{

constexpr std::size_t buffer_size = std::size_t(64) << 10; // a thousand entries or two

inline bool is(std::error_code const& ec, std::errc condition) noexcept
{
    return ec == condition;
}

// One thread's part in a pass.
class worker
{
public:
    worker(shared_state& shared, bool calling) noexcept
        : shared_(shared), calling_(calling), working_(calling), alone_(!calling || shared.options.threads == 1)
    {
    }
    worker(worker const&) = delete;
    worker& operator=(worker const&) = delete;

    void start_with(node& n) noexcept { push(n); }
    void work();

private:
    friend class climb;

    struct frame
    {
        node* where = nullptr;
        std::size_t next = 0, end = 0; // the names of directories still to enter, each with a NUL
        bool more = true;              // of the listing
    };

    void step();
    void fill(frame&);
    void leave() noexcept;
    void release(node*) noexcept;
    bool finish(node&) noexcept;
    static bool has_its_path(node const& root) noexcept;
    bool stay(node&) noexcept;
    void resume(node&) noexcept;
    void list_again(node&) noexcept;
    void push(node&) noexcept;

    bool remove_other(node&, native_char const*) noexcept;
    void enter(node&, native_char const*) noexcept;
    system::directory open(node&, native_char const*, std::error_code&) noexcept;
    system::directory open_denied(node&, native_char const*, std::error_code&) noexcept;
    bool grant(node&) noexcept;

    void move_up(node&, native_char const*) noexcept;
    bool grant_to_moved(node&, native_char const*) noexcept;
    native_string moved_name();
    void expect_moved(native_string&&) noexcept;

    void share() noexcept;
    bool give(node&, native_char const* name) noexcept;
    bool take(job&);
    void start_helpers() noexcept;
    void limit_handles() noexcept;
    void drop_helpers() noexcept;

    char* buffer(unsigned level) noexcept;
    void flush() noexcept;
    void report();
    void fail(node&, native_char const* name, std::error_code const&) noexcept;
    void fail(node&, native_string&& path, bool passing, std::error_code const&) noexcept;

    shared_state& shared_;
    bool const calling_;
    bool working_;         // counted as active
    bool alone_;           // no threads are to be started, or none any more
    bool limited_ = false; // the handles
    std::uintmax_t removed_ = 0;
    std::uintmax_t seen_ = 0;
    std::uintmax_t reported_ = 0;
    unsigned top_ = 0;
    frame frames_[most_levels + 1];
    std::unique_ptr<char[]> buffers_[most_levels + 1];
};

} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
