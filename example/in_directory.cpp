//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// Runs a command in a new temporary directory, removes the directory whatever happens, and ends as the command did:
//
//     in_directory [-k] [--] COMMAND [ARGUMENT...]
//
// The command finds the directory in $PWD and $TMPDIR. SIGINT, SIGTERM, SIGHUP and SIGQUIT that this program is sent are
// passed on to the command. With -k the directory is kept, with its name on standard error, if the command failed.
//
// Status: the command's; 128 + N if signal N ended it; 126 if it cannot be run, 127 if it is not found, as in a shell; 125
// for a failure of this program's own.

#include <boost/tempfile/temporary_directory.hpp>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <iostream>
#include <string>
#include <system_error>

#if !defined(_WIN32)
#include <sys/wait.h>
#include <unistd.h>
#endif

namespace tempfile = boost::tempfile;

#if defined(_WIN32)

int main()
{
    std::cerr << "in_directory: this example is for POSIX systems\n";
    return 125;
}

#else

namespace
{

int const forwarded[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};

volatile std::sig_atomic_t command_pid = 0;

extern "C" void pass_on(int signal)
{
    if (command_pid != 0)
        ::kill(static_cast<pid_t>(command_pid), signal);
}

sigset_t forwarded_set()
{
    sigset_t set;
    sigemptyset(&set);
    for (int const signal : forwarded)
        sigaddset(&set, signal);
    return set;
}

[[noreturn]] void run(tempfile::temporary_directory const& dir, char** command, sigset_t const& before)
{
    ::sigprocmask(SIG_SETMASK, &before, nullptr);
    if (::chdir(dir.path().c_str()) == 0 && ::setenv("PWD", dir.path().c_str(), 1) == 0 &&
        ::setenv("TMPDIR", dir.path().c_str(), 1) == 0)
        ::execvp(command[0], command);
    int const error = errno;
    std::cerr << "in_directory: " << command[0] << ": " << std::strerror(error) << std::endl;
    ::_exit(error == ENOENT ? 127 : 126);
}

int status_of(pid_t pid)
{
    int status = 0;
    while (::waitpid(pid, &status, 0) < 0)
    {
        if (errno != EINTR)
            throw std::system_error(errno, std::generic_category(), "waitpid");
    }
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

// The signals are held back from before the directory is made until there is somebody to pass them on to: one that
// comes in between ends neither this program nor is it lost.
int in_directory(char** command, bool keep_failed)
{
    sigset_t const set = forwarded_set();
    sigset_t before;
    ::sigprocmask(SIG_BLOCK, &set, &before);
    struct sigaction action = {};
    action.sa_handler = &pass_on;
    action.sa_mask = set;
    for (int const signal : forwarded)
        ::sigaction(signal, &action, nullptr);

    tempfile::options o;
    o.prefix = "in-directory-";
    tempfile::temporary_directory dir(o);
    pid_t const pid = ::fork();
    if (pid < 0)
        throw std::system_error(errno, std::generic_category(), "fork");
    if (pid == 0)
    {
        for (int const signal : forwarded)
            std::signal(signal, SIG_DFL);
        run(dir, command, before);
    }
    command_pid = static_cast<std::sig_atomic_t>(pid);
    ::sigprocmask(SIG_SETMASK, &before, nullptr);

    int const status = status_of(pid);
    command_pid = 0;
    if (keep_failed && status != 0)
        std::cerr << "in_directory: kept " << dir.keep().string() << '\n';
    else
        dir.cleanup();
    return status;
}

} // namespace

int main(int argc, char** argv)
{
    int at = 1;
    bool keep_failed = false;
    if (at < argc && std::strcmp(argv[at], "-k") == 0)
    {
        keep_failed = true;
        ++at;
    }
    if (at < argc && std::strcmp(argv[at], "--") == 0)
        ++at;
    if (at >= argc || argv[at][0] == '-')
    {
        std::cerr << "usage: in_directory [-k] [--] COMMAND [ARGUMENT...]\n";
        return 125;
    }
    try
    {
        return in_directory(argv + at, keep_failed);
    }
    catch (std::exception const& e)
    {
        std::cerr << "in_directory: " << e.what() << '\n';
        return 125;
    }
}

#endif
