//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "walker.hpp"

#include "deep_walk.hpp"
#include "removal.hpp"

#include <new>
#include <system_error>
#include <utility>

namespace boost
{
namespace tempfile
{
namespace detail
{

// Moving a directory writes the new `..` into it, so it has to be writable itself.
bool worker::grant_to_moved(node& parent, native_char const* name) noexcept
{
    if (!grant(parent) || !grant(shared_.root))
        return false;
    std::error_code ec;
    system::directory moved = system::open_denied_directory(parent.opened, name, shared_.crossing, ec);
    if (ec)
        return false;
    system::close_directory(moved);
    return true;
}

native_string worker::moved_name()
{
    static char const digits[] = "0123456789abcdefghijklmnopqrstuvwxyz";
    std::lock_guard<std::mutex> lock(shared_.failing);
    if (shared_.moved_prefix.empty())
    {
        unsigned char random[16];
        std::error_code ec;
        system::random_bytes(random, sizeof random, ec);
        if (ec)
            throw std::system_error(ec);
        shared_.moved_prefix = moved_mark;
        for (unsigned char const byte : random)
            shared_.moved_prefix += static_cast<native_char>(digits[byte % 36]);
    }
    native_string name = shared_.moved_prefix;
    for (std::uintmax_t left = shared_.moved++; left != 0; left /= 36)
        name += static_cast<native_char>(digits[left % 36]);
    return name;
}

void worker::move_up(node& parent, native_char const* name) noexcept
try
{
    native_string new_name = moved_name();
    std::error_code ec;
    auto const move = [&] { system::move_directory(parent.opened, name, shared_.root.opened, new_name.c_str(), ec); };
    move();
    if (ec && is(ec, std::errc::permission_denied) && grant_to_moved(parent, name))
        move();
    if (!ec)
        return expect_moved(std::move(new_name));
    if (!is(ec, std::errc::no_such_file_or_directory))
        climb(*this, parent, name).run();
}
catch (std::system_error const& e)
{
    fail(parent, name, e.code());
}
catch (std::bad_alloc const&)
{
    fail(parent, name, std::make_error_code(std::errc::not_enough_memory));
}

void worker::expect_moved(native_string&& name) noexcept
{
    {
        std::lock_guard<std::mutex> lock(shared_.working);
        if (shared_.has_room())
        {
            shared_.root.users.fetch_add(1);
            shared_.jobs.push_back(job{&shared_.root, std::move(name)});
            shared_.hungry.fetch_sub(1);
        }
        else
            shared_.root.again = true;
    }
    shared_.change.notify_one();
}

} // namespace detail
} // namespace tempfile
} // namespace boost
