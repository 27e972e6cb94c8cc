//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// Reads a program that uses the contents of temporary files in every way there is: through the stream that made them,
// second streams, C streams, views, mappings and the system's handles, with calls of the system failing in between. The
// model of a file is a string of bytes, and of each user a position. Any difference, a budget that does not count what is
// allocated, and a file or a handle that is left behind end the process.
//
// Programs keep the rule that the documentation gives to several users of one file: who wrote flushes before another
// reads, and who reads what another wrote seeks first. A view is used until its stream is changed.

#include "users.hpp"

#include <fstream>
#include <iterator>

#include <unistd.h>

namespace fuzz
{

template<class CharT>
class program : users<CharT>
{
    using base = users<CharT>;
    using base::armed_, base::attempt, base::both, base::budget_, base::check, base::check_all, base::differs,
        base::equal, base::forget_views, base::input_, base::last_id_, base::mappings_, base::narrow, base::offset,
        base::open, base::position, base::put, base::rolled, base::same_bytes, base::settle, base::spooled_of,
        base::step_, base::store, base::succeeded, base::text, base::turn, base::used_before_, base::users_, base::wide,
        typename base::anonymous, typename base::named, typename base::person, typename base::spooled,
        typename base::stream, typename base::string, typename base::traits;

public:
    explicit program(reader& input) : base(input)
    {
        unsigned const how = input_.byte();
        now = failures();
        now.opens_anew = (how & 15) != 0;
        now.longest_transfer = (how & 0x30) == 0x30 ? 1 + 50 * (how >> 6) : 0;
        for (unsigned what : {0u, 0u, 1u, 2u, 3u})
            open(what);
    }

    void run()
    {
        while (!input_.empty() && step_ < 600)
        {
            step();
            check();
            ++step_;
        }
        for (person& u : users_)
            if (u.stream)
                check_all(u);
        mappings_.clear();
        while (!users_.empty())
            leave(users_.size() - 1, 0);
    }

private:
    // ---- the operations ---------------------------------------------------------------------------------------------

    void step()
    {
        unsigned const what = input_.byte() % 30;
        unsigned const which = input_.byte();
        person& u = users_[which % users_.size()];
        armed_.reset();
        if (which >= 0xb0)
            armed_ = input_.byte();
        if (tracing())
            std::fprintf(stderr, "%u: operation %u of user %d, kind %d, at %zu of %zu%s\n", step_, what, u.m.id,
                static_cast<int>(u.what), u.m.at, u.m.file->bytes.size(), armed_ ? ", failing" : "");
        used_before_ = budget_.used();
        now.hit = false;
        if (what < 6)
            return write(u);
        if (what < 9)
            return read(u);
        if (what < 12)
            return seek(u);
        if (what == 17)
            return write_mapping();
        if (what == 18)
            return open_another();
        if (what == 19)
            return flush(u);
        if (what == 20)
            return tell(u);
        if (what == 21)
            return leave(which % users_.size(), input_.byte());
        if (!u.stream)
            return write(u);
        if (what < 14)
            return view(u);
        if (what < 16)
            return map(u);
        switch (what)
        {
        case 16:
            return c_stream(u);
        case 22:
            return reopen(u);
        case 23:
            return use_handle(u);
        case 24:
            return resize(u);
        case 25:
            return move(u);
        case 26:
            return swap(u);
        case 27:
            return roll_over(u);
        case 28:
            return put_back(u);
        default:
            return size(u);
        }
    }

    void write(person& u)
    {
        string const s = text(input_.length(), input_.byte());
        if ((u.m.at + s.size() > (std::max)(most_bytes, u.m.file->bytes.size())) || !u.m.writes)
            return;
        turn(u);
        forget_views(*u.m.file); // also where nothing will be written
        std::string bytes = narrow(s);
        std::size_t done = 0;
        if (u.c)
            done = std::fwrite(bytes.data(), 1, bytes.size(), u.c.get());
        else
            done = attempt([&] { return u.stream->rdbuf()->sputn(s.data(), static_cast<std::streamsize>(s.size())); },
                std::size_t(0));
        if (done > bytes.size() || !now.hit)
            equal(u, "write", done, bytes.size());
        bytes.resize(done);
        u.m.file->writer = u.m.id;
        store(u, bytes);
    }

