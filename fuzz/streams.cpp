//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// Reads a program of stream operations and runs it at once on a spooled, an anonymous and a named temporary file, on
// a model, and (where the program says so) on a std::fstream over a scratch file. Any difference in bytes, positions,
// states or counts ends the process.
//
// It is a target of libFuzzer; with FUZZ_STANDALONE it has a main() that runs the files and directories it is given,
// for compilers without that.
//
// Where the standard leaves freedom to std::fstream, or where its implementation (libstdc++) is known to differ, what
// is allowed is written down at the place, with the clause. The library's own streams have no such freedom: their
// answers must be the model's, and so the same before, at and after a rollover. The one exception is how many
// characters can be put back in an encoding of variable width (model_buffer::can_step_back).

#include "lanes.hpp"

#include "../test/interception.hpp"

#include <boost/tempfile.hpp>
#include <boost/tempfile/detail/streambuf_access.hpp>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <sstream>
#include <string>

namespace fuzz
{

template<class CharT>
class program : lanes<CharT>
{
    using base = lanes<CharT>;
    using base::app_, base::begin, base::buffers_, base::compare, base::compare_bytes, base::current_, base::each,
        base::file_content, base::finish, base::fpos_of, base::full, base::here, base::input_, base::lanes_,
        base::max_size_, base::model, base::seek_all_here, base::seek_standard_here, base::step_, base::stepping_back,
        base::turn, base::with_standard_, typename base::freedom, typename base::lane, typename base::operation,
        typename base::result, typename base::stream, typename base::string, typename base::traits, typename base::way;

public:
    program(reader& input, bool with_standard, bool app, std::size_t max_size)
        : base(input, with_standard, app, max_size)
    {
    }

    void run()
    {
        while (!input_.empty() && step_ < 600)
        {
            step();
            ++step_;
        }
        for (lane& l : lanes_)
            if (l.model)
                finish(l);
    }

private:
    // ---- the operations --------------------------------------------------------------------------------------------

    void step()
    {
        unsigned const what = input_.byte() % 40;
        if (tracing())
            std::fprintf(stderr, "%u: operation %u, at %lld of %zu, encoding %d\n", step_, what,
                static_cast<long long>(model().position().at), model().bytes().size(), static_cast<int>(here().now));
        switch (what)
        {
        case 0:
        case 1:
        case 2:
            return write(input_.length(), false);
        case 3:
            return write(input_.length(), true);
        case 4:
            return put();
        case 5:
        case 6:
        case 7:
            return read(input_.length());
        case 8:
            return get();
        case 9:
        case 10:
            return step_back(false);
        case 11:
            return step_back(true);
        case 12:
        case 13:
            return seek_by();
        case 14:
        case 15:
            return seek_to();
        case 16:
        case 17:
            return tell();
        case 18:
            return flush();
        case 19:
            return sync();
        case 20:
            return set_buffer();
        case 21:
        case 22:
            return imbue();
        case 23:
            return resize();
        case 24:
            return roll_over();
        case 25:
            return move();
        case 26:
            return swap();
        case 27:
        case 28:
            return clear();
        case 29:
            return get_line();
        case 30:
            return peek();
        case 31:
            return ignore();
        case 32:
            return format();
        case 33:
            return write_while_it_cannot_roll_over();
        case 34:
            return hand_over();
        case 35:
            return write_missing();
        case 36:
            return sizes();
        case 37:
            return exceptions();
        case 38:
            return copy_out();
        default:
            return check_content();
        }
    }

    void write(std::size_t n, bool to_buffer)
    {
        if (full() || n == 0)
            return;
        turn(way::out);
        string const s = text<CharT>(here().now, n, input_.byte());
        auto const count = static_cast<std::streamsize>(s.size());
        if (to_buffer && here().model->good())
            compare("sputn", [&](stream& to, result& r) { r.value = to.rdbuf()->sputn(s.data(), count); });
        else
            compare("write", [&](stream& to, result&) { to.write(s.data(), count); });
        wrote();
    }

    // Where an appending stream's position is before what it wrote is flushed, [filebuf.members] does not say; ours is
    // at the end.
    void wrote()
    {
        if (app_ && here().standard)
            here().standard->rdbuf()->pubsync();
    }

