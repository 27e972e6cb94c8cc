//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// Sorts the lines of a file of any size within a memory budget, through anonymous temporary files.
//
//     external_sort [-m MEBIBYTES] [-o OUTPUT] [-v] [INPUT]
//
// The result is byte for byte that of `LC_ALL=C sort INPUT`: lines compare as unsigned bytes, and a last line without a
// newline gets one. Without INPUT, or where it is `-`, standard input is sorted. OUTPUT may be INPUT: it is replaced
// when the result is complete. A line may take up to a quarter of the memory.
//
// How: the memory is filled with lines, which are sorted and written to a temporary file, a *run*; this repeats to
// the end of the input, and the runs are merged. As soon as there are as many runs of a like size as may be merged at
// once, they become one: the number of open files stays bounded, and each byte is written a logarithmic number of
// times.
//
// A temporary_file has no name: nothing is left behind however this program ends.

#include <boost/tempfile/save_file.hpp>
#include <boost/tempfile/temporary_file.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#if defined(_WIN32)
#include <fcntl.h>
#include <io.h>
#else
#include <unistd.h>
#endif

namespace tempfile = boost::tempfile;

namespace
{

bool stderr_is_terminal()
{
#if defined(_WIN32)
    return ::_isatty(2) != 0;
#else
    return ::isatty(2) != 0;
#endif
}

// What is going on, on a terminal only, at most ten times a second. Looking at the clock for each line would cost more
// than the line.
class progress
{
public:
    void operator()(char const* what, std::uintmax_t bytes)
    {
        if (shown_ && ++calls_ % 1024 == 0)
            show(what, bytes);
    }

    void show(char const* what, std::uintmax_t bytes)
    {
        if (!shown_)
            return;
        auto const now = std::chrono::steady_clock::now();
        if (now - last_ < std::chrono::milliseconds(100))
            return;
        last_ = now;
        std::cerr << '\r' << what << ' ' << bytes / 1'000'000 << " MB   " << std::flush;
    }

    ~progress()
    {
        if (shown_)
            std::cerr << "\r                              \r" << std::flush;
    }

private:
    bool const shown_ = stderr_is_terminal();
    unsigned calls_ = 0;
    std::chrono::steady_clock::time_point last_{};
};

// A line in the memory block. The first eight bytes as a number decide most comparisons without going to the line.
struct line
{
    std::uint64_t head;
    std::uint32_t offset;
    std::uint32_t length;
};

std::uint64_t head_of(char const* text, std::size_t length)
{
    std::uint64_t head = 0;
    for (std::size_t i = 0; i != sizeof(head); ++i)
        head = head << 8 | (i < length ? static_cast<unsigned char>(text[i]) : 0u);
    return head;
}

bool less(char const* a, std::size_t a_length, char const* b, std::size_t b_length)
{
    int const order = std::memcmp(a, b, (std::min)(a_length, b_length));
    return order != 0 ? order < 0 : a_length < b_length;
}

// Sorted lines in a file.
struct run
{
    tempfile::temporary_file file;
    std::size_t longest = 0; // line
    unsigned level = 0;      // how often they have been merged
};

class sorter
{
public:
    explicit sorter(std::size_t memory)
        : most_runs_(std::clamp<std::size_t>(memory / 4 / stream_buffer, 8, 192)), most_merged_(most_runs_ / 3),
          block_((memory - memory / 4) / sizeof(line))
    {
        if (block_.size() > UINT32_MAX / sizeof(line))
            block_.resize(UINT32_MAX / sizeof(line)); // offsets have 32 bits
        text_ = reinterpret_cast<char*>(block_.data());
    }

    void sort(std::istream& input, std::ostream& output)
    {
        while (fill(input))
        {
            sort_lines();
            if (ended_ && runs_.empty())
            {
                write_lines(output); // all of it fits: no file is needed
                return;
            }
            runs_.push_back(make_run(0, longest_, [this](std::ostream& to) { write_lines(to); }));
            longest_ = 0;
            merge_levels();
        }
        // The lines are in the runs. The last merge writes the output itself; those before it take the smallest runs.
        while (mergeable(0) < runs_.size())
            merge_some(runs_.size() - (std::min)(runs_.size(), most_merged_));
        merge(runs_, output);
    }

