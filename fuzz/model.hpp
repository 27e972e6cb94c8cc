//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_FUZZ_MODEL_HPP
#define BOOST_TEMPFILE_FUZZ_MODEL_HPP

// What a std::basic_filebuf opened for reading and writing does ([filebuf.virtuals]), in the plainest way there is: a
// string of bytes, one joint position and its shift state, and one character converted at a time. There are no areas
// and nothing waits, so that there is no state that could be wrong.
//
// Where the standard leaves freedom, it does what this library promises; see the comments.

#include <boost/tempfile/detail/throw.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <ios>
#include <iostream>
#include <locale>
#include <streambuf>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace fuzz
{

// A place in the bytes.
struct place
{
    std::int64_t at = 0;
    std::mbstate_t shift = std::mbstate_t();
};

inline bool same_state(std::mbstate_t const& a, std::mbstate_t const& b)
{
    return std::memcmp(&a, &b, sizeof(a)) == 0;
}

template<class CharT>
class model_buffer : public std::basic_streambuf<CharT>
{
    using base = std::basic_streambuf<CharT>;
    using traits = std::char_traits<CharT>;
    using facet_type = std::codecvt<CharT, char, std::mbstate_t>;

public:
    using int_type = typename traits::int_type;
    using pos_type = typename traits::pos_type;
    using off_type = typename traits::off_type;

    explicit model_buffer(bool app) : app_(app) { look_up(this->getloc()); }

    // The public members of the library's streams that std::basic_filebuf does not have.
    std::string const& bytes() const { return bytes_; }
    void resize(std::size_t size)
    {
        put_back_ = shown::no;
        forget();
        bytes_.resize(size);
    }
    // native_handle() forgets what was read ahead.
    void hand_over()
    {
        put_back_ = shown::no;
        forget();
    }
    void unshift()
    {
        if (!must_unshift_)
            return;
        char out[8];
        char* next = out;
        facet_->unshift(here_.shift, out, out + sizeof(out), next);
        if (app_ && next != out)
            here_.at = static_cast<std::int64_t>(bytes_.size());
        store(out, next);
        must_unshift_ = false;
    }

    // What the interpreter has to know to see whether an answer is one of those that the standard allows.
    place const& position() const { return here_; }
    int width() const { return width_; }
    bool converts() const { return converts_; }
    bool shows_put_back() const { return put_back_ != shown::no; }
    // [streambuf.virtuals] pbackfail fails where there is no putback position, and [filebuf.virtuals] makes no promise
    // how many there are. This library steps back as far as the file goes where characters have one width, and by the
    // last character read elsewhere.
    bool can_step_back() const { return width_ > 0 ? here_.at >= width_ : certain_; }

    // `p` behind the bytes that give no character: it stands for the same place in a state-dependent encoding.
    place canonical(place p) const
    {
        if (width_ >= 0 || p.at < 0)
            return p;
        try
        {
            CharT c;
            place next = p, start = p;
            convert(c, next, start);
            return start;
        }
        catch (std::ios_base::failure const&)
        {
            return p;
        }
    }

    void swap(model_buffer& other)
    {
        base::swap(other);
        using std::swap;
        swap(bytes_, other.bytes_);
        swap(app_, other.app_);
        swap(here_, other.here_);
        swap(facet_, other.facet_);
        swap(width_, other.width_);
        swap(converts_, other.converts_);
        swap(must_unshift_, other.must_unshift_);
        swap(before_, other.before_);
        swap(certain_, other.certain_);
        swap(put_back_, other.put_back_);
        swap(put_back_char_, other.put_back_char_);
    }

protected:
    int_type underflow() override
    {
        if (put_back_ == shown::yes)
            return traits::to_int_type(put_back_char_);
        put_back_ = shown::no;
        CharT c;
        place next = here_, start;
        return convert(c, next, start) ? traits::to_int_type(c) : traits::eof();
    }

    int_type uflow() override
    {
        int_type const c = underflow();
        if (traits::eq_int_type(c, traits::eof()))
            return c;
        CharT as_it_is;
        place next = here_, start;
        convert(as_it_is, next, start);
        before_.push_back(here_);
        certain_ = true;
        here_ = next;
        put_back_ = put_back_ == shown::yes ? shown::read : shown::no;
        return c;
    }

    // One character that differs from the content can be shown; it can be read and put back again until something
    // else is read.
    int_type pbackfail(int_type c) override
    {
        if (put_back_ == shown::yes)
            return traits::eof();
        bool const again = put_back_ == shown::read &&
                           (traits::eq_int_type(c, traits::eof()) || traits::to_char_type(c) == put_back_char_);
        put_back_ = shown::no;
        place const at = here_;
        if (!step_back())
            return traits::eof();
        CharT original;
        place next = here_, start;
        try
        {
            if (!convert(original, next, start))
                return here_ = at, traits::eof();
        }
        catch (...)
        {
            here_ = at;
            throw;
        }
        if (again)
            put_back_ = shown::yes;
        else if (!traits::eq_int_type(c, traits::eof()) && traits::to_char_type(c) != original)
        {
            put_back_ = shown::yes;
            put_back_char_ = traits::to_char_type(c);
        }
        return traits::not_eof(c);
    }

    std::streamsize showmanyc() override
    {
        if (put_back_ == shown::read)
            put_back_ = shown::no;
        return static_cast<std::streamsize>(bytes_.size()) - static_cast<std::streamsize>(here_.at);
    }

    // A call that fails has read nothing (this library's promise: no byte is lost by an error).
    std::streamsize xsgetn(CharT* s, std::streamsize n) override
    {
        place const at = here_;
        try
        {
            return base::xsgetn(s, n);
        }
        catch (...)
        {
            here_ = at;
            forget();
            put_back_ = shown::no;
            throw;
        }
    }

    int_type overflow(int_type c) override
    {
        if (traits::eq_int_type(c, traits::eof()))
            return sync(), traits::not_eof(c);
        put_back_ = shown::no;
        forget();
        if (app_)
            here_.at = static_cast<std::int64_t>(bytes_.size());
        CharT const ch = traits::to_char_type(c);
        char out[16];
        char* next = out;
        CharT const* from = &ch;
        if (!converts_)
            *next++ = static_cast<char>(ch);
        else if (facet_->out(here_.shift, &ch, &ch + 1, from, out, out + sizeof(out), next) != std::codecvt_base::ok)
            boost::tempfile::detail::throw_stream_failure(
                "model", std::make_error_code(std::errc::illegal_byte_sequence));
        store(out, next);
        must_unshift_ = must_unshift_ || width_ < 0;
        return c;
    }

    pos_type seekoff(off_type offset, std::ios_base::seekdir way, std::ios_base::openmode) override
    {
        if (offset != 0 && width_ <= 0)
            return pos_type(off_type(-1)); // [filebuf.virtuals]/13
        if (offset == 0 && way == std::ios_base::cur)
        {
            unshift();
            return as_fpos(here_);
        }
        unshift();
        std::int64_t const from = way == std::ios_base::beg   ? 0
                                  : way == std::ios_base::cur ? here_.at
                                                              : static_cast<std::int64_t>(bytes_.size());
        return move_to(place{from + offset * width_or_one(), std::mbstate_t()});
    }

    pos_type seekpos(pos_type position, std::ios_base::openmode) override
    {
        unshift();
        return move_to(place{static_cast<std::int64_t>(off_type(position)), position.state()});
    }

    base* setbuf(CharT*, std::streamsize n) override
    {
        if (n < 0)
            return nullptr;
        hand_over();
        return this;
    }

    int sync() override
    {
        if (put_back_ == shown::no)
            forget();
        return 0;
    }

    void imbue(std::locale const& loc) override
    {
        look_up(loc);
        here_.shift = std::mbstate_t();
        hand_over();
    }

private:
    enum class shown
    {
        no,
        yes,
        read
    };

    int width_or_one() const { return width_ > 0 ? width_ : 1; }

    static pos_type as_fpos(place const& p)
    {
        pos_type position = pos_type(static_cast<off_type>(p.at));
        position.state(p.shift);
        return position;
    }

    void look_up(std::locale const& loc)
    {
        facet_ = &std::use_facet<facet_type>(loc);
        width_ = facet_->encoding();
        converts_ = sizeof(CharT) != 1 || !facet_->always_noconv();
    }

    void forget()
    {
        before_.clear();
        certain_ = false;
    }

    void store(char const* from, char const* end)
    {
        std::size_t const n = static_cast<std::size_t>(end - from);
        std::size_t const at = static_cast<std::size_t>(here_.at);
        if (n == 0)
            return;
        if (bytes_.size() < at + n)
            bytes_.resize(at + n);
        std::memcpy(&bytes_[at], from, n);
        here_.at += static_cast<std::int64_t>(n);
    }

    pos_type move_to(place const& p)
    {
        if (p.at < 0)
            return pos_type(off_type(-1));
        here_ = p;
        put_back_ = shown::no;
        forget();
        return as_fpos(here_);
    }

    bool step_back()
    {
        if (width_ > 0)
        {
            if (here_.at < width_)
                return false;
            here_.at -= width_;
            return true;
        }
        if (before_.empty())
            return false;
        here_ = before_.back();
        before_.pop_back();
        certain_ = false;
        return true;
    }

    // The character at `next`, which it moves behind it; `start` is where its own bytes begin.
    bool convert(CharT& c, place& next, place& start) const
    {
        std::size_t const size = bytes_.size();
        start = next;
        if (static_cast<std::uint64_t>(next.at) >= size)
            return false;
        if (!converts_)
        {
            c = static_cast<CharT>(bytes_[static_cast<std::size_t>(next.at)]);
            ++next.at;
            return true;
        }
        std::size_t given = 1;
        while (static_cast<std::uint64_t>(next.at) < size)
        {
            std::size_t const at = static_cast<std::size_t>(next.at);
            if (at + given > size)
                boost::tempfile::detail::throw_stream_failure(
                    "model: incomplete", std::make_error_code(std::errc::illegal_byte_sequence));
            std::mbstate_t after = next.shift;
            char const* from = bytes_.data() + at;
            char const* const begin = from;
            CharT* to = &c;
            auto result = facet_->in(after, begin, begin + given, from, &c, &c + 1, to);
            if (to != &c)
            {
                next = place{next.at + (from - begin), after};
                return true;
            }
            if (result == std::codecvt_base::error)
                boost::tempfile::detail::throw_stream_failure(
                    "model: invalid", std::make_error_code(std::errc::illegal_byte_sequence));
            next = place{next.at + (from - begin), after};
            if (from != begin)
            {
                given = 1;
                start = next;
            }
            else
                ++given;
        }
        return false;
    }

    std::string bytes_;
    bool app_;
    place here_;
    facet_type const* facet_ = nullptr;
    int width_ = 1;
    bool converts_ = false;
    bool must_unshift_ = false;
    std::vector<place> before_; // the places of the characters read, the last one last
    bool certain_ = false;
    shown put_back_ = shown::no;
    CharT put_back_char_ = CharT();
};

// The model as a stream.
template<class CharT>
class model_stream : public std::basic_iostream<CharT>
{
    using base = std::basic_iostream<CharT>;

public:
    explicit model_stream(bool appends) : base(nullptr), buffer_(appends) { this->init(&buffer_); }
    model_stream(model_stream&& other) : base(std::move(other)), buffer_(false)
    {
        this->set_rdbuf(&buffer_);
        buffer_.swap(other.buffer_);
    }
    void swap(model_stream& other)
    {
        base::swap(other);
        buffer_.swap(other.buffer_);
    }
    model_buffer<CharT>* rdbuf() { return &buffer_; }

private:
    model_buffer<CharT> buffer_;
};

} // namespace fuzz

#endif
