//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// Promise: remove_all_registered() takes less than 6 KiB of a handler's stack, whether the functions that it calls are
// bound when the program starts or when they are called first.

#define BOOST_TEST_MODULE handler_stack
#include "unit_test.hpp"

#include "creation/creation.hpp"
#include "platform.hpp"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define BOOST_TEMPFILE_TEST_SANITIZED
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define BOOST_TEMPFILE_TEST_SANITIZED
#endif
#endif

#if !BOOST_TEMPFILE_SYSTEM_LINUX || defined(BOOST_TEMPFILE_TEST_SANITIZED)

BOOST_TEMPFILE_SKIPPED_TEST(the_stack_of_a_handler, "sanitizers use more, and other systems list no directory there")

#else

#include <boost/tempfile/cleanup.hpp>
#include <boost/tempfile/named_temporary_file.hpp>
#include <boost/tempfile/temporary_directory.hpp>

#include "processes.hpp"

#include <sys/mman.h>
#include <sys/stat.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <string>

namespace tf = boost::tempfile;
namespace fs = std::filesystem;

namespace
{

constexpr std::size_t stack_size = std::size_t(1) << 18;
constexpr unsigned char unused = 0xa5;
alignas(64) unsigned char stack[stack_size];
unsigned char const* frame;

extern "C" void boost_tempfile_test_handler(int)
{
    frame = static_cast<unsigned char const*>(__builtin_frame_address(0));
    tf::remove_all_registered();
}

// What the handler takes below its own frame, for a file and a tree that is deep and denies access.
std::ptrdiff_t stack_of_handler()
{
    tf::named_temporary_file const file;
    tf::temporary_directory const directory;
    fs::path inner = directory.path();
    for (int i = 0; i != 30; ++i)
    {
        std::ofstream(inner / "file") << i;
        inner /= "d";
        fs::create_directory(inner);
    }
    fs::permissions(inner, fs::perms::none);

    std::memset(stack, unused, sizeof stack);
    stack_t alternate = {};
    alternate.ss_sp = stack;
    alternate.ss_size = sizeof stack;
    struct sigaction action = {};
    action.sa_handler = &boost_tempfile_test_handler;
    action.sa_flags = SA_ONSTACK;
    if (::sigaltstack(&alternate, nullptr) != 0 || ::sigaction(SIGUSR1, &action, nullptr) != 0)
        return -1;
    (void)std::raise(SIGUSR1);
    unsigned char const* const deepest =
        std::find_if(stack, stack + stack_size, [](unsigned char c) { return c != unused; });
    return fs::exists(directory.path()) || fs::exists(file.path()) ? -2 : frame - deepest;
}

// The program runs itself, as the first calls in a process are the ones that count.
bool const says_stack = []
{
    if (std::getenv("HANDLER_STACK_TEST_SAYS") == nullptr)
        return false;
    std::printf("%td\n", stack_of_handler());
    std::fflush(stdout);
    ::_exit(0);
}();

std::ptrdiff_t stack_in_a_process(char const* environment)
{
    std::string const program = fs::read_symlink("/proc/self/exe").string();
    std::FILE* const said =
        ::popen((std::string(environment) + " HANDLER_STACK_TEST_SAYS=1 '" + program + "'").c_str(), "r");
    std::ptrdiff_t bytes = -3;
    if (said != nullptr && std::fscanf(said, "%td", &bytes) != 1)
        bytes = -4;
    if (said != nullptr)
        ::pclose(said);
    return bytes;
}

} // namespace

BOOST_AUTO_TEST_CASE(the_stack_of_a_handler)
{
    BOOST_TEST(!says_stack);
    for (char const* const binding : {"LD_BIND_NOW=", "LD_BIND_NOW=1"})
    {
        std::ptrdiff_t const bytes = stack_in_a_process(binding);
        BOOST_TEST(bytes > 0);
        BOOST_TEST(bytes < 6144, binding << ": " << bytes);
        std::printf("%s: %td bytes of stack\n", binding, bytes);
    }
}

#endif