    // A read that fails throws, and has read nothing.
    void read(person& u)
    {
        string got(input_.length(), CharT());
        if (!u.m.reads)
            return;
        turn(u);
        std::string bytes(got.size(), '\0');
        std::string const& all = u.m.file->bytes;
        std::string const expected = u.m.at < all.size() ? all.substr(u.m.at, got.size()) : std::string();
        if (u.c)
        {
            bytes.resize(std::fread(&bytes[0], 1, bytes.size(), u.c.get()));
            std::clearerr(u.c.get());
        }
        else
        {
            auto const count =
                attempt([&] { return u.stream->rdbuf()->sgetn(&got[0], static_cast<std::streamsize>(got.size())); },
                    std::streamsize(-1));
            if (count < 0 && now.hit)
                return;
            equal(u, "read", count, expected.size());
            got.resize(static_cast<std::size_t>(count));
            bytes = narrow(got);
        }
        same_bytes(u, "what was read", bytes, expected);
        u.m.at += bytes.size();
    }

    void seek(person& u)
    {
        unsigned const how = input_.byte();
        std::size_t const size = u.m.file->bytes.size();
        std::size_t to = input_.length() * (how & 1 ? 1 : 100);
        to = how & 2 ? size - (std::min)(size, to) : (std::min)(size + 1000, to);
        turn(u);
        auto const by = static_cast<std::streamoff>(to);
        auto const here = static_cast<std::streamoff>(u.m.at), end = static_cast<std::streamoff>(size);
        std::int64_t found = 0;
        if (u.c)
        {
            equal(u, "fseek", std::fseek(u.c.get(), static_cast<long>(to), SEEK_SET), 0);
            u.m.at = to;
            return;
        }
        auto& buffer = *u.stream->rdbuf();
        unsigned const way = wide ? 0 : how / 4 % 4;
        found = attempt(
            [&]
            {
                return offset(way == 1   ? buffer.pubseekoff(by, ios_base::beg)
                              : way == 2 ? buffer.pubseekoff(by - here, ios_base::cur)
                              : way == 3 ? buffer.pubseekoff(by - end, ios_base::end)
                                         : buffer.pubseekpos(position(to)));
            },
            std::int64_t(-1));
        if (found == -1 && now.hit)
            return;
        equal(u, "seek", found, to);
        u.m.at = to;
    }

    void tell(person& u)
    {
        if (u.c)
            return turn(u), equal(u, "ftell", std::ftell(u.c.get()), u.m.at);
        auto const found =
            attempt([&] { return offset(u.stream->rdbuf()->pubseekoff(0, ios_base::cur)); }, std::int64_t(-1));
        if (found != -1 || !now.hit)
            equal(u, "tell", found, u.m.at);
    }

    void flush(person& u)
    {
        settle(*u.m.file, u.m.id);
        int const result = u.c ? std::fflush(u.c.get()) : attempt([&] { return u.stream->rdbuf()->pubsync(); });
        if (result == 0)
            u.m.file->writer = 0;
        else if (!now.hit)
            differs(u, "flush", "failure");
    }

    void size(person& u)
    {
        settle(*u.m.file, u.m.id);
        std::error_code ec;
        auto const found = attempt([&] { return u.stream->size(ec); });
        if (succeeded(u, "size()", ec))
            equal(u, "size()", found, u.m.file->bytes.size());
    }

    void resize(person& u)
    {
        static constexpr std::size_t large[] = {most_bytes, 1 << 20, (1 << 20) + 1, 3 << 19};
        unsigned const how = input_.byte();
        std::size_t const before = u.m.file->bytes.size();
        std::size_t const n = how < 4 ? large[how] : how & 1 ? before / 2 : input_.length();
        for (mapping const& m : mappings_)
            if (m.file == u.m.file && n < m.at + m.memory.size())
                return;
        turn(u);
        forget_views(*u.m.file);
        std::error_code ec;
        attempt([&] { return u.stream->resize(n, ec), 0; });
        if (!succeeded(u, "resize()", ec))
            return;
        u.m.file->bytes.resize(n);
        u.m.seen = ++u.m.file->version;
        u.m.may_have_rolled = u.m.may_have_rolled || n > u.m.max_size;
    }

