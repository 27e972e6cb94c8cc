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

#include "model.hpp"
#include "program.hpp"

#include "../test/facets.hpp"
#include "../test/interception.hpp"

#include <boost/tempfile/detail/streambuf_access.hpp>
#include <boost/tempfile.hpp>

#if !defined(BOOST_LOCALE_NO_LIB)
#define BOOST_LOCALE_NO_LIB // headers only
#endif
#include <boost/locale/utf8_codecvt.hpp>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <iterator>
#include <memory>
#include <sstream>

namespace fuzz
{

namespace tf = boost::tempfile;
using std::ios_base;

constexpr std::int64_t most_bytes = 200'000; // a stream's content does not grow beyond, but for the last write

enum class encoding
{
    classic,
    fixed1,
    fixed2,
    shift,
    crlf,
    universal,
    cr,
    utf8, // wide only; for char the classic one again
    utf8_crlf,
    fixed4, // wide only
    count
};

template<class CharT>
std::locale make_locale(encoding which)
{
    std::locale const classic = std::locale::classic();
    using tf::newline;
    using newlines = tf::newline_codecvt<CharT>;
    bool const wide = sizeof(CharT) != 1;
    auto utf8 = [&classic]() -> std::locale
    {
        if constexpr (sizeof(CharT) != 1)
            return std::locale(classic, new boost::locale::utf8_codecvt<CharT>());
        else
            return classic;
    };
    switch (which)
    {
    case encoding::fixed1:
        return std::locale(classic, new test::fixed_codecvt<CharT, 1>());
    case encoding::fixed2:
        return std::locale(classic, new test::fixed_codecvt<CharT, 2>());
    case encoding::shift:
        return std::locale(classic, new test::shift_codecvt<CharT>());
    case encoding::crlf:
        return std::locale(classic, new newlines(newline::crlf, utf8()));
    case encoding::universal:
        return std::locale(classic, new newlines(newline::universal, utf8()));
    case encoding::cr:
        return std::locale(classic, new newlines(newline::cr));
    case encoding::utf8:
        return utf8();
    case encoding::utf8_crlf:
        return std::locale(
            classic, new newlines(newline::crlf, std::locale(classic, new test::shift_codecvt<CharT>())));
    case encoding::fixed4:
        return wide ? std::locale(classic, new test::fixed_codecvt<CharT, 4>()) : classic;
    default:
        return classic;
    }
}

template<class CharT>
std::locale const& locale_of(encoding which)
{
    static std::array<std::locale, std::size_t(encoding::count)> const all = []
    {
        std::array<std::locale, std::size_t(encoding::count)> made;
        for (std::size_t i = 0; i != made.size(); ++i)
            made[i] = make_locale<CharT>(static_cast<encoding>(i));
        return made;
    }();
    return all[static_cast<std::size_t>(which)];
}

// Characters that the encoding has, from a seed.
template<class CharT>
std::basic_string<CharT> text(encoding which, std::size_t n, unsigned seed)
{
    static constexpr unsigned plain[] = {'a', 'b', '\n', ' ', 'x', '\r', '7', '\n', '\0', 'z', 0x7f, '\t'};
    static constexpr unsigned upper[] = {0x80, 0xe9, 0xff, 0xa0, 0x8d, 0x8a};
    static constexpr unsigned wide[] = {0x20ac, 0x1f600, 0x10ffff, 0xe000, 0x7ff, 0x800, 0xffff};
    std::basic_string<CharT> s(n, CharT());
    unsigned x = seed * 2654435761u + 1;
    for (auto& c : s)
    {
        x = x * 1664525u + 1013904223u;
        unsigned const r = x >> 16;
        bool const ascii = sizeof(CharT) != 1 && (which == encoding::classic || which == encoding::cr);
        unsigned u = plain[r % std::size(plain)];
        if (!ascii && r % 5 == 1)
            u = upper[r / 5 % std::size(upper)];
        bool const all = which == encoding::utf8 || which == encoding::crlf || which == encoding::universal ||
                         which == encoding::fixed4;
        if (sizeof(CharT) == 4 && all && r % 7 == 3)
            u = wide[r / 7 % std::size(wide)];
        if (which == encoding::utf8_crlf && u == 0x8d)
            u = 0x81;
        c = static_cast<CharT>(u);
    }
    return s;
}

// A character that the encoding does not have; 0 where it has all.
template<class CharT>
CharT missing(encoding which)
{
    if (which == encoding::shift || which == encoding::utf8_crlf)
        return CharT(0x0e);
    if (sizeof(CharT) == 4 && (which == encoding::utf8 || which == encoding::crlf || which == encoding::universal))
        return static_cast<CharT>(0x110000);
    if (sizeof(CharT) == 4 && which == encoding::fixed2)
        return static_cast<CharT>(0x12345);
    return CharT();
}

// What an operation gave.
template<class CharT>
struct outcome
{
    bool thrown = false;
    bool broken = false; // perhaps an exception, which the operation caught itself
    long long value = 0;
    std::basic_string<CharT> text;
    std::int64_t position = -2; // of tellg; -2: not asked
    std::mbstate_t shift = std::mbstate_t();
    std::streamsize count = 0;
    ios_base::iostate state = ios_base::goodbit;
};

template<class CharT>
std::string shown(outcome<CharT> const& o)
{
    std::ostringstream s;
    s << (o.thrown ? "thrown " : "") << "value " << o.value << " text " << o.text.size() << " position " << o.position
      << " count " << o.count << " state " << o.state;
    if (!o.text.empty() && o.text.size() < 40)
    {
        s << " [";
        for (CharT c : o.text)
            s << std::hex << static_cast<unsigned long>(static_cast<std::make_unsigned_t<CharT>>(c)) << ' ';
        s << ']';
    }
    return s.str();
}

// With FUZZ_WITHOUT_STANDARD in the environment std::fstream is left out: what libstdc++ answers to a program that
// nobody has seen yet is for a long run to find, and no reason for a build to fail.
inline bool standard_takes_part()
{
    static bool const on = std::getenv("FUZZ_WITHOUT_STANDARD") == nullptr;
    return on;
}

template<class CharT>
struct subjects
{
    std::unique_ptr<model_stream<CharT>> model;
    std::unique_ptr<tf::basic_spooled_temporary_file<CharT>> spooled;
    std::unique_ptr<tf::basic_temporary_file<CharT>> anonymous;
    std::unique_ptr<tf::basic_named_temporary_file<CharT>> named;
    std::unique_ptr<std::basic_fstream<CharT>> standard; // or null
    std::filesystem::path standard_path;
    bool standard_unbuffered = false;

