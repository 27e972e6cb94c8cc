//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// The content of a stream as a buffer of Boost.Asio, sent to a socket of this process.

#if !defined(_WIN32) && __has_include(<boost/asio.hpp>)

#include <boost/tempfile.hpp>

#include <boost/asio.hpp>
#include <boost/assert.hpp>

#include <string>

namespace asio = boost::asio;

int main()
{
    asio::io_context context;
    asio::local::stream_protocol::socket client(context), server(context);
    asio::local::connect_pair(client, server);

    // tag::asio[]
    boost::tempfile::spooled_temporary_file body(1 << 20);
    body << "HTTP/1.1 200 OK\r\n\r\n";

    auto const content = body.view(); // both live until the write is done
    asio::write(server, asio::buffer(content.data(), content.size()));
    // end::asio[]

    server.close();
    std::string received;
    boost::system::error_code ec;
    asio::read(client, asio::dynamic_buffer(received), ec);
    BOOST_ASSERT(received == "HTTP/1.1 200 OK\r\n\r\n");
}

#else

int main() {}

#endif
