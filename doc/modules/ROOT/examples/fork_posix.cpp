//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// The pieces of "Fork and threads".

#if defined(_WIN32)

int main() {}

#else

#include <boost/tempfile.hpp>

#include <boost/assert.hpp>

#include <string>

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace boost::tempfile;

extern char** environ;

namespace
{

void adopt()
{
    // tag::adopt[]
    named_temporary_file journal;
    if (::fork() == 0)
    {
        journal.adopt(); // flushed, closed and removed by this process
        journal << "the child goes on\n";
        journal.close();
        ::_exit(0);
    }
    // end::adopt[]
    int status = 0;
    ::wait(&status);
    BOOST_ASSERT(status == 0);
}

void child()
{
    // tag::child[]
    temporary_file output;
    output << "before\n";

    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_adddup2(&actions, output.native_handle(), STDOUT_FILENO);
    char const* arguments[] = {"echo", "from the child", nullptr};
    pid_t pid = 0;
    ::posix_spawnp(&pid, "echo", &actions, nullptr, const_cast<char**>(arguments), environ);
    ::posix_spawn_file_actions_destroy(&actions);
    int status = 0;
    ::waitpid(pid, &status, 0);

    output << "after\n"; // behind what the child wrote
    output.seekg(0);
    std::string const text((std::istreambuf_iterator<char>(output)), std::istreambuf_iterator<char>());
    // end::child[]
    BOOST_ASSERT(text == "before\nfrom the child\nafter\n");
}

} // namespace

int main()
{
    adopt();
    child();
}

#endif