    void put()
    {
        if (full())
            return;
        turn(way::out);
        CharT const c = text<CharT>(here().now, 1, input_.byte())[0];
        compare("put", [c](stream& s, result&) { s.put(c); });
        wrote();
    }

    void format()
    {
        if (full())
            return;
        turn(way::out);
        int const n = static_cast<int>(input_.word());
        compare("<<", [n](stream& s, result&) { s << n; });
        wrote();
    }

    void read(std::size_t n)
    {
        // libstdc++ forgets what a putback shows even where nothing is read.
        if (n == 0 && here().standard && model().shows_put_back())
            return;
        turn(way::in);
        compare("read",
            [n](stream& s, result& r)
            {
                string got(n, CharT());
                s.read(&got[0], static_cast<std::streamsize>(n));
                got.resize(static_cast<std::size_t>(s.gcount()));
                r.text = got;
            });
    }

    void get()
    {
        turn(way::in);
        compare("get", [](stream& s, result& r) { r.value = static_cast<long long>(s.get()); });
    }

    void peek()
    {
        turn(way::in);
        compare("peek", [](stream& s, result& r) { r.value = static_cast<long long>(s.peek()); });
    }

    void get_line()
    {
        turn(way::in);
        std::size_t const n = input_.length() + 1;
        compare("getline",
            [n](stream& s, result& r)
            {
                string got(n, CharT());
                s.getline(&got[0], static_cast<std::streamsize>(n));
                got.resize(traits::length(got.c_str()));
                if (!s.bad()) // an exception leaves open what is in the array
                    r.text = got;
            });
    }

    void ignore()
    {
        turn(way::in);
        auto const n = static_cast<std::streamsize>(input_.length());
        bool const line = input_.byte() % 2 != 0;
        compare("ignore",
            [n, line](stream& s, result&) { s.ignore(n, line ? traits::to_int_type(CharT('\n')) : traits::eof()); });
    }

    void step_back(bool other)
    {
        turn(way::in);
        freedom allowed = stepping_back();
        // libstdc++ moves back and then fails where a character that differs is shown already; [streambuf.virtuals]
        // pbackfail has failure leave the position unspecified.
        if (allowed == freedom::none && (model().shows_put_back() || model().converts()))
            allowed = freedom::standard;
        if (!other)
            compare(
                "unget", [](stream& s, result&) { s.unget(); }, allowed);
        else
        {
            CharT const c = text<CharT>(here().now, 1, input_.byte())[0];
            compare(
                "putback", [c](stream& s, result&) { s.putback(c); }, allowed);
        }
        if (here().standard && allowed != freedom::none)
            seek_all_here(); // which forgets what is shown
    }

    void seek_by()
    {
        unsigned const how = input_.byte();
        std::int64_t n = static_cast<std::int64_t>(input_.length());
        if (how & 4)
            n = -n;
        ios_base::seekdir const from = how % 3 == 0 ? ios_base::beg : how % 3 == 1 ? ios_base::cur : ios_base::end;
        bool const get = (how & 8) != 0;
        if (how & 16)
            n = 0;
        if (n > 0 && full())
            return;
        forget_put_back();
        compare("seek by", [&](stream& s, result&) { get ? void(s.seekg(n, from)) : void(s.seekp(n, from)); });
        here().last = here().model->fail() ? here().last : way::none;
        if (model().width() < 0)
            here().last = way::none, settle_shift();
    }

    // libstdc++ counts the position from the one character that a putback shows.
    void forget_put_back()
    {
        if (here().standard && model().shows_put_back())
            seek_all_here();
    }

    // All at one place of those that a state-dependent encoding has for the same.
    void settle_shift()
    {
        place const p = model().position();
        each(here(), [&p](stream& s, result&) { s.rdbuf()->pubseekpos(fpos_of(p)); });
    }