    std::uintmax_t lines() const { return lines_; }
    std::uintmax_t files() const { return files_; }

private:
    // What a stream on a file holds at most.
    static constexpr std::size_t stream_buffer = 16 * 1024;

    // What istream::getline() needs behind the characters: its NUL, and one that is never written.
    static constexpr std::size_t line_end = 2;

    line* end_of_block() { return block_.data() + block_.size(); }
    std::size_t size_of_block() const { return block_.size() * sizeof(line); }

    // Reads until the memory is full or the input ends: text from the front of the block, its lines from the back.
    // What follows the last newline is kept for the next time. False if there is no line.
    bool fill(std::istream& input)
    {
        first_line_ = end_of_block();
        move_rest();
        std::size_t begin = 0; // of the line that is being read
        std::size_t end = rest_size_;
        while (!ended_)
        {
            // Each byte of the input can become a line: there must be room for both, and for the last newline.
            auto const room = static_cast<std::size_t>(reinterpret_cast<char*>(first_line_) - (text_ + end));
            std::size_t const wanted = std::min<std::size_t>(64 * 1024, room / (1 + sizeof(line)));
            if (wanted < 1024)
                break;
            input.read(text_ + end, static_cast<std::streamsize>(wanted - 1));
            auto got = static_cast<std::size_t>(input.gcount());
            if (input.bad())
                throw std::runtime_error("cannot read the input");
            ended_ = input.eof();
            if (ended_ && end + got != begin && text_[end + got - 1] != '\n')
                text_[end + got++] = '\n';
            begin = split(begin, end, end + got);
            end += got;
            read_ += got;
            progress_.show("reading", read_);
        }
        rest_begin_ = begin;
        rest_size_ = end - begin;
        check_length(rest_size_);
        return first_line_ != end_of_block();
    }

    // Makes lines of the text in [begin, end), of which [begin, from) is known to have no newline. Returns where the
    // first unfinished line begins.
    std::size_t split(std::size_t begin, std::size_t from, std::size_t end)
    {
        while (auto const* newline = static_cast<char const*>(std::memchr(text_ + from, '\n', end - from)))
        {
            auto const length = static_cast<std::size_t>(newline - (text_ + begin));
            longest_ = (std::max)(longest_, length);
            check_length(length);
            *--first_line_ = line{
                head_of(text_ + begin, length), static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(length)};
            ++lines_;
            from = begin = begin + length + 1;
        }
        return begin;
    }

    void sort_lines()
    {
        std::sort(first_line_, end_of_block(),
            [text = text_](line const& a, line const& b)
            {
                if (a.head != b.head)
                    return a.head < b.head;
                return less(text + a.offset, a.length, text + b.offset, b.length);
            });
    }

    void write_lines(std::ostream& to)
    {
        for (line const* each = first_line_; each != end_of_block(); ++each)
            to.write(text_ + each->offset, static_cast<std::streamsize>(each->length) + 1); // with its newline
    }

    template<class Write>
    run make_run(unsigned level, std::size_t longest, Write write)
    {
        run made;
        made.level = level;
        made.longest = longest;
        made.file.exceptions(std::ios_base::badbit); // a full disk is an exception
        try
        {
            write(made.file);
            made.file.seekg(0);
        }
        catch (std::ios_base::failure const&)
        {
            if (made.file.last_error())
                throw std::system_error(made.file.last_error(), "cannot write a temporary file");
            throw; // a run that is merged into it cannot be read
        }
        ++files_;
        return made;
    }

    // Runs lie in the order of falling levels. As many of one level as may be merged become one of the next.
    void merge_levels()
    {
        for (;;)
        {
            auto const same = static_cast<std::size_t>(std::count_if(
                runs_.begin(), runs_.end(), [this](run const& each) { return each.level == runs_.back().level; }));
            if (same >= most_merged_)
                merge_some(runs_.size() - same);
            else if (runs_.size() >= most_runs_)
                merge_some(0);
            else
                return;
        }
    }

