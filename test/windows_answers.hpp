//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_TEST_WINDOWS_ANSWERS_HPP
#define BOOST_TEMPFILE_TEST_WINDOWS_ANSWERS_HPP

// Answers of file systems and of versions of Windows that Wine does not have, given in the place of ntdll.dll. Windows
// only.

#include "system/windows/nt.hpp"

namespace test
{

// While it exists, the library's calls of ntdll.dll go to what `change` put into the table; `real()` is the rest.
class nt_answers
{
public:
    using functions = boost::tempfile::detail::system::ntdll_functions;

    template<class Change>
    explicit nt_answers(Change change)
    {
        real_ = boost::tempfile::detail::system::ntdll();
        table_ = real_;
        change(table_);
        boost::tempfile::detail::system::installed_ntdll = &table_;
    }
    ~nt_answers() { boost::tempfile::detail::system::installed_ntdll = nullptr; }
    nt_answers(nt_answers const&) = delete;
    nt_answers& operator=(nt_answers const&) = delete;

    static functions const& real() { return real_; }

private:
    inline static functions real_;
    functions table_;
};

} // namespace test

#endif
