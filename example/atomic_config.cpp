//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// Changes a configuration file of lines `key = value` so that nobody ever reads half of it, and a power loss leaves the
// old one or the new one:
//
//     atomic_config FILE KEY              prints a value
//     atomic_config FILE KEY=VALUE ...    sets values; KEY= removes one
//
// Comments, empty lines and the order stay; the file keeps its owner, permissions and attributes, and may be a link. Of
// two that change it at the same time, the last one wins. A key that is not there is exit status 1, an error 2.

#include <boost/tempfile/save_file.hpp>

#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace tempfile = boost::tempfile;

namespace
{

std::string trimmed(std::string const& text)
{
    std::size_t const begin = text.find_first_not_of(" \t\r");
    return begin == std::string::npos ? "" : text.substr(begin, text.find_last_not_of(" \t\r") - begin + 1);
}

// Of a comment or an empty line: empty.
std::string key_of(std::string const& line)
{
    std::size_t const equals = line.find('=');
    std::string const key = equals == std::string::npos ? "" : trimmed(line.substr(0, equals));
    return key.empty() || key.front() == '#' ? "" : key;
}

std::vector<std::string> lines_of(std::filesystem::path const& file)
{
    std::vector<std::string> lines;
    std::ifstream in(file);
    if (!in && std::filesystem::exists(file))
        throw std::runtime_error("cannot read " + file.string());
    for (std::string line; std::getline(in, line);)
        lines.push_back(line);
    if (in.bad()) // half a file must not become the whole
        throw std::runtime_error("cannot read " + file.string());
    return lines;
}

bool print(std::filesystem::path const& file, std::string const& key)
{
    for (std::string const& line : lines_of(file))
    {
        if (key_of(line) != key)
            continue;
        std::cout << trimmed(line.substr(line.find('=') + 1)) << '\n';
        return true;
    }
    return false;
}

void change(
    std::filesystem::path const& file, std::vector<std::string> const& order, std::map<std::string, std::string> values)
{
    // Nothing becomes of the new version unless the last line of this function is reached.
    tempfile::save_file out(file, tempfile::durability::data_and_entry);
    for (std::string const& line : lines_of(out.target()))
    {
        auto const changed = values.find(key_of(line));
        if (changed == values.end())
            out << line << '\n';
        else if (!changed->second.empty())
            out << changed->first << " = " << changed->second << '\n';
        if (changed != values.end())
            changed->second.clear(); // a second line of this key would contradict the first
    }
    for (std::string const& key : order)
        if (std::string const value = std::exchange(values[key], ""); !value.empty())
            out << key << " = " << value << '\n';
    out.commit();
    if (out.lost() != tempfile::lost_attributes::nothing)
        std::cerr << "atomic_config: the owner, group or attributes of " << file.string()
                  << " could not be kept entirely\n";
}

} // namespace

int main(int argc, char** argv)
{
    try
    {
        std::string const usage = "usage: atomic_config FILE KEY | FILE KEY=VALUE ...";
        if (argc == 2 && (argv[1] == std::string("--help") || argv[1] == std::string("-h")))
        {
            std::cout << usage << '\n';
            return EXIT_SUCCESS;
        }
        if (argc < 3)
            throw std::runtime_error(usage);
        if (argc == 3 && std::string(argv[2]).find('=') == std::string::npos)
            return print(argv[1], trimmed(argv[2])) ? EXIT_SUCCESS : 1;

        std::vector<std::string> order;
        std::map<std::string, std::string> values;
        for (int i = 2; i < argc; ++i)
        {
            std::string const word = argv[i];
            std::string const key = key_of(word);
            if (key.empty() || word.find('\n') != std::string::npos)
                throw std::runtime_error("not KEY=VALUE in one line: " + word);
            order.push_back(key);
            values[key] = trimmed(word.substr(word.find('=') + 1));
        }
        change(argv[1], order, values);
        return EXIT_SUCCESS;
    }
    catch (std::exception const& error)
    {
        std::cerr << "atomic_config: " << error.what() << '\n';
        return 2;
    }
}
