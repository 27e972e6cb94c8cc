//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_DETAIL_PROGRESS_OBSERVER_HPP
#define BOOST_TEMPFILE_DETAIL_PROGRESS_OBSERVER_HPP

#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

namespace boost
{
namespace tempfile
{
namespace detail
{

// A copyable callable of the type void(std::uintmax_t), or nothing: what of std::function is needed here, as <functional>
// takes longer to compile than all headers of this library.
class progress_observer
{
    template<class Function>
    using if_observer = std::enable_if_t<
        !std::is_same<Function, progress_observer>::value && std::is_invocable<Function&, std::uintmax_t>::value, int>;

public:
    progress_observer() noexcept = default;
    progress_observer(std::nullptr_t) noexcept {}

    // A null pointer to a function and an empty std::function are nothing as well.
    template<class Function, if_observer<Function> = 0>
    progress_observer(Function function)
    {
        if constexpr (std::is_assignable<Function&, std::nullptr_t>::value)
            if (function == nullptr)
                return;
        held_ = new holder<Function>(std::move(function));
    }

    progress_observer(progress_observer const& other) : held_(other.held_ != nullptr ? other.held_->clone() : nullptr)
    {
    }
    progress_observer(progress_observer&& other) noexcept : held_(std::exchange(other.held_, nullptr)) {}
    progress_observer& operator=(progress_observer other) noexcept
    {
        std::swap(held_, other.held_);
        return *this;
    }
    ~progress_observer() { delete held_; }

    explicit operator bool() const noexcept { return held_ != nullptr; }

    // Not empty when this is called.
    void operator()(std::uintmax_t count) const { held_->call(count); }

private:
    struct callable
    {
        callable() = default;
        callable(callable const&) = delete;
        callable& operator=(callable const&) = delete;
        virtual ~callable() = default;
        virtual callable* clone() const = 0;
        virtual void call(std::uintmax_t) = 0;
    };

    template<class Function>
    struct holder final : callable
    {
        explicit holder(Function given) : function(std::move(given)) {}
        callable* clone() const override { return new holder(function); }
        void call(std::uintmax_t count) override { static_cast<void>(function(count)); }

        Function function;
    };

    callable* held_ = nullptr;
};

} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
