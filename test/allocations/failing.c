/*
   Copyright (c) 2026 The Boost.TempFile authors

   Distributed under the Boost Software License, Version 1.0.
   (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
*/

/* LD_PRELOAD: an allocator of which the FAIL_AT-th call fails; with FAIL_ON all that follow as well. Whatever allocates is
   counted, the C and C++ libraries included, while the program does not hold it. */

#include <errno.h>
#include <stdlib.h>

extern void* __libc_malloc(size_t);
extern void* __libc_calloc(size_t, size_t);
extern void* __libc_realloc(void*, size_t);
extern void* __libc_memalign(size_t, size_t);

static long counted, fail_at = -1;
static int fail_on, held = 1;

/* Begins held. The first time that it is let go is where the counting begins. */
void hold_failures(int on)
{
    if (!on && fail_at == -1)
    {
        char const* const at = getenv("FAIL_AT");
        fail_at = at != NULL ? atol(at) : 0;
        fail_on = getenv("FAIL_ON") != NULL;
    }
    __atomic_store_n(&held, on, __ATOMIC_SEQ_CST);
}

long counted_allocations(void)
{
    return __atomic_load_n(&counted, __ATOMIC_SEQ_CST);
}

static int fails(void)
{
    if (__atomic_load_n(&held, __ATOMIC_SEQ_CST))
        return 0;
    long const number = __atomic_add_fetch(&counted, 1, __ATOMIC_SEQ_CST);
    int const failing = fail_at > 0 && (number == fail_at || (fail_on && number > fail_at));
    if (failing)
        errno = ENOMEM;
    return failing;
}

void* malloc(size_t size)
{
    return fails() ? NULL : __libc_malloc(size);
}

void* calloc(size_t count, size_t size)
{
    return fails() ? NULL : __libc_calloc(count, size);
}

void* realloc(void* old, size_t size)
{
    return fails() ? NULL : __libc_realloc(old, size);
}

void* aligned_alloc(size_t alignment, size_t size)
{
    return fails() ? NULL : __libc_memalign(alignment, size);
}

int posix_memalign(void** made, size_t alignment, size_t size)
{
    if (fails())
        return ENOMEM;
    *made = __libc_memalign(alignment, size);
    return *made != NULL ? 0 : ENOMEM;
}
