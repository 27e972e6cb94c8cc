//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_FUZZ_CALLED_CODECVT_HPP
#define BOOST_TEMPFILE_FUZZ_CALLED_CODECVT_HPP

// The facets of codecvt.cpp as a program calls them itself: any pieces, blocks of memory of any size, states carried on.

#include "pieces.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

namespace fuzz
{

template<class CharT>
class facet_program : program<CharT>
{
    using base = program<CharT>;
    using base::coding_, base::expect, base::input_, base::some, base::step_, typename base::string,
        typename base::traits;
    using result = std::codecvt_base::result;

public:
    explicit facet_program(reader& input) : base(input, "codecvt"), facet_(coding_.facet()) {}

    void run()
    {
        expect(facet_.encoding() == coding_.width(), "encoding()");
        expect(!facet_.always_noconv() || (!coding_.changes() && sizeof(CharT) == 1), "always_noconv()");
        std::size_t const n = input_.length() % 300;
        string text = coding_.text(n, input_.byte());
        std::string bytes = write(text);
        string const back = read(bytes, true);
        if (coding_.comes_back() && text.find(CharT('\r')) == string::npos)
            expect(back == text, "what comes back of a text");
        unsigned const how = input_.byte();
        if ((how & 3) == 1 && n != 0 && coding_.missing() != CharT())
        {
            text[some(n - 1)] = coding_.missing();
            (void)write(text);
        }
        if ((how & 3) == 2 && !bytes.empty())
        {
            bytes[some(bytes.size() - 1)] = how & 4 ? '\xff' : how & 8 ? '\r' : '\n';
            bytes.resize(bytes.size() - some((std::min)(bytes.size(), std::size_t(3))));
            (void)read(bytes, false);
        }
        if ((how & 3) == 3)
            (void)read(coding_.bytes(n, how), false);
    }

private:
    // Returns what it writes, with what ends it.
    std::string write(string const& text)
    {
        place const start{0, coding_.shifts() && input_.byte() % 4 == 1, false};
        std::string expected;
        std::vector<place> behind{start};
        for (place p = start; behind.size() <= text.size() && coding_.encode(text[behind.size() - 1], p, expected);)
            behind.push_back(p);
        std::size_t const good = behind.size() - 1;
        std::size_t const most = static_cast<std::size_t>(facet_.max_length());
        for (std::size_t i = 0; i != good; ++i)
            expect(behind[i + 1].at - behind[i].at <= most, "max_length() of what is written", most);

        std::mbstate_t state = coding_.state_of(start);
        std::size_t done = 0, tries = 0;
        result how = std::codecvt_base::ok;
        while (done != text.size() && how != std::codecvt_base::error)
        {
            ++step_;
            std::size_t const n = (std::min)(text.size() - done, some(6) + tries), room = some(8) + tries * most;
            block<CharT> const from(text.data() + done, n);
            block<char> const to(room);
            CharT const* from_next = nullptr;
            char* to_next = nullptr;
            how = facet_.out(state, from.begin(), from.end(), from_next, to.begin(), to.end(), to_next);
            std::size_t const read = from.reached(from_next), written = to.reached(to_next);
            expect(read <= n && done + read <= good, "how far out() has read", read);
            std::size_t const at = behind[done].at;
            expect(written <= room && at + written == behind[done + read].at, "how far out() has written", written);
            expect(std::equal(to.begin(), to.begin() + written, expected.begin() + std::ptrdiff_t(at)), "out()", at);
            done += read;
            expect(same(state, behind[done]), "the state behind out()", done);
            check_result(how, read == n, done == good && read < n);
            if (how == std::codecvt_base::partial) // it had no room
                expect(room - written < (done == good ? most : behind[done + 1].at - behind[done].at), "partial", room);
            tries = read == 0 ? tries + 1 : 0;
        }
        expect(done == good, "what out() left", done);

        std::string ending;
        place p = behind.back();
        coding_.unshift(p, ending);
        bool finished = false;
        for (std::size_t room = 0; room <= most && !finished; ++room)
        {
            block<char> const to(room);
            char* to_next = nullptr;
            how = facet_.unshift(state, to.begin(), to.end(), to_next);
            finished = how == std::codecvt_base::ok || how == std::codecvt_base::noconv;
            std::size_t const written = to.reached(to_next);
            expect(written == (finished ? ending.size() : 0), "unshift()", written);
            expect(std::equal(to.begin(), to.begin() + written, ending.begin()), "what unshift() wrote");
        }
        expect(finished && same(state, place()), "unshift() to the initial state");
        return (start.shifted ? "\x0e" : "") + expected + ending; // so that it begins in the initial state
    }

