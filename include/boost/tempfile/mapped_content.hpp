//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_MAPPED_CONTENT_HPP
#define BOOST_TEMPFILE_MAPPED_CONTENT_HPP

#include <boost/tempfile/config.hpp>
#include <boost/tempfile/detail/file_memory.hpp>
#include <boost/tempfile/fwd.hpp>

#include <cstddef>
#include <system_error>
#include <utility>

BOOST_TEMPFILE_BEGIN_EXPORTED

namespace boost
{
namespace tempfile
{

namespace detail
{

class stream_file;

} // namespace detail

/** The content of a temporary file, or a piece of it, as memory that can be written to: what is written there is the
    file's content.

    basic_temporary_stream::map() makes it, for arrays that are larger than memory and for libraries that want memory.
    Move-only; empty by default. It stays valid when the stream is closed, moved or persisted, until it is destroyed.

    What is written here is seen by the stream after its next seek, and what the stream writes is seen here once it is
    flushed. The file must not be made smaller under it: on POSIX systems the missing part is SIGBUS, on Windows resize()
    fails.

    Thread safety: as a pointer's.

    @code
    boost::tempfile::temporary_file file;
    file.resize(1000 * sizeof(int));
    boost::tempfile::mapped_content numbers = file.map();
    int* const first = reinterpret_cast<int*>(numbers.data());
    std::iota(first, first + 1000, 0);
    @endcode
*/
class BOOST_TEMPFILE_DECL mapped_content
{
public:
    using value_type = char;
    using size_type = std::size_t;
    using iterator = char*;
    using const_iterator = char*;

    /// Empty.
    mapped_content() noexcept = default;

    /// Takes the mapping of `other`, which is empty afterwards.
    mapped_content(mapped_content&& other) noexcept
        : memory_(std::move(other.memory_)), data_(std::exchange(other.data_, nullptr)),
          size_(std::exchange(other.size_, 0))
    {
    }

    /// Unmaps, and takes the mapping of `other`, which is empty afterwards.
    mapped_content& operator=(mapped_content&& other) noexcept
    {
        mapped_content taken(std::move(other));
        std::swap(memory_, taken.memory_);
        std::swap(data_, taken.data_);
        std::swap(size_, taken.size_);
        return *this;
    }

    /// As unmap().
    ~mapped_content() = default;

    /// The first byte; null where there is none. Where the piece begins at a multiple of the system's page size (64 KiB
    /// on Windows), as a whole file does, it is aligned for any type.
    char* data() const noexcept { return data_; }

    /// How many bytes.
    std::size_t size() const noexcept { return size_; }

    /// Whether there are none.
    bool empty() const noexcept { return size_ == 0; }

    /// The first byte.
    char* begin() const noexcept { return data_; }

    /// Behind the last byte.
    char* end() const noexcept { return data_ + size_; }

    /** Writes what was changed to storage, as far as the system does that (msync; FlushViewOfFile on Windows). Others
        who read the file see the changes without it.

        @throws std::filesystem::filesystem_error with the system's code.
    */
    void flush();

    /// The same, reporting into `ec`.
    void flush(std::error_code& ec) noexcept { memory_.flush(ec); }

    /// Ends the mapping: empty afterwards. The changes are the file's.
    void unmap() noexcept { *this = mapped_content(); }

private:
    friend class detail::stream_file;

    mapped_content(detail::file_memory memory, char* data, std::size_t size) noexcept
        : memory_(std::move(memory)), data_(data), size_(size)
    {
    }

    detail::file_memory memory_;
    char* data_ = nullptr;
    std::size_t size_ = 0;
};

} // namespace tempfile
} // namespace boost

BOOST_TEMPFILE_END_EXPORTED

#endif
