//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// For test/examples.sh: upload_client PORT BODIES CONNECTIONS PREFIX puts so many bodies of mixed sizes to upload_server, from
// so many connections at once, and prints "SIZE SEED NAME" of each, from which `upload_client --body SIZE SEED` makes the
// same bytes again. A last line of the server's own says what memory it used.

#include <boost/asio.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

#include <cstdint>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <mutex>
#include <random>
#include <string>
#include <thread>
#include <vector>

namespace asio = boost::asio;
namespace http = boost::beast::http;

namespace
{

std::string bytes(std::size_t size, std::uint32_t seed)
{
    std::mt19937 generator(seed);
    std::string result(size, '\0');
    for (char& c : result)
        c = static_cast<char>(generator());
    return result;
}

// Mostly small, some that do not fit into memory, some empty.
std::size_t size_of(std::uint32_t seed)
{
    switch (seed % 10)
    {
    case 0: return 0;
    case 1: return 1500000 + seed % 100000;
    case 2: return 300000 + seed % 1000;
    default: return seed % 5000;
    }
}

http::response<http::string_body> ask(asio::ip::tcp::socket& socket, http::verb verb, std::string const& target, std::string body)
{
    http::request<http::string_body> request(verb, target, 11);
    request.set(http::field::host, "localhost");
    request.body() = std::move(body);
    request.prepare_payload();
    http::write(socket, request);
    boost::beast::flat_buffer buffer;
    http::response<http::string_body> response;
    http::read(socket, buffer, response);
    return response;
}

} // namespace

int main(int argc, char** argv)
try
{
    if (argc == 4 && std::string(argv[1]) == "--body")
    {
        std::cout << bytes(std::stoul(argv[2]), static_cast<std::uint32_t>(std::stoul(argv[3])));
        return 0;
    }
    if (argc != 5)
        return 2;
    asio::ip::tcp::endpoint const server(asio::ip::address_v4::loopback(), static_cast<unsigned short>(std::stoi(argv[1])));
    unsigned const bodies = static_cast<unsigned>(std::stoul(argv[2]));
    unsigned const connections = static_cast<unsigned>(std::stoul(argv[3]));
    std::string const prefix = argv[4];

    std::mutex printing;
    bool good = true;
    std::vector<std::thread> threads;
    for (unsigned which = 0; which < connections; ++which)
        threads.emplace_back(
            [&, which]
            {
                asio::io_context context;
                asio::ip::tcp::socket socket(context);
                socket.connect(server);
                for (unsigned i = which; i < bodies; i += connections)
                {
                    std::uint32_t const seed = i;
                    std::string const name = prefix + std::to_string(i);
                    auto const response = ask(socket, http::verb::put, "/" + name, bytes(size_of(seed), seed));
                    std::lock_guard<std::mutex> const lock(printing);
                    good = good && response.result() == http::status::created;
                    std::cout << size_of(seed) << ' ' << seed << ' ' << name << '\n';
                }
            });
    for (std::thread& thread : threads)
        thread.join();

    asio::io_context context;
    asio::ip::tcp::socket socket(context);
    socket.connect(server);
    std::cout << "memory " << ask(socket, http::verb::get, "/", "").body();
    return good ? 0 : 1;
}
catch (std::exception const& e)
{
    std::cerr << "upload_client: " << e.what() << '\n';
    return 1;
}
