//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_FUZZ_CONVERTED_FILE_HPP
#define BOOST_TEMPFILE_FUZZ_CONVERTED_FILE_HPP

// The facets of codecvt.cpp in temporary files with small buffers, which are sought, put back into and imbued.

#include "pieces.hpp"

#include <boost/tempfile.hpp>

#include <algorithm>
#include <vector>

namespace fuzz
{

using std::ios_base;

template<class CharT>
class stream_program : program<CharT>
{
    using base = program<CharT>;
    using base::coding_, base::expect, base::input_, base::some, base::step_, typename base::string,
        typename base::traits;
    using position = typename traits::pos_type;

public:
    explicit stream_program(reader& input) : base(input, "file")
    {
        static constexpr std::size_t sizes[] = {0, 1, 2, 7, 16, 100, 513, 1000};
        unsigned const how = input_.byte();
        if (how & 1)
            file_ = std::make_unique<tf::basic_temporary_file<CharT>>(scratch_options());
        else
            file_ = std::make_unique<tf::basic_spooled_temporary_file<CharT>>(
                sizes[how / 2 % std::size(sizes)], scratch_options());
        buffer_ = static_cast<std::basic_ios<CharT>&>(*file_).rdbuf();
        file_->imbue(coding_.locale());
        set_buffer();
    }

    void run()
    {
        for (; !input_.empty() && step_ < 300; ++step_)
            step();
        tell();
        check_content();
        file_->close();
        expect(!file_->fail(), "close()");
    }

private:
    enum class direction
    {
        none,
        in,
        out
    };

    void step()
    {
        unsigned const what = input_.byte() % 16;
        if (tracing())
            std::fprintf(stderr, "%u: operation %u at %zu of %zu\n", step_, what, here_.at, bytes_.size());
        switch (what)
        {
        case 0:
        case 1:
        case 2:
            return write();
        case 3:
        case 4:
        case 5:
            return read(input_.length() % 100);
        case 6:
            return read(1);
        case 7:
        case 8:
            return put_back();
        case 9:
            tell();
            places_.push_back(here_);
            return;
        case 10:
            return places_.empty() ? seek(ios_base::beg) : seek(places_[input_.byte() % places_.size()]);
        case 11:
            return seek(input_.byte() % 2 != 0 ? ios_base::end : ios_base::beg);
        case 12:
            expect(buffer_->pubsync() == 0, "sync");
            return;
        case 13:
            return set_buffer();
        case 14:
            return imbue();
        default:
            return check_content();
        }
    }

    void set_buffer()
    {
        static constexpr std::streamsize sizes[] = {0, 1, 2, 3, 4, 5, 8, 64};
        auto const n = sizes[input_.byte() % std::size(sizes)];
        auto own = std::make_unique<block<CharT>>(static_cast<std::size_t>(n));
        expect(buffer_->pubsetbuf(input_.byte() % 2 != 0 ? own->begin() : nullptr, n) != nullptr, "pubsetbuf");
        own_ = std::move(own); // after the one before is used no more
    }

    // ---- reading and writing ----------------------------------------------------------------------------------------

    void write()
    {
        string const s = coding_.text(1 + input_.length() % 100, input_.byte());
        if (bytes_.size() > 5000)
            return;
        turn(direction::out);
        std::string out;
        place p = here_;
        for (CharT c : s)
            coding_.encode(c, p, out);
        bool const at_once = input_.byte() % 2 != 0;
        auto const n = static_cast<std::streamsize>(s.size());
        if (at_once)
            expect(buffer_->sputn(s.data(), n) == n, "sputn");
        else
            for (CharT c : s)
                expect(traits::eq_int_type(buffer_->sputc(c), traits::to_int_type(c)), "sputc");
        store(out);
        here_ = p;
    }

    void store(std::string const& out)
    {
        bytes_.resize((std::max)(bytes_.size(), here_.at + out.size()));
        bytes_.replace(here_.at, out.size(), out);
    }

    void read(std::size_t n)
    {
        turn(direction::in);
        string expected, got(n, CharT());
        place p = here_;
        bool fails = false;
        for (CharT c; expected.size() != n && decode(p, c, fails);)
            expected += c;
        std::streamsize count = -1;
        try
        {
            count = buffer_->sgetn(&got[0], static_cast<std::streamsize>(n));
        }
        catch (ios_base::failure const& e)
        {
            expect(e.code() == std::errc::illegal_byte_sequence, "what a read threw");
        }
        expect((count == -1) == fails, "an error of a read", expected.size());
        if (fails)
            return; // nothing was read
        got.resize(static_cast<std::size_t>(count));
        expect(got == expected, "what was read", got.size());
        here_ = p;
    }