    void seek_to()
    {
        lane& l = here();
        if (l.places.empty())
            return;
        place const p = l.places[input_.byte() % l.places.size()];
        bool const get = input_.byte() % 2 != 0;
        compare("seek to", [&](stream& s, result&) { get ? void(s.seekg(fpos_of(p))) : void(s.seekp(fpos_of(p))); });
        if (!l.model->fail())
            l.last = way::none;
    }

    void tell()
    {
        bool const get = input_.byte() % 2 != 0;
        forget_put_back();
        result const r = compare("tell",
            [get](stream& s, result& answer)
            {
                std::fpos<std::mbstate_t> const p = get ? s.tellg() : s.tellp();
                answer.position = static_cast<std::int64_t>(std::streamoff(p));
                answer.shift = p.state();
            });
        if (r.position >= 0)
            here().places.push_back(place{r.position, r.shift});
    }

    void flush()
    {
        compare("flush", [](stream& s, result&) { s.flush(); });
    }

    void sync()
    {
        compare("sync", [](stream& s, result& r) { r.value = s.sync(); });
    }

    // std::basic_filebuf's answer to this is implementation-defined once it is open, and libstdc++ ignores it.
    void set_buffer()
    {
        static constexpr std::streamsize sizes[] = {0, 1, 2, 3, 7, 64, 512, 5000};
        auto const n = sizes[input_.byte() % std::size(sizes)];
        bool const own = input_.byte() % 2 != 0;
        lane& l = here();
        auto const set = [&](stream& s)
        {
            CharT* memory = nullptr;
            if (own && n != 0)
            {
                buffers_.push_back(std::make_unique<CharT[]>(static_cast<std::size_t>(n)));
                memory = buffers_.back().get();
            }
            if (s.rdbuf()->pubsetbuf(memory, n) == nullptr)
                give_up("pubsetbuf", "temporary", step_, "null");
        };
        settle_for_standard();
        set(*l.model);
        set(*l.spooled);
        set(*l.anonymous);
        set(*l.named);
    }

    // Where the library's streams are asked for something that std::fstream does not have, and which drops what a
    // putback shows.
    void settle_for_standard()
    {
        if (!here().standard)
            return;
        if (model().width() < 0)
            seek_all_here();
        else
            seek_standard_here();
        here().last = way::none;
    }

    // [filebuf.virtuals]/19: a state-dependent encoding may be left at the beginning of the file only.
    void imbue()
    {
        encoding const to = static_cast<encoding>(input_.byte() % unsigned(encoding::count));
        if (model().width() < 0)
            each(here(), [](stream& s, result&) { s.rdbuf()->pubseekpos(std::fpos<std::mbstate_t>(0)); });
        else
            settle_for_standard(); // libstdc++ asks for that, and is free to
        here().now = to;
        here().last = way::none;
        compare("imbue", [to](stream& s, result&) { s.imbue(locale_of<CharT>(to)); });
        here().places.clear();
    }

    void resize()
    {
        lane& l = here();
        std::size_t const n = input_.byte() % 2 != 0 ? input_.length() : model().bytes().size() / 2;
        if (l.standard)
        {
            settle_for_standard();
            std::filesystem::resize_file(l.standard_path, n);
        }
        l.model->rdbuf()->resize(n);
        l.spooled->resize(n);
        l.anonymous->resize(n);
        l.named->resize(n);
        sizes();
    }

    void roll_over() { here().spooled->rollover(); }

    template<class Stream>
    static void move(std::unique_ptr<Stream>& s, bool assign)
    {
        if constexpr (!std::is_same<Stream, model_stream<CharT>>::value)
        {
            if (assign)
            {
                Stream other(std::move(*s));
                *s = std::move(other);
                return;
            }
        }
        s = std::make_unique<Stream>(std::move(*s));
    }

    // libstdc++'s buffers keep pointing into the object that was moved or swapped where a putback shows a character
    // that differs.
    bool can_move() { return !here().standard || !model().shows_put_back(); }

    void move()
    {
        bool const assign = input_.byte() % 2 != 0;
        lane& l = here();
        if (!can_move())
            return;
        move(l.model, assign);
        move(l.spooled, assign);
        move(l.anonymous, assign);
        move(l.named, assign);
        if (l.standard)
            move(l.standard, assign);
    }