    void roll_over(person& u)
    {
        if (u.what != kind::spooled)
            return;
        if (!rolled(u))
            u.view.reset();
        std::error_code ec;
        attempt([&] { return spooled_of(u).rollover(ec), 0; });
        u.m.may_have_rolled = true;
        if (succeeded(u, "rollover()", ec) && !rolled(u))
            differs(u, "rollover()", "success, and it has not rolled over");
    }

    // One character of another value can be shown, which no content is.
    void put_back(person& u)
    {
        unsigned const how = input_.byte();
        armed_.reset(); // where the content around it cannot be read any more, the character is gone
        turn(u);
        auto& buffer = *u.stream->rdbuf();
        std::string const& all = u.m.file->bytes;
        if (u.m.at > all.size() || (wide ? u.m.at == all.size() : u.m.at == 0))
            return;
        if (wide)
            equal(u, "sbumpc", buffer.sbumpc(), static_cast<unsigned char>(all[u.m.at++]));
        CharT const other = static_cast<CharT>(how & 1 ? 'O' : 'P');
        if (traits::eq_int_type(how & 2 ? buffer.sungetc() : buffer.sputbackc(other), traits::eof()))
            differs(u, "a character put back", "refused");
        if (how & 4)
            equal(u, "flush", buffer.pubsync(), 0);
        if (how & 8)
            view(u);
        auto const shown = how & 2 ? static_cast<unsigned char>(all[u.m.at - 1]) : static_cast<unsigned char>(other);
        equal(u, "the character put back", buffer.sbumpc(), shown);
        equal(u, "seek", offset(buffer.pubseekpos(position(u.m.at))), u.m.at); // or it can be put back once more
    }

    // ---- the content as a whole -------------------------------------------------------------------------------------

    // A piece of the content, now and then too large a one.
    std::pair<std::size_t, std::size_t> piece(content const& file)
    {
        std::size_t const size = file.bytes.size();
        std::size_t const at = (std::min)(size, input_.length() * (input_.byte() % 20));
        std::size_t const n = input_.length();
        return {at, input_.byte() % 8 == 0 ? n : (std::min)(n, size - at)};
    }

    static std::error_code beyond(content const& file, std::pair<std::size_t, std::size_t> p)
    {
        return p.first + p.second > file.bytes.size() ? std::make_error_code(std::errc::invalid_argument)
                                                      : std::error_code();
    }

    void view(person& u)
    {
        content& file = *u.m.file;
        settle(file, u.m.id);
        bool const whole = input_.byte() % 2 == 0;
        auto p = whole ? std::make_pair(std::size_t(0), file.bytes.size()) : piece(file);
        std::error_code ec;
        tf::content_view found =
            attempt([&] { return whole ? u.stream->view(ec) : u.stream->view(p.first, p.second, ec); });
        if (!succeeded(u, "view()", ec, beyond(file, p)))
            return;
        if (file.writer == u.m.id)
            file.writer = 0;
        same_bytes(u, "view()", found, std::string_view(file.bytes).substr(p.first, p.second));
        u.view = std::move(found);
        u.view_at = p.first;
    }

    void forced_to_roll(person& u)
    {
        if (u.what == kind::spooled && !rolled(u))
            u.view.reset();
        u.m.may_have_rolled = true;
        settle(*u.m.file, u.m.id);
    }

    void all_is_written(person& u)
    {
        if (u.m.file->writer == u.m.id)
            u.m.file->writer = 0;
    }

    void map(person& u)
    {
        if (mappings_.size() == 4)
            mappings_.erase(mappings_.begin());
        forced_to_roll(u);
        bool const whole = input_.byte() % 2 == 0;
        content& file = *u.m.file;
        auto p = whole ? std::make_pair(std::size_t(0), file.bytes.size()) : piece(file);
        std::error_code ec;
        tf::mapped_content found =
            attempt([&] { return whole ? u.stream->map(ec) : u.stream->map(p.first, p.second, ec); });
        if (!succeeded(u, "map()", ec, beyond(file, p)))
            return;
        all_is_written(u);
        same_bytes(u, "map()", std::string_view(found.data(), found.size()),
            std::string_view(file.bytes).substr(p.first, p.second));
        mappings_.push_back(mapping{std::move(found), u.m.file, p.first});
    }