    // The next character; false at the end, and at what is none.
    bool decode(place& p, CharT& c, bool& fails) const
    {
        found const how = coding_.decode(bytes_, p, c);
        fails = how == found::invalid || (how == found::nothing && p.at < bytes_.size());
        return how == found::character;
    }

    // One character that was just read can be put back, and shown as another one.
    void put_back()
    {
        turn(direction::in);
        CharT c = CharT();
        place p = here_;
        bool fails = false;
        if (!decode(p, c, fails))
            return;
        unsigned const how = input_.byte();
        CharT const shown = how & 1 ? CharT('O') : c;
        expect(traits::eq_int_type(buffer_->sbumpc(), traits::to_int_type(c)), "sbumpc");
        auto const done = how & 1 ? buffer_->sputbackc(shown) : buffer_->sungetc();
        expect(!traits::eq_int_type(done, traits::eof()), "what is put back");
        if (how & 2)
            expect(traits::eq_int_type(buffer_->sgetc(), traits::to_int_type(shown)), "sgetc");
        if (how & 4)
            return tell(); // which forgets what is shown
        expect(traits::eq_int_type(buffer_->sbumpc(), traits::to_int_type(shown)), "sbumpc of what was put back");
        here_ = p;
    }

    // ---- positions --------------------------------------------------------------------------------------------------

    // A place has several positions where bytes stand for no character; the stream is at one of them.
    void tell()
    {
        unshift();
        position const told = buffer_->pubseekoff(0, ios_base::cur);
        expect(told != position(std::streamoff(-1)), "tell");
        place const at = coding_.place_of(static_cast<std::size_t>(std::streamoff(told)), told.state());
        place a = at, b = here_;
        CharT c = CharT(), d = CharT();
        found const here = coding_.decode(bytes_, a, c);
        bool const same = here == coding_.decode(bytes_, b, d) && a == b && (here != found::character || c == d);
        expect(at == here_ || (last_ != direction::out && coding_.has_states() && same), "the position", at.at);
        seek(at);
    }

    void seek(place to)
    {
        unshift();
        position p(static_cast<std::streamoff>(to.at));
        p.state(coding_.state_of(to));
        expect(buffer_->pubseekpos(p) == p, "seek");
        here_ = to;
        last_ = direction::none;
    }

    void seek(ios_base::seekdir way)
    {
        unshift();
        place const to{way == ios_base::beg ? 0 : bytes_.size(), false, false};
        expect(buffer_->pubseekoff(0, way) == position(static_cast<std::streamoff>(to.at)), "seek");
        here_ = to;
        last_ = direction::none;
    }

    void turn(direction next)
    {
        if (last_ != direction::none && last_ != next)
            tell();
        last_ = next;
    }

    // Before the position changes.
    void unshift()
    {
        if (last_ != direction::out)
            return;
        place after = here_;
        std::string out;
        coding_.unshift(after, out);
        store(out);
        here_ = after;
    }

    // Where the encoding has states, only at the beginning.
    void imbue()
    {
        if (coding_.has_states())
            seek(ios_base::beg);
        else
            tell();
        coding_ = make_coding<CharT>(input_);
        file_->imbue(coding_.locale());
        here_.shifted = here_.after_cr = false;
        places_.clear();
    }

    void check_content()
    {
        tf::content_view const found = file_->view();
        std::size_t const n = (std::min)(found.size(), bytes_.size());
        auto const at = std::mismatch(found.begin(), found.begin() + n, bytes_.begin()).first - found.begin();
        expect(found.size() == bytes_.size() && static_cast<std::size_t>(at) == n, "the content",
            static_cast<std::size_t>(at));
    }

    std::unique_ptr<block<CharT>> own_; // outlives the stream
    std::unique_ptr<tf::basic_temporary_stream<CharT>> file_;
    std::basic_streambuf<CharT>* buffer_ = nullptr;

    std::string bytes_;
    place here_;
    direction last_ = direction::none;
    std::vector<place> places_;
};

} // namespace fuzz

#endif