    void swap()
    {
        unsigned const how = input_.byte();
        lane& a = lanes_[0];
        lane& b = lanes_[1];
        if (!b.model)
            begin(b, how);
        if (how & 1)
        {
            current_ = 1 - current_;
            return;
        }
        bool can = can_move();
        current_ = 1 - current_;
        can = can && can_move();
        current_ = 1 - current_;
        // [filebuf.assign] exchanges the state, but libstdc++ 12 not the codecvt facet in use.
        if (!can || (with_standard_ && a.now != b.now))
            return;
        a.model->swap(*b.model);
        a.spooled->swap(*b.spooled);
        a.anonymous->swap(*b.anonymous);
        a.named->swap(*b.named);
        if (a.standard)
            a.standard->swap(*b.standard);
        std::swap(a.standard_path, b.standard_path);
        std::swap(a.standard_unbuffered, b.standard_unbuffered);
        std::swap(a.now, b.now);
        std::swap(a.last, b.last);
        std::swap(a.places, b.places);
    }

    void clear()
    {
        compare("clear", [](stream& s, result&) { s.clear(); });
    }

    void exceptions()
    {
        auto const mask = input_.byte() % 2 != 0 ? ios_base::badbit : ios_base::goodbit;
        compare("exceptions", [mask](stream& s, result&) { s.exceptions(mask); });
    }

    // The bytes that do not fit into max_size while there can be no file stay with the caller.
    void write_while_it_cannot_roll_over()
    {
        if (full() || app_ || !here().model->good())
            return;
        turn(way::out);
        lane& l = here();
        string const s = text<CharT>(l.now, input_.length(), input_.byte());
        auto const count = static_cast<std::streamsize>(s.size());
        bool const whole = !l.spooled->rolled() && !model().converts();
        std::int64_t const at = model().position().at;
        std::streamsize done = 0;
        if (whole)
        {
            test::failing no_file(test::sys::call::open_anonymous, std::errc::no_space_on_device);
            done = l.spooled->rdbuf()->sputn(s.data(), count);
            std::int64_t const limit = static_cast<std::int64_t>(max_size_);
            std::int64_t const room = max_size_ == 0 ? count : (std::max)(std::int64_t(0), limit - at);
            if (done != (std::min)(std::int64_t(count), room))
                give_up("a short count", "spooled", step_, std::to_string(done) + " of " + std::to_string(count));
        }
        if (l.spooled->rdbuf()->sputn(s.data() + done, count - done) != count - done)
            give_up("sputn after a failed rollover", "spooled", step_, "short");
        stream* const others[] = {l.model.get(), l.anonymous.get(), l.named.get(), l.standard.get()};
        for (stream* other : others)
            if (other != nullptr && other->rdbuf()->sputn(s.data(), count) != count)
                give_up("sputn", "other", step_, "short");
    }

    void hand_over()
    {
        lane& l = here();
        settle_for_standard();
        seek_all_here(); // where a state-dependent encoding has more than one place for the same
        std::int64_t const at = model().position().at;
        l.model->rdbuf()->hand_over();
        auto const check = [&](auto& s, char const* who)
        {
            tf::file_device other;
            std::error_code ec;
            auto const handle = s.native_handle();
            auto const state = test::sys::inspect(handle, ec);
            if (ec || state.position != at)
                give_up("the handle's position", who, step_, std::to_string(state.position));
            auto const size = test::sys::size(handle, ec);
            if (ec || size != static_cast<std::int64_t>(l.model->rdbuf()->bytes().size()))
                give_up("the handle's size", who, step_, std::to_string(size));
        };
        check(*l.spooled, "spooled");
        check(*l.anonymous, "anonymous");
        check(*l.named, "named");
    }