    void write_mapping()
    {
        if (mappings_.empty())
            return;
        std::size_t const which = input_.byte() % mappings_.size();
        mapping& m = mappings_[which];
        settle(*m.file, 0);
        std::size_t const at = (std::min)(m.memory.size(), input_.length());
        std::string const bytes = narrow(text((std::min)(input_.length(), m.memory.size() - at), input_.byte()));
        std::copy(bytes.begin(), bytes.end(), m.memory.data() + at);
        if (!bytes.empty())
            put(*m.file, m.at + at, bytes);
        std::error_code ec;
        if (input_.byte() % 2 == 0)
            attempt([&] { return m.memory.flush(ec), 0; });
        person& u = users_.front();
        (void)succeeded(u, "mapped_content::flush()", ec);
        same_bytes(u, "a mapping", std::string_view(m.memory.data(), m.memory.size()),
            std::string_view(m.file->bytes).substr(m.at, m.memory.size()));
        if (input_.byte() % 4 == 0)
            mappings_.erase(mappings_.begin() + static_cast<std::ptrdiff_t>(which));
    }

    void c_stream(person& u)
    {
        static constexpr char const* modes[] = {"r+b", "rb", "ab", "a+", "r+", "w"};
        char const* const mode = modes[input_.byte() % std::size(modes)];
        if (users_.size() >= 10)
            return;
        turn(u); // the position, where another has written
        forced_to_roll(u);
        std::error_code ec, expected;
        tf::c_file file = attempt([&] { return u.stream->c_stream(mode, ec); });
        if (*mode == 'w')
            expected = std::make_error_code(std::errc::invalid_argument);
        else if (!now.opens_anew)
            expected = std::make_error_code(std::errc::operation_not_supported);
        if (!succeeded(u, "c_stream()", ec, expected))
            return;
        all_is_written(u);
        equal(u, "the C stream's position", std::ftell(file.get()), u.m.at);
        state m;
        m.id = ++last_id_;
        m.file = u.m.file;
        m.at = u.m.at;
        m.appends = *mode == 'a';
        m.writes = mode[0] != 'r' || mode[1] == '+';
        m.reads = std::string_view(mode) != "ab";
        users_.push_back(person{kind::c, nullptr, std::move(file), std::move(m)});
    }

    template<class File>
    std::unique_ptr<stream> reopened(person& u, std::error_code& ec)
    {
        auto second = attempt([&] { return static_cast<File&>(*u.stream).reopen(both, ec); });
        using second_type = decltype(second);
        return std::make_unique<second_type>(std::move(second));
    }

    void reopen(person& u)
    {
        if (users_.size() >= 10)
            return;
        forced_to_roll(u);
        std::error_code ec;
        std::unique_ptr<stream> second = u.what == kind::spooled     ? reopened<spooled>(u, ec)
                                         : u.what == kind::anonymous ? reopened<anonymous>(u, ec)
                                                                     : reopened<named>(u, ec);
        if (!succeeded(u, "reopen()", ec))
            return;
        all_is_written(u);
        if (!now.opens_anew)
            u.m.shares_handle = true;
        state m;
        m.id = ++last_id_;
        m.file = u.m.file;
        m.seen = m.file->version;
        m.shares_handle = u.m.shares_handle;
        users_.push_back(
            person{u.what == kind::named ? kind::named : kind::anonymous, std::move(second), nullptr, std::move(m)});
    }

    // Once it was asked for, a flush makes the handle's position the stream's, too.
    void use_handle(person& u)
    {
        unsigned const how = input_.byte();
        turn(u);
        forced_to_roll(u);
        std::error_code ec;
        bool const again = u.m.handed_out && !u.m.shares_handle && (how & 1) != 0;
        if (again && u.stream->rdbuf()->pubsync() != 0)
            differs(u, "flush", "failure");
        auto const handle = again ? u.m.handle : attempt([&] { return u.stream->native_handle(ec); });
        if (!succeeded(u, "native_handle()", ec,
                u.m.shares_handle ? std::make_error_code(std::errc::operation_not_supported) : std::error_code()))
            return;
        all_is_written(u);
        u.m.handed_out = true;
        u.m.handle = handle;
        equal(u, "the handle's position", ::lseek(u.m.handle, 0, SEEK_CUR), u.m.at);
        equal(u, "the handle's size", ::lseek(u.m.handle, 0, SEEK_END), u.m.file->bytes.size());
        std::string bytes = narrow(text(input_.length(), how));
        std::size_t const to = how & 2 ? u.m.at : (std::min)(u.m.file->bytes.size(), input_.length());
        equal(u, "lseek", ::lseek(u.m.handle, static_cast<off_t>(to), SEEK_SET), to);
        u.m.at = to;
        if ((how & 4) && to + bytes.size() <= most_bytes)
        {
            equal(u, "write(2)", ::write(u.m.handle, bytes.data(), bytes.size()), bytes.size());
            store(u, bytes);
        }
    }

