//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_DETAIL_DIRTY_BYTES_HPP
#define BOOST_TEMPFILE_DETAIL_DIRTY_BYTES_HPP

#include <boost/tempfile/detail/minmax.hpp>
#include <boost/tempfile/detail/owned.hpp>

#include <boost/config.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <new>
#include <utility>

namespace boost
{
namespace tempfile
{
namespace detail
{

// One bit for each byte of a buffer.
class dirty_bitmap
{
public:
    dirty_bitmap() noexcept = default;
    dirty_bitmap(dirty_bitmap&& other) noexcept
        : words_(std::move(other.words_)), count_(std::exchange(other.count_, 0))
    {
    }
    dirty_bitmap& operator=(dirty_bitmap&& other) noexcept
    {
        words_ = std::move(other.words_);
        count_ = std::exchange(other.count_, 0);
        return *this;
    }

    // Makes room for the bits of `size` bytes, keeping those there are. False where there is no memory.
    bool reserve(std::size_t size) noexcept
    {
        std::size_t const wanted = size / bits + 1;
        if (wanted <= count_)
            return true;
        owned_array<word> larger(new (std::nothrow) word[wanted]());
        if (!larger)
            return false;
        if (count_ != 0)
            std::memcpy(larger.get(), words_.get(), count_ * sizeof(word));
        words_ = std::move(larger);
        count_ = wanted;
        return true;
    }

    void clear() noexcept { std::memset(words_.get(), 0, count_ * sizeof(word)); }

    // Sets the bits from `begin` to `end`.
    void set(std::size_t begin, std::size_t end) noexcept
    {
        while (begin < end)
        {
            std::size_t const bit = begin % bits;
            std::size_t const n = least(bits - bit, end - begin);
            words_[begin / bits] |= (~word(0) >> (bits - n)) << bit;
            begin += n;
        }
    }

    // The first position from `at` on whose bit is `value`, or `end`.
    std::size_t find(bool value, std::size_t at, std::size_t end) const noexcept
    {
        while (at < end && ((words_[at / bits] >> at % bits & 1) != 0) != value)
            ++at;
        return at;
    }

private:
    using word = std::uint64_t;
    static constexpr std::size_t bits = 64;

    owned_array<word> words_;
    std::size_t count_ = 0;
};

// Knows which bytes of a buffer are dirty, that is, still to be written: one range, and in it the clean bytes where
// there are some. Positions are those in the buffer.
class dirty_bytes
{
public:
    bool empty() const noexcept { return begin_ == end_; }

    // The dirty range: from the first dirty byte to behind the last one.
    std::size_t begin() const noexcept { return begin_; }
    std::size_t end() const noexcept { return end_; }
    std::size_t size() const noexcept { return end_ - begin_; }

    // Whether there are clean bytes in the dirty range.
    bool has_gaps() const noexcept { return gaps_; }

    // Whether bytes at `at` would extend the dirty range, or be in it, without leaving a gap.
    bool touches(std::size_t at) const noexcept { return at >= begin_ && at <= end_; }

    // Whether add() can take bytes at `at` in a buffer of `capacity` bytes; false where there is no memory for that.
    bool can_add(std::size_t at, std::size_t capacity) noexcept
    {
        return empty() || (!gaps_ && touches(at)) || bitmap_.reserve(capacity);
    }

    // Makes the bytes from `begin` to `end` dirty: can_add(begin) was true.
    void add(std::size_t begin, std::size_t end) noexcept
    {
        if (BOOST_UNLIKELY(gaps_ || (!empty() && (begin > end_ || end < begin_))))
            record(begin, end);
        begin_ = empty() ? begin : least(begin_, begin);
        end_ = greatest(end_, end);
    }

    void clear() noexcept
    {
        begin_ = end_ = 0;
        gaps_ = false;
    }

    // The first `n` bytes of the range were written.
    void remove_front(std::size_t n) noexcept { begin_ += n; }

    // Goes to the next dirty byte and returns the end of the dirty bytes there; the range is empty if there is none.
    std::size_t next_run() noexcept
    {
        begin_ = bitmap_.find(true, begin_, end_);
        return bitmap_.find(false, begin_, end_);
    }

    // The bytes of the range, which has no gaps, were moved to the beginning of the buffer.
    void move_to_front() noexcept
    {
        end_ -= begin_;
        begin_ = 0;
    }

    // As clear(), and frees the memory.
    void reset() noexcept
    {
        clear();
        bitmap_ = dirty_bitmap();
    }

private:
    BOOST_NOINLINE void record(std::size_t begin, std::size_t end) noexcept
    {
        if (!std::exchange(gaps_, true))
        {
            bitmap_.clear();
            bitmap_.set(begin_, end_);
        }
        bitmap_.set(begin, end);
    }

    std::size_t begin_ = 0;
    std::size_t end_ = 0;
    bool gaps_ = false; // then the bitmap counts
    dirty_bitmap bitmap_;
};

} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
