//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// A Unix socket with a temporary name.

#if defined(_WIN32)

int main() {}

#else

#include <boost/tempfile.hpp>

#include <boost/assert.hpp>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

using namespace boost::tempfile;

int main()
{
    // tag::socket[]
    int const listener = ::socket(AF_UNIX, SOCK_STREAM, 0);
    temporary_path const name = make_temporary({},
        [listener](std::filesystem::path const& path, std::error_code& ec)
        {
            sockaddr_un address{};
            address.sun_family = AF_UNIX;
            if (path.native().size() >= sizeof(address.sun_path))
            {
                ec = std::make_error_code(std::errc::filename_too_long);
                return;
            }
            std::strcpy(address.sun_path, path.c_str());
            if (::bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof(address)) != 0)
                ec.assign(errno, std::generic_category()); // EADDRINUSE: another name is tried
        });
    // end::socket[]
    BOOST_ASSERT(std::filesystem::is_socket(name.path()));
    ::close(listener);
}

#endif