    // A character that the encoding does not have is dropped, and thrown for at the latest when it is flushed; what
    // comes behind it is written. std::fstream fails in ways of its own: [filebuf.virtuals] overflow only says that it
    // does.
    void write_missing()
    {
        lane& l = here();
        CharT const c = missing<CharT>(l.now);
        if (c == CharT() || l.standard || full())
            return;
        turn(way::out);
        CharT const good = CharT('g');
        l.model->rdbuf()->sputc(good);
        auto const run = [&](auto& s, char const* who)
        {
            auto& buffer = *s.rdbuf();
            int thrown = 0;
            auto const attempt = [&thrown](auto action)
            {
                try
                {
                    action();
                }
                catch (ios_base::failure const& e)
                {
                    if (e.code() == std::errc::illegal_byte_sequence)
                        ++thrown;
                }
            };
            buffer.pubsync();
            attempt([&] { buffer.sputc(c); });
            attempt([&] { buffer.pubsync(); });
            if (thrown != 1 || buffer.last_error() != std::errc::illegal_byte_sequence)
                give_up("a missing character", who, step_, std::to_string(thrown) + " errors");
            buffer.sputc(good);
            buffer.pubsync();
            tf::detail::streambuf_access::last_error(buffer, std::error_code());
        };
        run(*l.spooled, "spooled");
        run(*l.anonymous, "anonymous");
        run(*l.named, "named");
    }

    void sizes()
    {
        lane& l = here();
        std::uintmax_t const n = l.model->rdbuf()->bytes().size();
        if (l.spooled->size() != n || l.anonymous->size() != n || l.named->size() != n)
            give_up("size()", "temporary", step_,
                std::to_string(l.spooled->size()) + ", " + std::to_string(l.anonymous->size()) + ", " +
                    std::to_string(l.named->size()) + " instead of " + std::to_string(n));
        // in_avail() is what is in the buffer, or an estimate ([streambuf.virtuals] showmanyc): never more than there
        // is, and -1 only where nothing is.
        std::streamsize const most = l.model->rdbuf()->in_avail();
        stream* const ours[] = {l.spooled.get(), l.anonymous.get(), l.named.get()};
        for (stream* s : ours)
        {
            std::streamsize const found = s->rdbuf()->in_avail();
            if (found > (std::max)(most, std::streamsize(0)) || found < -1)
                give_up("in_avail()", "temporary", step_, std::to_string(found) + " of " + std::to_string(most));
        }
    }

    void copy_out()
    {
        if (model().bytes().size() > 30'000)
            return;
        turn(way::in);
        compare("operator<<(streambuf*)",
            [](stream& s, result& r)
            {
                std::basic_ostringstream<CharT> out;
                bool const failed = s.fail();
                if (!failed)
                {
                    try
                    {
                        out << s.rdbuf();
                    }
                    catch (ios_base::failure const&)
                    {
                    }
                }
                r.broken = out.fail();
                r.value = static_cast<long long>(out.rdstate());
                if (!out.bad())
                    r.text = out.str();
            });
    }

    void check_content()
    {
        lane& l = here();
        // A flush, so that std::fstream's file can be looked at; it drops nothing that a putback shows.
        l.model->rdbuf()->pubsync();
        l.spooled->rdbuf()->pubsync();
        l.anonymous->rdbuf()->pubsync();
        l.named->rdbuf()->pubsync();
        compare_bytes("named", l.model->rdbuf()->bytes(), file_content(l.named->path()));
        if (l.standard)
        {
            l.standard->rdbuf()->pubsync();
            compare_bytes("standard", l.model->rdbuf()->bytes(), file_content(l.standard_path));
        }
    }
};

template<class CharT>
void run(reader& input, unsigned kind)
{
    static constexpr std::size_t sizes[] = {
        0, 1, 2, 7, 16, 100, 511, 512, 513, 1000, 4095, 4096, 4097, 12287, 12288, 12289, 20'000, 65'536, 150'000, 30};
    unsigned const which = input.byte();
    std::size_t const max_size = which < 200 ? sizes[which % std::size(sizes)] : input.word();
    program<CharT>(input, (kind & 2) != 0, (kind & 12) == 12, max_size).run();
}

} // namespace fuzz

extern "C" int LLVMFuzzerTestOneInput(unsigned char const* data, std::size_t size)
{
    fuzz::reader input(data, size);
    unsigned const kind = input.byte();
    if (kind & 1)
        fuzz::run<wchar_t>(input, kind);
    else
        fuzz::run<char>(input, kind);
    return 0;
}