    // Brings what was read of an unfinished line to the front of the block.
    void move_rest()
    {
        std::memmove(text_, text_ + rest_begin_, rest_size_);
        rest_begin_ = 0;
    }

    // While runs are merged, the block holds a line of each, and before them what was read of the next one. Two runs at
    // least must be merged at once, or there would be no end: three lines.
    std::size_t longest_allowed() const { return size_of_block() / 3 - line_end; }

    void check_length(std::size_t length) const
    {
        if (length > longest_allowed())
            throw std::runtime_error("line " + std::to_string(lines_ + 1) + " is too long for this little memory: " +
                                     std::to_string(length) + " bytes or more, where " +
                                     std::to_string(longest_allowed()) + " are the most; -m allows more");
    }

    // How many runs from `first` on may be merged at once.
    std::size_t mergeable(std::size_t first) const
    {
        std::size_t count = 0;
        std::size_t used = rest_size_;
        for (std::size_t i = first; i != runs_.size() && count != most_merged_; ++i, ++count)
        {
            used += runs_[i].longest + line_end;
            if (used > size_of_block())
                break;
        }
        return count;
    }

    // Makes one run of as many as possible from `first` on, in their place.
    void merge_some(std::size_t first)
    {
        auto const from = runs_.begin() + static_cast<std::ptrdiff_t>(first);
        auto const to = from + static_cast<std::ptrdiff_t>(mergeable(first));
        std::vector<run> parts(std::make_move_iterator(from), std::make_move_iterator(to));
        std::size_t longest = 0;
        for (run const& part : parts)
            longest = (std::max)(longest, part.longest);
        *from = make_run(parts.front().level + 1, longest, [&](std::ostream& file) { merge(parts, file); });
        runs_.erase(from + 1, to);
    }

    // A run that is being merged: its least line that was not written yet, with its newline, in a place of the block
    // that is large enough for each of its lines.
    struct source
    {
        bool next()
        {
            if (!file->getline(text, static_cast<std::streamsize>(room)))
                return false;
            length = static_cast<std::size_t>(file->gcount()) - 1;
            text[length] = '\n';
            head = head_of(text, length);
            return true;
        }

        bool before(source const& other) const
        {
            if (head != other.head)
                return head < other.head;
            return less(text, length, other.text, other.length);
        }

        std::istream* file;
        char* text;
        std::size_t room;
        std::size_t length = 0;
        std::uint64_t head = 0;
    };

    void merge(std::vector<run>& parts, std::ostream& to)
    {
        move_rest();
        std::vector<source> sources;
        sources.reserve(parts.size());
        char* place = text_ + rest_size_;
        for (run& part : parts)
        {
            sources.push_back(source{&part.file, place, part.longest + line_end});
            place += part.longest + line_end;
        }
        // A heap of the runs that are not at their end, the least line in front.
        std::vector<source*> heap;
        for (source& each : sources)
        {
            if (each.next())
                heap.push_back(&each);
        }
        std::make_heap(heap.begin(), heap.end(), [](source const* a, source const* b) { return b->before(*a); });
        std::uintmax_t written = 0;
        while (!heap.empty() && to) // what the output failed of, its owner tells
        {
            source& least = *heap.front();
            to.write(least.text, static_cast<std::streamsize>(least.length) + 1);
            written += least.length + 1;
            progress_("merging", written);
            if (!least.next())
            {
                heap.front() = heap.back();
                heap.pop_back();
            }
            sink(heap);
        }
    }

    // Restores the heap, whose front alone may be out of place. One pass, where pop_heap and push_heap are two.
    static void sink(std::vector<source*>& heap)
    {
        for (std::size_t at = 0, below = 1; below < heap.size(); at = below, below = 2 * at + 1)
        {
            if (below + 1 < heap.size() && heap[below + 1]->before(*heap[below]))
                ++below;
            if (!heap[below]->before(*heap[at]))
                return;
            std::swap(heap[at], heap[below]);
        }
    }