    // ---- one stream for another -------------------------------------------------------------------------------------

    template<class File>
    void moved(person& u, bool assign)
    {
        File& from = static_cast<File&>(*u.stream);
        auto made = std::make_unique<File>(std::move(from));
        if (from.is_open())
            differs(u, "the stream moved from", "open");
        if (assign)
            from = std::move(*made);
        else
            u.stream = std::move(made);
    }

    void move(person& u)
    {
        bool const assign = input_.byte() % 2 != 0;
        u.view.reset();
        u.what == kind::spooled     ? moved<spooled>(u, assign)
        : u.what == kind::anonymous ? moved<anonymous>(u, assign)
                                    : moved<named>(u, assign);
    }

    void swap(person& u)
    {
        person& v = users_[input_.byte() % users_.size()];
        if (u.what != v.what || &u == &v)
            return;
        u.view.reset();
        v.view.reset();
        if (u.what == kind::spooled)
            spooled_of(u).swap(spooled_of(v));
        else if (u.what == kind::anonymous)
            static_cast<anonymous&>(*u.stream).swap(static_cast<anonymous&>(*v.stream));
        else
            static_cast<named&>(*u.stream).swap(static_cast<named&>(*v.stream));
        std::swap(u.m, v.m);
    }

    void open_another()
    {
        unsigned const what = input_.byte();
        if (users_.size() < 10)
            open(what);
    }

    // Others who have the file keep it, with all that this one wrote: closed without a failure, or with nothing that is
    // still to be written.
    void leave(std::size_t which, unsigned how)
    {
        person u = std::move(users_[which]);
        users_.erase(users_.begin() + static_cast<std::ptrdiff_t>(which));
        u.view.reset();
        content& file = *u.m.file;
        if (u.c)
            equal(u, "fclose", std::fclose(u.c.release()), 0);
        else
        {
            std::filesystem::path kept;
            if (u.m.owns_name && (how & 1) != 0)
                kept = static_cast<named&>(*u.stream).keep();
            if (armed_ && u.stream->rdbuf()->pubsync() != 0)
                differs(u, "flush", "failure");
            settle(file, u.m.id);
            std::error_code ec;
            if ((how & 2) == 0)
                attempt([&] { return u.stream->close(ec), 0; });
            (void)succeeded(u, "close()", ec);
            if ((how & 2) == 0 && u.stream->is_open())
                differs(u, "close()", "open");
            armed_.reset();
            u.stream.reset();
            if (!kept.empty())
            {
                std::ifstream in(kept, ios_base::binary);
                std::string const all((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
                std::filesystem::remove(kept);
                same_bytes(u, "the file that was kept", all, file.bytes);
            }
        }
        if (file.writer == u.m.id)
            file.writer = 0;
        if (users_.empty() && !input_.empty())
            open(how);
    }
};

// The lowest that is free: what is left open makes it grow.
inline int free_handle()
{
    int const handle = ::dup(0);
    ::close(handle);
    return handle;
}

} // namespace fuzz

extern "C" int LLVMFuzzerTestOneInput(unsigned char const* data, std::size_t size)
{
    fuzz::reader input(data, size);
    test::interception const hook(&fuzz::before_call);
    auto const directory = fuzz::scratch_options().dir;
    int const before = fuzz::free_handle();
    if (input.byte() & 1)
        fuzz::program<wchar_t>(input).run();
    else
        fuzz::program<char>(input).run();
    static bool first = true; // what is opened once and for all
    if (!std::filesystem::is_empty(directory))
        fuzz::give_up("what is left of", "last", 0, std::filesystem::directory_iterator(directory)->path().string());
    if (fuzz::free_handle() != before && !std::exchange(first, false))
        fuzz::give_up("the lowest free handle", "last", 0, std::to_string(fuzz::free_handle()));
    return 0;
}
