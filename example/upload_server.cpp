//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// An HTTP server on the loopback address that stores what is put to it (Boost.Beast):
//
//     upload_server [-m MEMORY] DIRECTORY
//
//     PUT /NAME     the body becomes DIRECTORY/NAME, all at once: a reader has the old file or the whole new one
//     GET /         how much memory the bodies use, may use, and used at most: "USED LIMIT PEAK"
//
// Bodies are spooled: small ones are in memory, and all of them together use MEMORY bytes at most (16 MiB), however
// many connections there are; what does not fit goes to files without a name. The port is printed on the first line of
// standard output. When standard input ends the server accepts no more
// connections, and ends with the last one.

#include <boost/tempfile/spool_budget.hpp>
#include <boost/tempfile/spooled_temporary_file.hpp>

#include <boost/asio.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/optional.hpp>

#include <atomic>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <exception>
#include <filesystem>
#include <iostream>
#include <limits>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
namespace tempfile = boost::tempfile;

namespace
{

constexpr std::size_t largest_in_memory = std::size_t(1) << 20; // of one body
constexpr std::uint64_t largest_body = std::uint64_t(4) << 30;

struct server
{
    std::filesystem::path directory;
    tempfile::spool_budget budget;
    std::atomic<std::size_t> peak{0};

    server(std::filesystem::path where, std::size_t memory) : directory(std::move(where)), budget(memory) {}

    void note_peak()
    {
        std::size_t const now = budget.used();
        std::size_t before = peak;
        while (before < now && !peak.compare_exchange_weak(before, now))
        {
        }
    }
};

using response = http::response<http::string_body>;

response answer(http::status status, std::string text, bool keep_alive)
{
    response result(status, 11);
    result.set(http::field::content_type, "text/plain");
    result.keep_alive(keep_alive);
    result.body() = std::move(text);
    result.prepare_payload();
    return result;
}

// A name that stays in the directory.
bool is_name(std::string_view target)
{
    return target.size() > 1 && target.front() == '/' &&
           target.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-", 1) == target.npos;
}

// Reads the body as it comes, into memory while there is some.
void receive(asio::ip::tcp::socket& socket, beast::flat_buffer& buffer, http::request_parser<http::buffer_body>& request,
    tempfile::spooled_temporary_file& body, server& shared)
{
    char block[64 * 1024];
    while (!request.is_done())
    {
        request.get().body().data = block;
        request.get().body().size = sizeof(block);
        beast::error_code ec;
        http::read(socket, buffer, request, ec);
        if (ec && ec != http::error::need_buffer)
            throw beast::system_error(ec);
        body.write(block, static_cast<std::streamsize>(sizeof(block) - request.get().body().size));
        shared.note_peak();
    }
}

response handle(asio::ip::tcp::socket& socket, beast::flat_buffer& buffer, http::request_parser<http::buffer_body>& request, server& shared)
{
    bool const keep_alive = request.get().keep_alive();
    std::string const target(request.get().target());
    if (request.get().method() == http::verb::get && target == "/")
        return answer(http::status::ok,
            std::to_string(shared.budget.used()) + ' ' + std::to_string(shared.budget.limit()) + ' ' + std::to_string(shared.peak) + '\n', keep_alive);
    if (request.get().method() != http::verb::put || !is_name(target))
        return answer(http::status::bad_request, "PUT /NAME, of letters, digits, _ and -\n", false);

    std::filesystem::path const place = shared.directory / target.substr(1);
    tempfile::options o = tempfile::beside(place); // on the same file system
    o.budget = &shared.budget;
    tempfile::spooled_temporary_file body(largest_in_memory, o);
    receive(socket, buffer, request, body, shared);
    std::error_code ec = body.last_error(); // a full disk: the body was read to its end, and is not stored
    if (!ec)
        body.persist(place, ec);
    if (ec)
        return answer(http::status::insufficient_storage, ec.message() + '\n', keep_alive);
    return answer(http::status::created, "", keep_alive);
}

void serve(asio::ip::tcp::socket socket, server& shared)
{
    try
    {
        beast::flat_buffer buffer;
        for (bool more = true; more;)
        {
            http::request_parser<http::buffer_body> request;
            request.body_limit(largest_body);
            beast::error_code ec;
            http::read_header(socket, buffer, request, ec);
            if (ec == http::error::end_of_stream)
                break;
            if (ec)
                throw beast::system_error(ec);
            response const reply = handle(socket, buffer, request, shared);
            http::write(socket, reply);
            more = reply.keep_alive();
        }
    }
    catch (std::exception const& e) // of this connection alone; nothing of its body is left
    {
        std::cerr << "upload_server: " << e.what() << std::endl;
    }
}

// One thread a connection, and one that accepts them; the budget is what they share.
class acceptor
{
public:
    explicit acceptor(server& shared) : shared_(shared), acceptor_(context_, {asio::ip::address_v4::loopback(), 0})
    {
        accept();
        accepting_ = std::thread([this] { context_.run(); });
    }

    // Accepts no more, and waits for the connections that there are.
    ~acceptor()
    {
        context_.stop();
        accepting_.join();
        for (std::thread& connection : connections_)
            connection.join();
    }

    unsigned short port() const { return acceptor_.local_endpoint().port(); }

private:
    void accept()
    {
        acceptor_.async_accept(
            [this](beast::error_code ec, asio::ip::tcp::socket socket)
            {
                if (!ec)
                    connections_.emplace_back([this, s = std::move(socket)]() mutable { serve(std::move(s), shared_); });
                else
                    std::cerr << "upload_server: " << ec.message() << std::endl;
                accept();
            });
    }

    server& shared_;
    asio::io_context context_;
    asio::ip::tcp::acceptor acceptor_;
    std::vector<std::thread> connections_;
    std::thread accepting_;
};

void run(server& shared)
{
    acceptor const accepting(shared);
    std::cout << accepting.port() << std::endl;
    std::cin.ignore((std::numeric_limits<std::streamsize>::max)());
}

} // namespace

int main(int argc, char** argv)
{
    std::size_t memory = std::size_t(16) << 20;
    int at = 1;
    bool good = true;
    if (argc - at > 2 && std::strcmp(argv[at], "-m") == 0)
    {
        char const* const text = argv[at + 1];
        char const* const end = text + std::strlen(text);
        auto const parsed = std::from_chars(text, end, memory);
        good = parsed.ec == std::errc() && parsed.ptr == end;
        at += 2;
    }
    if (!good || argc - at != 1)
    {
        std::cerr << "usage: upload_server [-m MEMORY] DIRECTORY\n";
        return 2;
    }
    try
    {
        server shared(std::filesystem::absolute(argv[at]), memory);
        run(shared);
    }
    catch (std::exception const& e)
    {
        std::cerr << "upload_server: " << e.what() << '\n';
        return 1;
    }
}