    std::size_t most_runs_;   // open at any time, nearly: a quarter of the memory is their buffers
    std::size_t most_merged_; // at once: three levels of this many are held
    std::vector<line> block_;
    char* text_ = nullptr;
    line* first_line_ = nullptr;
    std::size_t rest_begin_ = 0;
    std::size_t rest_size_ = 0;
    bool ended_ = false;
    std::size_t longest_ = 0;
    std::vector<run> runs_;
    std::uintmax_t lines_ = 0;
    std::uintmax_t files_ = 0;
    std::uintmax_t read_ = 0;
    progress progress_;
};

struct arguments
{
    std::size_t memory = std::size_t(64) << 20;
    std::string input = {}; // standard input
    std::string output = {};
    bool verbose = false;
    bool help = false;
};

char const usage[] = "usage: external_sort [-m MEBIBYTES] [-o OUTPUT] [-v] [INPUT]";

arguments parse(int argc, char** argv)
{
    arguments result;
    for (int i = 1; i != argc; ++i)
    {
        std::string const word = argv[i];
        bool const has_value = i + 1 != argc;
        if (word == "-m" && has_value)
        {
            char* end = nullptr;
            unsigned long const mebibytes = std::strtoul(argv[++i], &end, 10);
            result.memory = static_cast<std::size_t>(mebibytes) << 20;
            if (*end != '\0' || mebibytes == 0 || mebibytes > 1024 * 1024)
                throw std::invalid_argument("-m takes a number of mebibytes, 1 at least");
        }
        else if (word == "-o" && has_value)
            result.output = argv[++i];
        else if (word == "-v")
            result.verbose = true;
        else if (word == "-h" || word == "--help")
            result.help = true;
        else if (result.input.empty() && !word.empty() && (word == "-" || word[0] != '-'))
            result.input = word;
        else
            throw std::invalid_argument(usage);
    }
    if (result.input == "-")
        result.input.clear();
    return result;
}

// A file is replaced when all of its successor is there: it may be the input. What is no regular file, a pipe say, is
// written to as it is.
void sort_to(std::string const& output, sorter& work, std::istream& input)
{
    namespace fs = std::filesystem;
    if (!output.empty() && (fs::is_regular_file(output) || !fs::exists(output)))
    {
        tempfile::save_file target(output);
        work.sort(input, target);
        target.commit(); // tells of errors of writing as well
        return;
    }
    std::ofstream device;
    if (!output.empty())
        device.open(fs::path(output), std::ios_base::binary);
    std::ostream target(output.empty() ? std::cout.rdbuf() : device.rdbuf());
    if (!output.empty() && !device)
        throw std::runtime_error("cannot write " + output);
    work.sort(input, target);
    if (!target.flush())
        throw std::runtime_error("cannot write " + (output.empty() ? "the output" : output));
}

void run_program(arguments const& given)
{
    if (given.help)
    {
        std::cout << usage << '\n';
        return;
    }
#if defined(_WIN32)
    ::_setmode(0, _O_BINARY);
    ::_setmode(1, _O_BINARY);
#endif
    std::ifstream file;
    if (!given.input.empty())
    {
        file.open(std::filesystem::path(given.input), std::ios_base::binary);
        if (!file || std::filesystem::is_directory(given.input))
            throw std::runtime_error("cannot read " + given.input);
    }
    sorter work(given.memory);
    sort_to(given.output, work, given.input.empty() ? std::cin : file);
    if (given.verbose)
        std::cerr << work.lines() << " lines, " << work.files() << " temporary files\n";
}

} // namespace

int main(int argc, char** argv)
{
    std::ios_base::sync_with_stdio(false);
    try
    {
        run_program(parse(argc, argv));
        return EXIT_SUCCESS;
    }
    catch (std::exception const& error)
    {
        std::cerr << "external_sort: " << error.what() << '\n';
        return 2; // as sort does
    }
}
