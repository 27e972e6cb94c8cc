//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include <boost/tempfile/detail/exceptions.hpp>
#include <boost/tempfile/temporary_directory.hpp>

#include "../creation/creation.hpp"
#include "../permanent/persist_directory.hpp"
#include "../removal/tree_removal.hpp"
#include "../system/error.hpp"

#include <new>

namespace boost
{
namespace tempfile
{

namespace
{

// Takes a claim back when the scope is left, unless nothing is left to claim.
class claim
{
public:
    explicit claim(detail::registration& entry) noexcept : entry_(&entry) {}
    ~claim()
    {
        if (entry_ != nullptr)
            entry_->unclaim();
    }
    claim(claim const&) = delete;
    claim& operator=(claim const&) = delete;

    void end() noexcept { entry_ = nullptr; }

private:
    detail::registration* entry_;
};

// The directory is empty more often than not, or gone: then its name is enough. What is no directory is not ours.
// Whether nothing is left to be done.
bool remove_by_name(detail::directory_entry const& made, std::error_code& ec) noexcept
{
    detail::system::remove_directory({}, made.path.c_str(), {}, ec);
    if (ec && ec != std::errc::no_such_file_or_directory && ec != std::errc::not_a_directory)
        return false;
    ec.clear();
    return true;
}

remove_options default_removal() noexcept
{
    remove_options how;
    how.threads = detail::system::destructors_may_start_threads() ? 0 : 1;
    return how;
}

} // namespace

temporary_directory::temporary_directory(options const& o)
{
    std::error_code ec;
    std::filesystem::path where;
    create(o, where, ec);
    detail::throw_if(ec, "boost::tempfile::temporary_directory", where);
}

temporary_directory::temporary_directory(options const& o, std::error_code& ec)
{
    std::filesystem::path where;
    create(o, where, ec);
}

temporary_directory::temporary_directory(temporary_directory&& other) noexcept
{
    take(other);
}

temporary_directory& temporary_directory::operator=(temporary_directory&& other) noexcept
{
    temporary_directory taken(std::move(other));
    swap(taken);
    return *this;
}

temporary_directory::~temporary_directory()
{
    if (!owned_ || kept_ || made_.entry.inherited())
        return;
    std::error_code ignored;
    cleanup(ignored);
    if (!owned_ || !made_.entry)
        return;
    // The end of the process tries once more, and what tells the directory apart has to stay until then.
    made_.entry.leave();
    (void)made_.pin.release();
}

void temporary_directory::create(options const& o, std::filesystem::path& where, std::error_code& ec)
{
    detail::create_directory(o, detail::registered::yes, made_, where, ec);
    if (ec)
        return;
    kept_ = o.removal == removal::never;
    owned_ = true;
}

void temporary_directory::cleanup()
{
    cleanup(default_removal());
}

void temporary_directory::cleanup(std::error_code& ec) noexcept BOOST_TRY
{
    std::filesystem::path where;
    remove(default_removal(), where, ec);
}
BOOST_CATCH(std::bad_alloc const&)
{
    ec = std::make_error_code(std::errc::not_enough_memory);
}
BOOST_CATCH_END

void temporary_directory::cleanup(remove_options const& how)
{
    std::error_code ec;
    std::filesystem::path where;
    remove(how, where, ec);
    detail::throw_if(ec, "boost::tempfile::temporary_directory::cleanup", where);
}

void temporary_directory::cleanup(remove_options const& how, std::error_code& ec)
{
    std::filesystem::path where;
    remove(how, where, ec);
}

void temporary_directory::remove(remove_options const& how, std::filesystem::path& where, std::error_code& ec)
{
    ec.clear();
    if (!owned_)
        return;
    if (!made_.entry.claim()) // the end of the process was faster
        return forget();
    claim claimed(made_.entry);
    if (how.observer || !remove_by_name(made_, ec))
    {
        detail::expected_directory const expected{made_.identity, made_.pin.get()};
        detail::native_string stayed;
        (void)detail::remove_tree(made_.path.native(), &expected, how, stayed, ec);
        where = std::move(stayed);
    }
    if (ec)
    {
        kept_ = false; // it was to go, whatever was to become of it before
        return;
    }
    claimed.end();
    forget();
}

void temporary_directory::persist(std::filesystem::path const& target, persist_mode mode, durability durable)
{
    std::error_code ec;
    std::filesystem::path where;
    place(target, mode, durable, where, ec);
    detail::throw_if(ec, "boost::tempfile::temporary_directory::persist", where);
}

void temporary_directory::persist(
    std::filesystem::path const& target, persist_mode mode, durability durable, std::error_code& ec)
{
    std::filesystem::path where;
    place(target, mode, durable, where, ec);
}

void temporary_directory::place(std::filesystem::path const& target, persist_mode mode, durability durable,
    std::filesystem::path& where, std::error_code& ec)
{
    if (!owned_)
    {
        where = target;
        ec = std::make_error_code(std::errc::bad_file_descriptor);
        return;
    }
    switch (detail::persist_directory(made_, target, mode, durable, where, ec))
    {
    case detail::directory_place::temporary:
        break;
    case detail::directory_place::replaced:
        kept_ = false; // the old tree is to go, whatever was to become of the new one
        break;
    case detail::directory_place::at_target:
        forget();
        break;
    }
}

std::filesystem::path temporary_directory::keep()
{
    std::error_code ec;
    std::filesystem::path kept = keep(ec);
    detail::throw_if(ec, "boost::tempfile::temporary_directory::keep", made_.path);
    return kept;
}

std::filesystem::path temporary_directory::keep(std::error_code& ec)
{
    ec.clear();
    if (!owned_)
        return {};
    std::filesystem::path kept = made_.path, returned = kept;
    if (!made_.entry.inherited()) // otherwise the name is the parent's to change
    {
        if (!made_.entry.claim_to_keep())
            ec = std::make_error_code(std::errc::operation_canceled);
        else if (made_.mark != 0)
            detail::remove_mark(kept, returned, made_.mark, made_.identity, made_.pin.get(), ec);
    }
    if (ec)
    {
        made_.entry.unclaim();
        return {};
    }
    made_.mark = 0;
    made_.path = std::move(kept);
    forget();
    return returned;
}

void temporary_directory::adopt() noexcept
{
    made_.entry.adopt();
}

void temporary_directory::take(temporary_directory& other) noexcept
{
    made_ = std::exchange(other.made_, detail::directory_entry());
    kept_ = other.kept_;
    owned_ = std::exchange(other.owned_, false);
}

void temporary_directory::forget() noexcept
{
    owned_ = false;
    made_.entry.release();
    made_.pin = unique_handle();
    made_.mark = 0;
}

} // namespace tempfile
} // namespace boost
