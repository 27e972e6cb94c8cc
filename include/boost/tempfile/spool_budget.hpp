//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SPOOL_BUDGET_HPP
#define BOOST_TEMPFILE_SPOOL_BUDGET_HPP

// One limit for the memory of many spooled files:
//
//   1. make the budget; it outlives the files that use it
//   2. give it to each of them: options::budget = &budget
//   3. one that would need more than is left rolls over, whatever its own max_size

#include <boost/tempfile/config.hpp>

#include <atomic>
#include <cstddef>

BOOST_TEMPFILE_BEGIN_EXPORTED

namespace boost
{
namespace tempfile
{

/** How much memory the spooled files that share it may use together.

    Counted is the memory that is allocated, not the content: a file of some hundred bytes takes none, as these are in the
    object itself; a block that grows by being copied counts together with its copy for as long as both are there. What a
    file does not need any more, because it rolled over, was cut, closed or destroyed, is given back at once. A file that
    moves takes its share along.

    A file that cannot double its memory tries to have what it just needs; where that does not fit either it rolls over. So
    a file is never refused for want of budget: it is on the disk.

    A child process that fork made has a copy of the count, of which the parent knows nothing.

    Thread safety: any number of threads may use it at once, without a lock.

    @code
    boost::tempfile::spool_budget budget(64 << 20); // for all uploads together
    boost::tempfile::options o;
    o.budget = &budget;
    boost::tempfile::spooled_temporary_file upload(1 << 20, o);
    @endcode
*/
class BOOST_TEMPFILE_DECL spool_budget
{
public:
    /// For `bytes` bytes; with 0 every file that needs more than its object has room for rolls over.
    explicit spool_budget(std::size_t bytes) noexcept : limit_(bytes) {}

    spool_budget(spool_budget const&) = delete;
    spool_budget& operator=(spool_budget const&) = delete;

    /// Nobody may be using it any more, which is asserted.
    ~spool_budget();

    /// How many bytes there are in all.
    std::size_t limit() const noexcept { return limit_; }

    /// How many bytes are in use at the moment; never more than limit().
    std::size_t used() const noexcept { return used_.load(std::memory_order_relaxed); }

private:
    friend class memory_device;

    // All of them or, where they do not fit, none.
    bool take(std::size_t bytes) noexcept;
    void give_back(std::size_t bytes) noexcept;

    std::size_t const limit_;
    std::atomic<std::size_t> used_{0};
};

} // namespace tempfile
} // namespace boost

BOOST_TEMPFILE_END_EXPORTED

#endif
