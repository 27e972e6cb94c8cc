//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_DETAIL_REGISTRATION_HPP
#define BOOST_TEMPFILE_DETAIL_REGISTRATION_HPP

#include <boost/tempfile/config.hpp>
#include <boost/tempfile/detail/file_identity.hpp>

#include <cstddef>
#include <filesystem>
#include <system_error>
#include <utility>

BOOST_TEMPFILE_BEGIN_EXPORTED

namespace boost
{
namespace tempfile
{
namespace detail
{

enum class entry_kind : unsigned char
{
    file,
    directory,
    thing, // no directory: what it is is compared before it is removed
    unmade // what somebody makes without being waited for: whatever has the name
};

struct registry_slot;

// A place in the registry of what is to be removed when the process ends. Move-only; empty by default. Its owner calls,
// in this order:
//
//   publish   before the file or directory is made, so that there is no moment in which it exists unknown to a signal
//             handler
//   created   once it was made
//   claim     before it is removed: false says that the end of the process was faster
//   claim_to_keep   before it is kept: the same, and the end of the process leaves it alone from then on
//   release   afterwards, or when it could not be made. The destructor does it as well.
//   leave     instead, when it could not be removed
//
// Nothing here removes anything: that is the owner's, or the end of the process'.
class BOOST_TEMPFILE_DECL registration
{
public:
    registration() noexcept = default;
    registration(registration&& other) noexcept : slot_(std::exchange(other.slot_, nullptr)) {}
    registration& operator=(registration&& other) noexcept
    {
        registration taken(std::move(other));
        std::swap(slot_, taken.slot_);
        return *this;
    }
    ~registration() { release(); }

    // errc::operation_canceled when remove_all_registered() has been called; does not return when the process is being
    // ended by another thread.
    void publish(
        entry_kind, std::filesystem::path::value_type const* path, std::size_t length, std::error_code&) noexcept;

    // Reports operation_canceled as publish does; the caller then removes what it made. `held`, if any, is a handle of
    // the directory, which tells whether it is gone; it stays open while the place is taken.
    void created(file_identity const&, native_handle_type held, std::error_code&) noexcept;
    void created(file_identity const& identity, std::error_code& ec) noexcept
    {
        created(identity, invalid_handle(), ec);
    }

    bool claim() noexcept;
    bool claim_to_keep() noexcept;

    // Takes a claim back: the entry is still there and still to be removed.
    void unclaim() noexcept;

    void release() noexcept
    {
        if (slot_ != nullptr)
            release_slot();
    }

    // Leaves what could not be removed to the end of the process, which tries once more. A file is to be given with
    // what it is: another may have its name by then.
    void leave() noexcept;
    void leave(file_identity const&) noexcept;

    // Whether a fork brought it here: what it stands for belongs to the parent.
    bool inherited() const noexcept;

    // Makes it this process' own.
    void adopt() noexcept;

    explicit operator bool() const noexcept { return slot_ != nullptr; }

private:
    void release_slot() noexcept;

    registry_slot* slot_ = nullptr;
};

} // namespace detail
} // namespace tempfile
} // namespace boost

BOOST_TEMPFILE_END_EXPORTED

#endif
