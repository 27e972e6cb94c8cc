//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// test/unload/main.cpp PLUGIN: a plugin that uses the library is unloaded, then a thread ends, a child is forked, and a
// signal arrives that it had a handler for. What is said is read by check.sh.

#include <csignal>
#include <cstdio>
#include <thread>

#include <dlfcn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace
{

bool child_lives()
{
    pid_t const child = ::fork();
    if (child == 0)
        ::_exit(0);
    int status = 1;
    return ::waitpid(child, &status, 0) == child && status == 0;
}

} // namespace

int main(int argc, char** argv)
{
    void* const plugin = argc == 2 ? ::dlopen(argv[1], RTLD_NOW | RTLD_LOCAL) : nullptr;
    if (plugin == nullptr)
    {
        std::fprintf(stderr, "no plugin: %s\n", argc == 2 ? ::dlerror() : "PLUGIN");
        return 2;
    }
    auto const use = reinterpret_cast<int (*)()>(::dlsym(plugin, "use"));
    int made = use == nullptr ? 0 : 1;
    // One thread ends before the plugin is unloaded, the other afterwards.
    int ready[2], go[2];
    if (::pipe(ready) != 0 || ::pipe(go) != 0)
        return 2;
    std::thread(
        [&]
        {
            if (made != 0)
                made = use();
        })
        .join();
    std::thread late(
        [&]
        {
            char c = 'x';
            if (made != 0)
                made = use();
            (void)!::write(ready[1], &c, 1);
            (void)!::read(go[0], &c, 1);
        });
    char c = 'x';
    (void)!::read(ready[0], &c, 1);
    if (made == 0 || ::dlclose(plugin) != 0)
        return 3;
    (void)!::write(go[1], &c, 1);
    late.join();
    if (!child_lives())
        return 4;
    std::puts("unloaded");
    std::fflush(stdout);
    (void)std::raise(SIGTERM); // ends the process, as if nobody handled it
    return 5;
}
