//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// test/injection/main.cpp SOCKET DIRECTORY ELSEWHERE GROUP: uses each function of the library once. Whatever call of the
// system fails meanwhile, each either does what it promises or reports an error; check.py makes them fail and judges.

#include "witness.hpp"

#include <boost/tempfile/named_temporary_file.hpp>
#include <boost/tempfile/temporary_file.hpp>

#include <algorithm>
#include <cerrno>
#include <exception>
#include <new>
#include <stdexcept>

#include <dlfcn.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace injection
{

std::filesystem::path directory, elsewhere;

namespace
{

int witness = -1;

void send_all(std::string const& message)
{
    for (std::size_t at = 0; at < message.size();)
    {
        ssize_t const sent = ::send(witness, message.data() + at, message.size() - at, MSG_NOSIGNAL);
        if (sent < 0 && errno != EINTR)
            ::_exit(9);
        at += sent < 0 ? 0 : std::size_t(sent);
    }
}

std::string receive(std::size_t size)
{
    std::string message(size, '\0');
    for (std::size_t at = 0; at < size;)
    {
        ssize_t const got = ::recv(witness, &message[at], size - at, 0);
        if (got == 0 || (got < 0 && errno != EINTR))
            ::_exit(9);
        at += got < 0 ? 0 : std::size_t(got);
    }
    return message;
}

// Messages, both ways: the length in ten digits, then the text.
std::string framed(std::string const& text)
{
    std::string length = std::to_string(text.size());
    return std::string(10 - length.size(), '0') + length + text;
}

// While it exists no allocation fails, nor is counted (test/allocations/failing.c).
class unfailing
{
public:
    unfailing()
    {
        if (depth++ == 0)
            hold(1);
    }
    ~unfailing()
    {
        if (--depth == 0)
            hold(0);
    }
    unfailing(unfailing const&) = delete;
    unfailing& operator=(unfailing const&) = delete;

private:
    static thread_local int depth;

    static void hold(int on)
    {
        static auto const failures = reinterpret_cast<void (*)(int)>(::dlsym(RTLD_DEFAULT, "hold_failures"));
        if (failures != nullptr)
            failures(on);
    }
};

thread_local int unfailing::depth = 0;

std::string ask(std::string const& question)
{
    if (witness < 0)
        return "-";
    unfailing const here;
    send_all(framed(question));
    return receive(std::stoul(receive(10)));
}

} // namespace

void talk_to(int descriptor)
{
    witness = descriptor;
}

void begin()
{
    ask("begin");
}

void broken(std::string const& what)
{
    unfailing const here;
    ask("broken " + what);
}

void passed_over(std::string const& what)
{
    unfailing const here;
    ask("passed " + what);
}

bool succeeded(char const* operation, std::error_code const& ec)
{
    unfailing const here;
    if (ec)
        ask("error " + std::to_string(ec.value()) + ' ' + operation);
    return !ec;
}

std::string content_of(std::filesystem::path const& file)
{
    unfailing const here;
    return ask("content " + file.string());
}

void make_file(std::filesystem::path const& file, std::string const& content)
{
    unfailing const here;
    ask("file " + file.string() + '\n' + content);
}

void make_directory(std::filesystem::path const& name)
{
    unfailing const here;
    ask("directory " + name.string());
}

void remove_tree(std::filesystem::path const& name)
{
    unfailing const here;
    ask("remove " + name.string());
}

removed_at_end::removed_at_end(std::filesystem::path const& name)
{
    unfailing const here;
    name_ = name;
}

int open_handles()
{
    constexpr int looked_at = 256;
    pollfd handles[looked_at];
    for (int i = 0; i < looked_at; ++i)
        handles[i] = {i, 0, 0};
    ::poll(handles, looked_at, 0);
    return int(
        std::count_if(handles, handles + looked_at, [](pollfd const& p) { return (p.revents & POLLNVAL) == 0; }));
}

std::string bytes(std::size_t size, unsigned seed)
{
    std::string made(size, '\0');
    for (char& c : made)
    {
        seed = seed * 1664525u + 1013904223u;
        c = char(seed >> 24);
    }
    return made;
}

void run(std::string const& group)
{
    bool known = false;
    run_files(group, known);
    if (!known)
        run_permanent(group, known);
    if (!known)
        run_directories(group, known);
    if (!known)
        throw std::out_of_range(group);
}

} // namespace injection

int main(int argc, char** argv)
{
    if (argc != 5)
        return 2;
    using namespace injection;
    directory = argv[2];
    elsewhere = argv[3];
    talk_to(std::stoi(argv[1]));
    int const before = open_handles();
    begin();
    try
    {
        run(argv[4]);
    }
    catch (std::bad_alloc const&)
    {
        succeeded("allocation", std::make_error_code(std::errc::not_enough_memory));
    }
    catch (std::exception const& e)
    {
        broken(std::string("an exception: ") + e.what());
    }
    unfailing const here;
    int const leaked = open_handles() - before;
    if (leaked != 0)
        ask("leaked " + std::to_string(leaked));
    if (auto const counted = reinterpret_cast<long (*)()>(::dlsym(RTLD_DEFAULT, "counted_allocations")))
        ask("allocations " + std::to_string(counted()));
    ask("end");
    return 0;
}