    // Returns what it reads. `clean` bytes were written by out().
    string read(std::string const& all, bool clean)
    {
        string expected;
        std::vector<place> behind{place()};
        place p;
        CharT c = CharT();
        found end;
        while ((end = coding_.decode(all, p, c)) == found::character)
        {
            expected += c;
            behind.push_back(p);
        }
        if (clean)
            expect(end == found::nothing && p.at == all.size(), "the model");

        std::mbstate_t state = std::mbstate_t();
        place here;
        std::size_t count = 0, tries = 0;
        result how = std::codecvt_base::ok;
        while (here.at != all.size() && how != std::codecvt_base::error && tries < 5)
        {
            ++step_;
            std::size_t const n = (std::min)(all.size() - here.at, some(8) + tries * 8), room = some(6) + tries;
            std::string_view const seen(all.data(), here.at + n);
            check_length(seen, here, state, some(4), clean);
            block<char> const from(all.data() + here.at, n);
            block<CharT> const to(room);
            char const* from_next = nullptr;
            CharT* to_next = nullptr;
            how = facet_.in(state, from.begin(), from.end(), from_next, to.begin(), to.end(), to_next);
            std::size_t const read = from.reached(from_next), written = to.reached(to_next);
            expect(read <= n, "how far in() has read", read);
            expect(written <= room && count + written <= expected.size(), "how far in() has written", written);
            expect(std::equal(to.begin(), to.begin() + written, expected.begin() + std::ptrdiff_t(count)), "in()");
            place next = here;
            bool const none = coding_.decode(seen, next, c) == found::nothing;
            bool const invalid = end == found::invalid && p.at < here.at + n && count + written == expected.size();
            count += written;
            here = reached(all, behind[count], here.at + read, state, "the place behind in()");
            check_result(how, read == n, invalid);
            if (read == 0 && how != std::codecvt_base::error)
                expect(room == 0 || none, "in() without progress", room);
            tries = read == 0 ? tries + 1 : 0;
        }
        expect(count == expected.size(), "what in() left", expected.size() - count);
        expect((how == std::codecvt_base::error) == (end == found::invalid), "an error of in()");
        return expected;
    }

    // As many bytes as `most` characters have, and perhaps those behind them that stand for none.
    void check_length(std::string_view seen, place here, std::mbstate_t state, std::size_t most, bool clean)
    {
        block<char> const from(seen.data() + here.at, seen.size() - here.at);
        int const length = facet_.length(state, from.begin(), from.end(), most);
        expect(length >= 0 && static_cast<std::size_t>(length) <= seen.size() - here.at, "length()");
        if (clean && most == 1 && here.at != 0) // where write() may have added a shift that nobody needs
            expect(length <= facet_.max_length(), "max_length() of what is read", static_cast<std::size_t>(length));
        place behind = here, next = here;
        CharT c = CharT();
        found how = found::character;
        for (std::size_t i = 0; i != most && how == found::character; ++i)
            if ((how = coding_.decode(seen, next, c)) == found::character)
                behind = next;
        if (how == found::invalid && coding_.reads_all() && !coding_.shifts()) // fixed_codecvt's does not look at them
            return;
        (void)reached(seen, behind, here.at + static_cast<std::size_t>(length), state, "the place behind length()");
    }

    // The place at `at`: from `behind` on to there are only bytes that stand for no character.
    place reached(std::string_view all, place behind, std::size_t at, std::mbstate_t const& state, char const* what)
    {
        CharT c = CharT();
        expect(at >= behind.at && at <= all.size(), what, at);
        expect(coding_.decode(all.substr(0, at), behind, c) == found::nothing && behind.at == at, what, at);
        expect(same(state, behind), what, at);
        return behind;
    }

    void check_result(result how, bool whole, bool fails)
    {
        expect(how != std::codecvt_base::noconv, "noconv");
        expect(how != std::codecvt_base::ok || whole, "ok");
        expect(how != std::codecvt_base::partial || !whole, "partial");
        expect(how != std::codecvt_base::error || fails, "error");
    }

    bool same(std::mbstate_t const& state, place p)
    {
        std::mbstate_t const expected = coding_.state_of(p);
        return std::memcmp(&state, &expected, sizeof(state)) == 0;
    }

    typename coding<CharT>::facet_type const& facet_;
};

} // namespace fuzz

#endif
