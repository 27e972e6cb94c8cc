//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_FUZZ_LANES_HPP
#define BOOST_TEMPFILE_FUZZ_LANES_HPP

// One operation on all at once: the model, a spooled, an anonymous and a named file, and std::fstream, each beside the
// others, and what must be the same afterwards.

#include "encodings.hpp"
#include "model.hpp"
#include "program.hpp"

#include <boost/tempfile.hpp>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <iterator>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

namespace fuzz
{

using std::ios_base;

constexpr std::int64_t most_bytes = 200'000; // a stream's content does not grow beyond, but for the last write

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
class lanes
{
protected:
    using stream = std::basic_iostream<CharT>;
    using result = outcome<CharT>;
    using operation = std::function<void(stream&, result&)>;
    using traits = std::char_traits<CharT>;
    using string = std::basic_string<CharT>;
    using lane = subjects<CharT>;
    using way = typename lane::direction;

    lanes(reader& input, bool with_standard, bool app, std::size_t max_size)
        : input_(input), with_standard_(with_standard && standard_takes_part()), app_(app), max_size_(max_size)
    {
        begin(lanes_[0], input_.byte());
    }

    ~lanes()
    {
        std::error_code ignored;
        for (lane& l : lanes_)
            if (!l.standard_path.empty())
                std::filesystem::remove(l.standard_path, ignored);
    }

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

    reader& input_;
    bool with_standard_;
    bool app_;
    std::size_t max_size_;
    std::array<lane, 2> lanes_;
    std::size_t current_ = 0;
    unsigned step_ = 0;
    std::vector<std::unique_ptr<CharT[]>> buffers_;
};

} // namespace fuzz

#endif
