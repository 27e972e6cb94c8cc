//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_IMPL_STREAMBUF_INHERITANCE_HPP
#define BOOST_TEMPFILE_IMPL_STREAMBUF_INHERITANCE_HPP

// What a basic_device_streambuf does in a forked child. What was pending at the fork is the parent's to write: the child
// neither writes it a second time nor takes it for its own.
//
// From its first transfer on, a buffer is told of forks, so that a put area that is not full needs no check. inherit()
// notes there how much is pending and changes nothing else, as adopt() may still want it. The first operation in the child
// that cannot do with the put area passes over that, and from then on what is pending is the child's own.

#include <boost/tempfile/detail/exceptions.hpp>
#include <boost/tempfile/device_streambuf.hpp>

namespace boost
{
namespace tempfile
{

template<class Device, class CharT, class Traits>
void basic_device_streambuf<Device, CharT, Traits>::listen_to_forks(bool listens) noexcept
{
    if (!listens)
        forks_.end();
    else if (!forks_.listening())
        forks_.begin(this, &inherit);
}

// In the child before fork() returns. Other threads of the parent may have been in the middle of anything.
template<class Device, class CharT, class Traits>
void basic_device_streambuf<Device, CharT, Traits>::inherit(void* self) noexcept
{
    basic_device_streambuf& buffer = *static_cast<basic_device_streambuf*>(self);
    std::ptrdiff_t const put = buffer.phase_ == phase::writing ? buffer.pptr() - buffer.pbase() : 0;
    if (put == 0 && !buffer.window_.dirty() && !buffer.writer_.must_unshift())
        return; // a write would have the system copy the page
    buffer.inherited_ = put;
    buffer.notices_ |= inherits_pending;
}

// Whether something is pending that is not the parent's.
template<class Device, class CharT, class Traits>
bool basic_device_streambuf<Device, CharT, Traits>::has_own_pending() const noexcept
{
    std::ptrdiff_t const put = phase_ == phase::writing ? this->pptr() - this->pbase() : 0;
    return put > inherited_ || (!(notices_ & inherits_pending) && window_.dirty());
}

// What was pending at the fork is to be written here.
template<class Device, class CharT, class Traits>
void basic_device_streambuf<Device, CharT, Traits>::keep_inherited() noexcept
{
    notices_ = static_cast<unsigned char>(notices_ & ~inherits_pending);
    inherited_ = 0;
}

// Before the put area is committed or converted.
template<class Device, class CharT, class Traits>
inline void basic_device_streambuf<Device, CharT, Traits>::heed_inheritance() noexcept
{
    if (BOOST_UNLIKELY(notices_ & inherits_pending))
        pass_over_inherited();
}

// What was pending at the fork is no longer; what the child wrote since is behind it. Memory is the child's own, and has
// it.
template<class Device, class CharT, class Traits>
BOOST_NOINLINE void basic_device_streambuf<Device, CharT, Traits>::pass_over_inherited() noexcept
{
    std::size_t const inherited = static_cast<std::size_t>(inherited_);
    bool const in_memory = window_.memory_backed();
    bool const missing = !in_memory && (inherited != 0 || window_.dirty());
    keep_inherited();
    CharT* const own = this->pbase() + inherited;
    std::ptrdiff_t const put = this->pptr() - own; // of the child's characters
    if (!encoding_.converts())
    {
        window_.leave_to_parent(position_.offset, inherited);
        position_.offset += static_cast<std::int64_t>(inherited);
        if (inherited != 0)
            this->setp(own, this->epptr());
    }
    else
    {
        window_.leave_to_parent(0, 0);
        CharT const* from = this->pbase();
        BOOST_TRY
        {
            std::error_code ignored;
            if (in_memory)
            {
                writer_.write(conversion(), position_, from, own, ignored);
                (void)window_.flush(ignored); // if that rolled over, into a file of the child's
            }
            else
                writer_.pass_over(conversion(), position_, from, own);
        }
        BOOST_CATCH(...) // a character that there is not in the encoding; the parent learns of it
        {
        }
        BOOST_CATCH_END
        if (inherited != 0)
        {
            Traits::move(this->pbase(), own, static_cast<std::size_t>(put));
            this->setp(this->pbase(), this->epptr());
        }
    }
    if (inherited != 0)
        put_pointer_forward(put);
    if (missing)
        errors_.miss(std::errc::operation_not_permitted);
}

} // namespace tempfile
} // namespace boost

#endif