    // What the interpreter knows of them.
    encoding now = encoding::classic;
    enum class direction
    {
        none,
        in,
        out
    } last = direction::none;
    std::vector<place> places;
};

template<class CharT>
class program
{
    using stream = std::basic_iostream<CharT>;
    using result = outcome<CharT>;
    using operation = std::function<void(stream&, result&)>;
    using traits = std::char_traits<CharT>;
    using string = std::basic_string<CharT>;
    using lane = subjects<CharT>;
    using way = typename lane::direction;

public:
    program(reader& input, bool with_standard, bool app, std::size_t max_size)
        : input_(input), with_standard_(with_standard && standard_takes_part()), app_(app), max_size_(max_size)
    {
        begin(lanes_[0], input_.byte());
    }

    ~program()
    {
        std::error_code ignored;
        for (lane& l : lanes_)
            if (!l.standard_path.empty())
                std::filesystem::remove(l.standard_path, ignored);
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
    lane& here() { return lanes_[current_]; }
    model_buffer<CharT>& model() { return *here().model->rdbuf(); }

    // ---- beginning and end -----------------------------------------------------------------------------------------

    void begin(lane& l, unsigned how)
    {
        ios_base::openmode mode = ios_base::in | ios_base::out;
        if (how & 1)
            mode |= ios_base::binary; // the platform's text files are the same
        if (app_)
            mode |= ios_base::app;
        else if (how & 2)
            mode |= ios_base::trunc;
        if (how & 4)
            mode |= ios_base::ate;
        l.model = std::make_unique<model_stream<CharT>>(app_);
        l.spooled = std::make_unique<tf::basic_spooled_temporary_file<CharT>>(max_size_, scratch_options(), mode);
        l.anonymous = std::make_unique<tf::basic_temporary_file<CharT>>(scratch_options(), mode);
        l.named = std::make_unique<tf::basic_named_temporary_file<CharT>>(scratch_options(), mode);
        if (with_standard_)
        {
            static unsigned count = 0;
            l.standard_path = scratch_options().dir / ("std" + std::to_string(count++ % 4));
            l.standard = std::make_unique<std::basic_fstream<CharT>>();
            l.standard_unbuffered = (how & 8) != 0;
            if (l.standard_unbuffered)
                l.standard->rdbuf()->pubsetbuf(nullptr, 0);
            ios_base::openmode standard_mode = mode | ios_base::binary;
            if (!app_)
                standard_mode |= ios_base::trunc;
            std::filesystem::remove(l.standard_path);
            l.standard->open(l.standard_path, standard_mode);
        }
        // The wide streams convert UTF-8 on their own, the others do not.
        l.now = sizeof(CharT) == 1 ? encoding::classic : encoding::utf8;
        if (how & 16)
            l.now = static_cast<encoding>((how >> 5) + 1);
        each(l, [&l](stream& s, result&) { s.imbue(locale_of<CharT>(l.now)); });
    }

    void finish(lane& l)
    {
        for (std::size_t i = 0; i != 2; ++i)
            if (&lanes_[i] == &l)
                current_ = i;
        each(l, [](stream& s, result&) { s.exceptions(ios_base::goodbit), s.clear(); });
        l.model->rdbuf()->unshift();
        check_last_errors(l, true);
        std::string const& bytes = l.model->rdbuf()->bytes();

        std::filesystem::path const kept = l.named->keep();
        l.named->close();
        compare_bytes("named", bytes, file_content(kept));
        std::filesystem::remove(kept);
        // What close() does besides closing, as their bytes go with them.
        l.anonymous->seekp(0);
        compare_bytes("anonymous", bytes, content_of(*l.anonymous));
        l.spooled->seekp(0);
        compare_bytes("spooled", bytes, content_of(*l.spooled));
        if (max_size_ != 0 && bytes.size() > max_size_ && !l.spooled->rolled())
            give_up("rolled()", "spooled", step_, "false");
        l.anonymous->close();
        l.spooled->close();
        if (l.anonymous->fail() || l.spooled->fail() || l.named->fail())
            give_up("close()", "temporary", step_, "failed");
        if (l.standard)
        {
            l.standard->close();
            compare_bytes("standard", bytes, file_content(l.standard_path));
        }
        l.model.reset();
    }

    static std::string file_content(std::filesystem::path const& p)
    {
        std::ifstream in(p, ios_base::binary);
        return std::string(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
    }

    template<class Stream>
    static std::string content_of(Stream& s)
    {
        std::error_code ec;
        s.rdbuf()->pubsync();
        std::string all(static_cast<std::size_t>(s.size()), '\0');
        std::size_t done = 0;
        auto& device = s.rdbuf()->device();
        while (done < all.size())
        {
            std::size_t const n = device.read_at(static_cast<std::int64_t>(done), &all[done], all.size() - done, ec);
            if (n == 0)
                break;
            done += n;
        }
        all.resize(done);
        return all;
    }

    void compare_bytes(char const* who, std::string const& expected, std::string const& found)
    {
        if (expected == found)
            return;
        std::size_t const n = (std::min)(expected.size(), found.size());
        std::size_t const at = static_cast<std::size_t>(
            std::mismatch(expected.begin(), expected.begin() + std::ptrdiff_t(n), found.begin()).first -
            expected.begin());
        give_up("content", who, step_,
            std::to_string(found.size()) + " bytes instead of " + std::to_string(expected.size()) +
                ", the first difference at " + std::to_string(at));
    }

    void check_last_errors(lane& l, bool good)
    {
        auto const check = [&](auto& s, char const* who)
        {
            if (s.fail() ? good : bool(s.last_error()))
                give_up("last_error()", who, step_, s.last_error().message());
        };
        check(*l.spooled, "spooled");
        check(*l.anonymous, "anonymous");
        check(*l.named, "named");
    }

    // ---- running one operation on all
    // --------------------------------------------------------------------------------

    static result run_on(stream& s, operation const& op)
    {
        result r;
        try
        {
            op(s, r);
        }
        catch (ios_base::failure const&)
        {
            r.thrown = true;
        }
        r.count = s.gcount();
        r.state = s.rdstate();
        return r;
    }

    bool agree(result const& a, result const& b)
    {
        if (a.thrown != b.thrown || a.value != b.value || a.text != b.text || a.count != b.count || a.state != b.state)
            return false;
        return a.position == b.position && same_state(a.shift, b.shift);
    }

    static void each(lane& l, operation const& op)
    {
        run_on(*l.model, op);
        run_on(*l.spooled, op);
        run_on(*l.anonymous, op);
        run_on(*l.named, op);
        if (l.standard)
            run_on(*l.standard, op);
    }

    enum class freedom
    {
        none,
        stepping_back, // may fail where the model's does not
        standard       // std::fstream only: its answer is not looked at, and it is put where the model is
    };

    result compare(char const* what, operation const& op, freedom allowed = freedom::none)
    {
        lane& l = here();
        result const expected = run_on(*l.model, op);
        if (tracing())
            std::fprintf(stderr, "%u: %s: %s, now at %lld of %zu\n", step_, what, shown(expected).c_str(),
                static_cast<long long>(model().position().at), model().bytes().size());
        bool differs = false;
        auto const check = [&](stream& s, char const* who)
        {
            result const found = run_on(s, op);
            if (agree(expected, found))
                return;
            if (allowed == freedom::stepping_back)
                differs = true;
            else
                give_up(what, who, step_, shown(found) + " instead of " + shown(expected));
        };
        check(*l.spooled, "spooled");
        check(*l.anonymous, "anonymous");
        check(*l.named, "named");
        if (l.standard)
        {
            result found = run_on(*l.standard, op);
            // Positions in a state-dependent encoding may be before or behind the bytes that only shift.
            result wanted = expected;
            if (found.position >= 0)
            {
                if (found.position == wanted.position)
                    found.shift = wanted.shift;
                canonicalise(found);
                canonicalise(wanted);
                found.shift = wanted.shift; // libstdc++ forgets what seekpos was given
            }
            bool const as_good = agree(wanted, found);
            // [filebuf.virtuals] does not say what happens to the characters before an invalid sequence, nor where
            // the position is after one.
            bool const broken = (expected.state & ios_base::badbit) || expected.thrown || expected.broken;
            // Without a buffer libstdc++ 12 fails to read a character behind several bytes that only shift.
            bool const stuck =
                l.standard_unbuffered && model().width() < 0 && ((found.state & ios_base::badbit) || found.broken);
            if (!as_good && !broken && !stuck && allowed == freedom::none)
                give_up(what, "standard", step_, shown(found) + " instead of " + shown(wanted));
            if (broken || stuck) // nor what gcount() says then
                each(l, [](stream& s, result&) { s.read(nullptr, 0); });
            if (!as_good || broken)
                put_standard_there();
        }
        if (differs)
            put_all_there(expected);
        check_last_errors(l, false);
        return expected;
    }

    void canonicalise(result& r)
    {
        place p{r.position, r.shift};
        p = model().canonical(p);
        r.position = p.at;
        r.shift = p.shift;
    }

    // After an answer that the standard leaves open.
    void put_standard_there()
    {
        lane& l = here();
        if (!l.standard)
            return;
        std::basic_fstream<CharT>& s = *l.standard;
        ios_base::iostate const mask = s.exceptions();
        s.exceptions(ios_base::goodbit);
        s.clear();
        s.rdbuf()->pubseekpos(fpos_of(model().position()));
        s.clear(l.model->rdstate());
        try
        {
            s.exceptions(mask);
        }
        catch (ios_base::failure const&)
        {
        }
        if (model().width() >= 0)
            l.last = way::none;
    }

    void put_all_there(result const& expected)
    {
        lane& l = here();
        place const p = model().position();
        auto const put = [&](stream& s)
        {
            ios_base::iostate const mask = s.exceptions();
            s.exceptions(ios_base::goodbit);
            s.clear();
            s.rdbuf()->pubseekpos(fpos_of(p));
            s.clear(expected.state);
            try
            {
                s.exceptions(mask);
            }
            catch (ios_base::failure const&)
            {
            }
        };
        put(*l.model);
        put(*l.spooled);
        put(*l.anonymous);
        put(*l.named);
        if (l.standard)
            put(*l.standard);
        l.last = way::none;
    }

    static std::fpos<std::mbstate_t> fpos_of(place const& p)
    {
        std::fpos<std::mbstate_t> position = std::streamoff(p.at);
        position.state(p.shift);
        return position;
    }

    // [filebuf.general]/3: reading and writing have the restrictions of the C library's FILEs, where a seek must come
    // between ([c.files], C 7.23.5.3). Ours need none.
    void turn(way to)
    {
        lane& l = here();
        if (to == way::out ? !l.model->good() : l.model->fail())
            return; // nothing will be done
        bool const turned = l.last != way::none && l.last != to;
        l.last = to;
        if (!turned)
            return;
        if (model().width() < 0)
            seek_all_here();
        else
            seek_standard_here();
    }

    // In a state-dependent encoding a seek ends the shift sequence, so that all have to do it, and the place where
    // writing goes on may be before or behind the bytes that only shift: one for all.
    void seek_all_here()
    {
        model().unshift();
        place const p = model().canonical(model().position());
        each(here(), [&p](stream& s, result&) { s.rdbuf()->pubseekpos(fpos_of(p)); });
    }

    void seek_standard_here()
    {
        if (here().standard)
            here().standard->rdbuf()->pubseekpos(fpos_of(model().position()));
    }

    bool full()
    {
        return static_cast<std::int64_t>(model().bytes().size()) > most_bytes || model().position().at > most_bytes;
    }

    freedom stepping_back()
    {
        return model().can_step_back() || model().width() > 0 ? freedom::none : freedom::stepping_back;
    }

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

    reader& input_;
    bool with_standard_;
    bool app_;
    std::size_t max_size_;
    std::array<lane, 2> lanes_;
    std::size_t current_ = 0;
    unsigned step_ = 0;
    std::vector<std::unique_ptr<CharT[]>> buffers_;
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
